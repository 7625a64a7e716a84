"""The types of a statement's columns against those of its record's fields, with labels and limits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, Optional, TypedDict
from uuid import UUID

import psycopg
import pytest
from pydantic import AwareDatetime, BaseModel, Field, JsonValue, NaiveDatetime, SecretStr

from tests.check.made_records import make_record
from tests.check.support import analysed
from tracktion_db import JsonList, JsonObject
from tracktion_db.check.findings import Finding
from tracktion_db.check.records.columns import check_types
from tracktion_db.records import text

Connection = psycopg.Connection[Any]


class Mood(StrEnum):
    CALM = "calm"


class Host(BaseModel):
    name: str


class Place(TypedDict):
    room: int


ShowId = NewType("ShowId", UUID)
# Of type Any, because type checkers do not know ``Annotated[...] | None`` as a value.
UP_TO_19: Any = Annotated[str, Field(max_length=19)]
NOT_NEGATIVE: Any = Annotated[float, Field(ge=0)]
CENTS: Any = Annotated[Decimal, Field(max_digits=10, decimal_places=2)]
WHOLE: Any = Annotated[Decimal, Field(max_digits=3, decimal_places=0)]
OBJECT: Any = JsonObject
TYPES = """
    CREATE TYPE mood AS ENUM ('calm', 'wild');
    CREATE TYPE place AS (room integer, seat integer);
    CREATE DOMAIN short AS varchar(12);
    CREATE DOMAIN seconds AS integer CHECK (VALUE >= 0);
    CREATE TABLE shows (
        id uuid PRIMARY KEY,
        mood mood NOT NULL,
        name varchar(20) NOT NULL,
        host short,
        length seconds,
        price numeric(10, 2),
        fee numeric(3, -2)
    );
    CREATE VIEW moods AS SELECT id, mood::text AS mood FROM shows;
"""


@pytest.fixture
def shows(connection: Connection) -> Connection:
    connection.execute(TYPES)
    return connection


def of_types(connection: Connection, folder: Path, expression: str, annotation: Any) -> list[Finding]:
    """What is found where a field of this annotation gets this expression."""
    record = make_record(value=annotation)
    sql = f"SELECT {expression} AS value;"
    return list(check_types(analysed(connection, folder, sql, returns=f"one songs.{record.__name__}")))


FITS: list[tuple[str, Any]] = [
    ("true", bool),
    ("1::smallint", int),
    ("1", int),
    ("count(*)", int),
    ("1::oid", int),
    ("1.5::real", float),
    ("1.5::float8", float | None),
    ("1.5", Decimal),
    ("''::text", str),
    ("'a'::varchar(5)", str),
    ("'a'::name", str),
    ("'a'::short", Annotated[str, text(12)]),
    ("1::seconds", int),
    ("''::bytea", bytes),
    ("gen_random_uuid()", UUID),
    ("gen_random_uuid()", ShowId),
    ("now()", datetime),
    ("now()", AwareDatetime),
    ("localtimestamp", NaiveDatetime),
    ("current_date", date),
    ("localtime", time),
    ("interval '1 day'", timedelta),
    ("inet '::1'", IPv4Address | IPv6Address | IPv4Interface | IPv6Interface),
    ("'calm'::mood::text", str),
    ("'calm'::mood::text", Literal["calm", "wild"]),
    ("'calm'::mood::text", Literal["calm", "wild"] | None),
    ("'x'::text", Literal["added", "duplicate"]),
    ("1", Literal[1, 2]),
    ("'{}'::jsonb", dict[str, int]),
    ("'{}'::jsonb", JsonObject),
    ("'{}'::jsonb", OBJECT | None),
    ("'[]'::jsonb", JsonList[Host]),
    ("'[]'::jsonb", list[int]),
    ("'{}'::jsonb", Host),
    ("'{}'::jsonb", Place),
    ("'{}'::json", Host | None),
    ("'{}'::jsonb", JsonValue),
    ("ARRAY[1]", list[int]),
    ("ARRAY[1, NULL]", list[int | None]),
    ("ARRAY[[1]]", list[list[int]]),
    ("ARRAY['a']::varchar[]", list[str]),
    ("1", Any),
    ("1", object),
    ("1", Optional[int]),  # noqa: UP045 (older code says it so)
    ("1", int | str),
    ("''::text", SecretStr),
    ("'a'::varchar(5)", SecretStr | None),
]


@pytest.mark.parametrize(("expression", "annotation"), FITS)
def test_a_field_holds_what_arrives(
    shows: Connection, tmp_path: Path, expression: str, annotation: Any
) -> None:
    assert of_types(shows, tmp_path, expression, annotation) == []


MISFITS: list[tuple[str, Any, str, str]] = [
    ("true", int, "value is boolean, field value holds int", "write bool, or cast the column: ...::bigint"),
    ("1", bool, "value is integer, field value holds bool", "write int, or cast the column: ...::boolean"),
    ("1", float, "field value holds float", "write int, or cast the column: ...::double precision"),
    ("1.5", float, "value is numeric, field value holds float", "write Decimal"),
    ("1.5", NOT_NEGATIVE | None, "field value holds float", "write Decimal"),
    ("1.5::float8", Decimal, "value is double precision", "write float, or cast the column: ...::numeric"),
    ("now()", date, "value is timestamp with time zone", "write datetime, or cast the column: ...::date"),
    ("current_date", datetime, "value is date", "write date, or cast"),
    ("now()", NaiveDatetime, "holds NaiveDatetime", "write datetime"),
    ("localtimestamp", AwareDatetime, "value is timestamp without time zone", "write datetime"),
    ("'a'::varchar(5)", int, "value is character varying(5)", "write str"),
    ("1.5::numeric(10,2)", str, "value is numeric(10,2)", "write Decimal, or cast the column: ...::text"),
    ("''", bytes, "value is text", "write str"),
    ("''", Mood, "field value holds Mood", "write str"),
    ("''", UUID, "value is text, field value holds UUID", "write str, or cast the column: ...::uuid"),
    ("gen_random_uuid()", str | None, "value is uuid", "write UUID"),
    ("1", Literal["a"], "field value holds Literal['a']", "write int"),
    ("true", Literal[1], "field value holds Literal[1]", "write bool"),
    ("inet '::1'", IPv4Address | IPv6Address, "value is inet", "IPv4Interface"),
    ("'{}'::jsonb", str, "value is jsonb, field value holds str", "or cast the column: ...::text"),
    ("'{}'::jsonb", datetime, "value is jsonb", "write JsonObject, JsonList[...] or a model"),
    ("ARRAY[1]", list[str], "value is integer[], field value holds list[str]", "write list[int]"),
    ("ARRAY[true]", list[int | None], "holds list[int | None]", "write list[bool]"),
    ("ARRAY[1]", int, "value is integer[]", "write list[int]"),
    ("1", list[int], "value is integer, field value holds list[int]", "write int"),
    ("int4range(1, 2)", int, "value is int4range", "cast the column: ...::text AS value"),
    ("'calm'::mood", str, "of type mood, which cannot be read in binary", "cast it: ...::text AS value"),
    ("'calm'::mood", Any, "of type mood, which cannot be read in binary", "cast it: ...::text AS value"),
    ("ARRAY['calm'::mood]", list[str], "of type mood[]", "cast it: ...::text[] AS value"),
    ("ARRAY[point '(1,2)']", list[str], "of type point[]", "cast it: ...::text[] AS value"),
    ("ROW(1, 2)::place", Host, "of the composite type place", "to_jsonb(...)"),
    ("ARRAY[ROW(1, 2)::place]", list[Host], "of the composite type place[]", "to_jsonb(...)"),
    ("ROW(1, 2)", Any, "of the composite type record", "to_jsonb(...)"),
    ("ARRAY['{}'::jsonb]", list[Host], "is an array of JSON", "to_jsonb(...)"),
    ("1", SecretStr, "value is integer, field value holds SecretStr", "write int"),
]


@pytest.mark.parametrize(("expression", "annotation", "problem", "instead"), MISFITS)
def test_what_a_field_does_not_hold_is_found(
    shows: Connection, tmp_path: Path, expression: str, annotation: Any, problem: str, instead: str
) -> None:
    (found,) = of_types(shows, tmp_path, expression, annotation)
    assert (found.rule, found.subject) == ("type", "value")
    assert problem in found.problem
    assert instead in found.instead


def test_labels_of_an_enum_are_compared_with_the_literals_of_its_text(
    shows: Connection, tmp_path: Path
) -> None:
    (missing,) = of_types(shows, tmp_path, "'calm'::mood::text", Literal["calm"])
    assert missing.problem == "the enum mood has labels that field value does not hold: wild"
    assert missing.instead == "write Literal['calm', 'wild']"
    (unknown,) = of_types(shows, tmp_path, "'calm'::mood::text", Literal["calm", "wild", "mild"])
    assert unknown.problem == "field value holds 'mild', which is no label of the enum mood"
    assert len(of_types(shows, tmp_path, "'calm'::mood::text", Literal["clam", "wild"])) == 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT show.mood::text AS value FROM shows AS show",
        "SELECT show.mood::varchar AS value FROM shows AS show",
        "SELECT one.mood AS value FROM moods AS one",
        "SELECT one.mood AS value FROM (SELECT show.mood::text FROM shows AS show) AS one",
        "WITH one AS (SELECT show.mood::text FROM shows AS show) SELECT one.mood AS value FROM one",
        "WITH one AS (SELECT mood FROM moods) SELECT two.value FROM (SELECT mood AS value FROM one) AS two",
        "SELECT mood AS value FROM moods NATURAL FULL JOIN (SELECT 1 AS room) AS other GROUP BY mood",
        "UPDATE shows AS show SET name = '' RETURNING show.mood::text AS value",
        "WITH new AS (DELETE FROM shows RETURNING mood::text AS old) SELECT new.old AS value FROM new",
    ],
)
def test_an_enum_is_followed_to_where_it_is_cast(shows: Connection, tmp_path: Path, sql: str) -> None:
    record = make_record(value=Literal["calm"], room=int)
    returns = f"at most one songs.{record.__name__}"
    (found,) = check_types(analysed(shows, tmp_path, f"{sql};", returns=returns))
    assert "labels that field value does not hold: wild" in found.problem


def test_a_union_of_texts_is_not_taken_for_one_enum(shows: Connection, tmp_path: Path) -> None:
    record = make_record(value=Literal["calm", "other"])
    sql = "SELECT mood AS value FROM moods UNION ALL SELECT 'other' LIMIT 1;"
    assert not list(
        check_types(analysed(shows, tmp_path, sql, returns=f"at most one songs.{record.__name__}"))
    )


@pytest.mark.parametrize(
    ("column", "annotation", "problem"),
    [
        (
            "name",
            Annotated[str, text(10)],
            "field name has max_length=10, its column is character varying(20)",
        ),
        ("name", UP_TO_19 | None, "max_length=19"),
        ("name", Annotated[str, text(40), Field(max_length=5)], "max_length=5"),
        (
            "host",
            Annotated[str, text(11)],
            "field host has max_length=11, its column is character varying(12)",
        ),
        ("price", Annotated[Decimal, Field(max_digits=9)], "has max_digits=9, its column is numeric(10,2)"),
        ("price", Annotated[Decimal, Field(decimal_places=1)], "has decimal_places=1"),
    ],
)
def test_a_limit_below_that_of_the_column_is_found(
    shows: Connection, tmp_path: Path, column: str, annotation: Any, problem: str
) -> None:
    record = make_record(**{column: annotation})
    sql = f"SELECT show.{column} FROM shows AS show LIMIT 1;"
    (found,) = check_types(analysed(shows, tmp_path, sql, returns=f"at most one songs.{record.__name__}"))
    assert problem in found.problem
    assert (found.rule, found.subject) == ("type", column)


@pytest.mark.parametrize(
    ("column", "annotation"),
    [
        ("name", Annotated[str, text(20)]),
        ("name", str),
        ("price", CENTS | None),
        ("fee", WHOLE | None),
    ],
)
def test_a_limit_of_the_column_or_above_is_none_to_find(
    shows: Connection, tmp_path: Path, column: str, annotation: Any
) -> None:
    record = make_record(**{column: annotation})
    sql = f"SELECT show.{column} FROM shows AS show LIMIT 1;"
    assert not list(
        check_types(analysed(shows, tmp_path, sql, returns=f"at most one songs.{record.__name__}"))
    )
