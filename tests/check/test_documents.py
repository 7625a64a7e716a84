"""JSON that a statement makes itself, against the nested models that read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypedDict

import psycopg
import pytest
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tests.check.made_records import make_record
from tests.check.support import analysed
from tracktion_db import JsonList, JsonObject
from tracktion_db.check.records.columns import check_types

Connection = psycopg.Connection[Any]

TABLES = """
    CREATE TABLE shows (id bigint PRIMARY KEY, title text NOT NULL, facts jsonb NOT NULL);
    CREATE TABLE plays (show_id bigint NOT NULL, title text NOT NULL, second integer);
    CREATE VIEW hosted AS SELECT id, jsonb_build_object('name', title) AS host FROM shows;
"""
PLAYS = "coalesce(jsonb_agg(jsonb_build_object('title', play.title, 'second', play.second)), '[]')"


class Play(BaseModel):
    title: str
    second: float | None = None


class Host(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    plays: JsonList[Play] = JsonList()
    nick: str = Field("", alias="nickname")


class Place(TypedDict):
    room: int


def found_in(connection: Connection, folder: Path, expression: str, annotation: Any) -> list[tuple[str, str]]:
    """Problem and advice, where a field of this annotation gets this expression over plays."""
    connection.execute(TABLES)
    record = make_record(value=annotation)
    sql = f"SELECT {expression} AS value FROM plays AS play"
    sql = expression if expression.startswith(("SELECT", "WITH")) else sql
    found = check_types(analysed(connection, folder, f"{sql};", returns=f"one songs.{record.__name__}"))
    return [(finding.problem, finding.instead) for finding in found]


@pytest.mark.parametrize(
    ("expression", "annotation"),
    [
        (PLAYS, JsonList[Play]),
        (PLAYS, list[Play]),
        (PLAYS, JsonList[JsonValue]),
        (PLAYS, list[dict[str, Any]]),
        (PLAYS, JsonValue),
        ("jsonb_build_object('title', '')", Play),
        ("jsonb_build_object('title', '', 'unread', 1)", Play),
        ("jsonb_build_object('name', '', 'nickname', '')", Host),
        (f"jsonb_build_object('name', '', 'plays', {PLAYS})", Host),
        ("jsonb_build_object('room', 1)", Place),
        ("jsonb_build_object('room', 1)", JsonObject),
        ("jsonb_build_object(play.title, 1)", Host),
        ("jsonb_build_array(1, 2)", list[int]),
        ("to_jsonb(play.title)", JsonObject),
        ("SELECT facts AS value FROM shows LIMIT 1", Host),
        ("SELECT host AS value FROM hosted LIMIT 1", Host),
        ("SELECT jsonb_build_array() AS value UNION SELECT jsonb_build_object()", Host),
    ],
)
def test_a_model_that_reads_what_is_made_is_right(
    connection: Connection, tmp_path: Path, expression: str, annotation: Any
) -> None:
    assert found_in(connection, tmp_path, expression, annotation) == []


@pytest.mark.parametrize(
    ("expression", "annotation", "problem", "instead"),
    [
        (
            "jsonb_agg(jsonb_build_object('titel', play.title))",
            JsonList[Play],
            "value[] has no key title, which Play needs",
            "write 'title' instead of 'titel'",
        ),
        (
            "jsonb_build_object('second', 1)",
            Play,
            "value has no key title, which Play needs",
            "add 'title', or give the field a default",
        ),
        (
            "jsonb_build_object('name', '', 'age', 1)",
            Host,
            "value has a key age, which Host refuses",
            "leave",
        ),
        (
            "jsonb_build_object('name', '', 'plays', jsonb_agg(jsonb_build_object('second', 1)))",
            Host | None,
            "value.plays[] has no key title, which Play needs",
            "add 'title'",
        ),
        (
            "jsonb_build_object('name', '', 'plays', jsonb_build_object('title', ''))",
            Host,
            "value.plays is a JSON object, its field holds JsonList[Play]",
            "write a model or JsonObject",
        ),
        (PLAYS, JsonObject, "value is a JSON array, its field holds dict", "write JsonList[...]"),
        (PLAYS, Play, "value is a JSON array, its field holds Play", "write JsonList[...]"),
        (
            "jsonb_build_object('a', 1)",
            JsonList[int],
            "value is a JSON object",
            "write a model or JsonObject",
        ),
        (
            "WITH one AS (SELECT host FROM hosted) SELECT one.host AS value FROM one LIMIT 1",
            Play,
            "value has no key title, which Play needs",
            "add 'title'",
        ),
    ],
)
def test_what_a_model_cannot_read_is_found(
    connection: Connection, tmp_path: Path, expression: str, annotation: Any, problem: str, instead: str
) -> None:
    ((found, advice),) = found_in(connection, tmp_path, expression, annotation)
    assert problem in found
    assert advice.startswith(instead)
