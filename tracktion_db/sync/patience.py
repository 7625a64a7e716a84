"""Trying again what failed for the moment, for a while: for whoever ends when his work is done."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from tracktion_db.errors import CommitOutcomeUnknown, TimedOut, TransactionAborted, Unavailable

__all__ = ["PASSING", "Patience"]

T = TypeVar("T")
LOG: Final = logging.getLogger("tracktion_db.sync")

PASSING: Final = (TimedOut, Unavailable, TransactionAborted, CommitOutcomeUnknown)
"""What may be over at the next attempt. One leaves open what was done: for work that may be done twice."""
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0


class Patience:
    """Tries again for ``seconds`` without any success; 0 is a single attempt."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def run(self, attempt: Callable[[], T]) -> T:
        """The answer of the first attempt that succeeds. Raises what the last one raised."""
        until: float | None = None
        pause = _FIRST_PAUSE
        while True:
            try:
                return attempt()
            except PASSING as error:
                now = time.monotonic()
                until = now + self._seconds if until is None else until
                if now >= until:
                    raise
                LOG.warning("tried again: %s (%s)", error, error.code)
            time.sleep(min(until - now, random.uniform(0, pause)))  # noqa: S311 - not a secret
            pause = min(_LONGEST_PAUSE, pause * 2)
