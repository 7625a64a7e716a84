"""Every table and column that feeds the graph tells it of every change, whoever makes it.

Taken from ``projection`` and from the server's catalog: a table that joins the projection and has no
triggers fails here.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.json import Jsonb

from tests.sync.literal import literal
from tracktion_db.embedded_programs import Programs
from tracktion_db.statements import sql_folder
from tracktion_db.sync.projection import KINDS

TABLES: Mapping[str, str] = {table: kind.name for kind in KINDS.values() for table in kind.sources}
COLUMNS = [
    (kind.name, table, column)
    for kind in KINDS.values()
    for table, columns in kind.sources.items()
    for column in columns
]
EVENTS = {"INSERT", "UPDATE", "DELETE", "TRUNCATE"}
# Columns that the server fills, with what fills them.
GENERATED = {"track_count": "tracks"}
NEW_VALUES: Mapping[str, Any] = {
    "file_path": "/new",
    "file_name": "new",
    "file_hash": "a" * 64,
    "status": "new",
    "created_at": "1999-01-01+00",
    "updated_at": "1999-01-01+00",
    "key": "new",
    "value": "new",
    "value_type": "new",
    "title": "new",
    "artist": "new",
    "source": "new",
    "source_url": "new",
    "tracks": Jsonb([{"title": "new", "artist": "new"}]),
    "metadata": Jsonb({"new": 1}),
    "total_duration": 7,
}

Connection = psycopg.Connection[Any]


class Rows:
    """A recording with metadata and a tracklist, and another recording without any."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.recording, self.other, self.tracklist = uuid4(), uuid4(), uuid4()
        for id_ in (self.recording, self.other):
            connection.execute(
                "INSERT INTO recordings (id, file_path, file_name) VALUES (%s, %s, 'f')", (id_, f"/{id_}")
            )
        connection.execute("INSERT INTO metadata (recording_id, key) VALUES (%s, 'k')", (self.recording,))
        connection.execute(
            "INSERT INTO tracklists (id, recording_id, source) VALUES (%s, %s, 's')",
            (self.tracklist, self.recording),
        )
        self.told()

    def told(self) -> set[tuple[str, str]]:
        """What the graph was told since the last look."""
        return set(self.connection.execute("DELETE FROM graph_outbox RETURNING kind, key").fetchall())

    def key(self, table: str) -> str:
        return str(self.tracklist if table == "tracklists" else self.recording)


@pytest.fixture
def rows(database_url: str) -> Any:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield Rows(connection)


def tables_without_triggers(connection: Connection, tables: Mapping[str, str]) -> dict[str, set[str]]:
    """Events of these tables that tell the graph nothing."""
    covered: dict[str, set[str]] = {table: set() for table in tables}
    found = connection.execute(
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgfoid::regproc::text LIKE '%\\_to\\_graph'"
    )
    for table, definition in found:
        events = re.search(r"(?:BEFORE|AFTER) (.+?) ON ", definition)
        assert events is not None
        covered.setdefault(table, set()).update(events[1].split(" OR "))
    return {table: EVENTS - covered[table] for table in tables if EVENTS - covered[table]}


def test_every_table_has_triggers_for_every_event(rows: Rows) -> None:
    assert tables_without_triggers(rows.connection, TABLES) == {}


def test_a_table_that_joins_the_projection_without_triggers_is_found(rows: Rows) -> None:
    # rename_proposals stands for a table that somebody adds to the projection and forgets here.
    assert tables_without_triggers(rows.connection, {**TABLES, "rename_proposals": "recording"}) == {
        "rename_proposals": EVENTS
    }


@pytest.mark.parametrize(("kind", "table", "column"), COLUMNS, ids=lambda part: part)
def test_a_change_of_any_column_names_its_thing(rows: Rows, kind: str, table: str, column: str) -> None:
    column = GENERATED.get(column, column)
    if column == "id":
        new, where = uuid4(), rows.other if table == "recordings" else rows.tracklist
        rows.connection.execute(literal(f"UPDATE {table} SET id = %s WHERE id = %s"), (new, where))
        assert {(kind, str(where)), (kind, str(new))} <= rows.told()
    elif column == "recording_id":
        rows.connection.execute(literal(f"UPDATE {table} SET recording_id = %s"), (rows.other,))
        expected = {str(rows.recording), str(rows.other)} if table == "metadata" else {rows.key(table)}
        assert {(kind, key) for key in expected} <= rows.told()
    else:
        owner = "id" if table != "metadata" else "recording_id"
        rows.connection.execute(
            literal(f"UPDATE {table} SET {column} = %s WHERE {owner} = %s"),
            (NEW_VALUES[column], rows.key(table)),
        )
        assert rows.told() == {(kind, rows.key(table))}


def test_the_columns_of_the_projection_are_those_that_are_read(rows: Rows) -> None:
    for kind in KINDS.values():
        for table, columns in kind.sources.items():
            text = (sql_folder() / "sync" / f"read_{table}.sql").read_text()
            query = re.sub(r":\w+", "NULL", re.sub(r"--.*", "", text)).replace(
                "ANY(NULL)", "ANY(NULL::uuid[])"
            )
            description = rows.connection.execute(literal(query)).description or ()
            assert {column.name for column in description} == set(columns), table


Act = Callable[[Rows], object]


def copy_in(rows: Rows) -> UUID:
    id_ = uuid4()
    with rows.connection.cursor().copy("COPY recordings (id, file_path, file_name) FROM STDIN") as copy:
        copy.write_row((id_, "/copied", "copied"))
    return id_


def test_copy_tells(rows: Rows) -> None:
    assert rows.told() == set()
    id_ = copy_in(rows)
    assert rows.told() == {("recording", str(id_))}


def test_an_upsert_and_a_merge_tell(rows: Rows) -> None:
    rows.connection.execute(
        "INSERT INTO metadata (recording_id, key, value) VALUES (%s, 'k', 'v')"
        " ON CONFLICT (recording_id, key) DO UPDATE SET value = 'v'",
        (rows.recording,),
    )
    assert rows.told() == {("recording", str(rows.recording))}
    rows.connection.execute(
        "MERGE INTO metadata AS m USING (SELECT %s::uuid AS id) AS s ON m.recording_id = s.id"
        " WHEN MATCHED THEN DELETE",
        (rows.recording,),
    )
    assert rows.told() == {("recording", str(rows.recording))}


def test_a_cascade_tells_of_all_that_goes(rows: Rows) -> None:
    rows.connection.execute("DELETE FROM recordings WHERE id = %s", (rows.recording,))
    assert rows.told() == {("recording", str(rows.recording)), ("tracklist", str(rows.tracklist))}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_truncate_tells_of_all_that_goes(rows: Rows, table: str) -> None:
    cascade = table == "recordings"
    rows.connection.execute(literal(f"TRUNCATE {table}" + (" CASCADE" if cascade else "")))
    recordings = {("recording", str(rows.recording))}
    tracklists = {("tracklist", str(rows.tracklist))}
    expected = {
        "metadata": recordings,
        "tracklists": tracklists,
        "recordings": recordings | tracklists | {("recording", str(rows.other))},
    }
    assert rows.told() == expected[table]


def test_psql_tells(rows: Rows, database_url: str, pytestconfig: pytest.Config) -> None:
    where = conninfo_to_dict(database_url)
    psql = Programs(pytestconfig.rootpath).folder(pytestconfig.rootpath) / "psql"
    subprocess.run(
        [
            psql,
            "-X",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            f"UPDATE metadata SET value = 'by hand' WHERE recording_id = '{rows.recording}'",
        ],
        env={
            f"PG{name.upper()}": str(value)
            for name, value in where.items()
            if name in ("host", "port", "user", "password")
        }
        | {"PGDATABASE": str(where["dbname"])},
        check=True,
        capture_output=True,
    )
    assert rows.told() == {("recording", str(rows.recording))}


def test_what_is_rolled_back_tells_nothing(rows: Rows) -> None:
    with rows.connection.transaction(force_rollback=True):
        copy_in(rows)
    with rows.connection.transaction():
        with rows.connection.transaction(force_rollback=True):
            copy_in(rows)
    assert rows.told() == set()


def test_who_may_write_the_tables_need_not_see_the_outbox(rows: Rows) -> None:
    role = f"writer_{uuid4().hex}"
    rows.connection.execute(literal(f"CREATE ROLE {role}"))
    try:
        rows.connection.execute(literal(f"GRANT USAGE ON SCHEMA public TO {role}"))
        rows.connection.execute(literal(f"GRANT SELECT, INSERT ON recordings TO {role}"))
        rows.connection.execute(literal(f"SET ROLE {role}"))
        id_ = copy_in(rows)
        rows.connection.execute("RESET ROLE")
        assert rows.told() == {("recording", str(id_))}
    finally:
        rows.connection.execute("RESET ROLE")
        rows.connection.execute(literal(f"DROP OWNED BY {role}"))
        rows.connection.execute(literal(f"DROP ROLE {role}"))


def test_a_temporary_table_of_the_same_name_is_not_told_instead(rows: Rows) -> None:
    rows.connection.execute("CREATE TEMPORARY TABLE graph_outbox (LIKE public.graph_outbox INCLUDING ALL)")
    id_ = copy_in(rows)
    rows.connection.execute("DROP TABLE pg_temp.graph_outbox")
    assert rows.told() == {("recording", str(id_))}


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize(
    "level", [psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.SERIALIZABLE]
)
def test_truncate_is_refused_where_it_removes_rows_that_nobody_sees(
    rows: Rows, database_url: str, table: str, level: psycopg.IsolationLevel
) -> None:
    with psycopg.connect(database_url) as old:
        old.isolation_level = level
        old.execute("SELECT FROM recordings")
        copy_in(rows)
        with pytest.raises(psycopg.errors.FeatureNotSupported, match="READ COMMITTED"):
            old.execute(literal(f"TRUNCATE {table} CASCADE"))
