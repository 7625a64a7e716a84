"""``describe``: what is told of a statement, to programs and to people, with a header or without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.made_records import make_record
from tests.statements.files import load_file, with_header, write_file
from tracktion_db import JsonList
from tracktion_db.check.describe import describe
from tracktion_db.errors import StatementError

Connection = psycopg.Connection[Any]

TABLES = """
    CREATE TYPE mood AS ENUM ('calm', 'wild');
    CREATE DOMAIN label AS varchar(40);
    CREATE TABLE shows (
        id uuid PRIMARY KEY,
        title label NOT NULL,
        host text,
        mood mood NOT NULL,
        price numeric(10, 2),
        tags text[] NOT NULL,
        playlist jsonb NOT NULL
    );
    CREATE TABLE plays (show_id uuid NOT NULL REFERENCES shows, second integer NOT NULL);
"""
LATE_SHOWS = """\
SELECT
    show.id,
    show.title,
    show.host,
    show.mood::text AS mood,
    show.price,
    show.tags,
    show.playlist,
    count(play.second) AS plays,
    max(play.second) AS last
FROM shows AS show
LEFT JOIN plays AS play ON show.id = play.show_id
WHERE show.host = :host AND (:since::integer IS NULL OR play.second > :since)
GROUP BY show.id
ORDER BY show.id;
"""


@pytest.fixture
def shows(connection: Connection) -> Connection:
    connection.execute(TABLES)
    return connection


def test_programs_are_told_parameters_columns_rows_reads_and_writes(
    shows: Connection, tmp_path: Path
) -> None:
    path = write_file(tmp_path, LATE_SHOWS, "radio/list_late_shows.sql")
    told = describe(path, shows).to_json()
    assert list(told) == ["parameters", "columns", "cardinality", "read_only", "reads", "writes"]
    assert told["parameters"] == [
        {"name": "host", "type": "text", "none": "useless"},
        {"name": "since", "type": "integer", "none": "meaningful"},
    ]
    assert [tuple(column.values())[:3] for column in told["columns"]] == [
        ("id", "uuid", False),
        ("title", "label", False),
        ("host", "text", False),
        ("mood", "text", False),
        ("price", "numeric(10,2)", True),
        ("tags", "text[]", False),
        ("playlist", "jsonb", False),
        ("plays", "bigint", False),
        ("last", "integer", True),
    ]
    assert all(set(column) == {"name", "type", "nullable", "because"} for column in told["columns"])
    assert told["columns"][0]["because"] == "shows.id is NOT NULL"
    assert "LEFT JOIN at 12:1" in told["columns"][8]["because"]
    assert told["cardinality"]["kind"] == "many"
    assert told["cardinality"]["proof"]
    assert told["read_only"] is True
    assert told["reads"] == {
        "plays": ["second", "show_id"],
        "shows": ["host", "id", "mood", "playlist", "price", "tags", "title"],
    }
    assert told["writes"] == {}


def test_people_are_given_the_header_and_the_record_that_the_file_needs(
    shows: Connection, tmp_path: Path
) -> None:
    path = write_file(tmp_path, LATE_SHOWS, "radio/list_late_shows.sql")
    found = describe(str(path), shows)
    assert found.header == (
        "-- What it answers or does, in a sentence.\n"
        "--\n"
        "-- :param host: text  what it is\n"
        "-- :param since: integer or null  what it is\n"
        "-- :returns: many radio.LateShow\n"
        "-- :access: read"
    )
    assert found.record == (
        "class LateShow(Record):\n"
        '    """What a row is."""\n'
        "\n"
        "    id: UUID\n"
        "    title: str\n"
        "    host: str\n"
        "    mood: Literal['calm', 'wild']\n"
        "    price: Decimal | None\n"
        "    tags: list[str | None]\n"
        "    playlist: JsonObject\n"
        "    plays: int\n"
        "    last: int | None"
    )
    shown = str(found)
    assert shown.startswith(f"{path}\n\nparameters\n  host   text     None is useless: ")
    assert "\n  read only    yes: " in shown
    assert shown.endswith(f"{found.header}\n\n{found.record}")


def test_the_header_that_is_drafted_loads_and_describes_the_same(shows: Connection, tmp_path: Path) -> None:
    path = write_file(tmp_path, LATE_SHOWS, "radio/list_late_shows.sql")
    statement = load_file(tmp_path / "again", f"{describe(path, shows).header}\n{LATE_SHOWS}")
    headed, bare = describe(statement, shows), describe(path, shows)
    assert (headed.header, headed.record) == (bare.header, bare.record)
    # Without a header nothing says that a parameter is never None.
    assert [column[:3] for column in headed.columns] == [column[:3] for column in bare.columns]


def test_the_words_and_waivers_of_a_header_are_kept(shows: Connection, tmp_path: Path) -> None:
    record = make_record(playlist=JsonList[int])
    headed = with_header(
        "SELECT show.playlist FROM shows AS show WHERE show.id = :show_id;",
        "show_id: uuid  the show",
        returns=f"one radio.{record.__name__}",
        access="read\n-- :plan: custom  some shows are rare\n"
        "-- :set: app.user_id = show_id\n-- :extension: plpgsql\n-- :waive index: few shows",
    )
    found = describe(load_file(tmp_path, headed), shows)
    assert found.header == headed.partition("\nSELECT")[0]
    assert found.record.endswith("    playlist: JsonList[int]")
    assert found.cardinality.kind == "at most one"


def test_a_claim_to_read_only_that_is_waived_is_kept(shows: Connection, tmp_path: Path) -> None:
    headed = with_header(
        "SELECT pg_temp.guessed() AS number;",
        returns="one",
        access="read\n-- :waive read-only: it only looks",
    )
    body = "'BEGIN RETURN 1; END'"
    shows.execute(f"CREATE FUNCTION pg_temp.guessed() RETURNS int LANGUAGE plpgsql AS {body}".encode())
    found = describe(load_file(tmp_path, headed), shows)
    assert not found.read_only.proved
    assert "\n-- :access: read\n" in found.header


def test_writes_are_told_by_table_and_column(shows: Connection, tmp_path: Path) -> None:
    path = write_file(tmp_path, "UPDATE shows AS show SET host = :host WHERE show.id = :id;")
    told = describe(path, shows)
    assert told.to_json()["writes"] == {"shows": ["host"]}
    assert told.to_json()["reads"] == {"shows": ["id"]}
    assert (told.read_only.proved, told.cardinality.kind, told.record) == (False, "count", "")
    assert "-- :param host: text or null  what it is" in told.header
    assert "-- :returns: count" in told.header


def test_a_column_that_no_field_holds_says_what_to_do(shows: Connection, tmp_path: Path) -> None:
    sql = (
        "SELECT show.mood, ARRAY['a', 'b'] AS two, jsonb_build_array(1) AS three FROM shows AS show LIMIT 1;"
    )
    told = describe(write_file(tmp_path, sql), shows).record
    assert "    mood: str  # after a cast in the statement" in told
    assert told.endswith("    two: list[str]\n    three: JsonList[JsonValue]")


def test_a_column_whose_name_is_no_field_is_to_be_named(shows: Connection, tmp_path: Path) -> None:
    sql = "SELECT 1, 2 AS one, 3 AS one, 4 AS class FROM shows AS show LIMIT 1;"
    told = describe(write_file(tmp_path, sql), shows).record
    assert told.endswith(
        "    # column 1 is called '?column?': give it a name of its own, ... AS name\n"
        "    one: int\n"
        "    # column 3 is called 'one': give it a name of its own, ... AS name\n"
        "    # column 4 is called 'class': give it a name of its own, ... AS name"
    )


def test_a_parameter_that_no_header_can_type_is_given_as_text_and_cast(
    shows: Connection, tmp_path: Path
) -> None:
    told = describe(
        write_file(tmp_path, "SELECT show.id FROM shows AS show WHERE show.mood = :mood LIMIT 1;"), shows
    )
    assert "-- :param mood: text  what it is; in the statement (:mood)::mood\n" in told.header
    cast = "SELECT show.id FROM shows AS show WHERE show.mood = (:mood)::mood LIMIT 1;"
    assert describe(load_file(tmp_path / "again", f"{told.header}\n{cast}"), shows).header == told.header


def test_what_the_server_cannot_analyse_keeps_its_parameters(shows: Connection, tmp_path: Path) -> None:
    # No function takes a parameter of the type record.
    sql = "SELECT play.second FROM plays AS play WHERE ROW(play.show_id, 1) = :pair AND play.second > :n;"
    told = describe(write_file(tmp_path, sql), shows)
    assert [known["none"] for known in told.to_json()["parameters"]] == ["meaningful", "meaningful"]
    assert [known.name for known in told.parameters] == ["pair", "n"]
    assert "-- :param n: integer or null  what it is\n" in told.header


def test_a_command_without_a_tree_is_described_as_far_as_it_goes(shows: Connection, tmp_path: Path) -> None:
    found = describe(write_file(tmp_path, "TRUNCATE plays;"), shows)
    assert found.to_json()["cardinality"] == {"kind": "nothing", "proof": "it answers no rows"}
    assert found.to_json()["read_only"] is False
    (note,) = found.notes
    assert "analyses no such command" in note


def test_what_the_server_refuses_is_an_error_at_its_place(shows: Connection, tmp_path: Path) -> None:
    path = write_file(tmp_path, "SELECT show.titel FROM shows AS show;")
    with pytest.raises(StatementError, match="the server refuses the statement") as caught:
        describe(path, shows)
    assert (caught.value.path, caught.value.line, caught.value.column) == (str(path), 1, 8)


def test_a_file_that_is_no_statement_is_an_error(shows: Connection, tmp_path: Path) -> None:
    with pytest.raises(StatementError, match="no statement in this file"):
        describe(write_file(tmp_path, "-- nothing\n"), shows)
    with pytest.raises(StatementError, match="unknown shape"):
        describe(write_file(tmp_path, with_header("SELECT 1;", returns="two")), shows)
