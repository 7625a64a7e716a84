"""The columns of a statement against the fields of its record, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.check.made_records import make_record
from tests.check.support import analysed, told
from tracktion_db.check.findings import Finding
from tracktion_db.check.records.columns import check_columns, check_types

Connection = psycopg.Connection[Any]

SHOWS = "CREATE TABLE shows (id uuid PRIMARY KEY)"


def of_names(connection: Connection, folder: Path, columns: str, fields: Mapping[str, Any]) -> list[Finding]:
    record = make_record(**fields)
    sql = f"SELECT\n    {columns};"
    return list(check_columns(analysed(connection, folder, sql, returns=f"one songs.{record.__name__}")))


def test_the_order_of_columns_does_not_matter(connection: Connection, tmp_path: Path) -> None:
    assert not of_names(connection, tmp_path, "1 AS a, 2 AS b", {"b": int, "a": int})


def test_a_misspelt_column_is_told_once_and_with_its_field(connection: Connection, tmp_path: Path) -> None:
    (found,) = of_names(connection, tmp_path, "1 AS id, 2 AS file_hsh", {"id": int, "file_hash": int})
    assert "has no field file_hsh" in found.problem
    assert found.instead == "write AS file_hash, or call the field file_hsh"
    assert (found.rule, found.subject, found.line, found.column) == ("columns", "file_hsh", 5, 14)


def test_missing_and_extra_columns_are_found(connection: Connection, tmp_path: Path) -> None:
    found = of_names(connection, tmp_path, "1 AS id, 2 AS title", {"id": int, "year": int})
    assert told(found) == [("columns", "title"), ("columns", "year")]
    assert "leave it out, or add the field title" in found[0].instead
    assert "no column for the field year" in found[1].problem
    assert found[1].line == 3  # where the header names the record


def test_an_extra_column_like_one_that_is_there_is_told_so(connection: Connection, tmp_path: Path) -> None:
    (found,) = of_names(connection, tmp_path, "1 AS title, 2 AS titles", {"title": int})
    assert "there is a column title already" in found.instead


def test_a_name_that_comes_twice_is_found_at_the_second(connection: Connection, tmp_path: Path) -> None:
    (found,) = of_names(connection, tmp_path, "1 AS id, 2 AS id", {"id": int})
    assert found.problem == "a second column id"
    assert found.column == 14


def test_a_write_that_promises_a_row_without_returning_is_found(
    connection: Connection, tmp_path: Path
) -> None:
    connection.execute(SHOWS)
    record = make_record(id=UUID)
    sql = "DELETE FROM shows WHERE id = :show_id;"
    one = analysed(connection, tmp_path, sql, "show_id: uuid", returns=f"one songs.{record.__name__}")
    (found,) = check_columns(one)
    assert "it returns one, but the statement answers no columns" in found.problem


def test_counts_have_no_columns_to_compare(connection: Connection, tmp_path: Path) -> None:
    connection.execute(SHOWS)
    one = analysed(
        connection, tmp_path, "DELETE FROM shows WHERE id = :show_id;", "show_id: uuid", returns="count"
    )
    assert not list(check_columns(one))
    assert not list(check_types(one))


@pytest.mark.parametrize("returns", ["count", "nothing"])
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM shows;",
        "VALUES (1), (2);",
        "DELETE FROM shows WHERE id = gen_random_uuid() RETURNING id;",
        "WITH gone AS (DELETE FROM shows RETURNING id) SELECT count(*) AS count FROM gone;",
        "SHOW work_mem;",
    ],
)
def test_rows_that_the_header_does_not_speak_of_are_found(
    connection: Connection, tmp_path: Path, returns: str, sql: str
) -> None:
    connection.execute(SHOWS)
    (found,) = check_columns(analysed(connection, tmp_path, sql, returns=returns))
    assert found.rule == "columns"
    assert found.problem == f"it returns {returns}, but the statement answers rows"
    assert found.line == 3  # where the header says so


def test_a_function_of_no_answer_is_called_for_nothing_and_is_no_count(
    connection: Connection, tmp_path: Path
) -> None:
    sql = "SELECT pg_notify('shows', 'new');"
    assert not list(check_columns(analysed(connection, tmp_path, sql, returns="nothing")))
    assert told(check_columns(analysed(connection, tmp_path, sql, returns="count"))) == [("columns", None)]


def test_what_is_returned_to_a_part_of_a_write_is_no_answer(connection: Connection, tmp_path: Path) -> None:
    connection.execute(SHOWS)
    sql = (
        "WITH gone AS (DELETE FROM shows RETURNING id)\n"
        "INSERT INTO shows (id) SELECT gen_random_uuid() FROM gone;"
    )
    assert not list(check_columns(analysed(connection, tmp_path, sql, returns="count")))
