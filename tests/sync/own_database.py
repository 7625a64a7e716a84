"""A PostgreSQL that a test may kill."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.fixtures.memory import servers_folder
from tracktion_db.embedded import EmbeddedPostgres
from tracktion_db.migrations import apply_migrations


class OwnDatabase:
    """A migrated database on a server of its own."""

    def __init__(self, embedded: EmbeddedPostgres, url: str) -> None:
        self._embedded = embedded
        self.url = url

    def kill(self) -> None:
        """SIGKILL for the server and all its sessions at once, as when the machine goes down."""
        postmaster = int((self._embedded.home / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGSTOP)  # so that it starts no more
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in [postmaster, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(_is_alive(pid) for pid in [postmaster, *map(int, children)]):
            time.sleep(0.01)

    def start(self) -> None:
        """What it had is recovered; same address."""
        assert self._embedded.start() == self.url


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def own_database(checkout: Path) -> Generator[OwnDatabase]:
    """A server that is removed at the end."""
    embedded = EmbeddedPostgres(servers_folder(checkout) / f"sync-{secrets.token_hex(4)}", durable=False)
    try:
        with embedded:
            url = embedded.start()
            apply_migrations(url)
            yield OwnDatabase(embedded, url)
    finally:
        embedded.remove()
