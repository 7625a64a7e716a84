"""A unit of work on one asyncio connection; savepoints when nested. The twin of ``transaction``."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self, TypeVar
from uuid import UUID

from tracktion_db import row_scope
from tracktion_db import transaction_control as control
from tracktion_db.call import Call
from tracktion_db.connection import busy_error
from tracktion_db.connection_async import AsyncConnection
from tracktion_db.errors import TracktionDBError, UsageError
from tracktion_db.runner_async import AsyncRunner
from tracktion_db.steps import Steps

T = TypeVar("T")


class AsyncTransaction(AsyncRunner):
    """Runs calls in one transaction, or in one savepoint of it; usable in its ``async with`` block only."""

    def __init__(self, connection: AsyncConnection, user_id: UUID | None) -> None:
        self._connection = connection
        self._user_id = user_id
        self._first_error: TracktionDBError | None = None
        self._ended = False
        self._inner: AsyncTransaction | None = None

    async def run(
        self, call: Call[T] | Steps[T], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> T:
        if isinstance(call, Steps):
            return await self._run_steps(call, timeout, user_id)
        control.require_timeout(timeout)
        with self._noting_errors():
            begin = row_scope.begin_inside(call, user_id, self._user_id)
            return await self._connection.run(call, timeout=timeout, in_transaction=True, begin=begin)

    async def _run_all(
        self, calls: Sequence[Call[Any]], timeout: float | None, user_id: UUID | None
    ) -> tuple[Any, ...]:
        control.require_timeout(timeout)
        control.calls_write(calls)
        if not calls:
            return ()
        with self._noting_errors():
            row_scope.require_inside(calls, user_id, self._user_id)
            work = self._connection.wire.run_all(calls, begin=())
            return tuple(
                await self._connection.drive(work, calls[0].statement, timeout=timeout, may_be_kept=False)
            )

    @asynccontextmanager
    async def stream(
        self, call: Call[list[T]], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> AsyncGenerator[AsyncIterator[T], None]:
        control.require_timeout(timeout)
        control.require_read(call)
        with self._noting_errors():
            row_scope.require_inside((call,), user_id, self._user_id)
            await self._command(control.stream_start(timeout))
            try:
                async with self._connection.stream(call, timeout=timeout) as rows:
                    yield rows
            except BaseException:
                await self._undo(control.ROLLBACK_TO)
                raise
            # A stream that is left early is cancelled, which fails the transaction from its savepoint on;
            # going back there always also gives the session its own time-out back.
            await self._command(control.ROLLBACK_TO)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncTransaction, None]:
        """A savepoint, of the same user: an error that leaves this block undoes this block only."""
        inner = AsyncTransaction(self._connection, self._user_id)
        with self._noting_errors():
            await self._command(control.SAVEPOINT)
        self._inner = inner
        try:
            yield inner
            inner._require_healthy()
        except BaseException:
            await self._undo(control.ROLLBACK_TO)
            raise
        finally:
            inner._ended = True
            self._inner = None
        with self._noting_errors():
            await self._command(control.RELEASE)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, connection: AsyncConnection, begin: bytes, *, read_only: bool, user_id: UUID | None
    ) -> AsyncGenerator[Self, None]:
        """A transaction on this connection: committed when the block ends, undone when an error leaves it."""
        made = cls(connection, user_id)
        connection.is_read_only = read_only
        try:
            await made._command(row_scope.begin_for(begin, user_id))
            yield made
            made._require_healthy()
        except BaseException:
            made._ended = True
            await made._undo(control.ROLLBACK)
            raise
        else:
            made._ended = True
            await made._commit()
        finally:
            connection.is_read_only = False

    async def _commit(self) -> None:
        if self._connection.closed or self._connection.has_unread_input():
            # A session that ended before COMMIT was sent has kept nothing: here that can still be told.
            await self._command(control.PING)
        notices = control.CommitNotices()
        self._connection.add_notice_handler(notices)
        try:
            work = self._connection.wire.command(control.COMMIT)
            may_be_kept = not self._connection.is_read_only
            tag = await self._connection.drive(work, None, timeout=None, may_be_kept=may_be_kept)
        finally:
            self._connection.remove_notice_handler(notices)
        notices.check(tag)

    async def _undo(self, command: bytes) -> None:
        # The error that brought us here is what the caller must see; a session that cannot even roll back
        # is closed, and the server rolls back.
        try:
            await self._connection.stop_other_call()
            if self._connection.in_transaction:
                await self._command(command)
        except TracktionDBError:
            await self._connection.close()

    def _require_healthy(self) -> None:
        if self._connection.is_busy:
            raise busy_error(None)
        if self._first_error is not None or self._connection.in_failed_transaction:
            raise control.swallowed(self._first_error) from self._first_error

    async def _command(self, sql: bytes) -> None:
        work = self._connection.wire.command(sql)
        await self._connection.drive(work, None, timeout=None, may_be_kept=False)

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
