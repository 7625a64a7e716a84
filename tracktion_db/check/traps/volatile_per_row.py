"""A volatile function in a condition or an order: it is called again for every row that is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.levels import Level, conditions, own_nodes
from tracktion_db.check.reading.server_rows import Function
from tracktion_db.check.tree.expressions import Aggref, CaseExpr, FuncExpr, OpExpr, WindowFunc
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query

CONDITIONAL: Final = frozenset(("CONFLICT", "HAVING", "ON", "ORDER", "WHERE"))


def check_volatile_per_row(analysed: Analysed) -> Iterator[Finding]:
    """Rule volatile-per-row: ``WHERE x = random()``, ``ORDER BY random()``, ``CASE WHEN random() < 0.5``.

    A value of its own for each row that is written or answered (``gen_random_uuid()`` in a select list, in
    VALUES or in SET) is what such functions are for.
    """
    found: list[str] = []
    for level in analysed.levels:
        if _has_rows(level.query):
            for part in _decided(level):
                found += _volatile(analysed, part)
    for name in dict.fromkeys(found):
        yield analysed.finding(
            "volatile-per-row",
            _place(analysed, name),
            f"{name} is volatile: it is called anew for every row that is looked at, and no index serves it",
            f"call it once: (SELECT {name}(...)), or in a CTE before",
            subject=name,
        )


def _has_rows(query: Query) -> bool:
    return query.jointree is not None and bool(query.jointree.fromlist or query.result_relation)


def _decided(level: Level) -> Iterator[Node]:
    """What decides about rows and values: conditions and orders."""
    query = level.query
    yield from conditions(query)
    if query.having_qual is not None:
        yield query.having_qual
    sorted_by = {clause.tle_sort_group_ref for clause in query.sort_clause}
    for window in query.window_clause:
        sorted_by.update([clause.tle_sort_group_ref for clause in window.order_clause])
    for entry in query.target_list:
        if entry.ressortgroupref in sorted_by:
            yield entry.expr
    if query.on_conflict is not None and query.on_conflict.on_conflict_where is not None:
        yield query.on_conflict.on_conflict_where
    for node in level.nodes:
        if isinstance(node, CaseExpr):
            yield from [when.expr for when in node.args]
        elif isinstance(node, Aggref | WindowFunc) and node.aggfilter is not None:
            yield node.aggfilter


def _volatile(analysed: Analysed, part: Node) -> list[str]:
    functions: list[Function | None] = []
    for node in own_nodes(part):
        if isinstance(node, FuncExpr):
            functions.append(analysed.server.function(node.funcid))
        elif isinstance(node, OpExpr):
            functions.append(analysed.server.operator_function(node.opno))
    return [function.name for function in functions if function and function.volatility == "v"]


def _place(analysed: Analysed, name: str) -> int:
    words = analysed.places.outlined
    calls = [
        item
        for item, following in pairwise(words)
        if item.token.is_name and item.token.name == name and following.token.text == "("
    ]
    for item in calls:
        if item.clause in CONDITIONAL:
            return item.token.start
    return calls[0].token.start if calls else analysed.places.start
