"""Transactions that follow from each other, without a database: blocking and asyncio code share them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tracktion_db.call import Call
from tracktion_db.steps import Steps

T = TypeVar("T")

Transactions = Generator[Sequence[Call[Any] | Steps[Any]], Sequence[Any], T]
"""Yields calls that run in one transaction, is sent their answers or thrown their error, and returns."""


@dataclass(frozen=True)
class Ended(Generic[T]):
    """What the work returned."""

    outcome: T


def move(
    work: Transactions[T], answers: Sequence[Any], problem: Exception | None
) -> Sequence[Call[Any] | Steps[Any]] | Ended[T]:
    """Tell what came of the last transaction, and get the calls of the next, or the end."""
    try:
        return work.send(answers) if problem is None else work.throw(problem)
    except StopIteration as end:
        return Ended(end.value)


def first(work: Transactions[T]) -> Sequence[Call[Any] | Steps[Any]] | Ended[T]:
    """The first calls, or the end."""
    try:
        return next(work)
    except StopIteration as end:
        return Ended(end.value)
