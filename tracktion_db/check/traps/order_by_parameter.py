"""Sorting by what is the same for every row."""

from __future__ import annotations

from collections.abc import Iterator

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.levels import Level
from tracktion_db.check.tree.expressions import (
    Aggref,
    FuncExpr,
    Param,
    SubLink,
    Var,
    WindowFunc,
)
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import SortGroupClause, TargetEntry


def check_order_by_parameter(analysed: Analysed) -> Iterator[Finding]:
    """Rule order-by-parameter: an item of ORDER BY that holds a parameter and no column.

    The loader refuses the plain ``ORDER BY :x``; here are expressions, windows and aggregates.
    """
    items = [item for level in analysed.levels for item in _items(level)]
    uses = [analysed.parameter(_constant_of(analysed, item)) for item in items]
    named = [use.name for use in uses if use is not None]
    places = [
        (item.token.start, item.token.name)
        for item in analysed.places.outlined
        if item.token.kind == "parameter" and item.clause == "ORDER"
    ]
    for name in dict.fromkeys(named):
        place = next((start for start, known in places if known == name), analysed.places.parameter(name))
        yield analysed.finding(
            "order-by-parameter",
            place,
            "a parameter as sort order sorts by a constant: the rows come unsorted",
            "name the column; write one file for each order, or CASE over a closed set of names",
            subject=name,
        )


def _items(level: Level) -> Iterator[Node]:
    query = level.query
    yield from _sorted(query.sort_clause, query.target_list)
    for window in query.window_clause:
        yield from _sorted(window.order_clause, query.target_list)
    for node in level.nodes:
        if isinstance(node, Aggref):
            yield from _sorted(node.aggorder, node.args)


def _sorted(clauses: tuple[SortGroupClause, ...], entries: tuple[TargetEntry, ...]) -> Iterator[Node]:
    wanted = [clause.tle_sort_group_ref for clause in clauses]
    for entry in entries:
        # What DISTINCT and GROUP BY add to an order by an item of the select list is no mistake in the order.
        if entry.ressortgroupref in wanted:
            yield entry.expr


def _constant_of(analysed: Analysed, node: Node) -> int:
    """The number of the parameter that makes this up; 0 where it differs from row to row."""
    found = 0
    for part in node.walk():
        if isinstance(part, Var | SubLink | Aggref | WindowFunc):
            return 0
        if isinstance(part, Param) and part.paramkind == 0:
            found = found or part.paramid
        elif isinstance(part, FuncExpr):
            function = analysed.server.function(part.funcid)
            if function is None or function.volatility == "v":
                return 0
    return found
