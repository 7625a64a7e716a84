"""Connections that services check on: read-only, in a tenant's schema, with an open transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row, namedtuple_row, scalar_row

from tests.check.made_records import make_record
from tests.statements.files import load_file, with_header
from tracktion_db.check import check, check_all
from tracktion_db.errors import UsageError
from tracktion_db.statements import Statement

Connection = psycopg.Connection[Any]
SONGS = "CREATE TABLE tunes (id bigint CONSTRAINT tunes_pkey PRIMARY KEY, title text NOT NULL)"
# Kept: records are found among the classes that are there.
TITLE = make_record(title=str)
GET_TITLE = "SELECT song.title FROM tunes AS song WHERE song.id = :song_id;"


def get_title(folder: Path) -> Statement:
    return load_file(
        folder,
        with_header(
            GET_TITLE,
            "song_id: bigint  the song",
            returns=f"at most one songs.{TITLE.__name__}",
            access="read",
        ),
    )


@pytest.mark.parametrize("options", ["-c default_transaction_read_only=on", None], ids=["session", "driver"])
def test_a_connection_that_may_not_write_is_told_so(
    database_url: str, tmp_path: Path, options: str | None
) -> None:
    statement = load_file(tmp_path, with_header("SELECT 1 AS one;", returns="one", access="read"))
    with psycopg.connect(database_url, options=options) as connection:
        connection.read_only = None if options else True
        with pytest.raises(UsageError, match="needs a server and a session that may write"):
            check([statement], connection)
        assert connection.info.transaction_status == TransactionStatus.IDLE
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("schema", ["tenant_a", 'Tenant 7"x', "select"])
def test_the_tables_are_those_of_the_search_path(connection: Connection, tmp_path: Path, schema: str) -> None:
    connection.execute(sql.SQL("CREATE SCHEMA {0}; SET search_path TO {0}").format(sql.Identifier(schema)))
    connection.execute(SONGS)
    statement = get_title(tmp_path)
    assert check([statement], connection) == []
    connection.execute("ALTER TABLE tunes ALTER COLUMN title DROP NOT NULL")
    assert [finding.rule for finding in check([statement], connection)] == ["nullable"]
    connection.execute("SET search_path TO pg_temp")
    assert [finding.server for finding in check([statement], connection)] == [
        'relation "tunes" does not exist'
    ]


def test_an_open_transaction_goes_on_as_if_nothing_had_been(connection: Connection, tmp_path: Path) -> None:
    connection.execute(SONGS)
    connection.execute("INSERT INTO tunes VALUES (1, 'The Bells')")
    connection.execute("CREATE TEMPORARY TABLE mine (id integer) ON COMMIT DROP")
    connection.execute("SET LOCAL work_mem = '7MB'")
    connection.execute("PREPARE own AS SELECT 1")
    transaction = connection.execute("SELECT pg_current_xact_id()::text").fetchone()
    with connection.cursor(name="numbers") as numbers:
        numbers.execute("SELECT generate_series(1, 10)")
        assert numbers.fetchone() == (1,)
        checked = check_all([get_title(tmp_path)], connection)
        assert (checked.findings, checked.notes) == ([], [])
        assert connection.info.transaction_status == TransactionStatus.INTRANS
        assert numbers.fetchone() == (2,)
    assert connection.execute("SELECT pg_current_xact_id()::text").fetchone() == transaction
    assert connection.execute("EXECUTE own").fetchone() == (1,)
    assert connection.execute("SHOW work_mem").fetchone() == ("7MB",)
    assert connection.execute("SELECT count(*) FROM mine").fetchone() == (0,)
    assert connection.execute("SELECT song.title FROM tunes AS song").fetchall() == [("The Bells",)]
    connection.execute("DEALLOCATE own")


@pytest.mark.parametrize("factory", [dict_row, scalar_row, namedtuple_row])
def test_a_connection_may_have_a_row_factory_of_its_own(
    database_url: str, tmp_path: Path, factory: Any
) -> None:
    with psycopg.connect(
        database_url, row_factory=factory, cursor_factory=psycopg.ClientCursor
    ) as connection:
        _ = connection.execute(SONGS)
        assert check([get_title(tmp_path)], connection) == []
