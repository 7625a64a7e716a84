"""Rows on their way into the graph, in as many calls as they need. I/O-free: yields calls of the graph."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, Final, TypeVar, cast

from tracktion_db.graph import GraphCall, GraphTransaction
from tracktion_db.graph.call import nothing
from tracktion_db.graph.statements import cypher

__all__ = ["GraphWork", "chunks", "drive", "send", "send_by"]

T = TypeVar("T")
GraphWork = Generator[GraphCall[Any], Any, T]
"""Yields calls of the graph, is sent their answers, returns the answer of the whole."""

_ROWS: Final = 2_000
_CHARACTERS: Final = 500_000
"""Of one call: at most four bytes each, of the four million that a call may have."""
_OF_A_ROW: Final = 200
"""What its numbers and keys take besides."""
_OF_A_TEXT: Final = 5
"""What a text in a list takes beside its characters."""


def send(name: str, values: Iterable[Any]) -> GraphWork[None]:
    """Run a statement for all these rows or uids, in as many calls as they need."""
    statement = cypher[f"graph.{name}"]
    (parameter,) = statement.parameters
    yield from send_by(lambda part: nothing(statement, **{parameter.name: part}), values)


def send_by(make: Callable[[list[Any]], GraphCall[None]], values: Iterable[Any]) -> GraphWork[None]:
    """Run this call for all these rows, in as many calls as they need."""
    for part in chunks(values):
        yield make(part)


def chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """These rows, or texts, in parts that one call may have."""
    part: list[Any] = []
    characters = 0
    for row in rows:
        size = _size(row)
        if part and (len(part) == _ROWS or characters + size > _CHARACTERS):
            yield part
            part, characters = [], 0
        part.append(row)
        characters += size
    if part:
        yield part


def _size(row: Any) -> int:
    if isinstance(row, str):
        return len(row)
    size = 0
    for value in row.values():
        if type(value) is str:
            size += len(value)
        elif type(value) is dict:
            size += sum([len(text) for text in cast("dict[str, Any]", value).values() if type(text) is str])
        elif type(value) is list:
            size += sum([len(text) + _OF_A_TEXT for text in cast("list[str]", value)])
    return size + _OF_A_ROW


def drive(graph: GraphTransaction, work: GraphWork[T]) -> T:
    """Run this work in a transaction of the graph."""
    answer = None
    try:
        while True:
            answer = graph.run(work.send(answer))
    except StopIteration as done:
        return done.value
