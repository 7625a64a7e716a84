"""What a statement reads and writes, through views and functions, and what its writes fire."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tracktion_db.check.reach.lineage import FiredBy, lineage
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.statements import Statements, sql_folder

Connection = psycopg.Connection[Any]

SCHEMA = """
    CREATE SCHEMA archive;
    CREATE TABLE archive.old_shows (id integer);
    CREATE TABLE hosts (id integer PRIMARY KEY, name text);
    CREATE TABLE shows (
        id integer PRIMARY KEY,
        name text DEFAULT 'Late',
        host_id integer REFERENCES hosts (id) ON DELETE CASCADE,
        length integer
    );
    CREATE TABLE tracks (show_id integer REFERENCES shows (id) ON DELETE SET NULL, title text);
    CREATE VIEW named AS SELECT show.id, show.name AS called FROM shows AS show WHERE show.length > 5;
    CREATE VIEW hosted AS
        SELECT s.id, s.name FROM shows AS s WHERE s.host_id IN (SELECT h.id FROM hosts AS h);
    CREATE VIEW above AS SELECT n.called FROM named AS n;
    CREATE MATERIALIZED VIEW counted AS
        SELECT show.host_id, count(*) AS shows FROM shows AS show GROUP BY show.host_id;
    CREATE FUNCTION host_of(show_id integer) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT host.name FROM hosts AS host, shows AS show
        WHERE host.id = show.host_id AND show.id = show_id $$;
    CREATE FUNCTION hidden() RETURNS integer LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END';
    CREATE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE TRIGGER renamed AFTER UPDATE OF name ON shows FOR EACH ROW EXECUTE FUNCTION note_it();
    CREATE TRIGGER added BEFORE INSERT ON shows FOR EACH ROW EXECUTE FUNCTION note_it();
    CREATE TRIGGER switched_off BEFORE INSERT ON shows FOR EACH ROW EXECUTE FUNCTION note_it();
    ALTER TABLE shows DISABLE TRIGGER switched_off;
    CREATE TRIGGER instead_of INSTEAD OF INSERT ON above FOR EACH ROW EXECUTE FUNCTION note_it();
    CREATE RULE kept AS ON DELETE TO tracks DO ALSO SELECT 1;
"""
ALL = {"id", "name", "host_id", "length"}
READS: dict[str, tuple[str, Mapping[str, set[str]]]] = {
    "the select list, filters, orders and joins": (
        "SELECT s.name FROM shows AS s INNER JOIN hosts AS h ON s.host_id = h.id WHERE s.length > 5",
        {"shows": {"name", "host_id", "length"}, "hosts": {"id"}},
    ),
    "subqueries and CTEs": (
        "WITH h AS (SELECT host.id FROM hosts AS host) SELECT h.id FROM h"
        " WHERE EXISTS (SELECT s.id FROM shows AS s WHERE s.host_id = h.id)",
        {"hosts": {"id"}, "shows": {"id", "host_id"}},
    ),
    "a whole row": ("SELECT s FROM shows AS s", {"shows": ALL}),
    "no column": ("SELECT count(*) FROM shows", {"shows": set()}),
    "a view and what is below it": (
        "SELECT a.called FROM above AS a",
        {"above": {"called"}, "named": {"called"}, "shows": {"id", "name", "length"}},
    ),
    "a materialized view is a table": ("SELECT c.shows FROM counted AS c", {"counted": {"shows"}}),
    "a function of SQL": ("SELECT host_of(5)", {"hosts": {"id", "name"}, "shows": {"id", "host_id"}}),
    "a table that is not on the search path": (
        "SELECT o.id FROM archive.old_shows AS o",
        {"archive.old_shows": {"id"}},
    ),
    "a join by USING": (
        "SELECT id FROM shows INNER JOIN hosts USING (id)",
        {"shows": {"id"}, "hosts": {"id"}},
    ),
    "nothing": ("SELECT 1", {}),
}
WRITES: dict[str, tuple[str, Mapping[str, set[str]], list[str]]] = {
    "INSERT": ("INSERT INTO shows (id) VALUES (1)", {"shows": {"id"}}, ["added"]),
    "ON CONFLICT": (
        "INSERT INTO shows (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET length = 5",
        {"shows": {"id", "name", "length"}},
        ["added"],
    ),
    "UPDATE of a column with a trigger": (
        "UPDATE shows SET name = 'a' WHERE id = 1",
        {"shows": {"name"}},
        ["renamed"],
    ),
    "UPDATE of another": ("UPDATE shows SET length = 5 WHERE id = 1", {"shows": {"length"}}, []),
    "DELETE, with all that goes with it": (
        "DELETE FROM hosts WHERE id = 1",
        {"hosts": {"id", "name"}},
        ["shows_host_id_fkey", "tracks_show_id_fkey"],
    ),
    "DELETE with a rule": (
        "DELETE FROM tracks WHERE title = 'a'",
        {"tracks": {"show_id", "title"}},
        ["kept"],
    ),
    "MERGE": (
        "MERGE INTO shows AS s USING hosts AS h ON s.id = h.id WHEN MATCHED THEN UPDATE SET name = h.name"
        " WHEN NOT MATCHED THEN INSERT (id) VALUES (h.id)",
        {"shows": {"id", "name"}},
        ["added", "renamed"],
    ),
    "a CTE": (
        "WITH gone AS (DELETE FROM shows WHERE id = 1 RETURNING name) SELECT gone.name FROM gone",
        {"shows": ALL},
        ["tracks_show_id_fkey"],
    ),
    "a view, and its table": (
        "UPDATE named SET called = 'a' WHERE id = 1",
        {"named": {"called"}, "shows": {"name"}},
        ["renamed"],
    ),
    "a view that looks at another table": (
        "DELETE FROM hosted WHERE id = 1",
        {"hosted": {"id", "name"}, "shows": ALL},
        ["tracks_show_id_fkey"],
    ),
    "a view that a trigger writes": (
        "INSERT INTO above (called) VALUES ('a')",
        {"above": {"called"}},
        ["instead_of"],
    ),
    "a locked row is not written": ("SELECT s.id FROM shows AS s FOR UPDATE", {}, []),
}


@pytest.mark.parametrize(("text", "expected"), READS.values(), ids=READS.keys())
def test_what_is_looked_at_anywhere_is_read(
    connection: Connection, tmp_path: Path, text: str, expected: Mapping[str, set[str]]
) -> None:
    connection.execute(SCHEMA)
    found = lineage(analysed(connection, tmp_path, f"{text};"))
    assert found.reads == expected
    assert list(found.reads) == sorted(expected)
    assert (found.writes, found.fires, found.unknown) == ({}, (), ())


@pytest.mark.parametrize(("text", "expected", "fires"), WRITES.values(), ids=WRITES.keys())
def test_what_is_set_is_written_and_what_goes_is_written_whole(
    connection: Connection, tmp_path: Path, text: str, expected: Mapping[str, set[str]], fires: list[str]
) -> None:
    connection.execute(SCHEMA)
    found = lineage(analysed(connection, tmp_path, f"{text};"))
    assert found.writes == expected
    assert [fired.name for fired in found.fires] == fires
    assert found.deletes == (expected if "DELETE" in text else {})


def test_a_trigger_is_told_with_its_function_and_a_key_with_what_it_changes(
    connection: Connection, tmp_path: Path
) -> None:
    connection.execute(SCHEMA)
    renaming = lineage(analysed(connection, tmp_path, "UPDATE shows SET name = 'a' WHERE id = 1;"))
    assert renaming.fires == (FiredBy("trigger", "renamed", "shows", "note_it()"),)
    removing = lineage(analysed(connection, tmp_path, "DELETE FROM hosts WHERE id = 1;"))
    assert [(fired.kind, fired.relation) for fired in removing.fires] == [
        ("foreign key", "shows"),
        ("foreign key", "tracks"),
    ]


def test_refresh_reads_what_is_behind_the_view_and_writes_the_view(
    connection: Connection, tmp_path: Path
) -> None:
    connection.execute(SCHEMA)
    found = lineage(analysed(connection, tmp_path, 'REFRESH MATERIALIZED VIEW "counted";'))
    assert found.reads == {"shows": {"host_id"}}
    assert found.writes == {"counted": {"host_id", "shows"}}


def test_copy_writes_its_columns(connection: Connection, tmp_path: Path) -> None:
    connection.execute(SCHEMA)
    copy = "COPY shows (id, name) FROM STDIN (FORMAT BINARY);"
    found = lineage(analysed(connection, tmp_path, copy, "id: integer", "name: text", returns="count"))
    assert found.writes == {"shows": {"id", "name"}}
    assert [fired.name for fired in found.fires] == ["added"]


def test_what_cannot_be_followed_is_told(connection: Connection, tmp_path: Path) -> None:
    connection.execute(SCHEMA)
    called = lineage(analysed(connection, tmp_path, "SELECT hidden();"))
    assert called.unknown == ("plpgsql function hidden() is only declared stable",)
    (unknown,) = lineage(analysed(connection, tmp_path, "ANALYZE shows;")).unknown
    assert "the server analyses no such command" in unknown


def test_of_our_statements_everything_is_followed(database_url: str) -> None:
    with psycopg.connect(database_url) as connection, Session.open(connection) as session:
        server = ServerCatalog(session)
        for statement in Statements.load(sql_folder() / "catalog").values():
            one = analyse(session, server, statement)
            assert isinstance(one, Analysed)
            found = lineage(one)
            assert found.reads or found.writes
            assert bool(found.writes) is not statement.reads_only
            assert not found.unknown
