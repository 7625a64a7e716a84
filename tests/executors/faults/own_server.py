"""A server that a test may stop."""

from __future__ import annotations

import os
import signal
import time
from typing import Literal

from tracktion_db.embedded import EmbeddedPostgres

# What pg_ctl sends for its modes.
_SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class OwnServer:
    """An embedded server that goes away and comes back."""

    def __init__(self, embedded: EmbeddedPostgres, url: str) -> None:
        self._embedded = embedded
        self.url = url

    def restart(self, mode: Literal["fast", "immediate"], *, down: float = 0.0) -> None:
        """Like ``pg_ctl restart -m mode``, with a pause of so many seconds before the start."""
        pid_file = self._embedded.home / "data" / "postmaster.pid"
        os.kill(int(pid_file.read_text().split()[0]), _SIGNALS[mode])
        while pid_file.exists():  # how pg_ctl tells, too
            time.sleep(0.02)
        time.sleep(down)
        assert self._embedded.start() == self.url
