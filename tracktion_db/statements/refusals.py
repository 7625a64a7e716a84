"""What becomes of a file that is wrong: it is refused at once, unless all of them are asked for."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from tracktion_db.errors import StatementError

__all__ = ["refuse", "refused_files"]

_LISTED: ContextVar[list[StatementError] | None] = ContextVar("refused files", default=None)


@contextmanager
def refused_files() -> Generator[list[StatementError]]:
    """The files that are wrong among those that are loaded in this block, which does without them.

    For checks: a package is imported with all that is right in it, its records above all.
    """
    listed: list[StatementError] = []
    token = _LISTED.set(listed)
    try:
        yield listed
    finally:
        _LISTED.reset(token)


def refuse(error: StatementError) -> None:
    """Raise it, or list it for whoever asked for all of them."""
    listed = _LISTED.get()
    if listed is None:
        raise error
    # Several modules may load one folder.
    if str(error) not in map(str, listed):
        listed.append(error)
