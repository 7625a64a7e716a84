"""The one place where the graph driver's errors become ours: by class and code, never by text.

``repr`` of the driver's errors says nothing, and their text may quote values: our messages have the code.
"""

from __future__ import annotations

from typing import Final

from neo4j.exceptions import (
    AuthError,
    BrokenRecordError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransactionError,
    TransientError,
)

from tracktion_db.errors import (
    CommitOutcomeUnknown,
    Conflict,
    StatementError,
    TimedOut,
    TracktionDBError,
    TransactionAborted,
    Unavailable,
    UsageError,
)

__all__ = ["translated"]

# How often a unit that failed so runs again by itself, within the time for retries. What writes to the graph
# may be repeated, by house rule, so that a lost connection and an unknown outcome are no end either.
RETRIES: Final = 1_000
CONFLICT_RETRIES: Final = 3
"""One server refuses the second of two MERGE at once instead of letting it wait."""

_TIMED_OUT: Final = frozenset((
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.ClientError.Transaction.Terminated",
    "Neo.ClientError.Transaction.LockClientStopped",
    "Neo.TransientError.Transaction.LockAcquisitionTimeout",
))  # fmt: skip
_ACCESS_MODE: Final = "Neo.ClientError.Statement.AccessMode"
_NO_DATABASE: Final = "Neo.ClientError.Database."
_NOT_LET_IN: Final = "Neo.ClientError.Security."
_NOT_READY: Final = "Neo.TransientError.General."
_REFUSED: Final = ("Neo.ClientError.Statement.", "Neo.ClientError.Procedure.", "Neo.ClientError.Schema.")


def translated(
    error: Exception, statement: str | None, *, reads_only: bool, timed_out: bool
) -> TracktionDBError:
    """Our error for one of the driver's.

    ``reads_only`` says that the unit wrote nothing; ``timed_out`` that its deadline had passed, so that a
    lost connection is one that we closed ourselves.
    """
    place = "" if statement is None else f"{statement}: "
    if isinstance(error, Neo4jError):
        return _answered(error, statement, place)
    if isinstance(error, IncompleteCommit) and not reads_only:
        unknown = CommitOutcomeUnknown(
            f"{place}the connection was lost before COMMIT was answered: the write may be kept or not",
            statement=statement,
        )
        return unknown if timed_out else _again(unknown)
    if isinstance(error, ConnectionAcquisitionTimeoutError):
        return Unavailable(f"{place}no connection could be had in time", statement=statement, retryable=True)
    if isinstance(error, ServiceUnavailable | SessionExpired):
        if timed_out:
            return TimedOut(f"{place}the deadline passed, and nothing was kept", statement=statement)
        return _again(
            Unavailable(f"{place}no connection, or it was lost: nothing was kept", statement=statement)
        )
    if isinstance(error, TransactionError):
        return TransactionAborted(f"{place}the transaction is already failed", statement=statement)
    if isinstance(error, BrokenRecordError):
        return StatementError(f"{place}a value of the answer cannot be read", statement=statement)
    if isinstance(error, ConfigurationError):
        return UsageError(f"{place}the driver refuses the settings: {type(error).__name__}")
    return Unavailable(f"{place}the driver failed: {type(error).__name__}", statement=statement)


def _answered(error: Neo4jError, statement: str | None, place: str) -> TracktionDBError:
    code = error.code or "no code"
    message = f"{place}the server answered {code}"
    if code in _TIMED_OUT:
        return TimedOut(message, statement=statement)
    if isinstance(error, ConstraintError):
        conflict = Conflict(f"{place}a constraint refused the data ({code})", statement=statement)
        conflict.retries = CONFLICT_RETRIES
        return conflict
    if code.startswith(_NOT_READY):
        return _again(Unavailable(message, statement=statement))
    if isinstance(error, TransientError):
        return _again(TransactionAborted(message, statement=statement))
    if isinstance(error, AuthError) or code.startswith((_NOT_LET_IN, _NO_DATABASE)):
        return Unavailable(f"{place}the server does not let us in ({code})", statement=statement)
    if code == _ACCESS_MODE:
        return UsageError(f"{place}this transaction only reads ({code})", statement=statement)
    if code.startswith(_REFUSED):
        return StatementError(f"{place}the server refuses it ({code})", statement=statement)
    return TracktionDBError(message, statement=statement)


def _again(error: TracktionDBError) -> TracktionDBError:
    error.retryable = True
    error.retries = RETRIES
    return error
