"""What the embedded servers share: one starts at a time, on a free port, and none outlives its owner."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tracktion_db.errors import UsageError

__all__ = ["end_of_log", "free_port", "is_free", "locked", "runs_with", "start_guard"]

_EXEC_SECONDS = 0.2


@contextmanager
def locked(home: Path) -> Generator[None]:
    """Be the only one who starts or stops the server of this folder; ends with the process, too.

    Raises UsageError when the folder is another user's.
    """
    try:
        lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError:
        raise UsageError(f"{home} belongs to another user: run as that user, or remove it") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def runs_with(pid: int, argument: str | Path) -> bool:
    """Whether this process lives and its command line has the argument: a number may be another's by now."""
    end = time.monotonic() + _EXEC_SECONDS
    try:
        # A process has no command line for a moment while it becomes another program.
        while not (command := _command_line(pid)) and time.monotonic() < end:
            time.sleep(0.01)
    except (OSError, subprocess.CalledProcessError):
        return False
    return os.fsencode(argument) in command


def _command_line(pid: int) -> bytes:
    if Path("/proc/self/cmdline").exists():
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return subprocess.check_output(["/bin/ps", "-o", "command=", "-p", str(pid)])


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def start_guard(*command: str | Path, **process: Any) -> subprocess.Popen[str]:
    """A shell that runs the command when this process ends without having written ``done`` and a line end."""
    return subprocess.Popen(
        ["/bin/sh", "-c", 'read _ || exec "$@"', "guard", *command],
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **process,
    )


def end_of_log(log: Path) -> str:
    """The last lines of a server's log in one, without the frames of a stack."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return " | ".join([line for line in lines if not line.startswith("\t")][-5:])
