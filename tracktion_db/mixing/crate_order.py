"""The order of a few things with the least total cost, each pair's cost given. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import Final

__all__ = ["EXACT_UP_TO", "best_order", "total_cost"]

EXACT_UP_TO: Final = 12
"""Of so many the best order is found; of more a good one, which no exchange described below makes better."""

Costs = Sequence[Sequence[float]]
"""What it costs to go from one to another, by both numbers."""


def best_order(costs: Costs, start: int | None = None) -> list[int]:
    """All numbers in an order of least cost, beginning with ``start`` if it is given."""
    if len(costs) <= EXACT_UP_TO:
        return _exact(costs, start)
    return _improved(_greedy(costs, start), costs, fixed=start is not None)


def total_cost(order: Sequence[int], costs: Costs) -> float:
    """What going through them in this order costs."""
    return sum(costs[one][other] for one, other in pairwise(order))


def _exact(costs: Costs, start: int | None) -> list[int]:
    """Held and Karp: the best way through a set that ends at one of its members, for every set."""
    size = len(costs)
    starts = range(size) if start is None else [start]
    best: dict[tuple[int, int], tuple[float, int]] = {(1 << each, each): (0.0, -1) for each in starts}
    for chosen in range(1, 1 << size):
        for last in range(size):
            known = best.get((chosen, last))
            if known is None:
                continue
            for following in range(size):
                if chosen & 1 << following:
                    continue
                way = (chosen | 1 << following, following)
                cost = known[0] + costs[last][following]
                if way not in best or cost < best[way][0]:
                    best[way] = (cost, last)
    chosen = (1 << size) - 1
    last = min(
        (each for each in range(size) if (chosen, each) in best), key=lambda each: best[chosen, each][0]
    )
    order: list[int] = []
    while last >= 0:
        order.append(last)
        before = best[chosen, last][1]
        chosen, last = chosen ^ 1 << last, before
    return order[::-1]


def _greedy(costs: Costs, start: int | None) -> list[int]:
    """From the best start always on to what costs least."""
    found: list[int] = []
    least = inf
    for first in range(len(costs)) if start is None else [start]:
        order, left = [first], set(range(len(costs))) - {first}
        while left:
            row = costs[order[-1]]
            following = min(left, key=lambda each: (row[each], each))
            order.append(following)
            left.remove(following)
        if (cost := total_cost(order, costs)) < least:
            found, least = order, cost
    return found


def _improved(order: list[int], costs: Costs, *, fixed: bool) -> list[int]:
    """Until nothing helps: turn a part round (2-opt), or move up to three in a row elsewhere (or-opt)."""
    first = 1 if fixed else 0
    while (better := _turned(order, costs, first) or _moved(order, costs, first)) is not None:
        order = better
    return order


def _turned(order: list[int], costs: Costs, first: int) -> list[int] | None:
    for begin in range(first, len(order) - 1):
        # What the part costs inside changes too: to and fro are not the same.
        forth = back = 0.0
        for end in range(begin + 1, len(order)):
            forth += costs[order[end - 1]][order[end]]
            back += costs[order[end]][order[end - 1]]
            now, then = forth, back
            if begin > 0:
                now += costs[order[begin - 1]][order[begin]]
                then += costs[order[begin - 1]][order[end]]
            if end + 1 < len(order):
                now += costs[order[end]][order[end + 1]]
                then += costs[order[begin]][order[end + 1]]
            if then < now - _TINY:
                return [*order[:begin], *order[begin : end + 1][::-1], *order[end + 1 :]]
    return None


def _moved(order: list[int], costs: Costs, first: int) -> list[int] | None:
    now = total_cost(order, costs)
    for size in (1, 2, 3):
        for begin in range(first, len(order) - size + 1):
            part, rest = order[begin : begin + size], [*order[:begin], *order[begin + size :]]
            without = total_cost(rest, costs) + total_cost(part, costs)
            for place in range(first, len(rest) + 1):
                joined = 0.0
                if place > 0:
                    joined += costs[rest[place - 1]][part[0]]
                if place < len(rest):
                    joined += costs[part[-1]][rest[place]]
                if 0 < place < len(rest):
                    joined -= costs[rest[place - 1]][rest[place]]
                if without + joined < now - _TINY:
                    return [*rest[:place], *part, *rest[place:]]
    return None


_TINY: Final = 1e-9
