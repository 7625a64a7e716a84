"""Which failed work runs again by itself, how often and when; the same for both executors.

The driver's own retries wait for seconds, go on for half a minute and give up on what may be repeated here
(an unknown outcome, a lost race of two MERGE). The errors say it (``retries``); this page adds the waiting:
full jitter, as for the relational database, and an end.
"""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import Any

from tenacity import RetryCallState, retry_if_exception, wait_random_exponential
from tenacity.stop import stop_base

from tracktion_db.errors import TracktionDBError

__all__ = ["unit_policy"]


def unit_policy(until: float) -> dict[str, Any]:
    """tenacity's arguments for one unit, of which no further attempt starts after this time."""
    return {
        "retry": retry_if_exception(_may_run_again),
        "stop": _Enough(until),
        "wait": wait_random_exponential(multiplier=0.01, max=0.5),
        "reraise": True,
    }


def _may_run_again(error: BaseException) -> bool:
    return isinstance(error, TracktionDBError) and error.retries > 0


class _Enough(stop_base):
    """Counts each kind of error by itself: a lost race after many aborted attempts is still the first."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._met: Counter[type[BaseException | None]] = Counter()

    def __call__(self, retry_state: RetryCallState) -> bool:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        self._met[type(error)] += 1
        return self._met[type(error)] > getattr(error, "retries", 0) or monotonic() >= self._until
