"""Calls as values: a statement, its checked parameters and the shape of the answer. No I/O.

A domain function builds a call, an executor runs it::

    def get_recording(recording_id: UUID) -> Call[Recording | None]:
        return at_most_one(sql["catalog.get_recording"], Recording, recording_id=recording_id)

Parameters are checked here, so a bad value is a ``ValidationError`` before a connection is taken. A call
can be kept, compared, explained, put into ``run_all`` or run again; it does nothing by itself, which
pyright's ``reportUnusedCallResult`` tells whoever forgets to run it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.paging import PageCursor, Position
from tracktion_db.records import Record
from tracktion_db.statements import Shape, Statement

T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R", bound=Record)

MAX_PAGE = 1000
"""Most rows that one page may hold."""


class Call(Generic[T_co]):
    """A statement with its parameters, ready to be run; ``T_co`` is what running it answers."""

    __slots__ = ("cursor", "parameters", "record", "rows", "statement")

    def __init__(
        self,
        statement: Statement,
        parameters: tuple[object, ...],
        record: type[Record] | None = None,
        *,
        cursor: PageCursor | None = None,
        rows: Sequence[tuple[object, ...]] | None = None,
    ) -> None:
        self.statement = statement
        """What is run."""
        self.parameters = parameters
        """The checked values of ``$1``, ``$2`` …"""
        self.record = record
        """What one row becomes; None where no rows come back."""
        self.cursor = cursor
        """How a page tells where it ended; None for other shapes."""
        self.rows = rows
        """The rows of a COPY; None for other statements."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Call):
            return NotImplemented
        return self._value() == other._value()

    def __hash__(self) -> int:
        # Arrays are lists, which have no hash.
        values = [
            tuple(cast("list[object]", value)) if isinstance(value, list) else value
            for value in self.parameters
        ]
        return hash((self.statement, *values))

    def _value(self) -> tuple[object, ...]:
        return (self.statement, self.parameters, self.record, self.cursor, self.rows)

    def __repr__(self) -> str:
        # Without the values: a call ends up in logs.
        return f"<Call {self.statement.name}>"


@dataclass(frozen=True)  # with slots, Page[Recording](...) fails on Python 3.11
class Page(Generic[T_co]):
    """One page of a longer list, in the statement's order."""

    items: Sequence[T_co]
    next_cursor: str | None
    """Opaque: give it to the same call with the same filters for the following page; None at the end."""

    @property
    def has_more(self) -> bool:
        """Whether at least one more row followed when this page was read."""
        return self.next_cursor is not None


def one(statement: Statement, record: type[R], **values: object) -> Call[R]:
    """A call that answers exactly one record; running it raises NotFound when there is no row."""
    _require(statement, Shape.ONE, record)
    return Call(statement, statement.arguments(values), record)


def at_most_one(statement: Statement, record: type[R], **values: object) -> Call[R | None]:
    """A call that answers one record, or None."""
    _require(statement, Shape.AT_MOST_ONE, record)
    return Call(statement, statement.arguments(values), record)


def many(statement: Statement, record: type[R], **values: object) -> Call[list[R]]:
    """A call that answers all rows, in the statement's order."""
    _require(statement, Shape.MANY, record)
    return Call(statement, statement.arguments(values), record)


def count(statement: Statement, **values: object) -> Call[int]:
    """A call that writes, and answers how many rows it wrote."""
    _require(statement, Shape.COUNT)
    if statement.is_copy:
        raise UsageError(f"{statement.name} is a COPY statement: it needs copy()", statement=statement.name)
    return Call(statement, statement.arguments(values))


def nothing(statement: Statement, **values: object) -> Call[None]:
    """A call that answers nothing."""
    _require(statement, Shape.NOTHING)
    return Call(statement, statement.arguments(values))


def copy(statement: Statement, rows: Iterable[Iterable[object]]) -> Call[int]:
    """A COPY of these rows, each in the order of the statement's parameters; answers their number.

    The rows are sent as they are: their values must have been checked, as those of an ``Input`` are, and
    converted to what each column's type takes (``Parameter.type.convert``), None only where the header says
    ``or null`` (``Parameter.nullable``).
    """
    _require(statement, Shape.COUNT)
    if not statement.is_copy:
        raise UsageError(f"{statement.name} is not a COPY statement", statement=statement.name)
    return Call(statement, (), rows=[tuple(row) for row in rows])


def page(
    statement: Statement,
    record: type[R],
    *,
    before_first: Mapping[str, object],
    limit: int,
    cursor: str | None,
    **filters: object,
) -> Call[Page[R]]:
    """One page of at most ``limit`` (1 to 1,000) rows after ``cursor``, or from the start.

    ``before_first`` names the columns that the statement orders by, and for each a value that stands
    before every row: the statement takes it as ``after_<column>`` when there is no cursor, so that one
    plan serves every page. A cursor of another statement, of other filters or tampered with is a
    ValidationError.
    """
    _require(statement, Shape.PAGE, record)
    require_limit(limit, statement=statement.name)
    for key in before_first:
        if key not in record.model_fields:
            raise UsageError(
                f"{statement.name} cannot be paged by {key}: it is no field of {record.__name__}",
                statement=statement.name,
            )
    # The filters are checked before the cursor, which is bound to them.
    parameters = _page_arguments(statement, before_first, filters, limit)
    names = [parameter.name for parameter in statement.parameters]
    asked = tuple(value for name, value in zip(names, parameters, strict=True) if name in filters)
    keys = PageCursor(statement, tuple(before_first), asked, limit)
    if cursor is not None:
        parameters = _page_arguments(statement, keys.decode(cursor), filters, limit)
    return Call(statement, parameters, record, cursor=keys)


def require_limit(limit: object, *, statement: str | None = None) -> None:
    """Raises ValidationError unless a page may have so many rows."""
    if type(limit) is not int or not 1 <= limit <= MAX_PAGE:
        raise ValidationError("limit", f"must be a whole number from 1 to {MAX_PAGE}", statement=statement)


def _page_arguments(
    statement: Statement, position: Position, filters: Mapping[str, object], limit: int
) -> tuple[object, ...]:
    after = {f"after_{key}": value for key, value in position.items()}
    return statement.arguments({**filters, **after, "row_limit": limit})


def _require(statement: Statement, shape: Shape, record: type[Record] | None = None) -> None:
    if statement.shape is not shape:
        raise UsageError(
            f"{statement.name} returns {statement.shape.value} by its header, not {shape.value}",
            statement=statement.name,
        )
    if record is None:
        return
    # What no header promises no check proves. The domain of a record is said for readers only.
    if statement.record_name is None:
        domain = record.__module__.split(".")[-2:][0].strip("_")
        raise UsageError(
            f"{statement.name} names no record in its header, so nothing proves that its rows are of "
            f"{record.__name__}: write :returns: {shape.value} {domain}.{record.__name__}",
            statement=statement.name,
        )
    if statement.record_name != record.__name__:
        raise UsageError(
            f"{statement.name} returns {statement.record} by its header, not {record.__name__}",
            statement=statement.name,
        )
