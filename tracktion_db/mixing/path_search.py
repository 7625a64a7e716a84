"""The search for the best paths: A* whose neighbours are read from the graph when they are needed.

What waits in the queue is a path, or a *stretch*: all that may follow a path in one key and a range of tempo,
not read yet. A stretch's cost is a bound that none of it can beat, so the first k paths that reach the goal
are the k best of all, however many recordings there are; those that cannot matter are never read.

The search ends early when it has asked too often, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import log
from typing import Final, NamedTuple

from tracktion_db.graph.steps import GraphWork

from .costs import TEMPO_COST
from .fit import judge
from .path_bounds import STEP_COST, PathBounds
from .recordings import Candidate
from .rule import MixRule
from .stretches import Reading, Stretch, read_stretches, stretches_after

__all__ = ["PathLimits", "Searched", "search_paths"]

AT_ONCE: Final = 6
MORE_AT_ONCE: Final = 3
"""Stretches that are asked for together, and how many more with each question: what stands behind the first
is likely to be wanted next, and the more so the longer the search takes."""
DIGITS: Final = 9
"""Digits of a cost that count: equal ones must not differ by how they were added up."""


@dataclass(frozen=True)
class PathLimits:
    """What a path may be."""

    rule: MixRule
    max_steps: int
    repeat_artist: bool
    best: int
    """How many paths are wanted."""
    most_questions: int
    """How often the graph is asked before the search gives up."""


class Searched(NamedTuple):
    """What a search came to."""

    paths: list[list[Candidate]]
    """The best first, from the first recording to the last."""
    complete: bool
    """Whether there is nothing better: False when the search gave up."""


class _Partial(NamedTuple):
    """A path from the start, as its last recording and what came before it."""

    number: int
    last: Candidate
    before: _Partial | None
    steps: int
    cost: float

    def recordings(self) -> list[Candidate]:
        return [self.last, *(partial.last for partial in self.earlier())][::-1]

    def earlier(self) -> Iterator[_Partial]:
        at = self.before
        while at is not None:
            yield at
            at = at.before


class _Place(NamedTuple):
    """Where something stands in the queue: by cost; among equals what is nearest to the goal, most evenly."""

    cost: float
    steps_left: float
    uneven: float
    number: int


class _Waiting(NamedTuple):
    """A path, or with a stretch all the paths that go on there."""

    place: _Place
    partial: _Partial
    stretch: Stretch | None


def search_paths(start: Candidate, goal: Candidate, limits: PathLimits) -> GraphWork[Searched]:
    """The best paths from one recording to another, both with key and tempo."""
    return _Search(start, goal, limits).work()


class _Search:
    def __init__(self, start: Candidate, goal: Candidate, limits: PathLimits) -> None:
        assert goal.key is not None and goal.tempo is not None  # the caller looked
        self.start = start
        self.goal = goal
        self.limits = limits
        self.bounds = PathBounds(limits.rule, goal.key, goal.tempo)
        self.queue: list[_Waiting] = []
        self.read: dict[Reading, list[Candidate]] = {}
        # What followed a path already: a recording on the edge of two stretches is in both.
        self.entered: set[tuple[int, str]] = set()
        self.numbers = count()

    def work(self) -> GraphWork[Searched]:
        """Ask, follow and find."""
        paths: list[list[Candidate]] = []
        questions = 0
        if self.repeats(self.start, self.goal):
            return Searched(paths, complete=True)
        self.follow(_Partial(next(self.numbers), self.start, None, 0, 0.0))
        while self.queue and len(paths) < self.limits.best:
            _, partial, stretch = self.queue[0]
            if stretch is not None and stretch.reading not in self.read:
                if questions == self.limits.most_questions:
                    return Searched(paths, complete=False)
                self.read |= yield from read_stretches(self.foremost(AT_ONCE + MORE_AT_ONCE * questions))
                questions += 1
                continue
            heappop(self.queue)
            if stretch is not None:
                self.enter(partial, stretch)
            elif partial.last.uid == self.goal.uid:
                paths.append(partial.recordings())
            else:
                self.follow(partial)
        return Searched(paths, complete=True)

    def foremost(self, most: int) -> list[Reading]:
        """The stretches that stand foremost in the queue and are not read."""
        found: dict[Reading, None] = {}
        # The front of a heap is not sorted, but near enough to guess; its first is the one that is needed.
        for _, _, stretch in self.queue[: 8 * most]:
            if stretch is not None and stretch.reading not in self.read:
                found[stretch.reading] = None
                if len(found) == most:
                    break
        return list(found)

    def follow(self, partial: _Partial) -> None:
        """Put the goal and all stretches that may follow this path into the queue."""
        self.step(partial, self.goal, ideal=None)
        key, bpm = partial.last.key, partial.last.tempo
        if partial.steps + 2 > self.limits.max_steps or key is None or bpm is None:
            return
        for stretch in stretches_after(self.limits.rule, key, bpm, self.bounds):
            self.wait(partial, stretch)

    def enter(self, partial: _Partial, stretch: Stretch) -> None:
        """Put the recordings of a stretch that was read into the queue, and what is left of it."""
        found = self.read[stretch.reading]
        for candidate in found:
            if (partial.number, candidate.uid) not in self.entered and candidate.uid != self.goal.uid:
                self.entered.add((partial.number, candidate.uid))
                self.step(partial, candidate, stretch.ideal)
        if (rest := stretch.rest(found)) is not None:
            self.wait(partial, rest)

    def step(self, partial: _Partial, candidate: Candidate, ideal: float | None) -> None:
        """Put the path that goes on to this recording into the queue, if the rule and the limits allow it.

        ``ideal`` is None for the goal.
        """
        steps = partial.steps + 1
        fit = judge(self.limits.rule, partial.last, candidate)
        if fit.broken or not fit.is_known or not self.is_new(partial, candidate):
            return
        cost = partial.cost + fit.cost + STEP_COST
        place = _Place(round(cost, DIGITS), 0, 0.0, next(self.numbers))
        if ideal is not None:
            assert candidate.key is not None and candidate.tempo is not None  # by the fit
            tempo = log(candidate.tempo)
            left = self.bounds.steps(candidate.key, tempo)
            if steps + left > self.limits.max_steps:
                return
            whole = cost + self.bounds.costs(candidate.key, tempo) + STEP_COST * left
            place = _Place(round(whole, DIGITS), left, abs(tempo - ideal), place.number)
        heappush(self.queue, _Waiting(place, _Partial(place.number, candidate, partial, steps, cost), None))

    def wait(self, partial: _Partial, stretch: Stretch) -> None:
        """Put a stretch into the queue, where the best that it can hold would stand."""
        key, ends = stretch.key, stretch.ends
        left = min(self.bounds.steps(key, end) for end in ends)
        if partial.steps + 1 + left > self.limits.max_steps:
            return
        way = min(TEMPO_COST * abs(end - stretch.target) + self.bounds.costs(key, end) for end in ends)
        cost = partial.cost + stretch.cost + way + STEP_COST * (1 + left)
        uneven = min(abs(end - stretch.ideal) for end in ends)
        place = _Place(round(cost, DIGITS), left, uneven, next(self.numbers))
        heappush(self.queue, _Waiting(place, partial, stretch))

    def is_new(self, partial: _Partial, candidate: Candidate) -> bool:
        """Whether the path may go on to it without a repetition, and to the goal after that."""
        if candidate.uid != self.goal.uid and self.repeats(candidate, self.goal):
            return False
        return not any(self.repeats(at.last, candidate) for at in (partial, *partial.earlier()))

    def repeats(self, one: Candidate, other: Candidate) -> bool:
        return one.is_same_song(other) or (not self.limits.repeat_artist and one.is_same_artist(other))
