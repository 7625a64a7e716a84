"""A path from one recording to another, in steps that can be mixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from tracktion_db.graph.steps import GraphSteps, GraphWork

from .bounds import require_bool, require_different, require_int, require_uid
from .costs import VERSION
from .fit import Fit, judge
from .path_bounds import STEP_COST
from .path_search import PathLimits, search_paths
from .played import PlayedPair, list_played_pairs
from .recordings import (
    Candidate,
    MixRecording,
    list_mix_recordings,
    read_recordings,
    require_mixable,
)
from .rule import ALL_MOVES, MOST_TOLERANCE, MixRule

__all__ = ["MOST_STEPS", "Limit", "MixPath", "PathResult", "PathStep", "Relaxation", "find_path"]

MOST_STEPS: Final = 12
MOST_PATHS: Final = 20
_QUESTIONS: Final = 30
_QUESTIONS_TO_RELAX: Final = 10

Limit = Literal["max_steps", "tolerance_percent", "moves", "half_double", "rising", "repeat_artist"]
"""What may stand in the way of a path, by the name of its parameter."""


class PathStep(NamedTuple):
    """One step of a path."""

    recording: MixRecording
    """Where it goes."""
    fit: Fit

    @property
    def explanation(self) -> str:
        """In words, such as ``8A to 9A (energy up), 1.2 % slower``."""
        return self.fit.explain()


@dataclass(frozen=True, slots=True)
class MixPath:
    """A path, with every step explained."""

    start: MixRecording
    steps: tuple[PathStep, ...]
    cost: float
    """All that its mixes cost (see ``costs``, without what was really played) and 0.1 for each step."""
    version: int = VERSION

    @property
    def recordings(self) -> tuple[MixRecording, ...]:
        """All recordings in their order."""
        return (self.start, *(step.recording for step in self.steps))


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A limit that stands in the way, and a value with which there is a path."""

    limit: Limit
    value: int | float | bool | tuple[str, ...]

    @property
    def explanation(self) -> str:
        """In words, such as ``max_steps 9 instead of 6``."""
        if self.limit == "moves":
            return "allow all moves between keys"
        if isinstance(self.value, bool):
            return f"{self.limit} {'yes' if self.value else 'no'}"
        return f"{self.limit} up to {self.value}"


@dataclass(frozen=True, slots=True)
class PathResult:
    """What the search for a path came to."""

    paths: tuple[MixPath, ...]
    """The best first; fewer than asked for where there are no more."""
    complete: bool
    """Whether these are surely the best, or there surely is none: False when the search gave up."""
    relax: tuple[Relaxation, ...]
    """Where there is no path: each limit that alone stands in the way, with a value that would do."""


def find_path(
    start: str,
    goal: str,
    *,
    rule: MixRule | None = None,
    max_steps: int = 6,
    repeat_artist: bool = True,
    best: int = 1,
) -> GraphSteps[PathResult]:
    """The ``best`` paths (1 to 20) between two recordings, by uid, of at most ``max_steps`` steps (1 to 12).

    Every step keeps to the rule, whose ``tolerance_percent`` is the pitch limit of a step and whose
    ``rising`` makes a tempo that never falls. No recording comes twice, nor two files of one track, nor an
    artist unless ``repeat_artist``. The search gives up after 30 questions to the graph and says so in
    ``complete``.

    Raises NotFound, RuleViolated of ``bpm`` or ``camelot`` for an end without tempo or key, ValidationError.
    """
    require_uid("start", start)
    require_uid("goal", goal)
    require_different("goal", goal, start)
    require_int("max_steps", max_steps, 1, MOST_STEPS)
    require_bool("repeat_artist", repeat_artist)
    require_int("best", best, 1, MOST_PATHS)
    limits = PathLimits(rule or MixRule(), max_steps, repeat_artist, best, _QUESTIONS)

    def work() -> GraphWork[PathResult]:
        first, last = yield from read_recordings(start=start, goal=goal)
        require_mixable(first, "the first recording")
        require_mixable(last, "the last recording")
        paths, complete = yield from search_paths(first, last, limits)
        if paths:
            shown = yield from _shown(paths, limits.rule)
            return PathResult(shown, complete, ())
        relax = yield from _relaxations(first, last, limits)
        return PathResult((), complete, relax)

    return GraphSteps("mixing.find_path", work)


def _shown(paths: list[list[Candidate]], rule: MixRule) -> GraphWork[tuple[MixPath, ...]]:
    """The paths with all that people want to know of them."""
    uids = sorted({each.uid for path in paths for each in path})
    tracks = {each.track for path in paths for each in path if each.track is not None}
    read: list[MixRecording]
    played: list[PlayedPair]
    read, played = yield list_mix_recordings(uids), list_played_pairs(sorted(tracks))
    known = {each.uid: each for each in read}
    times = {(each.track, each.next): each.times for each in played}
    shown: list[MixPath] = []
    for path in paths:
        # One may be gone since.
        if all(each.uid in known for each in path):
            steps = tuple(_step(one, other, known, times, rule) for one, other in pairwise(path))
            cost = sum(judge(rule, one, other).cost + STEP_COST for one, other in pairwise(path))
            shown.append(MixPath(known[path[0].uid], steps, cost))
    return tuple(shown)


def _step(
    one: Candidate,
    other: Candidate,
    known: dict[str, MixRecording],
    times: dict[tuple[str, str], int],
    rule: MixRule,
) -> PathStep:
    played = 0 if one.track is None or other.track is None else times.get((one.track, other.track), 0)
    return PathStep(known[other.uid], judge(rule, one, other, played))


def _relaxations(
    first: MixRecording, last: MixRecording, limits: PathLimits
) -> GraphWork[tuple[Relaxation, ...]]:
    """Which limits stand in the way: each is widened alone."""
    found: list[Relaxation] = []
    for limit, value, wider in _wider(limits):
        searched = yield from search_paths(
            first, last, replace(wider, best=1, most_questions=_QUESTIONS_TO_RELAX)
        )
        if searched.paths:
            found.append(Relaxation(limit, len(searched.paths[0]) - 1 if limit == "max_steps" else value))
    return tuple(found)


def _wider(limits: PathLimits) -> Iterator[tuple[Limit, float | bool | tuple[str, ...], PathLimits]]:
    rule = limits.rule
    if limits.max_steps < MOST_STEPS:
        yield "max_steps", MOST_STEPS, replace(limits, max_steps=MOST_STEPS)
    wider = min(max(2 * rule.tolerance_percent, 1.0), MOST_TOLERANCE)
    if wider > rule.tolerance_percent:
        yield "tolerance_percent", wider, replace(limits, rule=replace(rule, tolerance_percent=wider))
    if set(rule.moves) != set(ALL_MOVES):
        yield "moves", ALL_MOVES, replace(limits, rule=replace(rule, moves=ALL_MOVES))
    if not rule.half_double:
        yield "half_double", True, replace(limits, rule=replace(rule, half_double=True))
    if rule.rising:
        yield "rising", False, replace(limits, rule=replace(rule, rising=False))
    if not limits.repeat_artist:
        yield "repeat_artist", True, replace(limits, repeat_artist=True)
