"""NOT IN with a null among the values: then it is never true."""

from __future__ import annotations

from collections.abc import Iterator

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.outline import Outlined
from tracktion_db.check.traps.nulls import nullable_output
from tracktion_db.check.tree.expressions import (
    ArrayCoerceExpr,
    BoolExpr,
    Param,
    RelabelType,
    ScalarArrayOpExpr,
    SubLink,
)
from tracktion_db.check.tree.nodes import Node

ALL, ANY = 1, 2


def check_not_in_nulls(analysed: Analysed) -> Iterator[Finding]:
    """Rule not-in-nulls, for NOT IN (SELECT ...), <> ALL (SELECT ...) and <> ALL(array with nulls)."""
    queries = _places(analysed, of_queries=True)
    arrays = _places(analysed, of_queries=False)
    for level in analysed.levels:
        for node in level.nodes:
            if (sublink := _negated(analysed, node)) is not None:
                inner = (*level.queries, sublink.subselect)
                name = sublink.subselect.outputs[0].resname or ""
                place = _take(analysed, queries, name)
                if why := nullable_output(analysed, inner):
                    yield analysed.finding(
                        "not-in-nulls",
                        place,
                        f"with one null among the values this is never true, and there may be one: {why}",
                        f"write NOT EXISTS (SELECT ... WHERE ... = ...), or WHERE {name} IS NOT NULL inside",
                        subject=name or None,
                    )
            elif (use := _array_with_nulls(analysed, node)) is not None:
                yield analysed.finding(
                    "not-in-nulls",
                    _take(analysed, arrays, use),
                    f"with one null among the values this is never true, and :{use} may hold None",
                    "write `[]` without `with nulls` in the header, or array_remove(..., NULL)",
                    subject=use,
                )


def _negated(analysed: Analysed, node: Node) -> SubLink | None:
    """The query of a NOT IN or <> ALL."""
    if isinstance(node, BoolExpr) and node.boolop == "not":
        inner = node.args[0]
        return inner if isinstance(inner, SubLink) and inner.sub_link_type == ANY else None
    if isinstance(node, SubLink) and node.sub_link_type == ALL:
        opno = getattr(node.testexpr, "opno", 0)
        operator = analysed.server.operator(opno)
        return node if operator and operator.name == "<>" else None
    return None


def _array_with_nulls(analysed: Analysed, node: Node) -> str | None:
    """The name of the parameter that NOT IN looks in, where it may hold None."""
    if not isinstance(node, ScalarArrayOpExpr) or node.use_or or analysed.statement is None:
        return None
    array = node.args[1]
    while isinstance(array, RelabelType | ArrayCoerceExpr):
        array = array.arg
    operator = analysed.server.operator(node.opno)
    if not isinstance(array, Param) or array.paramkind or operator is None or operator.name != "<>":
        return None
    use = analysed.parameter(array.paramid)
    return use.name if use and use.may_hold_none else None


def _places(analysed: Analysed, *, of_queries: bool) -> list[tuple[int, frozenset[str]]]:
    """Each NOT IN and <> ALL, with the names in its brackets up to FROM."""
    words = analysed.places.outlined
    found: list[tuple[int, frozenset[str]]] = []
    for index, item in enumerate(words):
        is_in = item.token.text == "IN" and words[index - 1].token.text == "NOT"
        is_all = item.token.text == "ALL" and words[index - 1].token.text in ("<>", "!=")
        if not is_in and not is_all:
            continue
        behind = words[index + 1 : index + 40]
        selects = len(behind) > 1 and behind[1].token.text in ("SELECT", "WITH", "(")
        if selects == of_queries:
            found.append((words[index - 1].token.start, _names(behind)))
    return found


def _names(behind: list[Outlined]) -> frozenset[str]:
    names: list[str] = []
    for item in behind:
        if item.token.text in ("FROM", ")"):
            break
        names.append(item.token.name)
    return frozenset(names)


def _take(analysed: Analysed, places: list[tuple[int, frozenset[str]]], name: str) -> int:
    """The first place that names it, or else the first one; no place is given twice."""
    if not places:
        return analysed.places.start
    chosen = next((place for place in places if name in place[1]), places[0])
    places.remove(chosen)
    return chosen[0]
