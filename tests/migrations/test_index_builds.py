"""CREATE INDEX CONCURRENTLY, which no transaction protects."""

from __future__ import annotations

import psycopg
import pytest

from tests.migrations.conftest import Connection, Folder, Yoyo
from tests.migrations.snapshot import applied

CONCURRENTLY = "CREATE UNIQUE INDEX CONCURRENTLY a_id_unique ON a (id);"


def test_an_index_whose_build_failed_is_reported_until_it_is_dropped(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add("CREATE TABLE a (id integer); INSERT INTO a VALUES (1), (1);")
    bad = folder.add(CONCURRENTLY, header="-- transactional: false", rollback="DROP INDEX a_id_unique;")
    assert "UniqueViolation (a_id_unique)" in yoyo.refused("apply", folder.path)
    repair = "index a_id_unique is INVALID, its build failed: DROP INDEX CONCURRENTLY a_id_unique, then"
    assert repair in yoyo.refused("apply", folder.path)

    hiding = CONCURRENTLY.replace("CONCURRENTLY", "CONCURRENTLY IF NOT EXISTS")
    bad.write_text(bad.read_text().replace(CONCURRENTLY, hiding))
    assert repair in yoyo.refused("apply", folder.path)
    assert applied(empty) == folder.ids[:1]

    empty.execute("DELETE FROM a")
    empty.execute("DROP INDEX CONCURRENTLY a_id_unique")
    yoyo.ok("apply", folder.path)
    assert applied(empty) == folder.ids
    yoyo.ok("rollback", folder.path)
    assert applied(empty) == folder.ids[:1]


def test_a_concurrent_build_that_drops_its_remains_first_needs_no_one(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add("CREATE TABLE a (id integer); INSERT INTO a VALUES (1), (1);")
    folder.add(
        f"DROP INDEX CONCURRENTLY IF EXISTS a_id_unique;\n{CONCURRENTLY}", header="-- transactional: false"
    )
    yoyo.refused("apply", folder.path)
    empty.execute("DELETE FROM a")
    yoyo.ok("apply", folder.path)
    rows = empty.execute(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id_unique'::regclass"
    ).fetchall()
    assert rows == [(True,)]


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
