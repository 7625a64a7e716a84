"""Whether an executor of the graph may be used: new, open, closed, or another process's."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

from tracktion_db.errors import UsageError

__all__ = ["Lifecycle"]

D = TypeVar("D")

FORKED: Final = "this Graph was opened in another process: open a new one after a fork"
CLOSED: Final = "this Graph is closed: make a new one"


class Lifecycle(Generic[D]):
    """Holds an executor's driver from ``open()`` to ``close()``."""

    def __init__(self) -> None:
        self.driver: D | None = None
        self._closed = False
        self._forked = False

    def require_new(self) -> None:
        """Raises UsageError unless it may be opened."""
        self._require_usable()
        if self.driver is not None:
            raise UsageError("this Graph is open already")

    def require_driver(self) -> D:
        """The driver; raises UsageError unless it is open, in this process."""
        self._require_usable()
        if self.driver is None:
            raise UsageError("this Graph is not open yet: call open(), or use it in a with block")
        return self.driver

    def end(self) -> D | None:
        """The driver that is to be closed now; None where there is none of this process."""
        driver = None if self._closed or self._forked else self.driver
        self._closed = True
        return driver

    def forget_after_fork(self) -> D | None:
        """Called in a forked child: let go of what the parent uses, without closing it."""
        self._forked = self.driver is not None
        return self.driver

    def _require_usable(self) -> None:
        if self._forked:
            raise UsageError(FORKED)
        if self._closed:
            raise UsageError(CLOSED)
