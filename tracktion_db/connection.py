"""A blocking connection that runs calls: drives their generators, keeps deadlines, translates errors.

``connection_async`` is the same with ``await``; what needs no I/O is shared: ``wire`` and ``translation``.
"""

from __future__ import annotations

import select
import struct
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.adapt import AdaptersMap
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from tracktion_db.adapters import CONTEXT
from tracktion_db.call import Call
from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.statements import Statement
from tracktion_db.translation import is_stale_plan, translated
from tracktion_db.wire import Wire

T = TypeVar("T")

CANCEL_SECONDS: Final = 2.0
"""How long a cancelled statement may take to end before its connection is given up."""
DUMP_ERRORS: Final = (TypeError, ValueError, AttributeError, OverflowError, struct.error)
"""What psycopg's binary dumpers raise, bare, for a value of a wrong type."""


class Connection(psycopg.Connection[TupleRow]):
    """One server session; ``configure`` is called once, by the pool."""

    wire: Wire
    idle_since: float

    def configure(self, *, validate_rows: bool) -> None:
        """Make a new connection ready for calls."""
        self.prepare_threshold = None  # the wire prepares; psycopg's own cache would deallocate its names
        self.wire = Wire(self.pgconn, validate_rows=validate_rows)
        self.idle_since = monotonic()
        self._busy = threading.Lock()
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

    def run(self, call: Call[T], *, timeout: float | None, in_transaction: bool) -> T:
        """Run one call; ``timeout`` in seconds. Raises the errors of ``tracktion_db.errors`` only."""
        may_be_kept = not (in_transaction or call.statement.reads_only)
        if call.rows is not None:
            return self._copy(call, may_be_kept=may_be_kept)
        return self.drive(self.wire.run(call), call.statement, timeout=timeout, may_be_kept=may_be_kept)

    def drive(
        self, work: PQGen[T], statement: Statement | None, *, timeout: float | None, may_be_kept: bool
    ) -> T:
        """Run a generator of the wire to its end, one at a time."""
        if not self._busy.acquire(blocking=False):
            raise busy_error(statement)
        try:
            return self._wait(work, timeout)
        except psycopg.Error as error:
            raise self._translated(error, statement, may_be_kept) from error
        finally:
            self._busy.release()

    def _wait(self, work: PQGen[T], timeout: float | None) -> T:
        try:
            return self.wait(work, timeout=timeout)
        except psycopg.errors._WaitTimeout:  # pyright: ignore[reportPrivateUsage]  (documented by `wait`)
            return self._cancel_and_wait(work)

    def _cancel_and_wait(self, work: PQGen[T]) -> T:
        # The answer may still arrive, and then it counts: a write that is done is not reported as undone.
        try:
            self.cancel_safe(timeout=CANCEL_SECONDS)
            return self.wait(work, timeout=CANCEL_SECONDS)
        except psycopg.errors.QueryCanceled:
            raise
        except psycopg.Error:
            self.close()
            raise

    def _translated(self, error: psycopg.Error, statement: Statement | None, may_be_kept: bool) -> Exception:
        if is_stale_plan(error):
            self.close()
        return translated(error, statement, lost=self.closed, may_be_kept=may_be_kept)

    def _copy(self, call: Call[T], *, may_be_kept: bool) -> T:
        assert call.rows is not None
        if not self._busy.acquire(blocking=False):
            raise busy_error(call.statement)
        number = 0
        try:
            with self.cursor() as cursor:
                with cursor.copy(call.statement.sql) as copy:
                    copy.set_types(call.statement.oids)
                    write_row = copy.write_row
                    for number, row in enumerate(call.rows):  # noqa: B007 (tells which row failed)
                        write_row(row)
                return cursor.rowcount  # type: ignore[return-value]  (T is int: a COPY counts)
        except psycopg.Error as error:
            raise self._translated(error, call.statement, may_be_kept) from error
        except DUMP_ERRORS as error:
            raise ValidationError(
                "row", "a value has not its column's type", statement=call.statement.name, row=number
            ) from error
        finally:
            self._busy.release()

    # --- streams

    @contextmanager
    def stream(self, call: Call[list[T]]) -> Generator[Iterator[T], None, None]:
        """The rows of a call as they come; the connection is busy until the block ends."""
        if not self._busy.acquire(blocking=False):
            raise busy_error(call.statement)
        try:
            self._stream_step(self.wire.start_stream(call), call)
            rows = self._rows(call)
            try:
                yield rows
            finally:
                rows.close()
                self._end_stream()
        finally:
            self._busy.release()

    def _rows(self, call: Call[list[T]]) -> Generator[T, None, None]:
        while (chunk := self._stream_step(self.wire.next_chunk(call), call)) is not None:
            yield from chunk

    def _stream_step(self, work: PQGen[T], call: Call[Any]) -> T:
        try:
            return self._wait(work, None)
        except psycopg.Error as error:
            raise self._translated(error, call.statement, False) from error

    def _end_stream(self) -> None:
        # Left early: the server is told to stop, and what it has already sent is read and forgotten.
        if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
            return
        try:
            self.cancel_safe(timeout=CANCEL_SECONDS)
            self.wait(self.wire.drain(), timeout=CANCEL_SECONDS)
        except psycopg.Error:
            self.close()


def busy_error(statement: Statement | None) -> UsageError:
    """For a second statement on a connection that is still at its first."""
    name = None if statement is None else statement.name
    return UsageError(
        "this connection is busy with another call or an open stream: finish it first, or use another transaction",
        statement=name,
    )
