"""What is wrong with one thing among many: an error that is its own, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracktion_db.errors import (
    CommitOutcomeUnknown,
    RuleViolated,
    StatementError,
    TracktionDBError,
    TransactionAborted,
    Unavailable,
    UsageError,
)
from tracktion_db.sync.changes import Thing

__all__ = ["NOT_ITS_FAULT", "PERHAPS_ITS_FAULT", "as_ours", "raise_if_of_all", "reason_of"]

NOT_ITS_FAULT: Final = (Unavailable, TransactionAborted, CommitOutcomeUnknown, UsageError)
"""A server or the way to it is at fault, or all came at a bad moment: nothing is wrong with the thing."""
PERHAPS_ITS_FAULT: Final = (TracktionDBError, ValueError, TypeError, OverflowError)
"""But for those above: whose fault it is shows when the thing stands alone."""
# So many things refused at once, and none taken, for a statement's sake: the fault is not theirs.
_TOO_MANY: Final = 20


def raise_if_of_all(refused: Mapping[Thing, TracktionDBError], of: int) -> None:
    """Raises the statement's error where so many things were refused at once, and none of them taken."""
    if len(refused) == of >= _TOO_MANY:
        for error in refused.values():
            if isinstance(error, StatementError):
                raise error


def as_ours(error: Exception) -> TracktionDBError:
    """The error as one of this package."""
    if isinstance(error, TracktionDBError):
        return error
    problem = RuleViolated(f"the graph cannot show it: {type(error).__name__}")
    problem.__cause__ = error
    return problem


def reason_of(error: TracktionDBError) -> str:
    """What stands in a list: one line, without values."""
    return str(error).splitlines()[0][:500]
