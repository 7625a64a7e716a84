"""The asyncio pool; the twin of ``pool``."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any, Self

import psycopg
import psycopg_pool
from psycopg.pq import TransactionStatus

from tracktion_db.connection_async import AsyncConnection
from tracktion_db.errors import UsageError
from tracktion_db.forks import FORKED, watch
from tracktion_db.pool import (
    PING_AFTER_IDLE_SECONDS,
    PING_SECONDS,
    no_connection_error,
    pool_sizes,
    too_many_waiting,
)
from tracktion_db.settings import Settings


class AsyncPool(psycopg_pool.AsyncConnectionPool[AsyncConnection]):
    """Connections of one server, for the tasks of one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._validate_rows = settings.validate_rows
        self._connect_error: psycopg.Error | None = None
        self._forked = False
        self._returning = set[asyncio.Task[None]]()
        super().__init__(
            settings.conninfo(),
            connection_class=AsyncConnection,
            kwargs={"autocommit": True},
            configure=self._configure_connection,
            open=False,
            **pool_sizes(settings),
        )
        watch(self)

    async def _configure_connection(self, connection: AsyncConnection) -> None:
        connection.configure(validate_rows=self._validate_rows)

    async def _connect(self, timeout: float | None = None) -> AsyncConnection:
        try:
            connection = await super()._connect(timeout)
        except psycopg.Error as error:
            self._connect_error = error
            raise
        self._connect_error = None
        return connection

    async def acquire(
        self, timeout: float | None = None, *, deadline: float | None = None
    ) -> AsyncConnection:
        """A live connection, within ``timeout`` seconds (default: the pool's) and before the deadline."""
        if self._forked:
            raise UsageError(FORKED)
        # Nothing awaits between here and the pop, so no other task can come between; the lock is looked at
        # because its holder may be in the middle of an await.
        connection = None
        if not self._closed and not self._lock.locked():
            # Last in, first out: the others grow old on the left, where the pool shrinks.
            ready = self._pool
            connection = ready.pop() if ready else None
            if connection is not None and len(ready) < self._nconns_min:
                self._nconns_min = len(ready)
        if connection is None:
            return await self._wait_for_connection(timeout, deadline)
        self._stats[self._REQUESTS_NUM] += 1  # pyright: ignore[reportUnknownMemberType]
        connection._pool = self  # pyright: ignore[reportPrivateUsage]
        idle = monotonic() - connection.idle_since
        if not connection.has_unread_input() and idle <= PING_AFTER_IDLE_SECONDS:
            return connection
        return await self._checked(connection, deadline) or await self._wait_for_connection(timeout, deadline)

    async def release(self, connection: AsyncConnection) -> None:
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
            if not (self._waiting or self._closed or self._pool_full_event or self._lock.locked()):
                connection._pool = None  # pyright: ignore[reportPrivateUsage]
                self._pool.append(connection)
                return
        died_young = connection.closed and connection._created_at > self._drained_at  # pyright: ignore[reportPrivateUsage]
        # In a task of its own: cancelled in the middle of it, ours would lose the connection for ever.
        returning = asyncio.create_task(self._put_back(connection, died_young))
        self._returning.add(returning)
        returning.add_done_callback(self._returning.discard)
        await asyncio.shield(returning)

    async def _put_back(self, connection: AsyncConnection, died_young: bool) -> None:
        await self.putconn(connection)
        if died_young and not self._closed:
            await self.drain()

    async def _wait_for_connection(self, timeout: float | None, deadline: float | None) -> AsyncConnection:
        end = monotonic() + (self.timeout if timeout is None else timeout)
        if deadline is not None:
            end = min(end, deadline)
        while True:
            try:
                connection = await self.getconn(max(0.0, end - monotonic()))
            except psycopg_pool.PoolClosed as error:
                raise UsageError("this Database is closed or not open yet") from error
            except psycopg_pool.TooManyRequests as error:
                raise too_many_waiting() from error
            except psycopg_pool.PoolTimeout as error:
                raise no_connection_error(self._connect_error) from (self._connect_error or error)
            if not connection.has_unread_input() or await self._checked(connection, end):
                return connection

    async def _checked(self, connection: AsyncConnection, deadline: float | None) -> AsyncConnection | None:
        # Input may also be a notification or a changed parameter; only the server can tell.
        seconds = PING_SECONDS if deadline is None else max(0.0, min(PING_SECONDS, deadline - monotonic()))
        answers = False
        try:
            answers = await connection.answers(seconds)
        finally:
            if not answers:
                await self.release(connection)
        return connection if answers else None

    async def open(self, wait: bool = False, timeout: float = 30.0) -> None:
        if self._forked:
            raise UsageError(FORKED)
        try:
            await super().open(wait, timeout)
        except psycopg_pool.PoolClosed as error:
            raise UsageError("this Database is closed: make a new one") from error

    async def close(self, timeout: float = 5.0) -> None:
        # In a forked child the sockets are the parent's: closing them here would end its sessions.
        if not self._forked:
            await super().close(timeout)
            if self._returning:
                await asyncio.wait(self._returning)

    def forget_after_fork(self) -> list[Any]:
        """Called in a forked child: let go of what the parent uses, without closing it."""
        inherited = list(self._pool)
        self._pool.clear()
        # One that was not open yet holds nothing of the parent's, and may be opened here.
        self._closed = True
        self._forked = self._opened
        return inherited

    async def __aenter__(self) -> Self:
        await self.open()
        return self
