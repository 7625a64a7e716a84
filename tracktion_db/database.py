"""The blocking executor: a pool, and the one way from a call to its answer. ``database_async`` is its twin.

The two are written by hand, side by side: what they share lives without I/O in ``wire``, ``translation``,
``transaction_control`` and ``retrying``, and what is left is little more than where the ``await`` goes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final, Self, TypeVar
from uuid import UUID

import psycopg
from tenacity import Retrying, retry_if_exception

from tracktion_db import plans, row_scope
from tracktion_db import transaction_control as control
from tracktion_db.call import Call
from tracktion_db.errors import TracktionDBError, Unavailable
from tracktion_db.health import NOT_MIGRATED, Health, get_graph_lag, get_migration_state, get_server
from tracktion_db.pool import Pool
from tracktion_db.retrying import is_not_up_yet, start_policy, unit_policy
from tracktion_db.row_scope import Begin
from tracktion_db.runner import Runner
from tracktion_db.settings import Settings
from tracktion_db.statements import Statement
from tracktion_db.steps import Steps
from tracktion_db.transaction import Transaction
from tracktion_db.transaction_control import Isolation

T = TypeVar("T")


class Database(Runner):
    """Runs calls on a pool of connections; safe to share by all threads of one process.

    ::

        with Database.from_env() as db:
            recording = db.run(catalog.get_recording_by_path("/music/a.flac"))

    Raises the errors of ``tracktion_db.errors`` and no others.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings: Final = settings
        """Where it connects, and its limits; no repr shows the password."""
        self._pool = Pool(settings)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The database that the environment names (see ``settings``); not opened yet."""
        return cls(Settings.from_env(environ))

    @classmethod
    def from_url(cls, url: str, **settings: Any) -> Self:
        """The database at this URL, with settings by attribute name (``pool_max_size=4``); not opened yet."""
        return cls(Settings.from_url(url, **settings))

    def open(self) -> Self:
        """Connect once, directly, then start the pool.

        As long as nobody answers there, it is tried ``DB_RETRY_ATTEMPTS`` times. Raises Unavailable with the
        driver's error as its cause: after that, or at once when a server answers that does not let us in
        (password, database). UsageError after ``close()``.
        """
        conninfo = self.settings.conninfo()
        try:
            retry = retry_if_exception(lambda error: is_not_up_yet(error, conninfo))
            for attempt in Retrying(retry=retry, **start_policy(self.settings)):
                with attempt:
                    psycopg.connect(conninfo).close()
        except psycopg.Error as error:
            raise Unavailable(f"no first connection to {self.settings.server} could be made") from error
        self._pool.open()
        return self

    def close(self) -> None:
        """Close all idle connections; those in use close when they come back. Harmless when repeated."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- calls

    def run(
        self, call: Call[T] | Steps[T], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> T:
        if isinstance(call, Steps):
            return self._run_steps(call, timeout, user_id)
        # A single statement commits by itself. It runs again only where that is proved to be safe: a read
        # whose connection was lost, or a plan that went stale and was not executed.
        deadline = control.deadline(timeout)
        begin = row_scope.begin_of_call(call, user_id)
        try:
            return self._run_once(call, begin, deadline)
        except TracktionDBError as error:
            if not error.retries:
                raise
        return Retrying(**unit_policy())(self._run_once, call, begin, deadline)

    def _run_once(self, call: Call[T], begin: Begin | None, deadline: float | None) -> T:
        connection = self._pool.acquire(deadline=deadline)
        try:
            left = control.time_left(deadline)
            return connection.run(call, timeout=left, in_transaction=False, begin=begin)
        finally:
            self._pool.release(connection)

    def _run_all(
        self, calls: Sequence[Call[Any]], timeout: float | None, user_id: UUID | None
    ) -> tuple[Any, ...]:
        deadline = control.deadline(timeout)
        writes = control.calls_write(calls)
        if len(calls) < 2:  # a pipeline of one costs twice the call
            return tuple(self.run(call, timeout=timeout, user_id=user_id) for call in calls)
        begin = row_scope.begin_of_calls(calls, user_id, writes=writes)
        try:
            return self._run_all_once(calls, begin, deadline, writes)
        except TracktionDBError as error:
            if not error.retries:
                raise
        return Retrying(**unit_policy())(self._run_all_once, calls, begin, deadline, writes)

    def _run_all_once(
        self, calls: Sequence[Call[Any]], begin: Begin, deadline: float | None, writes: bool
    ) -> tuple[Any, ...]:
        connection = self._pool.acquire(deadline=deadline)
        try:
            work = connection.wire.run_all(calls, begin=begin)
            left = control.time_left(deadline)
            return tuple(connection.drive(work, calls[0].statement, timeout=left, may_be_kept=writes))
        finally:
            self._pool.release(connection)

    @contextmanager
    def stream(
        self, call: Call[list[T]], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> Generator[Iterator[T], None, None]:
        control.require_read(call)
        user = row_scope.user_of((call,), user_id)
        with (
            self.transaction(read_only=True, user_id=user) as tx,
            tx.stream(call, timeout=timeout) as rows,
        ):
            yield rows

    # --- transactions

    @contextmanager
    def transaction(
        self,
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> Generator[Transaction, None, None]:
        """One transaction on one connection; committed when the block ends, undone when an error leaves it.

        ``isolation`` defaults to the server's setting; ``timeout`` is the wait for a connection in seconds;
        ``user_id`` whose rows row-level security lets it touch, until it ends and no longer.
        Never run again by itself: use ``transact`` for that. Raises TransactionAborted when the block
        caught an error that had already failed the transaction, and CommitOutcomeUnknown when the
        connection was lost during COMMIT.
        """
        begin = control.begin(isolation, read_only=read_only)
        control.require_timeout(timeout)
        user_id = row_scope.require_user(user_id)
        connection = self._pool.acquire(timeout)
        try:
            with Transaction.open(connection, begin, read_only=read_only, user_id=user_id) as tx:
                yield tx
        finally:
            self._pool.release(connection)

    def transact(
        self,
        work: Callable[[Transaction], T],
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        user_id: UUID | None = None,
    ) -> T:
        """Run ``work`` in a transaction, and again from its start where the whole of it was surely undone.

        That is after a serialization failure or deadlock (up to 50 times), a connection lost before COMMIT
        was sent or a server that turned read-only (twice), or a stale plan (once); no attempt starts after
        10 seconds. So ``work`` must not do anything outside that may not happen twice.
        """

        def once() -> T:
            with self.transaction(isolation=isolation, read_only=read_only, user_id=user_id) as tx:
                return work(tx)

        try:
            return once()
        except TracktionDBError as error:
            if not error.retries:
                raise
        return Retrying(**unit_policy())(once)

    # --- looking at it

    def explain(self, call: Call[Any], *, analyze: bool = False) -> str:
        """The server's plan for this call with these values; it tells nothing of rows of others.

        With ``analyze`` the call is run, inside a transaction that is rolled back.
        """
        control.require_call(call)
        connection = self._pool.acquire()
        try:
            work = plans.explain(connection.pgconn, call, analyze=analyze)
            return connection.drive(work, call.statement, timeout=None, may_be_kept=False)
        finally:
            self._pool.release(connection)

    def explain_generic(self, statement: Statement) -> str:
        """The server's plan for this statement with any values, which it uses for what is run often."""
        connection = self._pool.acquire()
        try:
            work = plans.explain_generic(connection.pgconn, statement)
            return connection.drive(work, statement, timeout=None, may_be_kept=False)
        finally:
            self._pool.release(connection)

    def health(self) -> Health:
        """Ask the server and look at the pool; raises Unavailable or TimedOut when it does not work."""
        started = monotonic()
        server = self.run(get_server())
        latency = monotonic() - started
        migrations = self.run(get_migration_state()) if server.has_migrations else NOT_MIGRATED
        graph = self.run(get_graph_lag()) if server.has_graph_outbox else None
        return Health(server, migrations, latency, self.stats(), graph)

    def stats(self) -> dict[str, int]:
        """The pool's counters since it was opened and its sizes now, by psycopg_pool's names."""
        return self._pool.get_stats()
