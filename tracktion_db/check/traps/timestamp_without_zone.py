"""timestamp is what a clock on some wall shows: without its zone it is no instant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.levels import Level, own_nodes
from tracktion_db.check.records.origins import type_of
from tracktion_db.check.tree.expressions import FuncExpr, SqlValueFunction, Var
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query

TIMESTAMP: Final = 1114
TIMESTAMP_ARRAY: Final = 1115
TIMESTAMPTZ: Final = 1184
LOCALTIMESTAMP: Final = frozenset((7, 8))

INSTEAD: Final = "write timestamptz; where a wall clock is meant, AT TIME ZONE and the name of its zone"


def check_timestamp_without_zone(analysed: Analysed) -> Iterator[Finding]:
    """Rule timestamp-without-zone: what is answered, given, read from a table or written to one.

    Within an expression ``AT TIME ZONE`` may make one and take one, since it names the zone; the cast of an
    instant takes the zone of whoever runs the statement.
    """
    places = analysed.places
    for number, column in enumerate(analysed.prepared.columns):
        if column.type in (TIMESTAMP, TIMESTAMP_ARRAY):
            yield _finding(
                analysed, places.column(number), f"{column.name} is a timestamp without zone", column.name
            )
    for use in analysed.parameters:
        if use.type in (TIMESTAMP, TIMESTAMP_ARRAY):
            yield _finding(
                analysed, places.parameter(use.name), f":{use.name} is a timestamp without zone", use.name
            )
    answered = {column.name for column in analysed.prepared.columns}
    names: dict[str, None] = {}
    for level in analysed.levels:
        names.update(dict.fromkeys(_written(analysed, level.query)))
        names.update(dict.fromkeys(_read(analysed, level)))
    for name in names:
        if name not in answered:
            yield _finding(analysed, places.name(name), f"{name} is a timestamp without zone", name)
    if any(column.type in (TIMESTAMP, TIMESTAMP_ARRAY) for column in analysed.prepared.columns):
        return  # and whatever makes one may be what is answered
    for spelled, is_cast in (("LOCALTIMESTAMP", False), ("TIMESTAMP", True)):
        if any(
            _is_local(node, is_cast=is_cast) for level in analysed.levels for node in _without_zone(level)
        ):
            written = [item.token.start for item in places.outlined if item.token.text == spelled]
            place = (written or [places.start])[0]
            yield _finding(analysed, place, "the time of day where the session happens to be", None)


def _finding(analysed: Analysed, place: int, problem: str, subject: str | None) -> Finding:
    return analysed.finding("timestamp-without-zone", place, problem, INSTEAD, subject=subject)


def _written(analysed: Analysed, query: Query) -> Iterator[str]:
    if query.command_type not in (2, 3) or not query.result_relation:
        return
    relation = query.entry(query.result_relation).relid
    # A default that is filled in is not of the statement.
    written = {item.token.name for item in analysed.places.outlined if item.token.is_name}
    for entry in query.target_list:
        column = analysed.server.column(relation, entry.resno)
        if column is None or entry.resjunk or column.name not in written:
            continue
        if analysed.server.base_type(column.type_id) == TIMESTAMP:
            yield column.name


def _read(analysed: Analysed, level: Level) -> Iterator[str]:
    for node in _without_zone(level):
        if isinstance(node, Var) and node.varlevelsup == 0 and node.varattno > 0:
            entry = level.query.entry(node.varno)
            if entry.rtekind == 0 and analysed.server.base_type(node.vartype) == TIMESTAMP:
                column = analysed.server.column(entry.relid, node.varattno)
                yield column.name if column else entry.column(node.varattno)


def _without_zone(level: Level) -> Iterator[Node]:
    """The nodes of this query, but for what AT TIME ZONE is applied to."""
    zoned: set[int] = set()
    for node in level.nodes:
        if isinstance(node, FuncExpr) and node.funcresulttype == TIMESTAMPTZ and node.funcformat != 2:
            zoned.update([id(part) for arg in node.args for part in own_nodes(arg) if len(node.args) == 2])
        if id(node) not in zoned:
            yield node


def _is_local(node: Node, *, is_cast: bool) -> bool:
    if not is_cast:
        return isinstance(node, SqlValueFunction) and node.op in LOCALTIMESTAMP
    return (
        isinstance(node, FuncExpr)
        and node.funcformat == 1
        and node.funcresulttype == TIMESTAMP
        and type_of(node.args[0]) == TIMESTAMPTZ
    )
