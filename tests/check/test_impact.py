"""Whatever a change of a column or a table may break is told; what only its text says, as a mention."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tests.statements.files import write_file
from tracktion_db.check.reach.impact import Affected, Impact, impact
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.errors import UsageError
from tracktion_db.migrations import migrations_folder
from tracktion_db.statements import Statements, sql_folder

Connection = psycopg.Connection[Any]

SCHEMA = """
    CREATE TABLE shows (id integer CONSTRAINT shows_pkey PRIMARY KEY, name text, host text, length integer);
    CREATE TABLE tracks (show_id integer CONSTRAINT tracks_show REFERENCES shows (id) ON DELETE CASCADE);
    CREATE TABLE sizes (show_id integer, twice integer GENERATED ALWAYS AS (show_id * 2) STORED);
    CREATE INDEX shows_lower_name ON shows (lower(name));
    CREATE INDEX shows_long ON shows (id) WHERE length > 5;
    ALTER TABLE shows ADD CONSTRAINT shows_length CHECK (length > 0);
    CREATE STATISTICS shows_together ON host, length FROM shows;
    ALTER TABLE shows ENABLE ROW LEVEL SECURITY;
    CREATE POLICY shows_mine ON shows USING (host = current_user);
    CREATE VIEW named AS SELECT show.name FROM shows AS show;
    CREATE VIEW above AS SELECT n.name FROM named AS n;
    CREATE VIEW whole AS SELECT show FROM shows AS show;
    CREATE MATERIALIZED VIEW lengths AS SELECT sum(show.length) AS length FROM shows AS show;
    CREATE FUNCTION longest() RETURNS integer LANGUAGE sql
        BEGIN ATOMIC SELECT max(s.length) FROM shows AS s; END;
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE FUNCTION check_host() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.host := 1; RETURN NEW; END';
    CREATE FUNCTION measure() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN UPDATE shows SET length = 5; RETURN NEW; END';
    CREATE TRIGGER on_name BEFORE UPDATE OF name ON shows FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TRIGGER on_length BEFORE UPDATE ON shows FOR EACH ROW
        WHEN (OLD.length IS DISTINCT FROM NEW.length) EXECUTE FUNCTION touch();
    CREATE TRIGGER on_change BEFORE UPDATE ON shows FOR EACH ROW
        WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch();
    CREATE TRIGGER on_host BEFORE INSERT ON shows FOR EACH ROW EXECUTE FUNCTION check_host();
    CREATE TRIGGER on_track AFTER INSERT ON tracks FOR EACH ROW EXECUTE FUNCTION measure();
"""
PARTS = ("triggers", "functions", "views", "indexes", "constraints", "others")
COLUMNS: dict[str, dict[str, list[str]]] = {
    "shows.name": {
        "triggers": ["on_change", "on_name"],
        "views": ["above", "named", "whole"],
        "indexes": ["shows_lower_name"],
    },
    "shows.length": {
        "triggers": ["on_change", "on_length", "on_track (mentions it)"],
        "functions": ["longest()", "measure() (mentions it)"],
        "views": ["lengths", "whole"],
        "indexes": ["shows_long"],
        "constraints": ["shows_length"],
        "others": ["statistics object public.shows_together"],
    },
    "shows.host": {
        "triggers": ["on_change", "on_host (mentions it)"],
        "views": ["whole"],
        "others": ["policy shows_mine", "statistics object public.shows_together"],
    },
    "tracks.show_id": {"constraints": ["tracks_show"]},
    "sizes.show_id": {"others": ["default value for public.sizes.twice"]},
    "lengths.length": {},
}


def impact_of(
    connection: Connection, target: str, *found: Analysed, migrations: Path | None = None
) -> Impact:
    session = Session(connection)
    return impact(session, ServerCatalog(session), found, target, migrations)


@pytest.mark.parametrize(("target", "expected"), COLUMNS.items(), ids=COLUMNS.keys())
def test_what_hangs_on_a_column_is_told(
    connection: Connection, target: str, expected: dict[str, list[str]]
) -> None:
    connection.execute(SCHEMA)
    found = impact_of(connection, target)
    told = {part: list(map(str, getattr(found, part))) for part in PARTS}
    # PostgreSQL 18 names NOT NULL too.
    told["constraints"] = [name for name in told["constraints"] if not name.endswith("_not_null")]
    assert {part: names for part, names in told.items() if names} == expected
    assert found.target == target


def test_what_hangs_on_a_table_is_told(connection: Connection) -> None:
    connection.execute(SCHEMA)
    found = impact_of(connection, "public.shows")
    assert found.target == "shows"
    assert {"on_change", "on_host", "on_length", "on_name"} < {one.name for one in found.triggers}
    assert [one.name for one in found.views] == ["above", "lengths", "named", "whole"]
    assert {"shows_length", "shows_pkey", "tracks_show"} <= {one.name for one in found.constraints}
    assert [one.name for one in found.indexes] == ["shows_long", "shows_lower_name"]


def test_statements_are_told_by_what_they_do_and_records_by_their_fields(
    connection: Connection, tmp_path: Path
) -> None:
    connection.execute(SCHEMA)
    reading = analysed(
        connection, tmp_path, "SELECT n.name AS called FROM named AS n LIMIT 1;", returns="one songs.Show"
    )
    writing = analysed(connection, tmp_path, "UPDATE shows SET name = 'a' WHERE id = 5;")
    removing = analysed(connection, tmp_path, "DELETE FROM shows WHERE id = 5;")
    either = analysed(
        connection,
        tmp_path,
        "SELECT s.name FROM shows AS s UNION ALL SELECT s.host AS name FROM shows AS s ORDER BY name ASC;",
        returns="many songs.Name",
    )
    reading.name, writing.name, removing.name, either.name = "reading", "writing", "removing", "either"
    found = impact_of(connection, "shows.name", reading, writing, removing, either)
    assert [one.name for one in found.reads] == ["either", "reading"]
    assert [one.name for one in found.writes] == ["removing", "writing"]
    assert found.records == (Affected("songs.Name.name", is_mention=True),)
    of_view = impact_of(connection, "named.name", reading, writing)
    assert [str(one) for one in of_view.records] == ["songs.Show.called"]
    of_tracks = impact_of(connection, "tracks.show_id", reading, writing, removing)
    assert [one.name for one in of_tracks.writes] == ["removing"]
    assert impact_of(connection, "shows.length", writing).writes == ()


def test_migrations_are_told_that_speak_of_both_in_one_statement(
    connection: Connection, tmp_path: Path
) -> None:
    connection.execute(SCHEMA)
    write_file(tmp_path, "ALTER TABLE shows ADD COLUMN name text;", "0001.radio.one.sql")
    write_file(tmp_path, "ALTER TABLE shows DROP COLUMN name;", "0001.radio.one.rollback.sql")
    write_file(tmp_path, "SELECT 1 FROM shows; SELECT name FROM hosts;", "0002.radio.two.sql")
    write_file(tmp_path, "SELECT shows.names, my_name FROM shows;", "0003.radio.three.sql")
    found = impact_of(connection, "shows.name", migrations=tmp_path)
    assert [str(one) for one in found.migrations] == ["0001.radio.one (mentions it)"]
    of_table = impact_of(connection, "shows", migrations=tmp_path)
    assert [one.name[:4] for one in of_table.migrations] == ["0001", "0002", "0003"]


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("shws", "there is no table or view shws; nearest: shows"),
        ("shws.name", "there is no table or view shws; nearest: shows"),
        ("shows.nam", "shows has no column nam; nearest: name"),
        ("shows.qqqqq", "shows has no column qqqqq"),
        ("qqqqq", "there is no table or view qqqqq"),
    ],
)
def test_an_unknown_target_is_refused_with_the_nearest(
    connection: Connection, target: str, problem: str
) -> None:
    connection.execute(SCHEMA)
    with pytest.raises(UsageError) as caught:
        impact_of(connection, target)
    assert str(caught.value).startswith(problem)


def test_of_our_hash_every_writer_is_told(database_url: str) -> None:
    with psycopg.connect(database_url) as connection, Session.open(connection) as session:
        server = ServerCatalog(session)
        statements = [analyse(session, server, one) for one in Statements.load(sql_folder()).values()]
        ours = [one for one in statements if isinstance(one, Analysed)]
        found = impact(session, server, ours, "recordings.file_hash", migrations_folder())
    writers = {one.name for one in found.writes}
    assert {"catalog.copy_recordings", "catalog.get_or_add_recording", "catalog.remove_recording"} < writers
    assert "catalog.set_recording_status" not in writers
    assert [one.name for one in found.records] == [
        "catalog.NumberedRecording.file_hash",
        "catalog.Recording.file_hash",
        "sync.RecordingRow.file_hash",
    ]
    assert found.migrations == (
        Affected("0002.catalog.recordings", is_mention=True),
        Affected("0024.shared.roles", is_mention=True),
    )
