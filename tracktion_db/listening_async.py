"""An asyncio connection that waits for what the server tells on a channel; ``listening`` is its twin."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from tracktion_db.database_async import AsyncDatabase
from tracktion_db.listening import LISTEN


class AsyncListener:
    """Listens while its block is open, on a connection beside the pool.

    Raises nothing when the server is away: it is then told of nothing, and tries again at the next wait.
    Behind a pooler that hands its servers out by transaction it is told of nothing either.
    """

    def __init__(self, db: AsyncDatabase, channel: str) -> None:
        self._conninfo = db.settings.conninfo()
        self._listen = LISTEN.format(sql.Identifier(channel))
        self._connection: psycopg.AsyncConnection[TupleRow] | None = None

    async def __aenter__(self) -> Self:
        await self.is_listening()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def is_listening(self) -> bool:
        """Whether it is told of what happens from now on; connects if it must."""
        if self._connection is None:
            try:
                self._connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
                await self._connection.execute(self._listen)
            except psycopg.Error:
                await self._close()
        return self._connection is not None

    async def wait(self, seconds: float) -> bool:
        """Whether something was told within so many seconds; False early when the connection is lost."""
        if self._connection is None:
            return False
        try:
            return bool([told async for told in self._connection.notifies(timeout=seconds, stop_after=1)])
        except psycopg.Error:
            await self._close()
            return False

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
