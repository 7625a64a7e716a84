"""What would not run with one schema for each tenant on several servers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tests.statements.files import assert_refused, with_header
from tracktion_db.check.portability import check_portability
from tracktion_db.check.reading.analysis import Analysed

Connection = psycopg.Connection[Any]

SCHEMA = """
CREATE SCHEMA tenant_1;
CREATE SCHEMA shared;
CREATE EXTENSION pg_trgm SCHEMA public;
CREATE TABLE tenant_1.songs (id bigint);
CREATE TABLE public.songs (id bigint PRIMARY KEY, title text NOT NULL, heard_at timestamptz NOT NULL);
CREATE FUNCTION tenant_1.fold(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN lower($1);
CREATE FUNCTION shared.fold(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN lower($1);
CREATE FUNCTION public.fold(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN lower($1);
"""
INSERT = "INSERT INTO songs (id, title, heard_at) VALUES (1, 'a', now()) "


@pytest.fixture
def songs(connection: Connection) -> Connection:
    connection.execute(SCHEMA)
    return connection


def places(found: Analysed, marked: str) -> list[tuple[str, int]]:
    """The rule and the place that the mark ⟨ says, of the one finding that must be there."""
    start = found.source.text.index(marked.replace("⟨", ""))
    place = found.source.place(start + marked.index("⟨"))
    findings = list(check_portability(found))
    assert [(finding.line, finding.column) for finding in findings] == [place[:2]], findings
    return [(finding.rule, finding.column) for finding in findings]


@pytest.mark.parametrize("marked", [
    "SELECT id FROM ⟨tenant_1.songs;",
    "SELECT id FROM ⟨public.songs;",
    "SELECT ⟨tenant_1.fold(title) FROM songs;",
    "SELECT ⟨public.fold(title) FROM songs;",
    'DELETE FROM ⟨"tenant_1".songs WHERE id = 1;',
    "INSERT INTO ⟨tenant_1.songs (id) VALUES (1);",
])  # fmt: skip
def test_the_schema_of_a_tenant_is_found(songs: Connection, tmp_path: Path, marked: str) -> None:
    found = analysed(songs, tmp_path, marked.replace("⟨", ""))
    assert [rule for rule, _ in places(found, marked)] == ["schema-name"]


def test_the_schema_of_a_copy_is_found(songs: Connection, tmp_path: Path) -> None:
    marked = "COPY ⟨tenant_1.songs (id) FROM STDIN (FORMAT BINARY);"
    found = analysed(songs, tmp_path, marked.replace("⟨", ""), "id: bigint", returns="count")
    assert [rule for rule, _ in places(found, marked)] == ["schema-name"]


@pytest.mark.parametrize("marked", [
    "UPDATE songs SET title = ⟨random()::text WHERE id = 1;",
    "UPDATE songs SET title = ⟨to_char(heard_at, 'YYYY') WHERE id = 1;",
    "UPDATE songs SET title = 'a' WHERE heard_at ⟨+ '1 day'::interval < now();",
    "UPDATE songs SET title = 'a' WHERE heard_at::⟨date < '2020-01-01';",
    "DELETE FROM songs WHERE id < ⟨random();",
    "DELETE FROM songs WHERE id = 1 RETURNING ⟨now() AS gone_at;",
    "DELETE FROM songs WHERE id = 1 RETURNING ⟨current_timestamp AS gone_at;",
    INSERT + "RETURNING ⟨gen_random_uuid() AS key;",
    INSERT + "ON CONFLICT (id) DO UPDATE SET heard_at = ⟨now();",
    INSERT + "ON CONFLICT (id) DO UPDATE SET title = 'b' WHERE songs.heard_at < ⟨now();",
    "WITH gone AS (DELETE FROM songs WHERE id < ⟨random() RETURNING id) SELECT id FROM gone;",
    "⟨MERGE INTO songs USING (SELECT 1 AS id) AS s ON s.id = songs.id WHEN MATCHED THEN DELETE;",
])  # fmt: skip
def test_what_each_server_would_compute_otherwise_is_found(
    songs: Connection, tmp_path: Path, marked: str
) -> None:
    found = analysed(songs, tmp_path, marked.replace("⟨", ""))
    assert [rule for rule, _ in places(found, marked)] == ["write-functions"]


@pytest.mark.parametrize("sql", [
    "SELECT pg_catalog.lower(title), shared.fold(title), public.similarity(title, 'a') FROM songs;",
    "SELECT id FROM songs WHERE title OPERATOR(public.%) 'a' AND title OPERATOR(pg_catalog.=) 'b';",
    "SELECT tenant_1.id FROM songs AS tenant_1;",
    "SELECT 'tenant_1.songs' FROM songs AS song WHERE song.id = 1 -- tenant_1.songs\n;",
    "UPDATE songs SET heard_at = now(), title = lower(title) WHERE heard_at < now() - '1 day'::interval;",
    "WITH x AS (SELECT random() AS r) UPDATE songs SET title = x.r::text FROM x WHERE id = 1;",
    "SELECT random(), now() FROM songs WHERE heard_at + '1 day'::interval < now();",
    "DELETE FROM songs WHERE heard_at < current_timestamp RETURNING id, upper(title) AS title;",
    INSERT + "ON CONFLICT (id) DO UPDATE SET heard_at = excluded.heard_at RETURNING id;",
    "INSERT INTO songs (id, title, heard_at) VALUES (1, gen_random_uuid()::text, now());",
])  # fmt: skip
def test_what_runs_anywhere_has_no_finding(songs: Connection, tmp_path: Path, sql: str) -> None:
    assert not list(check_portability(analysed(songs, tmp_path, sql)))


def test_the_loader_refuses_a_copy_that_goes_on_after_errors(tmp_path: Path) -> None:
    sql = "⟨COPY songs (id) FROM STDIN (FORMAT BINARY, ON_ERROR ignore);"
    marked = with_header(sql, "id: bigint", returns="count")
    assert_refused(tmp_path, marked, "a COPY that is not a binary one from the client", "FORMAT BINARY")
