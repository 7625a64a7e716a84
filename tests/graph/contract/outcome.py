"""What a server did, in words that a contract can hold."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillWaiting

from neo4j.exceptions import DriverError, Neo4jError

WAIT_SECONDS = 0.7


def outcome(action: Callable[[], object]) -> str:
    """``done``, or the error's class, and its code if it is the server's."""
    try:
        action()
    except Neo4jError as error:
        return f"{type(error).__name__} {error.code}"
    except (DriverError, TypeError) as error:
        return type(error).__name__
    return "done"


def waits(rival: Future[object]) -> bool:
    """Whether what runs beside the test still waits after a moment."""
    try:
        rival.exception(WAIT_SECONDS)
    except StillWaiting:
        return True
    return False
