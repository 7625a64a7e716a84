"""Calls of the graph: checked when they are made, equal by value, quiet about their values."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.errors import NotFound, StatementError, UsageError, ValidationError
from tracktion_db.graph import CypherStatement, GraphCall
from tracktion_db.graph.building import answer
from tracktion_db.graph.call import at_most_one, count, many, nothing, one
from tracktion_db.records import Record

from .cypher_files import load_file, read, with_header


class Row(Record):
    name: str
    plays: int | None


class Other(Record):
    name: str


@pytest.fixture
def rows(tmp_path: Path) -> CypherStatement:
    return load_file(
        tmp_path / "rows",
        read("UNWIND $names AS name RETURN name, 1 AS plays ORDER BY name", "names: string[]"),
    )


def of(folder: Path, shape: str) -> CypherStatement:
    return load_file(folder / shape, read("RETURN 'a' AS name, 1 AS plays", returns=f"{shape} graph.Row"))


def test_calls_are_equal_by_statement_and_values(rows: CypherStatement) -> None:
    call = many(rows, Row, names=["a"])
    assert call == many(rows, Row, names=("a",))
    assert hash(call) == hash(many(rows, Row, names=("a",)))
    assert call != many(rows, Row, names=["b"])
    assert call != "a"


def test_a_call_does_not_show_its_values(rows: CypherStatement) -> None:
    assert repr(many(rows, Row, names=["geheim"])) == "<GraphCall graph.do_it>"


def test_a_call_keeps_what_it_was_made_of(rows: CypherStatement) -> None:
    names = ["a"]
    call = many(rows, Row, names=names)
    names.append("b")
    assert call == many(rows, Row, names=["a"])


def test_a_bad_value_names_field_and_statement(rows: CypherStatement) -> None:
    with pytest.raises(ValidationError) as caught:
        many(rows, Row, names=["a", 1])
    assert (caught.value.field, caught.value.statement) == ("names[1]", "graph.do_it")
    with pytest.raises(ValidationError, match="names: must not be None"):
        many(rows, Row, names=None)


def test_none_passes_only_where_the_header_says_so(tmp_path: Path) -> None:
    statement = load_file(
        tmp_path, with_header("MERGE (:A {uid: 'a', b: $b})", "b: datetime[] or null  when it was")
    )
    assert nothing(statement, b=None).parameters == {"b": None}


def test_wrong_names_say_what_was_meant(rows: CypherStatement) -> None:
    with pytest.raises(UsageError) as caught:
        many(rows, Row, nam=["a"])
    assert str(caught.value) == "graph.do_it: no value for names, no parameter nam (meant names?)"
    assert caught.value.statement == "graph.do_it"


def test_shape_and_record_are_those_of_the_header(rows: CypherStatement) -> None:
    with pytest.raises(UsageError, match=r"graph\.do_it returns many by its header, not one"):
        one(rows, Row, names=["a"])
    with pytest.raises(UsageError, match=r"returns many by its header, not count"):
        count(rows, names=["a"])
    with pytest.raises(UsageError, match=r"returns graph\.Row by its header, not Other"):
        many(rows, Other, names=["a"])


def test_many_rows_become_records(rows: CypherStatement) -> None:
    call = many(rows, Row, names=["a"])
    assert answer(call, ["plays", "name"], [[1, "a"], [None, "b"]]) == [
        Row(name="a", plays=1),
        Row(name="b", plays=None),
    ]
    assert answer(call, ["plays", "name"], []) == []


def test_one_and_at_most_one_row(tmp_path: Path) -> None:
    first, maybe = one(of(tmp_path, "one"), Row), at_most_one(of(tmp_path, "at most one"), Row)
    columns = ["name", "plays"]
    assert answer(first, columns, [["a", 1]]) == answer(maybe, columns, [["a", 1]]) == Row(name="a", plays=1)
    assert answer(maybe, columns, []) is None
    with pytest.raises(NotFound, match=r"graph\.do_it: there is no such row"):
        answer(first, columns, [])
    for call in (first, maybe):
        with pytest.raises(StatementError, match=r"graph\.do_it: more than one row"):
            answer(call, columns, [["a", 1], ["b", 2]])


@pytest.mark.parametrize(
    ("columns", "row", "problem"),
    [
        (["name"], ["a"], "columns and record differ: no column for plays"),
        (["name", "plays", "extra"], ["a", 1, 2], "columns and record differ: no field of Row for extra"),
        (["name", "plays"], ["geheim", "geheim"], "a row does not fit Row: plays"),
        (["name", "plays"], [None, 1.5], "a row does not fit Row: name, plays"),
    ],
)
def test_what_is_no_such_record_is_named(
    rows: CypherStatement, columns: list[str], row: list[object], problem: str
) -> None:
    call = many(rows, Row, names=["a"])
    with pytest.raises(StatementError) as caught:
        answer(call, columns, [row])
    assert str(caught.value) == f"graph.do_it: {problem}"
    assert caught.value.statement == "graph.do_it"
    assert "geheim" not in f"{caught.value.__context__}{caught.value.__cause__}"


def test_columns_are_compared_without_rows_too(rows: CypherStatement) -> None:
    with pytest.raises(StatementError, match="no column for plays"):
        answer(many(rows, Row, names=[]), ["name"], [])


def test_a_server_may_leave_out_the_columns_of_no_rows(rows: CypherStatement) -> None:
    assert answer(many(rows, Row, names=[]), [], []) == []


def test_a_count_is_the_only_number(tmp_path: Path) -> None:
    call = count(load_file(tmp_path, read("MATCH (n) RETURN count(*) AS count", returns="count")))
    assert answer(call, ["count"], [[7]]) == 7
    wrong: list[tuple[list[str], list[list[object]]]] = [
        (["number"], [[7]]),
        (["count", "more"], [[7, 8]]),
        (["count"], []),
        (["count"], [[7], [8]]),
        (["count"], [[7.0]]),
        (["count"], [[True]]),
        (["count"], [[None]]),
    ]
    for columns, rows in wrong:
        with pytest.raises(StatementError, match=r"graph\.do_it: not one row with a whole number"):
            answer(call, columns, rows)


def test_nothing_is_none(tmp_path: Path) -> None:
    call: GraphCall[None] = nothing(load_file(tmp_path, with_header("MATCH (n) DELETE n")))
    assert answer(call, [], []) is None
