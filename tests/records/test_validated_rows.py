"""``DB_VALIDATE_ROWS=1`` finds rows that do not fit their record; without it they pass, on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tests.fixtures.executors import Run
from tests.statements.files import with_header, write_file
from tracktion_db import Call, JsonList, Record, Statements
from tracktion_db.call import many, one
from tracktion_db.errors import StatementError


class Item(BaseModel):
    title: str


class Row(Record):
    number: int
    items: JsonList[Item]
    first: Item | None


def call_of(folder: Path, select: str, *, shape: str = "one") -> Call[Any]:
    write_file(folder, with_header(select, returns=f"{shape} songs.Row", access="read"))
    statement = Statements.load(folder)["songs.do_it"]
    return many(statement, Row) if shape == "many" else one(statement, Row)


GOOD = """SELECT 1 AS number, '[{"title": "a"}]'::jsonb AS items, '{"title": "b"}'::jsonb AS first;"""
WRONG = {
    "text for int": ("SELECT '1' AS number, '[]'::jsonb AS items, NULL::jsonb AS first;", "number"),
    "numeric for int": ("SELECT 1.0 AS number, '[]'::jsonb AS items, NULL::jsonb AS first;", "number"),
    "null for int": ("SELECT NULL::int AS number, '[]'::jsonb AS items, NULL::jsonb AS first;", "number"),
    "null for a list": ("SELECT 1 AS number, NULL::jsonb AS items, NULL::jsonb AS first;", "items"),
    "bad item": ("""SELECT 1 AS number, '[{"name": "a"}]'::jsonb AS items, NULL::jsonb AS first;""", "items"),
    "object for a list": ("SELECT 1 AS number, '{}'::jsonb AS items, NULL::jsonb AS first;", "items"),
    "two fields": ("SELECT '1' AS number, NULL::jsonb AS items, NULL::jsonb AS first;", "items, number"),
}


def test_a_row_that_fits_is_the_same_record_either_way(
    validating_read: Run, read: Run, tmp_path: Path
) -> None:
    call = call_of(tmp_path, GOOD)
    assert validating_read(call) == read(call)
    assert validating_read(call).items == [Item(title="a")]


@pytest.mark.parametrize(("select", "fields"), WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("shape", ["one", "many"])
def test_a_row_that_does_not_fit_is_found(
    validating_read: Run, tmp_path: Path, select: str, fields: str, shape: str
) -> None:
    ordered = select.replace(";", " ORDER BY number;") if shape == "many" else select
    with pytest.raises(StatementError) as caught:
        validating_read(call_of(tmp_path, ordered, shape=shape))
    assert str(caught.value) == f"songs.do_it: a row does not fit Row: {fields}"
    assert caught.value.statement == "songs.do_it"
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_without_the_switch_a_wrong_type_passes_so_that_the_test_above_proves_something(
    read: Run, tmp_path: Path
) -> None:
    row = read(call_of(tmp_path, WRONG["text for int"][0]))
    assert row.number == "1"


@pytest.mark.parametrize("document", ['["geheim"]', '{"name": "geheim"}'])
def test_a_document_that_is_read_at_once_and_does_not_fit_is_our_error(
    read: Run, tmp_path: Path, document: str
) -> None:
    select = f"SELECT 1 AS number, '[]'::jsonb AS items, '{document}'::jsonb AS first;"
    with pytest.raises(StatementError) as caught:
        read(call_of(tmp_path, select))
    assert str(caught.value) == "songs.do_it: a row does not fit Row: first"
    assert read(call_of(tmp_path / "good", GOOD)).number == 1


def test_the_null_of_json_is_none_like_the_null_of_sql(read: Run, tmp_path: Path) -> None:
    row = read(call_of(tmp_path, "SELECT 1 AS number, '[]'::jsonb AS items, 'null'::jsonb AS first;"))
    assert row.first is None


def test_a_document_too_deep_to_be_read_is_our_error(read: Run, tmp_path: Path) -> None:
    class Deep(Record):
        document: Any

    select = "SELECT (repeat('[', 1000) || repeat(']', 1000))::jsonb AS document;"
    write_file(tmp_path, with_header(select, returns="one songs.Deep"))
    with pytest.raises(StatementError, match=r"^songs\.do_it: a row does not fit Deep: document$"):
        read(one(Statements.load(tmp_path)["songs.do_it"], Deep))
