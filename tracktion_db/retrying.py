"""Which failed work runs again by itself, how often and when; the same for both executors.

The errors say it (``retries``, set where they are made from the driver's); this page adds the waiting:
full jitter, so that transactions that hit each other do not hit each other again (Brooker, "Exponential
Backoff And Jitter", AWS Architecture Blog, 2015), and an end.
"""

from __future__ import annotations

from typing import Any, Final

from psycopg import OperationalError, pq
from psycopg.conninfo import make_conninfo
from tenacity import (
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential,
    wait_random_exponential,
)
from tenacity.stop import stop_base

from tracktion_db.errors import TracktionDBError
from tracktion_db.settings import Settings

UNIT_SECONDS: Final = 10.0
"""No further attempt of a unit starts after this time."""


def unit_policy() -> dict[str, Any]:
    """tenacity's arguments for running a call or a transaction again after its first failure."""
    return {
        "retry": retry_if_exception(_may_run_again),
        "stop": _RetriesAreSpent() | stop_after_delay(UNIT_SECONDS),
        "wait": wait_random_exponential(multiplier=0.005, max=0.5),
        "reraise": True,
    }


def start_policy(settings: Settings) -> dict[str, Any]:
    """tenacity's arguments for the first connection: how often and when, while ``is_not_up_yet``."""
    return {
        "stop": stop_after_attempt(settings.retry_attempts),
        "wait": wait_exponential(multiplier=settings.retry_delay, max=30),
        "reraise": True,
    }


def is_not_up_yet(error: BaseException, conninfo: str) -> bool:
    """Whether a connection failed because nobody answers yet; asks the server, so it may take its time.

    A server that answers has refused us (password, database name, its limit of connections), and parameters
    that libpq does not understand are never sent: waiting would not help.
    """
    if not isinstance(error, OperationalError):
        return False
    # Without our demands on TLS, which a server that is up may not meet.
    question = make_conninfo(conninfo, sslmode="prefer", sslnegotiation="postgres")
    return pq.PGconn.ping(question.encode()) in (pq.Ping.NO_RESPONSE, pq.Ping.REJECT)


def _may_run_again(error: BaseException) -> bool:
    return isinstance(error, TracktionDBError) and error.retries > 0


class _RetriesAreSpent(stop_base):
    def __call__(self, retry_state: RetryCallState) -> bool:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        return retry_state.attempt_number >= getattr(error, "retries", 0)
