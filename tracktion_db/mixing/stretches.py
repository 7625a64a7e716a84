"""Stretches of tempo in one key, read a few recordings at a time from where a path would like to be on. Pure.

A stretch never reaches over a tempo where its least cost could turn: what it costs to be at one of its ends
is the least that anything in it costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp, log
from typing import Final, NamedTuple

from tracktion_db.graph.call import GraphCall, many
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphWork
from tracktion_db.music import ALL_KEYS, Key

from .costs import OCTAVE_COST
from .path_bounds import PathBounds
from .recordings import Candidate
from .rule import RATIOS, MixRule
from .windows import EDGE

__all__ = ["FoundInStretch", "Reading", "Stretch", "read_stretches", "stretches_after"]

ROWS: Final = 8
"""Recordings that are read of a stretch at once."""
_KEYS: Final = {key.camelot: key for key in ALL_KEYS}


class FoundInStretch(Candidate):
    """A recording in a stretch."""

    stretch: int
    """Its number among those that were asked for."""


class Reading(NamedTuple):
    """What is read: a range of tempo in one key, its edges included, from one end on."""

    camelot: str
    low: float
    high: float
    is_upward: bool
    """Whether the slowest are read first."""
    after: str
    """The uid after which it goes on among those that stand on its first edge."""


class Stretch(NamedTuple):
    """Recordings that may follow another one; tempi are natural logarithms."""

    reading: Reading
    target: float
    """The tempo that they are brought to."""
    ideal: float
    """The tempo that would be an even step to the goal."""
    cost: float
    """Of the key move, and of half or double time."""

    @property
    def key(self) -> Key:
        """The key that they are recorded in."""
        return _KEYS[self.reading.camelot]

    @property
    def ends(self) -> tuple[float, float]:
        """The slowest and the fastest tempo."""
        return log(self.reading.low), log(self.reading.high)

    def rest(self, found: Sequence[Candidate]) -> Stretch | None:
        """What is left when these were read; None when that was all."""
        if len(found) < ROWS:
            return None
        last = found[-1]
        assert last.bpm is not None  # it was found by its tempo
        edge = {"low": last.bpm} if self.reading.is_upward else {"high": last.bpm}
        return self._replace(reading=self.reading._replace(after=last.uid, **edge))


def stretches_after(rule: MixRule, key: Key, bpm: float, bounds: PathBounds) -> Iterator[Stretch]:
    """All that may follow a recording in this key at this tempo, on the way to a goal."""
    steps = bounds.steps(key, log(bpm))
    for kind in rule.kinds:
        target = log(bpm * RATIOS[kind])
        octave = 0.0 if kind == "same" else OCTAVE_COST
        way = min((way for _, way in bounds.ways(target)), key=abs, default=0.0)
        ideal = target + way / steps
        for least, most, semitones in rule.bands:
            low = target - log(1 + most / 100) - EDGE
            high = target - log(1 + least / 100) + EDGE
            turns = sorted({target, ideal, *bounds.goals_near(target)})
            cuts = [low, *(turn for turn in turns if low < turn < high), high]
            for following, score in rule.keys_after(key, semitones):
                for begin, end in pairwise(cuts):
                    is_upward = begin >= ideal
                    reading = Reading(following.camelot, exp(begin), exp(end), is_upward, "")
                    yield Stretch(reading, target, ideal, 1 - score + octave)


def read_stretches(readings: Sequence[Reading]) -> GraphWork[dict[Reading, list[Candidate]]]:
    """The first recordings of each, in its order."""
    up = [reading for reading in readings if reading.is_upward]
    down = [reading for reading in readings if not reading.is_upward]
    asked = [
        (some, _call(name, some))
        for name, some in (("graph.list_stretches_up", up), ("graph.list_stretches_down", down))
        if some
    ]
    answers: tuple[list[FoundInStretch], ...] = yield tuple(call for _, call in asked)
    found: dict[Reading, list[Candidate]] = {reading: [] for reading in readings}
    for (some, _), rows in zip(asked, answers, strict=True):
        for row in rows:
            found[some[row.stretch]].append(row)
    return found


def _call(name: str, readings: Sequence[Reading]) -> GraphCall[list[FoundInStretch]]:
    rows = [
        {"number": number, "camelot": each.camelot, "low": each.low, "high": each.high, "after": each.after}
        for number, each in enumerate(readings)
    ]
    return many(cypher[name], FoundInStretch, stretches=rows, row_limit=ROWS)
