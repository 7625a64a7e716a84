"""Calls of the graph as values: a statement, its checked parameters and the shape of the answer. No I/O.

A function builds a call, an executor runs it::

    def list_collaborators(artist: str, row_limit: int = 20) -> GraphCall[list[Collaborator]]:
        return many(cypher["graph.list_collaborators"], Collaborator, artist=artist, row_limit=row_limit)

Parameters are checked here, so a bad value is a ``ValidationError`` before a connection is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from tracktion_db.errors import UsageError
from tracktion_db.records import Record
from tracktion_db.statements.header import Shape

from .statement import CypherStatement

__all__ = ["GraphCall", "at_most_one", "count", "many", "nothing", "one", "require_call"]

T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R", bound=Record)


class GraphCall(Generic[T_co]):
    """A Cypher statement with its parameters, ready to be run; ``T_co`` is what running it answers."""

    __slots__ = ("parameters", "record", "statement")

    def __init__(
        self,
        statement: CypherStatement,
        parameters: Mapping[str, object],
        record: type[Record] | None = None,
    ) -> None:
        self.statement = statement
        """What is run."""
        self.parameters = parameters
        """The checked values by name, as they are sent."""
        self.record = record
        """What one row becomes; None where no records come back."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, GraphCall):
            return NotImplemented
        return (self.statement, self.parameters, self.record) == (
            other.statement,
            other.parameters,
            other.record,
        )

    def __hash__(self) -> int:
        # Without the parameters: most of them are lists and maps, which have no hash.
        return hash((self.statement, self.record))

    def __repr__(self) -> str:
        # Without the values: a call ends up in logs.
        return f"<GraphCall {self.statement.name}>"


def one(statement: CypherStatement, record: type[R], **values: object) -> GraphCall[R]:
    """A call that answers exactly one record; running it raises NotFound when there is no row."""
    _require(statement, Shape.ONE, record)
    return GraphCall(statement, statement.arguments(values), record)


def at_most_one(statement: CypherStatement, record: type[R], **values: object) -> GraphCall[R | None]:
    """A call that answers one record, or None."""
    _require(statement, Shape.AT_MOST_ONE, record)
    return GraphCall(statement, statement.arguments(values), record)


def many(statement: CypherStatement, record: type[R], **values: object) -> GraphCall[list[R]]:
    """A call that answers all rows, in the statement's order."""
    _require(statement, Shape.MANY, record)
    return GraphCall(statement, statement.arguments(values), record)


def count(statement: CypherStatement, **values: object) -> GraphCall[int]:
    """A call that answers one whole number: the statement's only row has it as its only column ``count``."""
    _require(statement, Shape.COUNT)
    return GraphCall(statement, statement.arguments(values))


def nothing(statement: CypherStatement, **values: object) -> GraphCall[None]:
    """A call that answers nothing."""
    _require(statement, Shape.NOTHING)
    return GraphCall(statement, statement.arguments(values))


def require_call(given: object) -> None:
    """Raises UsageError unless this is a call of the graph."""
    if isinstance(given, GraphCall):
        return
    if callable(given):
        name = getattr(given, "__name__", "it")
        raise UsageError(f"run takes a call: {name} is a function that makes one, write {name}(...)")
    raise UsageError(f"run takes a call of the graph: this is {type(given).__name__}")


def _require(statement: CypherStatement, shape: Shape, record: type[Record] | None = None) -> None:
    if statement.shape is not shape:
        raise UsageError(
            f"{statement.name} returns {statement.shape} by its header, not {shape}", statement=statement.name
        )
    if record is not None and statement.record_name != record.__name__:
        raise UsageError(
            f"{statement.name} returns {statement.record} by its header, not {record.__name__}",
            statement=statement.name,
        )
