"""The yoyo command, and folders of migrations made up for one test."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Generator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import cast
from unittest.mock import patch

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from yoyo.scripts.main import main as yoyo_main  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

main = cast("Callable[[list[str]], int]", yoyo_main)
Connection = psycopg.Connection[TupleRow]


class Folder:
    """A folder of migrations. ``add()`` numbers and chains them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ids: list[str] = []
        path.mkdir()

    def add(self, sql: str, *, rollback: str | None = "SELECT 1;", header: str = "") -> Path:
        name = f"{len(self.ids) + 1:04}.demo.step_{len(self.ids) + 1}"
        depends = f"-- depends: {self.ids[-1] if self.ids else ''}".rstrip()
        file = self.path / f"{name}.sql"
        file.write_text(f"-- A step.\n--\n{depends}\n{header}\n{sql}\n", encoding="utf-8")
        if rollback is not None:
            (self.path / f"{name}.rollback.sql").write_text(rollback, encoding="utf-8")
        self.ids.append(name)
        return file


class Yoyo:
    """Runs ``yoyo`` in the checkout, where its yoyo.ini is, with the server in the environment.

    ``start()`` and ``shell()`` are processes of their own; the others run the same command in this one.
    """

    def __init__(self, checkout: Path, url: str) -> None:
        self.checkout = checkout
        self.url = url

    def start(
        self, *arguments: str | Path, options: str = "", **variables: str | None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "yoyo", *map(str, arguments)],
            cwd=self.checkout,
            env=self._environment(options, variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def shell(self, *arguments: str | Path, **variables: str) -> str:
        """What a process of its own says, which must succeed."""
        process = self.start(*arguments, options="", **variables)
        stdout, stderr = process.communicate(timeout=120)
        assert process.returncode == 0, stderr
        return stdout + stderr

    def run(
        self, *arguments: str | Path, options: str = "", **variables: str | None
    ) -> subprocess.CompletedProcess[str]:
        stdout, stderr = io.StringIO(), io.StringIO()
        handler = logging.StreamHandler(stderr)
        handler.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(message)s"))
        logger = logging.getLogger("tracktion_db.migrations")
        level = logger.level
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        try:
            with (
                patch.dict(os.environ, self._environment(options, variables), clear=True),
                chdir(self.checkout),
                redirect_stdout(stdout),
                redirect_stderr(stderr),
                warnings.catch_warnings(),
            ):
                # yoyo warns that without a terminal it rolls back one migration only.
                warnings.simplefilter("ignore", UserWarning)
                code = main([*map(str, arguments), "--batch"])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
            stderr.write(f"{end.code}\n")
        finally:
            logger.removeHandler(handler)
            logger.setLevel(level)
        return subprocess.CompletedProcess(arguments, code, stdout.getvalue(), stderr.getvalue())

    def _environment(self, options: str, variables: Mapping[str, str | None]) -> dict[str, str]:
        url = make_conninfo(self.url, options=options) if options else self.url
        environment = {**os.environ, "DATABASE_URL": url, **variables}
        return {name: value for name, value in environment.items() if value is not None}

    def ok(self, *arguments: str | Path, options: str = "") -> str:
        done = self.run(*arguments, options=options)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def refused(self, *arguments: str | Path, options: str = "", **variables: str | None) -> str:
        """The one line that the command ends with."""
        done = self.run(*arguments, options=options, **variables)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        password = conninfo_to_dict(self.url).get("password")
        assert not password or str(password) not in done.stdout + done.stderr
        said = [line for line in done.stderr.splitlines() if not line.startswith(("INFO:", "WARNING:"))]
        assert said[0].startswith("yoyo: ")
        return "\n".join(said)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "steps")


@pytest.fixture
def yoyo(pytestconfig: pytest.Config, empty_database_url: str) -> Yoyo:
    return Yoyo(pytestconfig.rootpath, empty_database_url)


@pytest.fixture
def connect(empty_database_url: str) -> Generator[Callable[[], Connection]]:
    opened: list[Connection] = []

    def connect() -> Connection:
        opened.append(psycopg.connect(empty_database_url, autocommit=True))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def empty(connect: Callable[[], Connection]) -> Connection:
    """A connection to the database that the test migrates."""
    return connect()


@pytest.fixture
def migrated(database_url: str) -> Generator[Connection]:
    """A connection to a database with all migrations."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection
