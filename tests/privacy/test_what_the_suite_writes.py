"""All that the tests write is looked through for what they mark; here is what would happen if it were there.

Each control writes the mark into a run or a server of its own, because for the run itself there is no
exception: ``tests/fixtures/canary.py``.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from tests.fixtures.canary import LOOKED_FOR, MARK, TOKEN, marked_lines
from tests.fixtures.memory import servers_folder
from tests.fixtures.server import Server
from tracktion_db.accounts import token_hash
from tracktion_db.embedded import LOG_SETTINGS, EmbeddedPostgres

CONFTEST = """
from pathlib import Path
from tests.fixtures.canary import Canary

def pytest_configure(config):
    config.pluginmanager.register(Canary(Path("server.log")))
"""
TESTS = """
import logging
import sys
import pytest
from tests.fixtures.canary import TOKEN, MARK
from tracktion_db.accounts import token_hash

def test_stdout():
    print("said", MARK)

def test_stderr():
    print(MARK, file=sys.stderr)

def test_log():
    logging.getLogger("psycopg.pool").warning("%s", MARK)

def test_hash_of_a_token():
    print(token_hash(TOKEN))

@pytest.fixture
def leaking():
    yield
    print(MARK)

def test_fixture(leaking):
    pass

def test_silent():
    print("nothing")
"""
BREAK: LiteralString = "INSERT INTO said (number, words) VALUES (%s, %s)"


def outcome(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit status and output of a run of these tests, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:postgresql", "-rA", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def own_run(tmp_path: Path) -> Path:
    """A folder of tests that write the mark, and a server's log without it."""
    tmp_path.joinpath("conftest.py").write_text(CONFTEST)
    tmp_path.joinpath("test_writing.py").write_text(TESTS)
    tmp_path.joinpath("server.log").write_text("LOG: ready\nERROR: duplicate key\n")
    return tmp_path


def test_a_test_that_writes_the_mark_fails(own_run: Path) -> None:
    status, shown = outcome(own_run)
    assert status == 1, shown
    for name in ("stdout", "stderr", "log", "hash_of_a_token"):
        assert f"FAILED test_writing.py::test_{name}" in shown, shown
    assert "ERROR test_writing.py::test_fixture" in shown, shown
    assert "PASSED test_writing.py::test_silent" in shown, shown
    assert "4 failed, 2 passed, 1 error" in shown


@pytest.mark.parametrize("text", LOOKED_FOR, ids=["mark", "hash"])
@pytest.mark.parametrize("processes", [[], ["--numprocesses=2"]], ids=["alone", "shared"])
def test_a_run_in_whose_servers_log_it_stands_fails_with_the_line(
    own_run: Path, text: str, processes: list[str]
) -> None:
    status, shown = outcome(own_run, "-k", "silent", *processes)
    assert status == 0, shown

    with own_run.joinpath("server.log").open("a") as log:
        log.write(f"DETAIL: Failing row contains ({text}).\nERROR: more\n")
    status, shown = outcome(own_run, "-k", "silent", *processes)
    assert status == 1, shown
    assert f"nobody may write down: DETAIL: Failing row contains ({text})." in shown


def test_the_mark_is_in_what_the_tests_keep_secret() -> None:
    assert MARK in TOKEN
    assert token_hash(TOKEN) in LOOKED_FOR


def test_the_log_of_this_runs_server_is_there_to_be_read(server: Server) -> None:
    # A server of somebody else's has a log of its own: the run says that it was not read.
    assert server.log is None or Path(server.log).stat().st_size > 0


@pytest.fixture(scope="module")
def own_server(pytestconfig: pytest.Config) -> Generator[EmbeddedPostgres]:
    """One whose log nobody looks through."""
    folder = servers_folder(pytestconfig.rootpath) / f"canary-{secrets.token_hex(6)}"
    server = EmbeddedPostgres(folder, durable=False)
    try:
        with server:
            yield server
    finally:
        server.remove()


def refuse_rows(url: str, *settings: tuple[str, str]) -> None:
    """Have a superuser refused rows, by a rule, a key and a COPY, and have everything logged that may be."""
    with psycopg.connect(url, autocommit=True) as admin:
        for name, value in (("log_min_duration_statement", "0"), *settings):
            admin.execute(sql.SQL("SET {} TO {}").format(sql.Identifier(name), sql.Literal(value)))
        admin.execute("CREATE TEMP TABLE said (number integer PRIMARY KEY CHECK (number > 0), words text)")
        admin.execute(BREAK, [1, MARK])
        for number in (0, 1):
            with pytest.raises(psycopg.IntegrityError):
                admin.execute(BREAK, [number, MARK])
        with (
            pytest.raises(psycopg.IntegrityError),
            admin.cursor() as cursor,
            cursor.copy("COPY said (number, words) FROM STDIN") as rows,
        ):
            rows.write_row((0, MARK))


def test_the_servers_settings_keep_it_out_of_the_log(own_server: EmbeddedPostgres) -> None:
    own_server.log.write_text("")
    assert own_server.url is not None
    refuse_rows(own_server.url)
    with own_server.log.open() as lines:
        written = lines.readlines()
    assert sum("said_number_check" in line for line in written) == 2
    assert any("duration:" in line for line in written)
    assert list(marked_lines(written)) == []


def test_without_them_it_would_be_there(own_server: EmbeddedPostgres) -> None:
    assert own_server.url is not None
    verbose = ("log_error_verbosity", "default")
    for settings, shown in (
        ([verbose], "Failing row contains"),
        ([verbose, ("log_parameter_max_length", "-1")], "arameters: "),
    ):
        own_server.log.write_text("")
        refuse_rows(own_server.url, *settings)
        with own_server.log.open() as lines:
            assert any(shown in line for line in marked_lines(lines)), settings


def test_the_server_of_docker_compose_has_the_same_settings(pytestconfig: pytest.Config) -> None:
    command = pytestconfig.rootpath.joinpath("docker-compose.yml").read_text()
    for name, value in LOG_SETTINGS.items():
        assert f"- {name}={value}\n" in command
