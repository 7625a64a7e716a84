"""BETWEEN with instants: its upper bound belongs to the span and to the next one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.tree.expressions import BoolExpr, OpExpr, Var
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query

INSTANTS: Final = frozenset((1114, 1184))
# BETWEEN and NOT BETWEEN have no node of their own.
SHAPES: Final = {"and": (">=", "<="), "or": ("<", ">")}


def check_between_timestamps(analysed: Analysed) -> Iterator[Finding]:
    """Rule between-timestamps, where it is written as BETWEEN: two comparisons say what they mean."""
    found = [
        (node, name)
        for level in analysed.levels
        for node in level.nodes
        if (name := _compared(analysed, level.query, node)) is not None
    ]
    places = _places(analysed)
    taken: set[int] = set()
    for _, name in found:
        free = [(place, column) for place, column in places if place not in taken]
        named = [place for place, column in free if column == name]
        if not free:
            return
        place = named[0] if named else free[0][0]
        taken.add(place)
        yield analysed.finding(
            "between-timestamps",
            place,
            "BETWEEN takes both ends: what happens at the end of one span is in the next one too",
            "write x >= start AND x < end",
        )


def _compared(analysed: Analysed, query: Query, node: Node) -> str | None:
    """The name of what this compares like BETWEEN, empty where it is no column; None for anything else."""
    if not isinstance(node, BoolExpr) or node.boolop not in SHAPES or len(node.args) != 2:
        return None
    low, high = node.args
    if not isinstance(low, OpExpr) or not isinstance(high, OpExpr) or low.args[0] != high.args[0]:
        return None
    operators = [analysed.server.operator(part.opno) for part in (low, high)]
    if any(operator is None or operator.left_type not in INSTANTS for operator in operators):
        return None
    if tuple([operator.name for operator in operators if operator]) != SHAPES[node.boolop]:
        return None
    value = low.args[0]
    if isinstance(value, Var) and value.varlevelsup == 0:
        return query.entry(value.varno).column(value.varattno)
    return ""


def _places(analysed: Analysed) -> list[tuple[int, str]]:
    """Each BETWEEN that is no window's frame, with the name before it."""
    words = analysed.places.outlined
    found: list[tuple[int, str]] = []
    for index, word in enumerate(words):
        before = [item.token for item in words[max(0, index - 2) : index]][::-1]
        if word.token.text != "BETWEEN" or not before or before[0].text in ("ROWS", "RANGE", "GROUPS"):
            continue
        named = before[1] if before[0].text == "NOT" and len(before) > 1 else before[0]
        found.append((word.token.start, named.name))
    return found
