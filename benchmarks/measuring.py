"""Variants of one piece of work, in turns.

Each round runs every variant once, in an order drawn for that round, so that whatever the machine does
besides hits all alike. The headline of a ratio is the median of the ratios inside each round, which is what a
caller feels; the ratio of the fastest times stands beside it, nearer to what the code itself costs.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time


@dataclass(frozen=True)
class Variant:
    """One way to do the work."""

    name: str
    run: Callable[[], object]
    times: int = 1
    """How often ``run`` does the work; a time is that of one."""
    prepare: Callable[[], object] | None = None
    """Done before each run and not timed."""
    every: int = 1
    """Takes part in every n-th round: for a peer that would take most of the time."""


@dataclass(frozen=True)
class Ratio:
    """How one variant compares with another."""

    median: float
    """Of the ratios in each round."""
    minima: float
    """Of the two fastest times."""


@dataclass
class Measured:
    """The times of all variants in seconds, by variant and round."""

    wall: dict[str, dict[int, float]] = field(default_factory=dict[str, dict[int, float]])
    cpu: dict[str, dict[int, float]] = field(default_factory=dict[str, dict[int, float]])
    """Processor time of this process, threads of the pools included."""

    def ratio(self, name: str, to: str) -> Ratio:
        """Time of one variant as a share of another's."""
        return _ratio(self.wall[name], self.wall[to])

    def cpu_ratio(self, name: str, to: str) -> Ratio:
        """The same for the processor time of this process."""
        return _ratio(self.cpu[name], self.cpu[to])

    def median(self, name: str) -> float:
        """Seconds for one piece of work."""
        return median(self.wall[name].values())

    def minimum(self, name: str) -> float:
        """Seconds for one piece of work at its fastest."""
        return min(self.wall[name].values())


def _ratio(these: dict[int, float], those: dict[int, float]) -> Ratio:
    both = these.keys() & those.keys()
    return Ratio(
        median=median(these[number] / those[number] for number in both),
        minima=min(these.values()) / min(those.values()),
    )


def compare(variants: list[Variant], *, rounds: int) -> Measured:
    """Run all variants ``rounds`` times, after one round that does not count.

    The garbage collector is on. It is run once before each variant: nobody pays for what another left.
    """
    measured = Measured()
    order = random.Random(0)  # the same order on every machine
    for number in range(-1, rounds):
        taking_part = [variant for variant in variants if number % variant.every == 0]
        order.shuffle(taking_part)
        for variant in taking_part:
            if variant.prepare is not None:
                variant.prepare()
            gc.collect()
            cpu, wall = process_time(), perf_counter()
            variant.run()
            wall, cpu = perf_counter() - wall, process_time() - cpu
            if number >= 0:
                measured.wall.setdefault(variant.name, {})[number] = wall / variant.times
                measured.cpu.setdefault(variant.name, {})[number] = cpu / variant.times
    return measured


def repeated(work: Callable[[], object], times: int) -> Callable[[], None]:
    """The work done so many times."""

    def run() -> None:
        for _ in range(times):
            work()

    return run
