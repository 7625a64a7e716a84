"""LIMIT where no order says which rows are the first ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.levels import Level
from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree.expressions import Const, FuncExpr, Var
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.uniqueness import Level as Surroundings
from tracktion_db.check.uniqueness import prover_of

EXISTS: Final = 0


def check_limit_without_order(analysed: Analysed) -> Iterator[Finding]:
    """Rule limit-without-order, for LIMIT, FETCH and OFFSET, in subqueries too.

    EXISTS asks only whether there is a row, so that any will do there; so it is where there is only one, and
    where all rows answer the same.
    """
    wrong = sum(_takes_any(analysed, level) for level in analysed.levels)
    places: dict[object, int] = {}
    for item in analysed.places.outlined:
        block = item.block
        is_limit = item.token.text in ("LIMIT", "FETCH", "OFFSET") and item.clause == item.token.text
        if is_limit and item.is_outside and not block.is_exists and "ORDER" not in block.clauses:
            places.setdefault(block, item.token.start)
    for place in list(places.values())[:wrong]:
        yield analysed.finding(
            "limit-without-order",
            place,
            "the rows that are taken are any ones: no ORDER BY says which come first",
            "write ORDER BY before it, ending in a unique key",
        )


def _takes_any(analysed: Analysed, level: Level) -> bool:
    query = level.query
    if query.limit_count is None and query.limit_offset is None:
        return False
    if _is_zero(query.limit_count) or (_is_all(query.limit_count) and _is_zero(query.limit_offset)):
        return False  # none are taken, or all
    if _is_all(query.limit_count) and query.limit_offset is None:
        return False
    differ = any(isinstance(node, Var) for entry in query.outputs for node in entry.expr.walk())
    is_exists = level.sublink is not None and level.sublink.sub_link_type == EXISTS
    return differ and not query.sort_clause and not is_exists and not _is_one_row(analysed, level)


def _is_all(limit: Node | None) -> bool:
    return limit is None or (isinstance(limit, Const) and limit.constisnull)


def _is_zero(limit: Node | None) -> bool:
    while isinstance(limit, FuncExpr) and len(limit.args) == 1:
        limit = limit.args[0]  # the cast to bigint
    return isinstance(limit, Const) and not limit.constisnull and not any(limit.constvalue or ())


def _is_one_row(analysed: Analysed, level: Level) -> bool:
    """Whether there is at most one row to take."""
    around: Surroundings | None = None
    for query in level.queries[:-1]:
        around = Surroundings(query, around)
    whole = replace(level.query, limit_count=None, limit_offset=None)
    try:
        return prover_of(analysed).one_row(Surroundings(whole, around), {}).holds
    except (TreeError, RecursionError):
        return False
