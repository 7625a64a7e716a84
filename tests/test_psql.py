"""A DBA runs any file of ``sql/`` in psql as it stands, and finds its name in pg_stat_statements."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Generator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.extensions import own_statements
from tests.fixtures.server import Server
from tests.observed import names_seen, observed_database
from tests.plausible import SampleRows, add_sample_rows, call_of, literal, user_of, values_for
from tracktion_db import Database, Statement
from tracktion_db.embedded_programs import Programs

STATEMENTS = own_statements()
PLAIN = [statement for statement in STATEMENTS.values() if not statement.is_copy]
COPIES = [statement for statement in STATEMENTS.values() if statement.is_copy]
CAST = re.compile(r"::[a-z0-9]+(\[\])?$")


class Undo(Exception):
    pass


@dataclass(frozen=True)
class Sample:
    """A migrated database with rows, for all tests here: each undoes what it does."""

    url: str
    rows: SampleRows
    psql: Path


@pytest.fixture(scope="module")
def sample(
    server: Server, postgresql_noproc: NoopExecutor, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Sample]:
    with ExitStack() as stack:
        url = stack.enter_context(server.clean_database(postgresql_noproc.template_dbname))
        db = stack.enter_context(Database.from_url(url, pool_min_size=1))
        home = tmp_path_factory.mktemp("psql")
        yield Sample(url, add_sample_rows(db), Programs(home).folder(home) / "psql")


def psql(sample: Sample, script: bytes, *arguments: str) -> str:
    """What psql prints for this script; its errors fail the test with their text."""
    done = subprocess.run(
        [sample.psql, "--no-psqlrc", "--no-align", "--set=ON_ERROR_STOP=1", *arguments, sample.url],
        input=script,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return done.stdout.decode()


def settings_of(statement: Statement, rows: SampleRows) -> list[str]:
    """``\\set name value`` for each parameter, as a DBA types it: the statement tells the server the type."""
    values = values_for(statement, rows)
    lines: list[str] = []
    for parameter in statement.parameters:
        text = CAST.sub("", literal(values[parameter.name], parameter.type)).strip()
        quoted = text.replace("\\", "\\\\").replace("'", "\\'")
        lines.append(f"\\set {parameter.name} '{quoted}'")
    return lines


@pytest.mark.parametrize("statement", PLAIN, ids=lambda statement: statement.name)
def test_every_file_runs_in_psql_as_it_stands(sample: Sample, statement: Statement) -> None:
    lines = [*settings_of(statement, sample.rows), "BEGIN;", f"\\i {statement.path}", "ROLLBACK;"]
    printed = psql(sample, "\n".join(lines).encode())
    assert printed.startswith("BEGIN\n")
    assert printed.endswith("ROLLBACK\n")
    if statement.shape.has_rows:
        assert re.search(r"^\(\d+ rows?\)$", printed, re.MULTILINE)


@pytest.mark.parametrize("statement", COPIES, ids=lambda statement: statement.name)
def test_every_copy_takes_a_binary_file_in_psql(sample: Sample, statement: Statement, tmp_path: Path) -> None:
    values = values_for(statement, sample.rows)
    columns = sql.SQL(", ").join(
        sql.SQL("{}::{}").format(
            sql.SQL(CAST.sub("", literal(values[parameter.name], parameter.type)).strip()),  # pyright: ignore[reportArgumentType]
            sql.SQL(parameter.type.name),  # pyright: ignore[reportArgumentType]
        )
        for parameter in statement.parameters
    )
    with psycopg.connect(sample.url) as connection, connection.cursor() as cursor:
        with cursor.copy(sql.SQL("COPY (SELECT {}) TO STDOUT (FORMAT BINARY)").format(columns)) as rows:
            data = b"".join(bytes(block) for block in rows)
    # From standard input psql takes the rows behind the statement; the end of it ends the transaction too.
    printed = psql(sample, b"BEGIN;\n" + statement.path.read_bytes() + data)
    assert printed == "BEGIN\nCOPY 1\n"


def test_every_name_is_seen_in_pg_stat_statements(
    server: Server, postgresql_noproc: NoopExecutor, pytestconfig: pytest.Config
) -> None:
    # A database that psql has not used: of one statement with and without its name the first text is kept.
    with (
        observed_database(server, postgresql_noproc.template_dbname, pytestconfig.rootpath) as url,
        Database.from_url(url) as db,
    ):
        rows = add_sample_rows(db)
        for statement in STATEMENTS.values():
            call = call_of(statement, rows)
            with suppress(Undo), db.transaction(user_id=user_of(call)) as tx:
                tx.run(call)
                raise Undo
        assert names_seen(url) >= set(STATEMENTS)
