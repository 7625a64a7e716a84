"""The blocking pool: psycopg_pool owns the connections, the two ends of a checkout are ours.

A checkout looks at the socket of an idle connection (no round trip): a server that went away has left a
message there, and then all idle siblings are dropped at once, so that callers never see a dead connection.
psycopg_pool's own ``check=`` costs a round trip per checkout and sleeps between the dead ones.
``pool_async`` is the same for asyncio.
"""

from __future__ import annotations

import threading
from collections import deque
from time import monotonic
from typing import Any, Final, Self

import psycopg
import psycopg_pool
from psycopg.pq import TransactionStatus

from tracktion_db.connection import Connection
from tracktion_db.errors import TimedOut, Unavailable, UsageError
from tracktion_db.forks import FORKED, watch
from tracktion_db.settings import Settings

PING_AFTER_IDLE_SECONDS: Final = 30.0
"""An idle connection older than this is asked before it is given: a firewall may have dropped it silently."""
PING_SECONDS: Final = 2.0
"""How long an idle connection has for its answer before it counts as dead."""


class _Queue(deque[Any]):
    """The threads that wait for a connection; ``mine.place`` is that of the thread that asks."""

    def __init__(self) -> None:
        super().__init__()
        self.mine = threading.local()

    def append(self, place: Any, /) -> None:
        self.mine.place = place
        super().append(place)


class Pool(psycopg_pool.ConnectionPool[Connection]):
    """Connections of one server, for threads."""

    def __init__(self, settings: Settings) -> None:
        self._validate_rows = settings.validate_rows
        self._connect_error: psycopg.Error | None = None
        self._forked = False
        super().__init__(
            settings.conninfo(),
            connection_class=Connection,
            kwargs={"autocommit": True},
            configure=self._configure_connection,
            open=False,
            **pool_sizes(settings),
        )
        self._waiting = self._queue = _Queue()
        watch(self)

    def _configure_connection(self, connection: Connection) -> None:
        connection.configure(validate_rows=self._validate_rows)

    def _connect(self, timeout: float | None = None) -> Connection:
        try:
            connection = super()._connect(timeout)
        except psycopg.Error as error:
            self._connect_error = error
            raise
        self._connect_error = None
        return connection

    def acquire(self, timeout: float | None = None, *, deadline: float | None = None) -> Connection:
        """A live connection, within ``timeout`` seconds (default: the pool's) and before the deadline."""
        if self._forked:
            raise UsageError(FORKED)
        with self._lock:
            # Last in, first out: the others grow old on the left, where the pool shrinks.
            ready = self._pool
            connection = ready.pop() if ready and not self._closed else None
            if connection is not None and len(ready) < self._nconns_min:
                self._nconns_min = len(ready)
        if connection is None:
            return self._wait_for_connection(timeout, deadline)
        self._stats[self._REQUESTS_NUM] += 1  # pyright: ignore[reportUnknownMemberType]
        connection._pool = self  # pyright: ignore[reportPrivateUsage]
        idle = monotonic() - connection.idle_since
        if not connection.has_unread_input() and idle <= PING_AFTER_IDLE_SECONDS:
            return connection
        return self._checked(connection, deadline) or self._wait_for_connection(timeout, deadline)

    def release(self, connection: Connection) -> None:
        """Give a connection back; anything unusual about it is the stock pool's to handle.

        A closed one takes its idle siblings with it: what ended it has most likely ended them too.
        """
        now = monotonic()
        if (
            connection.pgconn.transaction_status == TransactionStatus.IDLE
            and connection._created_at > self._drained_at  # pyright: ignore[reportPrivateUsage]
            and now < connection._expire_at  # pyright: ignore[reportPrivateUsage]
        ):
            connection.idle_since = now
            with self._lock:
                if not (self._waiting or self._closed or self._pool_full_event):
                    connection._pool = None  # pyright: ignore[reportPrivateUsage]
                    self._pool.append(connection)
                    return
        died_young = connection.closed and connection._created_at > self._drained_at  # pyright: ignore[reportPrivateUsage]
        self.putconn(connection)
        if died_young and not self._closed:
            self.drain()

    def _wait_for_connection(self, timeout: float | None, deadline: float | None) -> Connection:
        end = monotonic() + (self.timeout if timeout is None else timeout)
        if deadline is not None:
            end = min(end, deadline)
        while True:
            self._queue.mine.place = None
            try:
                connection = self.getconn(max(0.0, end - monotonic()))
            except psycopg_pool.PoolClosed as error:
                raise UsageError("this Database is closed or not open yet") from error
            except psycopg_pool.TooManyRequests as error:
                raise too_many_waiting() from error
            except psycopg_pool.PoolTimeout as error:
                raise no_connection_error(self._connect_error) from (self._connect_error or error)
            except (KeyboardInterrupt, SystemExit):
                self._leave_queue()
                raise
            if not connection.has_unread_input() or self._checked(connection, end):
                return connection

    def _leave_queue(self) -> None:
        # psycopg_pool would give a connection also to a thread whose wait ended so, and never see it again.
        place = self._queue.mine.place
        with self._lock:
            if place in self._queue:
                self._queue.remove(place)
        if place is not None and place.conn is not None:
            place.conn._pool = self
            self.release(place.conn)

    def _checked(self, connection: Connection, deadline: float | None) -> Connection | None:
        # Input may also be a notification or a changed parameter; only the server can tell.
        seconds = PING_SECONDS if deadline is None else max(0.0, min(PING_SECONDS, deadline - monotonic()))
        answers = False
        try:
            answers = connection.answers(seconds)
        finally:
            if not answers:
                self.release(connection)
        return connection if answers else None

    def open(self, wait: bool = False, timeout: float = 30.0) -> None:
        if self._forked:
            raise UsageError(FORKED)
        try:
            super().open(wait, timeout)
        except psycopg_pool.PoolClosed as error:
            raise UsageError("this Database is closed: make a new one") from error

    def close(self, timeout: float = 5.0) -> None:
        # In a forked child the sockets are the parent's: closing them here would end its sessions.
        if not self._forked:
            super().close(timeout)

    def forget_after_fork(self) -> list[Any]:
        """Called in a forked child: let go of what the parent uses, without closing it."""
        inherited = list(self._pool)
        self._pool.clear()
        # One that was not open yet holds nothing of the parent's, and may be opened here.
        self._closed = True
        self._forked = self._opened
        return inherited

    def __enter__(self) -> Self:
        self.open()
        return self


def pool_sizes(settings: Settings) -> dict[str, Any]:
    """psycopg_pool's arguments, for both pools."""
    return {
        "min_size": settings.pool_min_size,
        "max_size": settings.pool_max_size,
        "timeout": settings.pool_timeout,
        "max_waiting": settings.pool_max_waiting,
        "max_lifetime": settings.pool_max_lifetime,
        "max_idle": settings.pool_max_idle,
        "reconnect_timeout": settings.pool_reconnect_timeout,
    }


def too_many_waiting() -> Unavailable:
    """Why the queue for a connection takes nobody more: it is as long as the settings let it grow."""
    return Unavailable(
        "too many callers wait for a connection already: let more wait (DB_POOL_MAX_WAITING), "
        "have more connections (DB_POOL_MAX_SIZE), or run fewer calls at once",
        retryable=True,
    )


def no_connection_error(connect_error: psycopg.Error | None) -> Unavailable | TimedOut:
    """Why nobody got a connection in time: the last try to make one failed, or all were in use."""
    if connect_error is not None:
        return Unavailable("no connection to the server could be made", retryable=True)
    return TimedOut("all connections of the pool were in use for too long", retryable=True)
