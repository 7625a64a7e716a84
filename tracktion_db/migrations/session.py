"""The session that migrations run in: one connection for the lock, the work and the bookkeeping.

Were they several, one could die alone: work done and not recorded, or the lock lost and work going on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from tracktion_db.errors import Unavailable, UsageError
from tracktion_db.settings import Settings

__all__ = ["one_line", "open_session", "parameters"]

# The connection's own `options` come after these, and win.
OPTIONS: Final = " ".join(
    (
        # A waiting ALTER TABLE blocks every later reader: give up soon, and try again.
        "-c lock_timeout=3s",
        # Building an index takes as long as it takes; someone may think for an hour before answering yoyo.
        "-c statement_timeout=0",
        "-c idle_session_timeout=0",
        "-c idle_in_transaction_session_timeout=10min",
        # When the client is killed the server notices and stops, also in the middle of a statement.
        "-c client_connection_check_interval=5s",
        "-c TimeZone=UTC",
    )
)
DEFAULTS: Final = {
    "application_name": "tracktion_db migrations",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "target_session_attrs": "read-write",
    "client_encoding": "UTF8",  # files are UTF-8, whatever the environment prefers
}


def parameters(conninfo: str | None) -> dict[str, Any]:
    """What libpq needs to reach this server, or the one that the environment names (None).

    Raises ValidationError, which names what is wrong and repeats nothing of it.
    """
    settings = Settings.from_env() if conninfo is None else Settings.from_url(conninfo)
    return conninfo_to_dict(settings.url.get_secret_value())


def open_session(given: Mapping[str, Any]) -> psycopg.Connection[TupleRow]:
    """Connect. Raises Unavailable; its message has the server's reason and never the password."""
    chosen: dict[str, Any] = {
        **DEFAULTS,
        **given,
        "options": f"{OPTIONS} {given.get('options') or ''}".rstrip(),
    }
    try:
        # The text's own session settings, not the pool's: see OPTIONS.
        return psycopg.connect("", autocommit=True, prepare_threshold=None, **chosen)
    except psycopg.ProgrammingError as error:
        raise UsageError(f"the connection cannot be described so: {one_line(error)}") from None
    except psycopg.OperationalError as error:
        raise Unavailable(f"no connection to migrate: {one_line(error)}", retryable=True) from None


def one_line(error: BaseException) -> str:
    """The message of an error without its line breaks."""
    return " ".join(str(error).split())
