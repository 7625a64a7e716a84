"""Keeps a forked child off its parent's connections.

A pool used on both sides of a fork mixes two conversations on one socket: wrong answers without any error.
gunicorn's ``--preload`` is the usual way in.
"""

from __future__ import annotations

import os
import weakref
from typing import Any, Final, Protocol


class ForkAware(Protocol):
    """A pool that can let go of its connections without touching their sockets."""

    def forget_after_fork(self) -> list[Any]: ...


_pools: Final[weakref.WeakSet[Any]] = weakref.WeakSet()
_inherited: Final[list[Any]] = []
"""The parent's connections, kept alive in the child so that nothing finalizes them there."""


def watch(pool: ForkAware) -> None:
    """Have ``pool.forget_after_fork()`` called in every forked child."""
    _pools.add(pool)


def _after_fork_in_child() -> None:
    for pool in list(_pools):
        _inherited.extend(pool.forget_after_fork())


os.register_at_fork(after_in_child=_after_fork_in_child)
