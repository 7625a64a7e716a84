"""Fields against verdicts: where None must be allowed, where it is useless, and what arrays hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import psycopg
import pytest
from pydantic import Field, JsonValue

from tests.check.made_records import make_record
from tests.check.support import analysed
from tracktion_db import JsonObject
from tracktion_db.check.findings import Finding
from tracktion_db.check.records.nullable import check_never_null, check_nullable

Connection = psycopg.Connection[Any]

SHORT: Any = Annotated[str, Field(max_length=5)]
OBJECT: Any = JsonObject
TABLES = """
    CREATE TABLE songs (
        id bigint PRIMARY KEY, title text NOT NULL, mood text, tags text[] NOT NULL, facts jsonb
    );
    CREATE VIEW tagged AS SELECT id, ARRAY(SELECT title FROM songs) AS titles FROM songs;
"""


@pytest.fixture
def songs(connection: Connection) -> Connection:
    connection.execute(TABLES)
    return connection


def found_in(connection: Connection, folder: Path, expression: str, annotation: Any) -> list[Finding]:
    """What is found where a field of this annotation gets this expression over songs."""
    record = make_record(value=annotation)
    sql = expression
    if not sql.startswith(("SELECT", "WITH", "UPDATE")):
        sql = f"SELECT {expression} AS value FROM songs AS song LEFT JOIN songs AS other ON other.id = :id"
    found = analysed(connection, folder, f"{sql};", "id: bigint", returns=f"one x.{record.__name__}")
    return [*check_nullable(found), *check_never_null([found])]


@pytest.mark.parametrize(
    ("expression", "annotation"),
    [
        ("song.title", str),
        ("song.mood", str | None),
        ("song.mood", SHORT | None),
        ("song.mood", Annotated[str | None, Field(max_length=5)]),
        ("song.mood", Literal["calm"] | None),
        ("coalesce(song.mood, '')", str),
        ("other.title", str | None),
        ("song.facts", OBJECT | None),
        ("song.facts", JsonValue),
        ("song.title", Any),
        ("song.mood", Any),
    ],
)
def test_a_field_that_says_what_its_column_may_be_is_right(
    songs: Connection, tmp_path: Path, expression: str, annotation: Any
) -> None:
    assert found_in(songs, tmp_path, expression, annotation) == []


@pytest.mark.parametrize(
    ("expression", "annotation", "problem", "instead"),
    [
        ("song.mood", str, "songs.mood may be null", "write value: str | None, or"),
        ("song.mood", Literal["calm"], "songs.mood may be null", "write value: Literal['calm'] | None, or"),
        ("song.facts", dict[str, int], "songs.facts may be null", "write value: dict[str, int] | None, or"),
        ("other.title", str, "null side of LEFT JOIN at 5:48", "write value: str | None, or"),
        ("song.title", str | None, "songs.title is NOT NULL", "write value: str"),
        ("song.title", SHORT | None, "songs.title is NOT NULL", "write value: str"),
        ("count(*)", int | None, "is never null", "write value: int"),
    ],
)
def test_a_field_that_says_something_else_is_found_with_the_reason(
    songs: Connection, tmp_path: Path, expression: str, annotation: Any, problem: str, instead: str
) -> None:
    (found,) = found_in(songs, tmp_path, expression, annotation)
    assert (found.rule, found.subject) == ("nullable", "value")
    assert problem in found.problem
    assert found.instead.startswith(instead)
    assert (found.line, found.column) == (5, 8)


WITHOUT_NULLS = [
    "ARRAY[song.title, 'x']",
    "ARRAY(SELECT inner_.title FROM songs AS inner_)",
    "coalesce(array_agg(song.title), '{}')",
    "coalesce(array_agg(song.mood) FILTER (WHERE song.mood IS NOT NULL), '{}')",
    "array_remove(song.tags, NULL)",
    "array_remove(song.tags, NULL)::varchar[]",
    "string_to_array(song.title, ',')",
    "'{a,b}'::text[]",
    "SELECT one.titles AS value FROM tagged AS one",
    "SELECT one.all_ AS value FROM (SELECT ARRAY[title] AS all_ FROM songs WHERE id = :id) AS one",
    "WITH one AS (SELECT ARRAY[title] AS all_ FROM songs WHERE id = :id) SELECT all_ AS value FROM one",
    "SELECT ARRAY['a'] AS value WHERE :id > 0 UNION ALL SELECT ARRAY[title] FROM songs",
    "SELECT ARRAY['a'] AS value WHERE :id > 0 EXCEPT SELECT tags FROM songs",
    "UPDATE songs SET mood = '' WHERE id = :id RETURNING ARRAY[title] AS value",
]
WITH_NULLS = [
    ("song.tags", "nothing keeps null out of the array song.tags"),
    ("ARRAY[song.title, song.mood]", "songs.mood may be null"),
    ("ARRAY(SELECT inner_.mood FROM songs AS inner_)", "songs.mood may be null"),
    ("coalesce(array_agg(song.mood), '{}')", "array_agg(): songs.mood may be null"),
    ("coalesce(array_agg(song.mood) FILTER (WHERE song.id > 0), '{}')", "songs.mood may be null"),
    ("array_remove(song.tags, 'x')", "may be null"),
    ("'{a,NULL}'::text[]", "may be null"),
    ("SELECT one.tags AS value FROM (SELECT tags FROM songs WHERE id = :id OFFSET 0) AS one", "songs.tags"),
    ("SELECT ARRAY['a'] AS value WHERE :id > 0 UNION ALL SELECT tags FROM songs", "songs.tags"),
]


def with_id(sql: str) -> str:
    return sql if ":id" in sql or not sql.startswith("SELECT") else f"{sql} WHERE one.id = :id"


@pytest.mark.parametrize("expression", WITHOUT_NULLS)
def test_an_array_that_shows_that_it_holds_no_null_is_a_list_without_none(
    songs: Connection, tmp_path: Path, expression: str
) -> None:
    assert not found_in(songs, tmp_path, with_id(expression), list[str])
    assert not found_in(songs, tmp_path, with_id(expression), list[str | None])


@pytest.mark.parametrize(("expression", "because"), WITH_NULLS)
def test_any_other_array_may_hold_null(
    songs: Connection, tmp_path: Path, expression: str, because: str
) -> None:
    (found,) = found_in(songs, tmp_path, with_id(expression), list[str])
    assert found.problem.startswith("an item of column value may be null, list[str] of Made")
    assert because in found.problem
    assert found.instead.startswith("write value: list[str | None], or")
    assert not found_in(songs, tmp_path, with_id(expression), list[str | None])
