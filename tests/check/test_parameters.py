"""Whether None is refused, says something or can never match, from where a parameter goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tracktion_db.check.parameters.contract import check_parameters, parameter_uses

Connection = psycopg.Connection[Any]

SCHEMA = """
CREATE DOMAIN full_name AS text NOT NULL;
CREATE FUNCTION or_empty(text) RETURNS text LANGUAGE sql RETURN coalesce($1, '');
CREATE TABLE songs (id bigint PRIMARY KEY, title text NOT NULL, label text, named full_name, tags text[]);
CREATE TABLE plays (song_id bigint NOT NULL, place text);
"""
INSERT = "INSERT INTO songs (id, title, named) "

FORBIDDEN = [
    INSERT + "VALUES (1, :x, 'a');",
    INSERT + "VALUES (1, 'a', 'a'), (2, :x, 'a');",
    INSERT + "VALUES (1, lower(:x::text), 'a');",
    INSERT + "VALUES (1, 'a', :x);",
    INSERT + "SELECT 1, given.x, 'a' FROM (SELECT :x::text AS x) AS given;",
    "WITH given AS (SELECT :x::text AS x), more AS (SELECT given.x FROM given) "
    + INSERT
    + "SELECT 1, more.x, 'a' FROM more;",
    "WITH added AS (" + INSERT + "VALUES (1, :x, 'a') RETURNING id) SELECT id FROM added;",
    INSERT + "SELECT 1, g.x, 'a' FROM (VALUES (:x::text), ('b')) AS g (x);",
    INSERT + "SELECT 1, 'a', 'a' FROM songs UNION ALL SELECT 2, :x, 'a';",
    INSERT + "VALUES (7, 'a', 'a') ON CONFLICT (id) DO UPDATE SET title = :x;",
    INSERT + "VALUES (1, coalesce(NULL, :x), 'a');",
    INSERT + "VALUES (1, (SELECT place FROM plays WHERE place = :x LIMIT 1), 'a');",
    "UPDATE songs SET title = :x WHERE label = :x;",
    "UPDATE songs SET title = title || :x;",
    "UPDATE songs SET label = :x::full_name;",
]
MEANINGFUL = [
    "SELECT id FROM songs WHERE :x::text IS NULL OR title = :x;",
    "SELECT id FROM songs WHERE title = coalesce(:x, label);",
    "SELECT id FROM songs WHERE label IS NOT DISTINCT FROM :x;",
    "SELECT id FROM songs WHERE title = :x OR label IS NULL;",
    "SELECT id FROM songs WHERE label IN (:x, title);",
    "SELECT id FROM songs WHERE title = or_empty(:x);",
    "SELECT id FROM songs WHERE title = concat('a', :x);",
    "SELECT id FROM songs WHERE NOT EXISTS (SELECT 1 FROM plays WHERE place = :x);",
    "SELECT jsonb_build_object('a', :x::text);",
    "SELECT :x::text AS x;",
    "SELECT count(*) FROM songs LIMIT length(:x);",
    "UPDATE songs SET label = :x;",
    "UPDATE songs SET title = coalesce(:x, title);",
    "UPDATE songs SET title = CASE WHEN :x::text IS NULL THEN title ELSE :x END;",
    "UPDATE songs SET title = CASE WHEN label = 'a' THEN :x ELSE title END;",
    "INSERT INTO plays (song_id, place) SELECT 1, nullif(:x, '');",
    "INSERT INTO songs (id, title, named, tags) VALUES (1, 'a', 'a', ARRAY[:x]);",
]
USELESS = [
    "SELECT id FROM songs WHERE title = :x;",
    "SELECT id, :x::text AS x FROM songs WHERE title = lower(:x);",
    "SELECT id FROM songs WHERE title = :x OR label = :x;",
    "SELECT id FROM songs WHERE title LIKE :x || '%';",
    "SELECT id FROM songs WHERE label = ANY(ARRAY[:x]);",
    "SELECT id FROM songs WHERE (title, label) < (:x, 'a');",
    "SELECT id FROM songs WHERE ('a', title) < ('b', :x);",
    "SELECT songs.id FROM songs JOIN plays ON plays.place = :x;",
    "SELECT id FROM songs WHERE EXISTS (SELECT 1 FROM plays WHERE place = :x);",
    "SELECT id FROM songs WHERE id IN (SELECT song_id FROM plays WHERE place = :x);",
    "SELECT count(*) FROM songs WHERE title = :x;",
    "WITH a AS (SELECT id FROM songs WHERE title = :x) SELECT id FROM a;",
    "SELECT item FROM regexp_split_to_table(:x, ',') AS item;",
    "UPDATE songs SET label = :x WHERE title = :x;",
    "DELETE FROM songs WHERE title = :x;",
]


@pytest.fixture
def songs(connection: Connection) -> Connection:
    connection.execute(SCHEMA)
    return connection


@pytest.mark.parametrize(
    ("sql", "none"),
    [(sql, "forbidden") for sql in FORBIDDEN]
    + [(sql, "meaningful") for sql in MEANINGFUL]
    + [(sql, "useless") for sql in USELESS],
)
def test_what_becomes_of_none_follows_from_the_uses(
    songs: Connection, tmp_path: Path, sql: str, none: str
) -> None:
    (contract,) = parameter_uses(analysed(songs, tmp_path, sql, "x: text or null"))
    assert (contract.name, contract.type, contract.none) == ("x", "text", none), contract
    assert contract.elements is None


@pytest.mark.parametrize(("sql", "none", "elements"), [
    (INSERT + "SELECT 1, t, 'a' FROM unnest(:x) AS t;", "useless", "forbidden"),
    (INSERT + "SELECT 1, t, 'a' FROM unnest(:x, ARRAY['a']) AS g (t, u);", "forbidden", "forbidden"),
    (INSERT + "SELECT 1, g.t, 'a' FROM (SELECT unnest(:x) AS t) AS g;", "useless", "forbidden"),
    ("WITH given AS (SELECT :x::text[] AS x) " + INSERT + "SELECT 1, t, 'a' FROM given, unnest(given.x)"
    " AS t;",
     "useless", "forbidden"),
    ("INSERT INTO plays (song_id, place) SELECT 1, t FROM unnest(:x) AS t;", "useless", "meaningful"),
    ("SELECT id FROM songs WHERE title = ANY(:x);", "useless", "useless"),
    ("UPDATE songs SET tags = :x;", "meaningful", "meaningful"),
    ("SELECT id FROM songs WHERE :x::text[] IS NULL OR title = ANY(:x);", "meaningful", "useless"),
])  # fmt: skip
def test_the_elements_of_an_array_have_a_verdict_of_their_own(
    songs: Connection, tmp_path: Path, sql: str, none: str, elements: str
) -> None:
    (contract,) = parameter_uses(analysed(songs, tmp_path, sql, "x: text[] with nulls"))
    assert (contract.none, contract.elements) == (none, elements), contract


def test_or_null_into_a_not_null_column_is_found_and_names_it(songs: Connection, tmp_path: Path) -> None:
    found = analysed(songs, tmp_path, INSERT + "VALUES (:id, :x, 'a');", "id: bigint", "x: text or null")
    (finding,) = check_parameters(found)
    assert (finding.rule, finding.subject) == ("none-forbidden", "x")
    assert (finding.line, finding.column) == (4, 11)
    assert "songs.title, which is NOT NULL" in finding.problem


def test_or_null_where_it_never_matches_is_found(songs: Connection, tmp_path: Path) -> None:
    found = analysed(songs, tmp_path, "SELECT id FROM songs WHERE title = :x;", "x: text or null")
    (finding,) = check_parameters(found)
    assert (finding.rule, finding.subject, finding.line, finding.column) == ("none-useless", "x", 3, 11)


def test_with_nulls_into_a_not_null_column_is_found(songs: Connection, tmp_path: Path) -> None:
    sql = INSERT + "SELECT 1, t, 'a' FROM unnest(:x) AS t;"
    (finding,) = check_parameters(analysed(songs, tmp_path, sql, "x: text[] with nulls"))
    assert (finding.rule, finding.subject) == ("none-forbidden", "x")


@pytest.mark.parametrize(("sql", "parameter"), [
    (FORBIDDEN[0], "x: text"),
    (USELESS[0], "x: text"),
    (MEANINGFUL[0], "x: text or null"),
    (INSERT + "SELECT 1, t, 'a' FROM unnest(:x) AS t;", "x: text[]"),
])  # fmt: skip
def test_a_header_that_agrees_has_no_finding(
    songs: Connection, tmp_path: Path, sql: str, parameter: str
) -> None:
    assert not list(check_parameters(analysed(songs, tmp_path, sql, parameter)))


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_the_server_refuses_what_is_called_forbidden(songs: Connection, sql: str) -> None:
    songs.execute("INSERT INTO songs VALUES (7, 'a', 'b', 'c')")
    with pytest.raises(psycopg.errors.NotNullViolation):
        songs.execute(sql.replace(" WHERE label = :x", "").replace(":x", "NULL").encode())
