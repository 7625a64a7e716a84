"""The commands that open and end a unit of work, and what their outcome means. No I/O.

These few words are the only SQL outside of ``sql/``: they are no statements with parameters and rows, and
every DBA knows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Any, Final, Literal

from psycopg.errors import Diagnostic

from tracktion_db.call import Call
from tracktion_db.errors import (
    CommitOutcomeUnknown,
    TimedOut,
    TracktionDBError,
    TransactionAborted,
    UsageError,
    ValidationError,
)
from tracktion_db.statements import Shape
from tracktion_db.steps import Steps

Isolation = Literal["read committed", "repeatable read", "serializable"]

BEGIN: Final = b"BEGIN"
COMMIT: Final = b"COMMIT"
ROLLBACK: Final = b"ROLLBACK"
PING: Final = b"SELECT"  # PostgreSQL's shortest question: one row without columns
SAVEPOINT: Final = b"SAVEPOINT tracktion_db"
RELEASE: Final = b"RELEASE SAVEPOINT tracktion_db"
# A savepoint of the same name hides the outer one until it is released, so nesting needs no numbers.
ROLLBACK_TO: Final = b"ROLLBACK TO SAVEPOINT tracktion_db; RELEASE SAVEPOINT tracktion_db"
_ISOLATIONS: Final[dict[Isolation | None, bytes]] = {
    None: b"",
    "read committed": b" ISOLATION LEVEL READ COMMITTED",
    "repeatable read": b" ISOLATION LEVEL REPEATABLE READ",
    "serializable": b" ISOLATION LEVEL SERIALIZABLE",
}


def begin(isolation: Isolation | None, *, read_only: bool) -> bytes:
    """BEGIN with these properties; raises ValidationError for an isolation level that does not exist."""
    # A list, not the dict: what cannot be hashed is no isolation level either.
    if isolation not in list(_ISOLATIONS):
        raise ValidationError("isolation", "must be read committed, repeatable read or serializable")
    return BEGIN + _ISOLATIONS[isolation] + (b" READ ONLY" if read_only else b"")


def stream_start(timeout: float | None) -> bytes:
    """A savepoint with a stream's own statement time-out in seconds; None is no limit."""
    milliseconds = 0 if timeout is None else max(1, round(timeout * 1000))
    return SAVEPOINT + b"; SET LOCAL statement_timeout TO %d" % milliseconds


def deadline(timeout: float | None) -> float | None:
    """When a call must have ended, by ``monotonic()``; all its attempts share it. Checks the time-out."""
    if timeout is None:
        return None
    require_timeout(timeout)
    return monotonic() + timeout


def time_left(deadline: float | None) -> float | None:
    """Seconds until the deadline; raises TimedOut when there are none."""
    if deadline is None:
        return None
    left = deadline - monotonic()
    if left <= 0:
        raise TimedOut("the deadline passed before the call could be sent")
    return left


def require_timeout(seconds: float | None) -> None:
    """Raises ValidationError unless this is None or a positive, finite number of seconds."""
    if seconds is None:
        return
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 < seconds <= 2_000_000:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValidationError("timeout", "must be a number of seconds above 0, or None")


def no_call(given: object) -> UsageError:
    """For what was given instead of a call."""
    if isinstance(given, Steps):
        return UsageError(
            f"{given.name} is several calls, each made from the answers before: give it to run(...)"
        )
    if callable(given):
        name = getattr(given, "__name__", "it")
        return UsageError(f"run takes a call: {name} is a function that makes one, write {name}(...)")
    if isinstance(given, list | tuple):
        return UsageError("run takes a call: for several, write run_all(*calls)")
    return UsageError(f"run takes a call: this is {type(given).__name__}")


def require_call(given: object) -> None:
    """Raises UsageError unless this is a call."""
    if not isinstance(given, Call):
        raise no_call(given)


def require_read(call: Call[Any]) -> None:
    """Raises UsageError unless this call reads a list: a stream left early would undo half of a write."""
    require_call(call)
    if not call.statement.reads_only:
        raise UsageError(
            f"{call.statement.name} writes by its header (no `:access: read`): it cannot be streamed",
            statement=call.statement.name,
        )
    if call.statement.shape is not Shape.MANY:
        raise UsageError(
            f"{call.statement.name} returns {call.statement.shape.value}: only `many` can be streamed",
            statement=call.statement.name,
        )


def calls_write(calls: Sequence[Call[Any]]) -> bool:
    """Whether any of these calls writes; raises UsageError for a COPY, which a pipeline cannot hold."""
    for call in calls:
        require_call(call)
        if call.rows is not None:
            raise UsageError(
                f"{call.statement.name} is a COPY: run it by itself", statement=call.statement.name
            )
    return any(not call.statement.reads_only for call in calls)


def swallowed(first_error: TracktionDBError | None, *, sqlstate: str | None = None) -> TransactionAborted:
    """For a block that went on or ended well after a statement in it had failed: the server keeps nothing."""
    name = None if first_error is None else first_error.statement
    return TransactionAborted(
        "an error inside the transaction was caught there, so everything in it is undone: "
        "let the error leave the block, or put what may fail into a nested transaction",
        statement=name,
        sqlstate=sqlstate,
    )


FAILED: Final = "25P02"
"""What the server answers to any statement after the one that failed the transaction."""


class CommitNotices:
    """What the server says during a COMMIT; to be added as a notice handler."""

    def __init__(self) -> None:
        self._standby_given_up = False

    def __call__(self, notice: Diagnostic) -> None:
        # Read here and now: the notice is empty once its handler is done.
        # "canceling wait for synchronous replication": the standbys may not have it (PostgreSQL, syncrep.c).
        if notice.source_function == "SyncRepWaitForLSN":
            self._standby_given_up = True

    def check(self, tag: bytes) -> None:
        """Raises unless COMMIT really committed, and on the standbys too where it had to wait for them."""
        if tag != COMMIT:
            raise TransactionAborted("the server rolled back instead of committing")
        if self._standby_given_up:
            raise CommitOutcomeUnknown("committed on this server, but perhaps not on its synchronous standby")
