"""Rows of a graph's answer to what its call promises: records, one number or nothing.

A graph has no schema that could be proved to agree with a record, so every row is checked in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

import neo4j.time

from tracktion_db.errors import NotFound, StatementError
from tracktion_db.records import Record
from tracktion_db.row_builder import RowBuilder, validating_row_builder
from tracktion_db.statements.header import Shape

from .call import GraphCall

__all__ = ["answer"]

T = TypeVar("T")

_AS_IT_IS: Final = frozenset((type(None), bool, int, float, str))
_COUNT: Final = "count"


def answer(call: GraphCall[T], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> T:
    """What this call answers with these rows.

    Raises NotFound for no row where one is promised, StatementError for rows that are not as promised.
    """
    try:
        return cast("T", _answer(call, tuple(columns), rows))
    except StatementError as error:
        name = call.statement.name
        raise StatementError(f"{name}: {error}", statement=name) from None


def _answer(call: GraphCall[Any], columns: tuple[str, ...], rows: Sequence[Sequence[object]]) -> object:
    statement = call.statement
    shape = statement.shape
    if shape is Shape.NOTHING:
        return None
    if shape is Shape.COUNT:
        return _count(columns, rows)
    assert call.record is not None  # by its header
    if not (columns or rows):
        # Not every server names the columns of no rows.
        columns = tuple(call.record.model_fields)
    build = _builder(call.record, columns)
    if shape is Shape.MANY:
        return [build(_plain_row(columns, row)) for row in rows]
    if len(rows) > 1:
        raise StatementError("more than one row, its header promises one")
    if rows:
        return build(_plain_row(columns, rows[0]))
    if shape is Shape.ONE:
        raise NotFound(f"{statement.name}: there is no such row", statement=statement.name)
    return None


@lru_cache(maxsize=1_000)
def _builder(record: type[Record], columns: tuple[str, ...]) -> RowBuilder:
    return validating_row_builder(record, columns, frozenset())


def _count(columns: tuple[str, ...], rows: Sequence[Sequence[object]]) -> int:
    if columns == (_COUNT,) and len(rows) == 1 and type(number := rows[0][0]) is int:
        return number
    raise StatementError(f"not one row with a whole number as its only column {_COUNT}")


def _plain_row(columns: tuple[str, ...], row: Sequence[object]) -> list[object]:
    return [
        value if type(value) in _AS_IT_IS else _plain(value, column)
        for column, value in zip(columns, row, strict=True)
    ]


def _plain(value: object, column: str) -> object:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, list):
        return [_plain(item, column) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {key: _plain(item, column) for key, item in cast("dict[str, object]", value).items()}
    if isinstance(value, neo4j.time.DateTime):
        return _instant(value)
    if isinstance(value, neo4j.time.Date):
        return date(value.year, value.month, value.day)
    raise StatementError(
        f"column {column} is a {type(value).__name__}: return plain columns, such as its properties"
    )


def _instant(value: neo4j.time.DateTime) -> datetime:
    """The instant in UTC. One server drops the zone of what was stored, and all that is stored is UTC."""
    native = value.to_native()
    return native.replace(tzinfo=UTC) if native.tzinfo is None else native.astimezone(UTC)
