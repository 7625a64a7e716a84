"""How well queries were answered: recall@10 and mean reciprocal rank.

recall@10 of a query is how many of its first ten hits are right, as a share of how many it was made to find
(of ten where it was made to find more); its reciprocal rank is 1 for a right first hit, 1/2 for a right
second one after a wrong one, and 0 when none of the ten is right.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean, median
from time import perf_counter

from benchmarks.search.queries import Query

FIRST: int = 10
Search = Callable[[str], Sequence[uuid.UUID]]
"""The first ten tracks for a text."""


@dataclass(frozen=True)
class Answer:
    """What one search gave for one query."""

    query: Query
    hits: tuple[uuid.UUID, ...]
    seconds: float
    error: str | None = None

    @property
    def recall(self) -> float:
        found = sum(hit in self.query.right for hit in self.hits)
        return min(1.0, found / min(FIRST, len(self.query.targets)))

    @property
    def reciprocal_rank(self) -> float:
        ranks = (rank for rank, hit in enumerate(self.hits, start=1) if hit in self.query.right)
        return 1.0 / next(ranks, float("inf"))


@dataclass
class Scores:
    """One search's answers to all queries."""

    name: str
    answers: list[Answer] = field(default_factory=list[Answer])

    def by_kind(self) -> dict[str, list[Answer]]:
        kinds: dict[str, list[Answer]] = defaultdict(list)
        for answer in self.answers:
            kinds[answer.query.kind].append(answer)
        return kinds

    @property
    def median_seconds(self) -> float:
        return median(answer.seconds for answer in self.answers)

    @property
    def errors(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.error is not None]


def recall(answers: Sequence[Answer]) -> float:
    """The mean over queries."""
    return mean(answer.recall for answer in answers)


def reciprocal_rank(answers: Sequence[Answer]) -> float:
    """The mean over queries."""
    return mean(answer.reciprocal_rank for answer in answers)


def ask(name: str, search: Search, queries: Sequence[Query]) -> Scores:
    """Put all queries to one search. A query that raises found nothing, and is counted as an error."""
    scores = Scores(name)
    for query in queries:
        started = perf_counter()
        hits: tuple[uuid.UUID, ...] = ()
        error = None
        try:
            hits = tuple(search(query.text))[:FIRST]
        except Exception as raised:  # noqa: BLE001 - whatever a search raises is an answer of its own
            error = f"{type(raised).__name__}: {raised}"
        scores.answers.append(Answer(query, hits, perf_counter() - started, error))
    return scores
