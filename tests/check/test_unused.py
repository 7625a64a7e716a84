"""What nobody uses is told, and what is used in ways that are hard to see is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

import tracktion_db
from tests.fixtures.extensions import own_statements
from tests.statements.files import write_file
from tracktion_db.check.reach.unused import Unused, unused
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.errors import UsageError
from tracktion_db.statements import Statements

Connection = psycopg.Connection[Any]

SCHEMA = """
    CREATE TABLE hosts (id integer PRIMARY KEY, name text, motto text);
    CREATE TABLE shows (
        id integer PRIMARY KEY, host_id integer REFERENCES hosts (id),
        name text UNIQUE, mood text, length integer
    );
    CREATE INDEX shows_host ON shows (host_id);
    CREATE INDEX shows_mood ON shows (mood);
    CREATE INDEX shows_length ON shows (length);
    CREATE INDEX shows_lower_name ON shows (lower(name));
    CREATE TABLE forgotten (id integer PRIMARY KEY, text text);
    CREATE INDEX forgotten_text ON forgotten (text);
    CREATE TABLE days (day date, host_id integer) PARTITION BY RANGE (day);
    CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE INDEX days_day ON days (day);
    CREATE INDEX days_host ON days (host_id);
"""
FILES = {
    "get_show": "SELECT s.id, s.name FROM shows AS s WHERE s.mood = 'calm' LIMIT 1",
    "get_name": "SELECT s.name FROM shows AS s WHERE lower(s.name) = 'late' LIMIT 1",
    "get_host": "SELECT h.name FROM hosts AS h WHERE h.id = 5 LIMIT 1",
    "get_day": "SELECT d.host_id FROM days AS d WHERE d.day = '2026-05-17' LIMIT 1",
    "get_length": "SELECT s.length + s.host_id AS length FROM shows AS s WHERE s.id = 5 LIMIT 1",
    "get_nobody": "SELECT h.id FROM hosts AS h WHERE h.id = 7 LIMIT 1",
}
MODULES = {
    "radio/__init__.py": "",
    "radio/songs/__init__.py": "from radio.songs.shows import get_day, get_host, get_length, get_show\n",
    "radio/songs/shows.py": '''
"""Speaks of songs.get_nobody."""

def get_show() -> Call[Show | None]:
    return at_most_one(sql["songs.get_show"], Show)

def get_host() -> "Call[Host]":
    return _found("songs.get_host")

def get_day(what: str) -> tracktion_db.Call[Day]:
    return one(sql[f"songs.{what}_day"], Day)

def get_length() -> Call[int]:
    return one(sql["songs.get_" + "length"], Length)

def no_call() -> int:
    return 5

def internal() -> Call[Name]:
    return one(sql["songs.get_name"], Name)

def _found(name: str) -> Call[Host]:
    return one(sql[name], Host)
''',
}


def load(folder: Path) -> Statements:
    for name, text in FILES.items():
        write_file(
            folder, f"-- Do it.\n--\n-- :returns: one\n-- :access: read\n{text};\n", f"songs/{name}.sql"
        )
    return Statements.load(folder)


def package(folder: Path) -> Path:
    for name, text in MODULES.items():
        write_file(folder, text, name)
    return folder / "radio"


def found(connection: Connection, statements: Statements, package: Path, tests: Path | None = None) -> Unused:
    session = Session(connection)
    server = ServerCatalog(session)
    analysed = [analyse(session, server, one) for one in statements.values()]
    return unused(connection, [one for one in analysed if isinstance(one, Analysed)], package, tests)


def test_statements_calls_tables_columns_and_indexes_without_a_use_are_told(
    connection: Connection, tmp_path: Path
) -> None:
    connection.execute(SCHEMA)
    write_file(
        tmp_path, "def test_it():\n    assert get_show() and get_hosts()\n", "tests/deep/test_shows.py"
    )
    assert found(connection, load(tmp_path / "sql"), package(tmp_path)) == Unused(
        statements=("songs.get_nobody",),
        calls=("songs.get_day", "songs.get_host", "songs.get_length"),
        tables=("forgotten",),
        columns=("hosts.motto",),
        indexes=("days_host", "forgotten_text", "shows_length"),
        notes=(),
    )


def test_the_tables_of_other_tenants_are_not_told(connection: Connection, tmp_path: Path) -> None:
    connection.execute(SCHEMA)
    connection.execute("CREATE SCHEMA tenant_b CREATE TABLE hosts (id int) CREATE TABLE theirs (id int)")
    told = found(connection, load(tmp_path / "sql"), package(tmp_path))
    assert (told.tables, told.columns) == (("forgotten",), ("hosts.motto",))


def test_without_tests_that_is_said_and_no_call_is_told(connection: Connection, tmp_path: Path) -> None:
    connection.execute(SCHEMA)
    first = found(connection, load(tmp_path / "sql"), package(tmp_path))
    assert first.calls == ()
    assert first.notes == ("no tests beside radio: which calls have none was not looked at",)
    write_file(tmp_path, "songs.get_show(), songs.get_day(), get_length", "elsewhere/test_it.py")
    second = found(connection, load(tmp_path / "sql"), package(tmp_path), tmp_path / "elsewhere")
    assert (second.calls, second.notes) == (("songs.get_host",), ())


def test_without_a_call_in_the_modules_of_the_domains_that_is_said(
    connection: Connection, tmp_path: Path
) -> None:
    connection.execute(SCHEMA)
    radio = package(tmp_path)
    (radio / "songs" / "shows.py").write_text("def get_show(): ...\n", encoding="utf-8")
    told = found(connection, load(tmp_path / "sql"), radio, tmp_path)
    assert told.calls == ()
    assert told.notes == ("no calls: radio has no public function annotated -> Call in a domain's module",)


def test_a_package_that_is_not_there_is_refused(connection: Connection, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^there is no package "):
        unused(connection, [], tmp_path / "radio")


def test_it_leaves_nothing_behind(connection: Connection, tmp_path: Path) -> None:
    connection.execute(SCHEMA)
    found(connection, load(tmp_path / "sql"), package(tmp_path))
    assert connection.execute("SELECT count(*) FROM pg_prepared_statements WHERE from_sql").fetchone() == (0,)
    assert connection.execute("SELECT current_setting('enable_seqscan')").fetchone() == ("on",)


def test_of_ours_everything_is_used(database_url: str) -> None:
    with psycopg.connect(database_url) as connection, connection.transaction(force_rollback=True):
        connection.execute("CREATE INDEX metadata_value_type_idx ON metadata (value_type)")
        connection.execute("ALTER TABLE metadata ADD COLUMN colour text")
        statements = own_statements()
        ours = found(connection, statements, Path(tracktion_db.__file__).parent)
    # Every table has its times; nobody asks for those of the vocabulary, of imports and of the fence yet.
    times = [
        f"{table}.{time}"
        for table in ("graph_fence", "imports", "search_words")
        for time in ("created_at", "updated_at")
    ]
    times.append("graph_rebuilds.updated_at")
    # The triggers of messages use it.
    columns = tuple(sorted([*times, "conversations.last_position", "metadata.colour"]))
    # Which index serves a rare status is decided for each call: no plan for all values shows it.
    # Nor one of all rows beside that of a user's own, which row security asks for (docs/assistant.md).
    tables = ("chunks", "messages", "transcripts")
    gins = [f"{table}_metadata_gin" for table in tables]
    gins += ["chunks_search_vector_gin", "transcripts_search_vector_gin"]
    # Asked in a function, whose plans nobody sees.
    nearest = ["chunks_embedding_hnsw"] if "embeddings.search_nearest" in statements else []
    indexes = tuple(sorted(["audio_tracks_status_idx", "metadata_value_type_idx", *gins, *nearest]))
    assert ours == Unused((), (), (), columns, indexes, ())
