"""A blocking connection that runs calls: drives their generators, keeps deadlines, translates errors.

``connection_async`` is the same with ``await``; what needs no I/O is shared: ``wire`` and ``translation``.
"""

from __future__ import annotations

import select
import struct
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors, generators, waiting
from psycopg.abc import PQGen
from psycopg.adapt import AdaptersMap
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn
from psycopg.rows import TupleRow

from tracktion_db.adapters import CONTEXT
from tracktion_db.call import Call
from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.forks import FORKED, closed_pgconn, watch
from tracktion_db.row_scope import Begin
from tracktion_db.statements import Statement
from tracktion_db.transaction_control import PING
from tracktion_db.translation import READ_ONLY, DeadlinePassed, is_stale_plan, translated
from tracktion_db.wire import Wire

T = TypeVar("T")

WAIT_SECONDS: Final = 0.1
"""How often a wait looks for Ctrl-C."""
CANCEL_SECONDS: Final = 2.0
"""How long a cancelled statement may take to end before its connection is given up."""
CANCEL_AGAIN_SECONDS: Final = 0.25
"""How long one cancel request is given: one that comes between two statements stops neither."""
DUMP_ERRORS: Final = (TypeError, ValueError, AttributeError, OverflowError, struct.error)
"""What psycopg's binary dumpers raise, bare, for a value of a wrong type."""


class Connection(psycopg.Connection[TupleRow]):
    """One server session; ``configure`` is called once, by the pool."""

    wire: Wire
    idle_since: float
    _forked = False
    _copy_ends: float | None = None
    is_read_only = False
    """Whether the transaction that is open here was begun to read only."""

    def configure(self, *, validate_rows: bool) -> None:
        """Make a new connection ready for calls."""
        self.prepare_threshold = None  # the wire prepares; psycopg's own cache would deallocate its names
        self.wire = Wire(self.pgconn, validate_rows=validate_rows)
        self.idle_since = monotonic()
        self._busy = threading.Lock()
        peek = select.poll()
        peek.register(self.pgconn.socket, select.POLLIN)
        self._peek = peek.poll
        watch(self)

    @property
    def adapters(self) -> AdaptersMap:
        return CONTEXT.adapters

    def has_unread_input(self) -> bool:
        """Whether the server said something while the connection was idle: most likely that it goes."""
        return bool(self._peek(0))

    def answers(self, seconds: float) -> bool:
        """Whether the server answers on this idle connection within so many seconds; closes it if not."""
        try:
            waiting.wait(self.wire.command(PING), self.pgconn.socket, WAIT_SECONDS, seconds)
        except psycopg.Error:
            self.close()
        return not self.closed

    @property
    def in_failed_transaction(self) -> bool:
        """Whether only a rollback is possible now."""
        return self.pgconn.transaction_status == TransactionStatus.INERROR

    @property
    def in_transaction(self) -> bool:
        """Whether there is something to commit or roll back."""
        return self.pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    @property
    def is_busy(self) -> bool:
        """Whether a call or stream is still at work here."""
        return self._busy.locked()

    def forget_after_fork(self) -> PGconn:
        """Called in a forked child: let go of what the parent uses, without closing it."""
        inherited, self.pgconn = self.pgconn, closed_pgconn()
        self._forked = True
        return inherited

    # --- calls

    def run(
        self, call: Call[T], *, timeout: float | None, in_transaction: bool, begin: Begin | None = None
    ) -> T:
        """Run one call, in a pipeline behind ``begin`` where ``row_scope`` says that it needs one.

        ``timeout`` in seconds. Raises the errors of ``tracktion_db.errors`` only.
        """
        may_be_kept = not (in_transaction or call.statement.reads_only)
        if call.rows is not None:
            return self._copy(call, timeout=timeout, may_be_kept=may_be_kept)
        work = self.wire.run(call) if begin is None else self.wire.run_alone(call, begin=begin)
        return self.drive(work, call.statement, timeout=timeout, may_be_kept=may_be_kept)

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

    def stop_other_call(self) -> None:
        """Stop what another thread still runs here, and wait until it has let go."""
        deadline = monotonic() + CANCEL_SECONDS
        while self._busy.locked() and not self.closed:
            if monotonic() > deadline:
                self.close()
            with suppress(psycopg.Error):
                self.cancel_safe(timeout=CANCEL_SECONDS)
            if self._busy.acquire(timeout=CANCEL_AGAIN_SECONDS):
                self._busy.release()

    def _wait(self, work: PQGen[T], timeout: float | None) -> T:
        try:
            try:
                return waiting.wait(work, self.pgconn.socket, WAIT_SECONDS, timeout)
            except DeadlinePassed:
                return self._stop(work)
        except BaseException:
            # Perhaps interrupted, by Ctrl-C or by what a signal handler raised: the server stops too.
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                with suppress(Exception):
                    self._stop(work)
            with suppress(psycopg.Error):
                work.close()  # leaves pipeline mode, now and not when it is collected
            raise

    def _stop(self, work: PQGen[T]) -> T:
        # The answer may still arrive, and then it counts: a write that is done is not reported as undone.
        # Interrupted here, the connection stays active, and the pool replaces it when it comes back.
        deadline = monotonic() + CANCEL_SECONDS
        try:
            while (left := deadline - monotonic()) > 0:
                self.cancel_safe(timeout=left)
                with suppress(DeadlinePassed):
                    return waiting.wait(work, self.pgconn.socket, WAIT_SECONDS, CANCEL_AGAIN_SECONDS)
            raise errors.CancellationTimeout("the statement did not stop")
        except psycopg.Error:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()
            raise

    def _translated(self, error: psycopg.Error, statement: Statement | None, may_be_kept: bool) -> Exception:
        if self._forked:
            return UsageError(FORKED)
        if is_stale_plan(error) or (error.sqlstate == READ_ONLY and not self.is_read_only):
            # The pool drops the idle others with it, which are no better: what runs again gets a new one.
            self.close()
        return translated(
            error, statement, lost=self.closed, may_be_kept=may_be_kept, only_reads=self.is_read_only
        )

    # --- bulk

    def _copy(self, call: Call[T], *, timeout: float | None, may_be_kept: bool) -> T:
        assert call.rows is not None
        if not self._busy.acquire(blocking=False):
            raise busy_error(call.statement)
        self._copy_ends = None if timeout is None else monotonic() + timeout
        number = 0
        try:
            with self.cursor() as cursor:
                with cursor.copy(call.statement.sql) as copy:
                    copy.set_types(call.statement.oids)
                    write_row = copy.write_row
                    for number, row in enumerate(call.rows):  # noqa: B007 (tells which row failed)
                        write_row(row)
                return cursor.rowcount  # type: ignore[return-value]  (T is int: a COPY counts)
        except DeadlinePassed as error:
            return self._stop_copy(call, error, may_be_kept=may_be_kept)
        except psycopg.Error as error:
            raise self._translated(error, call.statement, may_be_kept) from error
        except DUMP_ERRORS as error:
            raise ValidationError(
                "row", "a value has not its column's type", statement=call.statement.name, row=number
            ) from error
        finally:
            self._copy_ends = None
            self._busy.release()

    def wait(self, gen: PQGen[T], interval: float = WAIT_SECONDS, timeout: float | None = None) -> T:
        # psycopg's COPY waits here, many times: all of it has one deadline, and then time to take it back.
        if self._copy_ends is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, max(0.0, self._copy_ends - monotonic()))
        except DeadlinePassed:
            self._copy_ends = monotonic() + CANCEL_SECONDS
            raise

    def _stop_copy(self, call: Call[T], error: psycopg.Error, *, may_be_kept: bool) -> T:
        try:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                return self._stop(end_of_copy(self.pgconn))  # type: ignore[return-value]  (T is int)
        except psycopg.Error as outcome:
            raise self._translated(outcome, call.statement, may_be_kept) from outcome
        raise self._translated(error, call.statement, may_be_kept) from error

    # --- streams

    @contextmanager
    def stream(self, call: Call[list[T]], *, timeout: float | None) -> Generator[Iterator[T], None, None]:
        """The rows of a call as they come; the connection is busy until the block ends."""
        if not self._busy.acquire(blocking=False):
            raise busy_error(call.statement)
        deadline = None if timeout is None else monotonic() + timeout
        rows = self._rows(call, deadline)
        try:
            try:
                self._stream_step(self.wire.start_stream(call), call, deadline)
                yield rows
            finally:
                rows.close()
                self._end_stream()
        finally:
            self._busy.release()

    def _rows(self, call: Call[list[T]], deadline: float | None) -> Generator[T, None, None]:
        while (chunk := self._stream_step(self.wire.next_chunk(call), call, deadline)) is not None:
            chunk.reverse()
            while chunk:
                yield chunk.pop()  # kept by nobody here: what its reader makes of a lazy field may be large

    def _stream_step(self, work: PQGen[T], call: Call[Any], deadline: float | None) -> T:
        try:
            return self._wait(work, None if deadline is None else max(0.0, deadline - monotonic()))
        except psycopg.Error as error:
            raise self._translated(error, call.statement, False) from error

    def _end_stream(self) -> None:
        # Left early: the server is told to stop, and what it has already sent is read and forgotten.
        if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
            with suppress(psycopg.Error):
                self._stop(self.wire.drain())


def end_of_copy(pgconn: PGconn) -> PQGen[int]:
    """The count of a COPY whose outcome nobody waited for."""
    result = (yield from generators.fetch_many(pgconn))[-1]
    if result.status == ExecStatus.COMMAND_OK:
        return result.command_tuples or 0
    if result.status == ExecStatus.COPY_IN:
        raise errors.CancellationTimeout("the COPY still waits for rows")
    raise errors.error_from_result(result, encoding="utf-8")


def busy_error(statement: Statement | None) -> UsageError:
    """For a second statement on a connection that is still at its first."""
    name = None if statement is None else statement.name
    return UsageError(
        "this connection is busy with another call or an open stream: "
        "finish it first, or use another transaction",
        statement=name,
    )
