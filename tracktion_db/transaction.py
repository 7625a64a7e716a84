"""A unit of work on one blocking connection; savepoints when nested. ``transaction_async`` is its twin."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar
from uuid import UUID

from tracktion_db import row_scope
from tracktion_db import transaction_control as control
from tracktion_db.call import Call
from tracktion_db.connection import Connection, busy_error
from tracktion_db.errors import TracktionDBError, UsageError
from tracktion_db.runner import Runner
from tracktion_db.steps import Steps

T = TypeVar("T")


class Transaction(Runner):
    """Runs calls in one transaction, or in one savepoint of it; usable inside its ``with`` block only."""

    def __init__(self, connection: Connection, user_id: UUID | None) -> None:
        self._connection = connection
        self._user_id = user_id
        self._first_error: TracktionDBError | None = None
        self._ended = False
        self._inner: Transaction | None = None

    def run(
        self, call: Call[T] | Steps[T], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> T:
        if isinstance(call, Steps):
            return self._run_steps(call, timeout, user_id)
        control.require_timeout(timeout)
        with self._noting_errors():
            begin = row_scope.begin_inside(call, user_id, self._user_id)
            return self._connection.run(call, timeout=timeout, in_transaction=True, begin=begin)

    def _run_all(
        self, calls: Sequence[Call[Any]], timeout: float | None, user_id: UUID | None
    ) -> tuple[Any, ...]:
        control.require_timeout(timeout)
        control.calls_write(calls)
        if not calls:
            return ()
        with self._noting_errors():
            row_scope.require_inside(calls, user_id, self._user_id)
            work = self._connection.wire.run_all(calls, begin=())
            return tuple(self._connection.drive(work, calls[0].statement, timeout=timeout, may_be_kept=False))

    @contextmanager
    def stream(
        self, call: Call[list[T]], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> Generator[Iterator[T], None, None]:
        control.require_timeout(timeout)
        control.require_read(call)
        with self._noting_errors():
            row_scope.require_inside((call,), user_id, self._user_id)
            self._command(control.stream_start(timeout))
            try:
                with self._connection.stream(call, timeout=timeout) as rows:
                    yield rows
            except BaseException:
                self._undo(control.ROLLBACK_TO)
                raise
            # A stream that is left early is cancelled, which fails the transaction from its savepoint on;
            # going back there always also gives the session its own time-out back.
            self._command(control.ROLLBACK_TO)

    @contextmanager
    def transaction(self) -> Generator[Transaction, None, None]:
        """A savepoint, of the same user: an error that leaves this block undoes this block only."""
        inner = Transaction(self._connection, self._user_id)
        with self._noting_errors():
            self._command(control.SAVEPOINT)
        self._inner = inner
        try:
            yield inner
            inner._require_healthy()
        except BaseException:
            self._undo(control.ROLLBACK_TO)
            raise
        finally:
            inner._ended = True
            self._inner = None
        with self._noting_errors():
            self._command(control.RELEASE)

    @classmethod
    @contextmanager
    def open(
        cls, connection: Connection, begin: bytes, *, read_only: bool, user_id: UUID | None
    ) -> Generator[Self, None, None]:
        """A transaction on this connection: committed when the block ends, undone when an error leaves it."""
        made = cls(connection, user_id)
        connection.is_read_only = read_only
        try:
            made._command(row_scope.begin_for(begin, user_id))
            yield made
            made._require_healthy()
        except BaseException:
            made._ended = True
            made._undo(control.ROLLBACK)
            raise
        else:
            made._ended = True
            made._commit()
        finally:
            connection.is_read_only = False

    def _commit(self) -> None:
        if self._connection.closed or self._connection.has_unread_input():
            # A session that ended before COMMIT was sent has kept nothing: here that can still be told.
            self._command(control.PING)
        notices = control.CommitNotices()
        self._connection.add_notice_handler(notices)
        try:
            work = self._connection.wire.command(control.COMMIT)
            may_be_kept = not self._connection.is_read_only
            tag = self._connection.drive(work, None, timeout=None, may_be_kept=may_be_kept)
        finally:
            self._connection.remove_notice_handler(notices)
        notices.check(tag)

    def _undo(self, command: bytes) -> None:
        # The error that brought us here is what the caller must see; a session that cannot even roll back
        # is closed, and the server rolls back.
        try:
            self._connection.stop_other_call()
            if self._connection.in_transaction:
                self._command(command)
        except TracktionDBError:
            self._connection.close()

    def _require_healthy(self) -> None:
        if self._connection.is_busy:
            raise busy_error(None)
        if self._first_error is not None or self._connection.in_failed_transaction:
            raise control.swallowed(self._first_error) from self._first_error

    def _command(self, sql: bytes) -> None:
        work = self._connection.wire.command(sql)
        self._connection.drive(work, None, timeout=None, may_be_kept=False)

    @contextmanager
    def _noting_errors(self) -> Generator[None, None, None]:
        if self._ended:
            raise UsageError("this transaction has ended")
        if self._inner is not None:
            raise UsageError("a nested transaction is open: use that one, or end it first")
        try:
            yield
        except TracktionDBError as error:
            if error.sqlstate == control.FAILED and self._first_error is not None:
                raise control.swallowed(self._first_error, sqlstate=error.sqlstate) from self._first_error
            failed = self._connection.in_failed_transaction or self._connection.closed
            if failed and self._first_error is None:
                self._first_error = error
            raise
