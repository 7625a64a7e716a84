"""An asyncio connection that runs calls; the twin of ``connection``."""

from __future__ import annotations

import select
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.adapt import AdaptersMap
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from tracktion_db.adapters import CONTEXT
from tracktion_db.call import Call
from tracktion_db.connection import CANCEL_SECONDS, DUMP_ERRORS, busy_error
from tracktion_db.errors import ValidationError
from tracktion_db.statements import Statement
from tracktion_db.translation import is_stale_plan, translated
from tracktion_db.wire import Wire

T = TypeVar("T")


class AsyncConnection(psycopg.AsyncConnection[TupleRow]):
    """One server session; ``configure`` is called once, by the pool."""

    wire: Wire
    idle_since: float

    def configure(self, *, validate_rows: bool) -> None:
        """Make a new connection ready for calls."""
        self.prepare_threshold = None  # the wire prepares; psycopg's own cache would deallocate its names
        self.wire = Wire(self.pgconn, validate_rows=validate_rows)
        self.idle_since = monotonic()
        self._busy = False  # one event loop runs all its users, so a flag is enough
        peek = select.poll()
        peek.register(self.pgconn.socket, select.POLLIN)
        self._peek = peek.poll

    @property
    def adapters(self) -> AdaptersMap:
        return CONTEXT.adapters

    def has_unread_input(self) -> bool:
        """Whether the server said something while the connection was idle: most likely that it goes."""
        return bool(self._peek(0))

    @property
    def in_failed_transaction(self) -> bool:
        """Whether only a rollback is possible now."""
        return self.pgconn.transaction_status == TransactionStatus.INERROR

    # --- calls

    async def run(self, call: Call[T], *, timeout: float | None, in_transaction: bool) -> T:
        """Run one call; ``timeout`` in seconds. Raises the errors of ``tracktion_db.errors`` only."""
        may_be_kept = not (in_transaction or call.statement.reads_only)
        if call.rows is not None:
            return await self._copy(call, may_be_kept=may_be_kept)
        return await self.drive(self.wire.run(call), call.statement, timeout=timeout, may_be_kept=may_be_kept)

    async def drive(
        self, work: PQGen[T], statement: Statement | None, *, timeout: float | None, may_be_kept: bool
    ) -> T:
        """Run a generator of the wire to its end, one at a time."""
        if self._busy:
            raise busy_error(statement)
        self._busy = True
        try:
            return await self._wait(work, timeout)
        except psycopg.Error as error:
            raise await self._translated(error, statement, may_be_kept) from error
        finally:
            self._busy = False

    async def _wait(self, work: PQGen[T], timeout: float | None) -> T:
        try:
            return await self.wait(work, timeout=timeout)
        except psycopg.errors._WaitTimeout:  # pyright: ignore[reportPrivateUsage]  (documented by `wait`)
            return await self._cancel_and_wait(work)

    async def _cancel_and_wait(self, work: PQGen[T]) -> T:
        # The answer may still arrive, and then it counts: a write that is done is not reported as undone.
        try:
            await self.cancel_safe(timeout=CANCEL_SECONDS)
            return await self.wait(work, timeout=CANCEL_SECONDS)
        except psycopg.errors.QueryCanceled:
            raise
        except psycopg.Error:
            await self.close()
            raise

    async def _translated(
        self, error: psycopg.Error, statement: Statement | None, may_be_kept: bool
    ) -> Exception:
        if is_stale_plan(error):
            await self.close()
        return translated(error, statement, lost=self.closed, may_be_kept=may_be_kept)

    async def _copy(self, call: Call[T], *, may_be_kept: bool) -> T:
        assert call.rows is not None
        if self._busy:
            raise busy_error(call.statement)
        self._busy = True
        number = 0
        try:
            async with self.cursor() as cursor:
                async with cursor.copy(call.statement.sql) as copy:
                    copy.set_types(call.statement.oids)
                    write_row = copy.write_row
                    for number, row in enumerate(call.rows):  # noqa: B007 (tells which row failed)
                        await write_row(row)
                return cursor.rowcount  # type: ignore[return-value]  (T is int: a COPY counts)
        except psycopg.Error as error:
            raise await self._translated(error, call.statement, may_be_kept) from error
        except DUMP_ERRORS as error:
            raise ValidationError(
                "row", "a value has not its column's type", statement=call.statement.name, row=number
            ) from error
        finally:
            self._busy = False

    # --- streams

    @asynccontextmanager
    async def stream(self, call: Call[list[T]]) -> AsyncGenerator[AsyncIterator[T], None]:
        """The rows of a call as they come; the connection is busy until the block ends."""
        if self._busy:
            raise busy_error(call.statement)
        self._busy = True
        try:
            await self._stream_step(self.wire.start_stream(call), call)
            rows = self._rows(call)
            try:
                yield rows
            finally:
                await rows.aclose()
                await self._end_stream()
        finally:
            self._busy = False

    async def _rows(self, call: Call[list[T]]) -> AsyncGenerator[T, None]:
        while (chunk := await self._stream_step(self.wire.next_chunk(call), call)) is not None:
            for row in chunk:
                yield row

    async def _stream_step(self, work: PQGen[T], call: Call[Any]) -> T:
        try:
            return await self._wait(work, None)
        except psycopg.Error as error:
            raise await self._translated(error, call.statement, False) from error

    async def _end_stream(self) -> None:
        # Left early: the server is told to stop, and what it has already sent is read and forgotten.
        if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
            return
        try:
            await self.cancel_safe(timeout=CANCEL_SECONDS)
            await self.wait(self.wire.drain(), timeout=CANCEL_SECONDS)
        except psycopg.Error:
            await self.close()
