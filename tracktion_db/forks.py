"""Keeps a forked child off its parent's connections.

A pool used on both sides of a fork mixes two conversations on one socket: wrong answers without any error.
gunicorn's ``--preload`` is the usual way in.
"""

from __future__ import annotations

import os
import weakref
from typing import Any, Final, Protocol

from psycopg import pq
from psycopg.pq.abc import PGconn

FORKED: Final = "this Database was opened in another process: open a new one after a fork"


class ForkAware(Protocol):
    """A pool or connection that can let go of what the parent uses without touching its sockets."""

    def forget_after_fork(self) -> object: ...


_watched: Final[weakref.WeakSet[Any]] = weakref.WeakSet()
_inherited: Final[list[object]] = []
"""What the parent uses, kept alive in the child so that nothing finalizes it there."""


def watch(pool_or_connection: ForkAware) -> None:
    """Have ``forget_after_fork()`` called in every forked child; what it returns is kept for ever."""
    _watched.add(pool_or_connection)


def closed_pgconn() -> PGconn:
    """A connection of libpq that was never made."""
    pgconn = pq.PGconn.connect_start(b"sslmode=none")
    pgconn.finish()
    return pgconn


def _after_fork_in_child() -> None:
    _inherited.extend([watched.forget_after_fork() for watched in list(_watched)])


os.register_at_fork(after_in_child=_after_fork_in_child)
