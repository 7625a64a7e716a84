"""A blocking connection that waits for what is told on a channel; ``listening_async`` is its twin."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Self

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from tracktion_db.database import Database

LISTEN: Final = sql.SQL("LISTEN {}")


class Listener:
    """Listens while its block is open, on a connection beside the pool.

    Raises nothing when the server is away: it is then told of nothing, and tries again at the next wait.
    Behind a pooler that hands its servers out by transaction it is told of nothing either.
    """

    def __init__(self, db: Database, channel: str) -> None:
        self._conninfo = db.settings.conninfo()
        self._listen = LISTEN.format(sql.Identifier(channel))
        self._connection: psycopg.Connection[TupleRow] | None = None

    def __enter__(self) -> Self:
        self.is_listening()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def is_listening(self) -> bool:
        """Whether it is told of what happens from now on; connects if it must."""
        if self._connection is None:
            try:
                self._connection = psycopg.connect(self._conninfo, autocommit=True)
                self._connection.execute(self._listen)
            except psycopg.Error:
                self._close()
        return self._connection is not None

    def wait(self, seconds: float) -> bool:
        """Whether something was told within so many seconds; False early when the connection is lost."""
        if self._connection is None:
            return False
        try:
            return bool(list(self._connection.notifies(timeout=seconds, stop_after=1)))
        except psycopg.Error:
            self._close()
            return False

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
