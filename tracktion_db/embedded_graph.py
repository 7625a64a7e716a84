"""A graph server of one's own, from the ``arcadedb-embedded`` wheel: for the demo and for tests.

No Docker, no Java of the system, no root. It speaks Bolt, so Neo4j's driver talks to it; where it differs
from Neo4j, tests/graph/contract.toml says how. It listens on 127.0.0.1 with a random password, and everything
it has is in one folder::

    data/       the server's files, its database ``neo4j`` among them
    password    of the user ``root``; only the server's user may read it
    ports       of Bolt and HTTP at the last start, kept as long as nobody else takes them
    pid         the process of the last start
    server.log  what it wrote
    lock        held while somebody starts or stops the server

A commit is on disk when it is answered, yet this is not for data that matters: nobody watches it or backs
it up.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

from tracktion_db.embedded_graph_programs import DATABASE, server_command
from tracktion_db.embedded_process import end_of_log, free_port, is_free, locked, runs_with, start_guard
from tracktion_db.errors import Unavailable, UsageError

__all__ = ["EmbeddedGraph"]

_START_SECONDS = 60
_STOP_SECONDS = 30
_PROBE_SECONDS = 2
_STOP = """
import sys
from pathlib import Path
from tracktion_db.embedded_graph import EmbeddedGraph
EmbeddedGraph(Path(sys.argv[1])).stop()
"""


class EmbeddedGraph:
    """The server of one folder, which is made when it is missing.

    ``heap`` is the most memory that Java's objects may take, as Java writes it; the process takes some 150 MB
    more. It counts when the server starts.

    As a context manager it stops the server at the end, even when this process is killed, if it was the one
    to start it.
    """

    user = "root"
    database = DATABASE

    def __init__(self, folder: Path, *, heap: str = "512m") -> None:
        self.folder = folder.absolute()
        self._heap = heap
        self._guard: subprocess.Popen[str] | None = None
        # Says in the process's command line whose it is.
        self._mark = f"-Dtracktion_db.data={self.folder / 'data'}"

    def __repr__(self) -> str:
        return f"EmbeddedGraph({str(self.folder)!r})"

    @property
    def url(self) -> str | None:
        """The Bolt URI while the server takes connections, else None."""
        ports = self._ports()
        if ports is None or self.pid is None:
            return None
        bolt_port, http_port = ports
        # Bolt listens before the database is there, and asking it would need the driver.
        connection = HTTPConnection("127.0.0.1", http_port, timeout=_PROBE_SECONDS)
        try:
            connection.request("GET", "/api/v1/ready")
            if connection.getresponse().status == HTTPStatus.NO_CONTENT:
                return f"bolt://127.0.0.1:{bolt_port}"
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        return None

    @property
    def password(self) -> str:
        """Of the user ``root``. Raises UsageError before the first start."""
        try:
            return (self.folder / "password").read_text()
        except FileNotFoundError:
            raise UsageError(f"there is no embedded graph server in {self.folder} yet: start it") from None

    @property
    def pid(self) -> int | None:
        """The process that serves this folder, or None. The number alone proves nothing after a reboot."""
        try:
            pid = int((self.folder / "pid").read_text())
        except (OSError, ValueError):
            return None
        return pid if runs_with(pid, self._mark) else None

    def start(self) -> str:
        """Start the server, or find it running, and return its Bolt URI.

        Several processes may do this at once. A server that was killed recovers. Raises Unavailable with the
        end of the server's log; UsageError when the wheel is missing or the folder is another user's.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            return self.url or self._run()

    def stop(self) -> bool:
        """Stop the server and end its sessions; False if it was not running."""
        if not self.folder.exists():
            return False
        with locked(self.folder):
            pid = self.pid
            if pid is None:
                return False
            for how in (signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    os.kill(pid, how)
                deadline = time.monotonic() + _STOP_SECONDS
                while time.monotonic() < deadline:
                    if not runs_with(pid, self._mark):
                        return True
                    time.sleep(0.02)
        raise Unavailable(f"the embedded graph server in {self.folder} does not stop")

    def remove(self) -> None:
        """Stop the server and delete all that it has."""
        self.stop()
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def __enter__(self) -> Self:
        found = self.url is not None
        self.start()
        if not found:
            self._guard = start_guard(sys.executable, "-c", _STOP, self.folder, start_new_session=True)
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._guard is not None:
            self.stop()
            self._guard.communicate("done\n")
            self._guard = None

    # --- the process

    def _run(self) -> str:
        (self.folder / "data").mkdir(mode=0o700, exist_ok=True)
        password = self.folder / "password"
        if not password.exists():
            # Made beside its place and renamed: one that stands there is whole, and no other comes after it.
            unfinished = self.folder / "password.unfinished"
            unfinished.unlink(missing_ok=True)
            unfinished.touch(mode=0o600)
            unfinished.write_text(secrets.token_hex(16))
            unfinished.rename(password)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            # A process that is there already was started by somebody who was killed while it started.
            ports = self._launch() if self.pid is None else None
            while self.pid is not None and time.monotonic() < deadline:
                if url := self.url:
                    return url
                time.sleep(0.02)
            # What passes: somebody may take a port after we looked.
            if ports and all(map(is_free, ports)):
                break
        log = end_of_log(self.folder / "server.log")
        raise Unavailable(f"the embedded graph server does not start: {log}")

    def _launch(self) -> tuple[int, int]:
        ports = self._ports()
        if ports is None or not all(map(is_free, ports)):
            ports = free_port(), free_port()
            (self.folder / "ports").write_text(f"{ports[0]} {ports[1]}")
        java, *arguments = server_command(heap=self._heap, bolt_port=ports[0], http_port=ports[1])
        # The shell writes the number, so no server is ever without one, whatever becomes of this process.
        script = '"$@" </dev/null >>../server.log 2>&1 & echo $! >../pid'
        subprocess.run(
            ["/bin/sh", "-c", script, "start", java, self._mark, *arguments],
            check=True,
            cwd=self.folder / "data",
            # A session of its own: Ctrl-C in a terminal is for us, who then stop the server in good order.
            start_new_session=True,
        )
        return ports

    def _ports(self) -> tuple[int, int] | None:
        """Of Bolt and HTTP, at the last start."""
        try:
            bolt, http = map(int, (self.folder / "ports").read_text().split())
        except (OSError, ValueError):
            return None
        return bolt, http
