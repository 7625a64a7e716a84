"""The one place where the driver's errors become ours: by phase, SQLSTATE and constraint name, never by text.

Sources of the rules: PostgreSQL manual, appendix A (error codes) and 13.5 (serialization failure handling).
"""

from __future__ import annotations

import re
from typing import Final

import psycopg

from tracktion_db.errors import (
    CommitOutcomeUnknown,
    Conflict,
    InvalidReference,
    RuleViolated,
    StatementError,
    TimedOut,
    TracktionDBError,
    TransactionAborted,
    Unavailable,
    UsageError,
)
from tracktion_db.statements import Constraint, Statement

# How often a unit that failed so runs again by itself. Everything else never does: its outcome is unknown,
# or would be the same.
LOST_RETRIES: Final = 2
SERIALIZATION_RETRIES: Final = 50  # ten attempts were too few on a hot row: UNIT_SECONDS ends them
READ_ONLY_SERVER_RETRIES: Final = 2
STALE_PLAN_RETRIES: Final = 1

_BROKEN_RULES: Final[dict[str, type[Conflict | InvalidReference | RuleViolated]]] = {
    "23505": Conflict,
    "23P01": Conflict,
    "23503": InvalidReference,
    "23001": InvalidReference,
}
_ADMIN_SHUTDOWNS: Final = frozenset(("57P01", "57P02", "57P03", "57P05"))
_TIME_OUTS: Final = {
    "57014": "the statement was cancelled, by its time-out or by someone",
    "55P03": "a lock could not be had in time",
    "25P03": "the transaction was idle for too long and is rolled back",
    "25P04": "the transaction took too long and is rolled back",
}
READ_ONLY: Final = "25006"
"""A write on a server that became a standby, or in a transaction that only reads."""
# No such column, function or operator, type, table.
_UNKNOWN_NAMES: Final = frozenset(("42703", "42883", "42704", "42P01"))
_SHARD_SUFFIX: Final = re.compile(r"_\d+$")
DeadlinePassed: Final = psycopg.errors._WaitTimeout  # pyright: ignore[reportPrivateUsage]
"""What psycopg's waits raise at their time-out, to be handled by who called them."""
_NO_ANSWER: Final = (DeadlinePassed, psycopg.errors.CancellationTimeout)


def translated(
    error: psycopg.Error,
    statement: Statement | None,
    *,
    lost: bool,
    may_be_kept: bool,
    only_reads: bool = False,
) -> TracktionDBError:
    """Our error for one of the driver's.

    ``lost`` says that the connection is gone; ``may_be_kept`` that a write had been sent whose commit
    the server may have done without our seeing its answer. Where the server said that the statement
    failed, it did, whatever became of the connection afterwards. ``only_reads`` says that the transaction
    was begun to read only, so that a write in it is refused by any server.
    """
    if error.diag.message_primary:
        # Tracebacks print the cause: without its DETAIL, which shows the row (``diag`` has it still).
        error.args = (type(error).__name__ if _may_quote(error) else error.diag.message_primary,)
    name = None if statement is None else statement.name
    place = "" if name is None else f"{name}: "
    state = error.sqlstate
    if state in _TIME_OUTS:
        return TimedOut(place + _TIME_OUTS[state], statement=name, sqlstate=state)
    if state in ("40001", "40P01"):
        reason = "deadlock" if state == "40P01" else "another transaction came between"
        aborted = TransactionAborted(place + reason, statement=name, sqlstate=state, retryable=True)
        aborted.retries = SERIALIZATION_RETRIES
        return aborted
    lost = lost and error.diag.severity_nonlocalized != "ERROR"
    if isinstance(error, _NO_ANSWER) and not (lost and may_be_kept):
        return TimedOut(f"{place}the deadline passed, and nothing was kept", statement=name)
    if lost or state == "40003" or state in _ADMIN_SHUTDOWNS or (state or "")[:2] == "08":
        return _lost(place, name, state, may_be_kept)
    if state is None:
        return TracktionDBError(f"{place}the driver failed: {type(error).__name__}", statement=name)
    if state[:2] in ("23", "22") or state == "P0001":
        return _broken_rule(error, statement, place, state)
    if state == "42501" and error.diag.source_function == "ExecWithCheckOptions":
        return RuleViolated(
            f"{place}row-level security refuses the row: it is another user's, or the call has no user_id",
            statement=name,
            sqlstate=state,
        )
    if state == READ_ONLY and only_reads:
        return UsageError(f"{place}this transaction only reads", statement=name, sqlstate=state)
    return _refused(error, statement, place, state)


def _may_quote(error: psycopg.Error) -> bool:
    """Whether the server's words may repeat a value: errors about data do, and what a function raises."""
    return (error.sqlstate or "")[:2] in ("22", "23") or error.diag.source_function == "exec_stmt_raise"


def _lost(place: str, name: str | None, state: str | None, may_be_kept: bool) -> TracktionDBError:
    if may_be_kept:
        return CommitOutcomeUnknown(
            f"{place}the connection was lost before the answer came: the write may be kept or not",
            statement=name,
            sqlstate=state,
        )
    unavailable = Unavailable(
        f"{place}the connection was lost; nothing was written", statement=name, sqlstate=state, retryable=True
    )
    unavailable.retries = LOST_RETRIES
    return unavailable


def _broken_rule(
    error: psycopg.Error, statement: Statement | None, place: str, state: str
) -> TracktionDBError:
    name = None if statement is None else statement.name
    kind = _BROKEN_RULES.get(state, RuleViolated)
    constraint, known = _constraint(error, statement)
    if known is not None:
        message = f"{place}{known.rule} ({constraint})"
        return kind(message, field=known.field, statement=name, constraint=constraint, sqlstate=state)
    column = error.diag.column_name if state == "23502" else None
    reason = f"{column} must not be null" if column else f"the data was refused: {type(error).__name__}"
    return kind(place + reason, field=column, statement=name, sqlstate=state)


def _constraint(error: psycopg.Error, statement: Statement | None) -> tuple[str | None, Constraint | None]:
    # Citus hides the field and appends a shard number to the name; both are accepted only if a name of
    # the closed set comes out. Of other errors the text is not looked at: it may quote the caller's value.
    if statement is None:
        return None, None
    named = error.diag.constraint_name or ""
    if not named and (error.sqlstate or "").startswith("23"):
        quoted = re.findall(r'"([^"]+)"', error.diag.message_primary or "")
        named = quoted[-1] if quoted else ""
    for candidate in (named, _SHARD_SUFFIX.sub("", named)):
        if candidate in statement.constraints:
            return candidate, statement.constraints[candidate]
    return None, None


def _refused(error: psycopg.Error, statement: Statement | None, place: str, state: str) -> TracktionDBError:
    name = None if statement is None else statement.name
    condition = type(error).__name__
    if state == READ_ONLY:
        read_only = Unavailable(f"{place}the server only reads", statement=name, sqlstate=state)
        read_only.retries = READ_ONLY_SERVER_RETRIES
        return read_only
    if state in ("25P02", "40002", "40000"):
        return TransactionAborted(f"{place}the transaction is already failed", statement=name, sqlstate=state)
    if state[:2] == "53" or state == "57P04":
        return Unavailable(
            f"{place}the server is out of resources: {condition}", statement=name, sqlstate=state
        )
    if is_stale_plan(error) or state[:2] in ("42", "0A", "26"):
        lack = missing_extension(statement, state) or _missing_right(error)
        message = f"{place}the server refuses it: {condition}{lack}"
        refused = StatementError(message, statement=name, sqlstate=state)
        if is_stale_plan(error):
            refused.retries = STALE_PLAN_RETRIES
        return refused
    return TracktionDBError(f"{place}the server answered {condition}", statement=name, sqlstate=state)


def refused_preparation(error: psycopg.Error, statement: Statement) -> StatementError | None:
    """The error for a statement that the server cannot prepare; None where ``translated`` tells it.

    The only one that repeats the server's words: to prepare is to send the file's own text without any
    values, and errors of this class (syntax, unknown or forbidden names, types) are about that text.
    """
    state = error.sqlstate or ""
    if state[:2] != "42" or is_stale_plan(error):
        return None
    diag = error.diag
    position = int(diag.statement_position) if diag.statement_position else None
    problem = f"the server refuses it: {diag.message_primary}{missing_extension(statement, state)}"
    refused = statement.refused(position, problem, diag.message_hint or "")
    refused.sqlstate = state
    return refused


def missing_extension(statement: Statement | None, state: str | None) -> str:
    """What a database lacks that does not know the names in a statement of an extension; else empty."""
    if statement is None or statement.extension is None or state not in _UNKNOWN_NAMES:
        return ""
    name = statement.extension
    return (
        f"; it needs the extension {name}, in a schema of the search_path, and after all other migrations "
        f"those in migrations/extensions/{name}"
    )


def _missing_right(error: psycopg.Error) -> str:
    """What the role may not do, in the server's words, which name the table; else empty."""
    # Others of this SQLSTATE are about a row, or a function's own, and may quote a value.
    if error.sqlstate != "42501" or not (error.diag.source_function or "").startswith("aclcheck_error"):
        return ""
    return (
        f": {error.diag.message_primary}; the role lacks a right: tracktion-db grants prints what is needed"
    )


def is_stale_plan(error: psycopg.Error) -> bool:
    """Whether a prepared statement is gone or no longer fits its tables. It was not executed."""
    if error.sqlstate == "0A000":
        return error.diag.source_function == "RevalidateCachedQuery"
    return error.sqlstate in ("26000", "42P05")
