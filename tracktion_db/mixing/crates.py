"""A crate in the order in which it mixes best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tracktion_db.errors import ValidationError
from tracktion_db.graph.steps import GraphSteps, GraphWork

from .bounds import require_uids
from .costs import VERSION, score_of
from .crate_order import EXACT_UP_TO, best_order, total_cost
from .fit import Fit, judge
from .played import PlayedPair, list_played_pairs
from .recordings import MixRecording, list_mix_recordings, require_known
from .rule import MixRule

__all__ = ["MOST_IN_CRATE", "CrateOrder", "CrateStep", "order_crate"]

MOST_IN_CRATE: Final = 100
BROKEN_COST: Final = 2.0
"""What a step against the rule costs beside its mix: it comes only where nothing else is left."""


@dataclass(frozen=True, slots=True)
class CrateStep:
    """A recording in its place."""

    recording: MixRecording
    fit: Fit | None
    """How it goes with the one before; None for the first."""

    @property
    def explanation(self) -> str:
        """In words, such as ``8A to 9A (energy up), 1.2 % slower``."""
        return "first" if self.fit is None else self.fit.explain()


@dataclass(frozen=True, slots=True)
class CrateOrder:
    """A crate in its order."""

    steps: tuple[CrateStep, ...]
    cost: float
    """Of all steps together (see ``costs``), 2 more for each that is against the rule."""
    is_best: bool
    """Whether no order costs less; of more than 12 recordings nobody knows."""
    version: int = VERSION

    @property
    def score(self) -> float:
        """0 to 1: that of the average step."""
        return score_of(self.cost / max(1, len(self.steps) - 1))

    @property
    def broken(self) -> int:
        """How many steps are against the rule."""
        return sum(step.fit is not None and bool(step.fit.broken) for step in self.steps)


def order_crate(
    uids: Sequence[str], *, start: str | None = None, rule: MixRule | None = None
) -> GraphSteps[CrateOrder]:
    """These recordings (1 to 100, each once) in the order that costs least, ``start`` first if it is given.

    All of them come: a step against the rule costs more, and says so. What was really played after another
    costs less. Raises NotFound, ValidationError.
    """
    require_uids("uids", uids, MOST_IN_CRATE, least=1)
    if len(set(uids)) != len(uids):
        raise ValidationError("uids", "must not hold a recording twice")
    if start is not None and start not in uids:
        raise ValidationError("start", "must be one of uids")
    chosen = rule or MixRule()
    wanted = list(uids)

    def work() -> GraphWork[CrateOrder]:
        read: list[MixRecording] = yield list_mix_recordings(wanted)
        known = require_known(wanted, read)
        recordings = [known[uid] for uid in wanted]
        played: list[PlayedPair] = yield list_played_pairs(
            [each.track for each in read if each.track is not None]
        )
        fits = _fits(recordings, played, chosen)
        costs = [[fit.cost + (BROKEN_COST if fit.broken else 0) for fit in row] for row in fits]
        order = best_order(costs, None if start is None else wanted.index(start))
        steps = [CrateStep(recordings[order[0]], None)]
        for one, other in pairwise(order):
            steps.append(CrateStep(recordings[other], fits[one][other]))
        return CrateOrder(tuple(steps), total_cost(order, costs), len(order) <= EXACT_UP_TO)

    return GraphSteps("mixing.order_crate", work)


def _fits(recordings: Sequence[MixRecording], played: Sequence[PlayedPair], rule: MixRule) -> list[list[Fit]]:
    times = {(each.track, each.next): each.times for each in played}
    return [
        [judge(rule, one, other, times.get((one.track or "", other.track or ""), 0)) for other in recordings]
        for one in recordings
    ]
