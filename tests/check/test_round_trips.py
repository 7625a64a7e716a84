"""What a check asks of the server: the catalogs once, then the same of every statement."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from tests.statements.files import with_header, write_file
from tracktion_db.call import Call
from tracktion_db.check.check import check_all
from tracktion_db.check.reading.session import Session
from tracktion_db.statements import Statements

Connection = psycopg.Connection[Any]
T = TypeVar("T")

TABLES = """
    CREATE TABLE songs (id bigint PRIMARY KEY, title text NOT NULL, mood text);
    CREATE VIEW moods AS SELECT song.id, song.mood FROM songs AS song WHERE song.mood IS NOT NULL;
    CREATE TABLE plays (song_id bigint NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE plays_all PARTITION OF plays FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
"""
# The last one's filter is served by no index, which is told of the whole table and not of its partition.
KINDS = {
    "get_title": "SELECT song.title FROM songs AS song WHERE song.id = :song_id;",
    "get_mood": "SELECT mood.mood FROM moods AS mood WHERE mood.id = :song_id;",
    "get_play": "SELECT max(play.at) AS at FROM plays AS play WHERE play.song_id = :song_id;",
}
# Three savepoints, of three each; four to prepare and analyse; eight for the two plans.
ROUND_TRIPS = 21


@pytest.fixture
def songs(connection: Connection) -> Connection:
    connection.execute(TABLES)
    return connection


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the checker's own statements is run."""
    counted: Counter[str] = Counter()
    run = Session.run

    def count(session: Session, call: Call[T]) -> T:
        counted[call.statement.name] += 1
        return run(session, call)

    monkeypatch.setattr(Session, "run", count)
    return counted


def copies(folder: Path, count: int) -> Statements:
    """So many statements of each kind."""
    for number in range(count):
        for name, sql in KINDS.items():
            text = with_header(sql, "song_id: bigint  the song", returns="at most one")
            write_file(folder, text, f"songs/{name}_{number}.sql")
    return Statements.load(folder)


def round_trips(connection: Connection, statements: Statements, trace: Path) -> int:
    """How often the server is waited for while these are checked."""
    with trace.open("wb") as written:
        connection.pgconn.trace(written.fileno())
        check_all(statements, connection)
        connection.pgconn.untrace()
    return len(re.findall(rb"^[^\t]*\tF\t[0-9]+\t(?:Query|Sync)\b", trace.read_bytes(), re.MULTILINE))


def test_the_catalogs_are_read_once_for_all_statements(
    songs: Connection, tmp_path: Path, asked: Counter[str]
) -> None:
    checked = check_all(copies(tmp_path, 4), songs)

    assert [finding.rule for finding in checked.findings].count("index") == 4
    assert asked.pop("check.get_analysed_body") == 12
    assert {"check.list_index_keys", "check.list_partitions", "check.get_view"} <= asked.keys()
    assert set(asked.values()) == {1}, asked


def test_each_check_reads_the_catalogs_anew(songs: Connection, tmp_path: Path, asked: Counter[str]) -> None:
    statements = copies(tmp_path, 1)
    check_all(statements, songs)
    check_all(statements, songs)

    assert asked.pop("check.get_analysed_body") == 6
    assert set(asked.values()) == {2}, asked


def test_each_statement_takes_as_many_round_trips_as_the_one_before(
    songs: Connection, tmp_path: Path
) -> None:
    few, more, many = (
        round_trips(songs, copies(tmp_path / str(count), count), tmp_path / f"{count}.trace")
        for count in (1, 2, 8)
    )

    assert more - few == len(KINDS) * ROUND_TRIPS
    assert many - more == 6 * len(KINDS) * ROUND_TRIPS
