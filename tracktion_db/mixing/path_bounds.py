"""What is left to the goal of a path at the least: steps and costs that no path can beat. Pure.

Tempi are natural logarithms here, where every step adds up. A path may reach the goal through half and double
time; ``octaves`` counts those jumps.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from heapq import heappop, heappush
from math import ceil, floor, inf, log

from tracktion_db.music import ALL_KEYS, Key

from .costs import OCTAVE_COST, TEMPO_COST
from .rule import MixRule

__all__ = ["STEP_COST", "PathBounds"]

STEP_COST = 0.1
"""What each step costs beside its mix: of two paths that mix equally well the shorter one is better."""

_OCTAVE = log(2)
_TINY = 1e-9


class PathBounds:
    """Least steps and costs from any key and tempo to the goal's, by the rule."""

    def __init__(self, rule: MixRule, key: Key, bpm: float) -> None:
        self._rule = rule
        self.goal = log(bpm)
        self._keys = _keys_to(rule, key)
        # One tempo is looked at once for every key.
        self._tempi: dict[float, tuple[float, float]] = {}
        # Down a step may reach further than up, and the bound takes the longer one for both.
        self._longest = -log(1 - rule.tolerance_percent / 100)

    def steps(self, key: Key, tempo: float) -> float:
        """The fewest steps from this key and tempo to the goal, 1 at least; infinite where no way leads."""
        return max(1, self._keys[key][1], self._of_tempo(tempo)[1])

    def costs(self, key: Key, tempo: float) -> float:
        """The least that key moves and tempo changes from here to the goal cost, without steps."""
        return self._keys[key][0] + self._of_tempo(tempo)[0]

    def ways(self, tempo: float) -> Iterator[tuple[int, float]]:
        """The ways to the goal's tempo: jumps of an octave and what is to be gone beside them."""
        way = self.goal - tempo
        nearest = -way / _OCTAVE if self._rule.half_double else 0.0
        for octaves in range(min(0, floor(nearest)), max(0, ceil(nearest)) + 1):
            left = way + octaves * _OCTAVE
            if not self._rule.rising or left >= -_TINY:
                yield octaves, left

    def goals_near(self, tempo: float) -> tuple[float, ...]:
        """The goal's tempo, or in whatever octave it is next to this one, below and above."""
        if not self._rule.half_double:
            return (self.goal,)
        octaves = floor((tempo - self.goal) / _OCTAVE)
        return self.goal + octaves * _OCTAVE, self.goal + (octaves + 1) * _OCTAVE

    def _of_tempo(self, tempo: float) -> tuple[float, float]:
        """The least cost and the fewest steps to the goal's tempo, whatever the key."""
        if (known := self._tempi.get(tempo)) is None:
            ways = list(self.ways(tempo))
            costs = (TEMPO_COST * abs(way) + OCTAVE_COST * abs(octaves) for octaves, way in ways)
            steps = (self._tempo_steps(octaves, way) for octaves, way in ways)
            self._tempi[tempo] = known = (min(costs, default=inf), min(steps, default=inf))
        return known

    def _tempo_steps(self, octaves: int, way: float) -> float:
        if abs(way) <= _TINY:
            return abs(octaves)
        if self._longest == 0:
            return inf
        return max(abs(octaves), ceil(abs(way) / self._longest - _TINY))


@lru_cache(maxsize=1_000)
def _keys_to(rule: MixRule, goal: Key) -> dict[Key, tuple[float, float]]:
    """Of every key the least cost and the fewest moves to the goal's; infinite where no moves lead there."""
    semitones = {band.semitones for band in rule.bands}
    before: dict[Key, dict[Key, float]] = {key: {} for key in ALL_KEYS}
    for key in ALL_KEYS:
        for shift in semitones:
            for following, score in rule.keys_after(key, shift):
                known = before[following].get(key, inf)
                before[following][key] = min(known, 1 - score)
    costs = _shortest(goal, before)
    moves = _shortest(goal, {key: dict.fromkeys(others, 1.0) for key, others in before.items()})
    return {key: (costs.get(key, inf), moves.get(key, inf)) for key in ALL_KEYS}


def _shortest(goal: Key, before: dict[Key, dict[Key, float]]) -> dict[Key, float]:
    found: dict[Key, float] = {}
    queue: list[tuple[float, int, Key]] = [(0.0, goal.index, goal)]
    while queue:
        cost, _, key = heappop(queue)
        if key in found:
            continue
        found[key] = cost
        for other, more in before[key].items():
            heappush(queue, (cost + more, other.index, other))
    return found
