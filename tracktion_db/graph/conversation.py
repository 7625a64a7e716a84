"""How we talk to the driver, for both executors; what it has no public words for is here and nowhere else.

The driver has no limit of its own for an answer: a server that is frozen, or that dropped a message as too
long, would hold its caller for ever. It can wait with a deadline, which it uses itself while it connects;
here that is kept for the whole of a transaction. When the deadline passes, the driver closes the connection.
"""

from __future__ import annotations

from time import monotonic
from typing import Any, Final, LiteralString, Self, cast

import neo4j
from neo4j._deadline import Deadline
from neo4j._exceptions import BoltError
from neo4j.exceptions import DriverError, Neo4jError

from tracktion_db.errors import TimedOut
from tracktion_db.transaction_control import require_timeout

from .settings import GraphSettings

__all__ = [
    "DRIVER_ERRORS",
    "CallDeadline",
    "abandon",
    "begin_later",
    "connect",
    "connection_of",
    "driver_options",
    "limit_waits",
    "limit_waits_async",
    "schema_query",
    "session_options",
]

DRIVER_ERRORS: Final = (DriverError, Neo4jError, BoltError)
"""Whatever the driver raises."""
GRACE_SECONDS: Final = 0.5
"""How much longer than the server we wait: where it keeps the time, its answer saves the connection."""
_NEVER: Final = float("inf")


class CallDeadline(Deadline):
    """When a call must have ended; all its attempts share it."""

    _deadline: float

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds + GRACE_SECONDS)
        self.began: Final = monotonic()
        self._end = self.began + seconds

    @classmethod
    def after(cls, timeout: float | None, default: float) -> Self:
        """The deadline of a call that begins now. Raises ValidationError for a bad time-out."""
        require_timeout(timeout)
        return cls(default if timeout is None else timeout)

    @property
    def passed(self) -> bool:
        return monotonic() >= self._end

    def left(self) -> float:
        """Seconds until then; raises TimedOut when there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise TimedOut("the deadline passed before the call could be sent, and nothing was kept")
        return left

    def hold(self, connection: Any) -> None:
        """Have everything that is still to be sent and read on this connection end in time."""
        connection.socket.set_read_deadline(self)
        connection.socket.set_write_deadline(self)
        # A longer call may wait longer than the limit that new connections have.
        connection.socket.set_read_timeout(self.original_timeout)

    def lift(self) -> None:
        """Let go of the connections, which somebody else may be using by now with a deadline of theirs."""
        self._deadline = _NEVER


def driver_options(settings: GraphSettings) -> dict[str, Any]:
    """The options of either driver; they hold the password."""
    return {
        "auth": (settings.user, settings.password.get_secret_value()) if settings.user else None,
        "max_connection_pool_size": settings.pool_size,
        "connection_acquisition_timeout": settings.pool_timeout,
        "connection_timeout": settings.connect_timeout,
        "max_connection_lifetime": settings.max_lifetime,
        "liveness_check_timeout": settings.liveness,
        "user_agent": "tracktion_db",
        "telemetry_disabled": True,
        # A graph that holds no node of a label yet would be warned about with every call.
        "notifications_min_severity": "OFF",
    }


def limit_waits(driver: Any, seconds: float) -> None:
    """Have no answer waited for longer than this on new connections: the driver asks for routes by itself."""
    pool = driver._pool
    opener = pool.opener

    def open_limited(*arguments: Any) -> Any:
        return _limited(opener(*arguments), seconds)

    pool.opener = open_limited


def limit_waits_async(driver: Any, seconds: float) -> None:
    """The same for the other driver."""
    pool = driver._pool
    opener = pool.opener

    async def open_limited(*arguments: Any) -> Any:
        return _limited(await opener(*arguments), seconds)

    pool.opener = open_limited


def _limited(connection: Any, seconds: float) -> Any:
    connection.socket.set_read_timeout(seconds + GRACE_SECONDS)
    return connection


def session_options(settings: GraphSettings, access: str, deadline: CallDeadline) -> dict[str, Any]:
    """The options of a session for one attempt. Raises TimedOut when there is no time for it."""
    return {
        "database": settings.database,
        "default_access_mode": access,
        "connection_acquisition_timeout": min(settings.pool_timeout, deadline.left()),
    }


def schema_query(text: str, deadline: CallDeadline) -> neo4j.Query:
    """A statement that commits by itself, with the server's limit of time."""
    return neo4j.Query(cast("LiteralString", text), timeout=deadline.left())


def begin_later(session: Any) -> Any:
    """In this context BEGIN is sent with the first statement: a round trip less, and under its deadline."""
    return session._pipelined_begin


def connect(session: Any, access: str) -> Any:
    """Take a connection from the pool before anything is sent; awaitable where the session is."""
    return session._connect(access)


def connection_of(session: Any) -> Any:
    """The connection that this session has taken from the pool."""
    return session._connection


def abandon(session: Any) -> Any:
    """Close the session's connection at once, whatever it was doing."""
    return session._handle_cancellation(message="abandoned")
