"""CREATE INDEX CONCURRENTLY, which no transaction protects."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest

from tests.migrations.conftest import Connection, Folder, Yoyo
from tests.migrations.snapshot import applied
from tracktion_db.errors import StatementError
from tracktion_db.migrations.files import read_folder

CONCURRENTLY = "CREATE UNIQUE INDEX CONCURRENTLY a_id_unique ON a (id);"


def is_valid(connection: Connection, index: str) -> list[bool]:
    query = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"
    return [row[0] for row in connection.execute(query, [index]).fetchall()]


@pytest.mark.parametrize(
    "build",
    [
        CONCURRENTLY,
        CONCURRENTLY.replace("CONCURRENTLY", "CONCURRENTLY IF NOT EXISTS"),
        CONCURRENTLY.replace("a_id_unique", '/* once */ "a_id_unique"').lower(),
    ],
)
def test_an_index_whose_build_failed_is_named_and_built_again_by_the_next_run(
    yoyo: Yoyo, folder: Folder, empty: Connection, build: str
) -> None:
    folder.add("CREATE TABLE a (id integer); INSERT INTO a VALUES (1), (1);")
    folder.add(build, header="-- transactional: false", rollback="DROP INDEX CONCURRENTLY a_id_unique;")
    for _ in range(2):
        said = yoyo.refused("apply", folder.path)
        assert (
            "UniqueViolation (a_id_unique); index a_id_unique is INVALID, its build failed: run this" in said
        )
        assert is_valid(empty, "a_id_unique") == [False]
    assert applied(empty) == folder.ids[:1]

    empty.execute("DELETE FROM a")
    assert "dropping index a_id_unique" in yoyo.ok("apply", folder.path)
    assert applied(empty) == folder.ids
    assert is_valid(empty, "a_id_unique") == [True]
    yoyo.ok("rollback", folder.path)
    assert applied(empty) == folder.ids[:1]
    assert is_valid(empty, "a_id_unique") == []


def test_a_valid_index_of_that_name_is_not_dropped(yoyo: Yoyo, folder: Folder, empty: Connection) -> None:
    folder.add("CREATE TABLE a (id integer); CREATE INDEX a_id_unique ON a (id);")
    folder.add(CONCURRENTLY, header="-- transactional: false")
    assert "already exists" in yoyo.refused("apply", folder.path)
    assert is_valid(empty, "a_id_unique") == [True]


@pytest.mark.parametrize("breaks", [False, True])
def test_an_index_of_another_schema_of_the_search_path_stays(
    yoyo: Yoyo, folder: Folder, empty: Connection, breaks: bool
) -> None:
    empty.execute("CREATE SCHEMA tenant_a")
    empty.execute("CREATE TABLE a (id integer); CREATE UNIQUE INDEX a_id_unique ON a (id)")
    before = empty.execute("SELECT 'public.a_id_unique'::regclass::oid").fetchall()
    rows = " INSERT INTO a VALUES (1), (1);" if breaks else ""
    folder.add(f"CREATE TABLE a (id integer);{rows}")
    folder.add(CONCURRENTLY, header="-- transactional: false")
    options = "-csearch_path=tenant_a,public"
    if breaks:
        yoyo.refused("apply", folder.path, options=options)
        empty.execute("DELETE FROM tenant_a.a")
    yoyo.ok("apply", folder.path, options=options)
    assert is_valid(empty, "tenant_a.a_id_unique") == [True]
    assert empty.execute("SELECT 'public.a_id_unique'::regclass::oid").fetchall() == before
    assert is_valid(empty, "public.a_id_unique") == [True]


@pytest.mark.parametrize(
    ("drop", "refused"),
    [
        ("DROP INDEX CONCURRENTLY IF EXISTS a_id_unique;", True),
        ("drop index /* x.y */ if exists a_id_unique;", True),
        ('DROP INDEX IF EXISTS public.x, "a_id_unique" CASCADE;', True),
        ("DROP INDEX IF EXISTS public.x, public . y;", False),
        ("DROP INDEX a_id_unique;", False),
        ("DROP TABLE IF EXISTS a;", False),
    ],
)
def test_an_index_is_not_dropped_by_a_name_that_another_schema_may_have(
    folder: Folder, drop: str, refused: bool
) -> None:
    folder.add("SELECT 1;", rollback="DROP INDEX IF EXISTS a_id_unique;")
    file = folder.add(drop)
    if not refused:
        assert len(read_folder(folder.path)) == 2
        return
    with pytest.raises(StatementError, match="the next schema on the search_path") as caught:
        read_folder(folder.path)
    assert f"{file}:5:1" in str(caught.value)


def test_a_build_waits_for_an_open_transaction_as_long_as_it_takes(
    yoyo: Yoyo, folder: Folder, empty: Connection, connect: Callable[[], Connection]
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    yoyo.ok("apply", folder.path)
    folder.add(
        "CREATE INDEX CONCURRENTLY a_id_idx ON a (id);\nCREATE TABLE seen AS SELECT"
        " current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement;",
        header="-- transactional: false",
    )
    holder = connect()
    holder.execute("BEGIN; INSERT INTO a VALUES (1)")
    ending = threading.Timer(4, holder.execute, ["COMMIT"])
    ending.start()
    yoyo.ok("apply", folder.path, options="-c statement_timeout=1s")
    assert ending.finished.is_set(), "it did not wait"
    ending.join()
    assert is_valid(empty, "a_id_idx") == [True]
    # What comes after it has its limits again.
    assert empty.execute("SELECT * FROM seen").fetchall() == [("3s", "1s")]


def test_an_index_left_invalid_under_success_is_not_recorded(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    folder.add(
        "CREATE INDEX CONCURRENTLY a_id_idx ON a (id);\n"
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'a_id_idx'::regclass;",
        header="-- transactional: false",
    )
    assert "index a_id_idx is INVALID" in yoyo.refused("apply", folder.path)
    assert applied(empty) == folder.ids[:1]


def test_an_index_that_someone_else_is_building_stops_nobody(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    empty.execute("CREATE TABLE other (id integer)")
    empty.execute("INSERT INTO other VALUES (1), (1)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        empty.execute("CREATE UNIQUE INDEX CONCURRENTLY other_id_unique ON other (id)")
    folder.add("CREATE TABLE a (id integer);")
    folder.add("CREATE INDEX CONCURRENTLY a_id_idx ON a (id);", header="-- transactional: false")
    yoyo.ok("apply", folder.path)
    assert applied(empty) == folder.ids
