"""Every error that leaves this package.

TracktionDBError
├── StatementError         a statement file is wrong, or the server refused the statement itself
├── UsageError             the library was used in a way that can never work; nothing was changed
├── ValidationError        a value was refused before anything was sent; names its field
├── NotFound               the row that the call is about does not exist
├── Conflict               a unique or exclusion constraint already holds such a row
├── InvalidReference       a foreign key points at nothing, or something still points here
├── RuleViolated           a CHECK, NOT NULL or transition rule of the schema refused the data
├── TimedOut               a deadline passed: the call's, the statement's, a lock's or the pool's
├── Unavailable            no connection could be had, or it was lost before anything was written
├── TransactionAborted     the whole transaction was rolled back, and nothing of it is kept
└── CommitOutcomeUnknown   the connection was lost while a write was in flight: it may be kept

Each class has a stable ``code`` for logs and APIs. ``retryable`` says whether running the whole unit of
work again is safe *and* may help; ``retries`` how often the library itself does so (0: never; the table is
in ``translation``). ``statement``, ``constraint`` and ``sqlstate`` are None where there is none. The driver's
error stays as ``__cause__``; the messages here never hold parameter values or row data, which the driver's
own messages may.
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "CommitOutcomeUnknown",
    "Conflict",
    "InvalidReference",
    "NotFound",
    "RuleViolated",
    "StatementError",
    "TimedOut",
    "TracktionDBError",
    "TransactionAborted",
    "Unavailable",
    "UsageError",
    "ValidationError",
]


class TracktionDBError(Exception):
    """Base of all errors of this package; also a server error that no subclass describes."""

    code: ClassVar[str] = "database_error"

    def __init__(
        self,
        message: str,
        *,
        statement: str | None = None,
        constraint: str | None = None,
        sqlstate: str | None = None,
        retryable: bool = False,
    ) -> None:
        super().__init__(message)
        self.statement = statement
        self.constraint = constraint
        self.sqlstate = sqlstate
        self.retryable = retryable
        self.retries = 0

    def __reduce__(self) -> tuple[Any, ...]:
        # The constructors take keywords, which Exception's own pickling forgets: worker processes need this.
        return (_rebuild, (type(self), self.args, self.__dict__))


def _rebuild(cls: type[TracktionDBError], args: tuple[Any, ...], state: dict[str, Any]) -> TracktionDBError:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class StatementError(TracktionDBError):
    """A statement file is wrong, or the server refused the statement itself.

    At load, and where the server cannot prepare it, the message starts with ``file:line:column`` and shows
    the line with a caret. ``path``, ``line`` and ``column`` (both from 1) are None when the server refused
    it later.
    """

    code = "statement"

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        statement: str | None = None,
        sqlstate: str | None = None,
    ) -> None:
        super().__init__(message, statement=statement, sqlstate=sqlstate)
        self.path = path
        self.line = line
        self.column = column


class UsageError(TracktionDBError):
    """The library was used in a way that can never work, for example after ``close()``."""

    code = "usage"


class ValidationError(TracktionDBError):
    """A value was refused before anything was sent.

    ``field`` is the parameter, the record's field (``tracks[3].title``) or the environment variable;
    ``reason`` says what would be right, without repeating the value; ``row`` counts from 0 in a bulk call.
    """

    code = "validation"

    def __init__(
        self, field: str, reason: str, *, statement: str | None = None, row: int | None = None
    ) -> None:
        place = field if row is None else f"row {row}: {field}"
        super().__init__(f"{place}: {reason}", statement=statement)
        self.field = field
        self.reason = reason
        self.row = row


class NotFound(TracktionDBError):
    """The row that the call is about does not exist."""

    code = "not_found"


class Conflict(TracktionDBError):
    """A unique or exclusion constraint already holds such a row; ``field`` names it when known."""

    code = "conflict"

    def __init__(self, message: str, *, field: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.field = field


class InvalidReference(TracktionDBError):
    """A foreign key points at nothing, or something still points at the row; ``field`` as in Conflict."""

    code = "invalid_reference"

    def __init__(self, message: str, *, field: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.field = field


class RuleViolated(TracktionDBError):
    """A CHECK, NOT NULL or transition rule of the schema refused the data; ``field`` as in Conflict."""

    code = "rule_violated"

    def __init__(self, message: str, *, field: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.field = field


class TimedOut(TracktionDBError):
    """A deadline passed: the call's, the statement's, a lock's or the pool's. Nothing was kept."""

    code = "timed_out"


class Unavailable(TracktionDBError):
    """No connection could be had, or it was lost before anything was written."""

    code = "unavailable"


class TransactionAborted(TracktionDBError):
    """The whole transaction was rolled back, and nothing of it is kept.

    Retryable for serialization failures and deadlocks; not when the block swallowed an error.
    """

    code = "transaction_aborted"


class CommitOutcomeUnknown(TracktionDBError):
    """The connection was lost while a write was in flight: it may be kept or not.

    Never repeat blindly: look for the row first (an idempotency key, a unique column).
    """

    code = "commit_outcome_unknown"
