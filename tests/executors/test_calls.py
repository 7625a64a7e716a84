"""Calls are values: compared, hashed, shown without their content, and refused before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.catalog.samples import bare_recording
from tests.executors import probes
from tests.executors.faults.either import EitherDatabase
from tests.executors.probes import Line, Number, Word, sql
from tests.fixtures.executors import Run
from tests.statements.files import with_header, write_file
from tracktion_db import Call, Record, Statements, catalog
from tracktion_db.call import at_most_one, copy, count, many, nothing, one, page
from tracktion_db.errors import NotFound, RuleViolated, StatementError, UsageError

ID = UUID("11111111-2222-4333-8444-555555555555")


def test_calls_of_one_statement_with_equal_values_are_equal() -> None:
    assert probes.get_number(7) == probes.get_number(7)
    assert hash(probes.get_number(7)) == hash(probes.get_number(7))
    assert len({probes.get_number(7), probes.get_number(7), probes.get_number(8)}) == 2


def test_calls_that_differ_in_anything_are_unequal() -> None:
    call = probes.list_number_pages(9)
    assert call == probes.list_number_pages(9)
    assert call != probes.list_number_pages(8)
    assert call != probes.list_number_pages(9, limit=11)
    assert call != probes.list_number_pages(9, word="lo")
    assert probes.get_number(7) != probes.find_number(7)
    call = probes.get_number(7)
    assert call != Call(call.statement, call.parameters, Line)
    assert catalog.add_recordings([bare_recording(n) for n in range(40)]) != catalog.add_recordings(
        [bare_recording(n) for n in range(1, 41)]
    )
    assert probes.get_number(7) != 7


def test_a_call_with_an_array_has_a_hash_too() -> None:
    assert hash(catalog.get_recordings([ID])) == hash(catalog.get_recordings([ID]))
    assert len({catalog.get_recordings([ID]), catalog.get_recordings([ID, ID])}) == 2


def test_a_call_keeps_the_values_it_was_made_of(run: Run) -> None:
    recording = run(catalog.add_recording(bare_recording()))
    ids = [recording.id]
    call = catalog.get_recordings(ids)
    ids.clear()
    assert run(call) == [recording]


def test_a_call_can_be_run_again_and_again(read: Run) -> None:
    call = probes.get_number(7)
    assert [read(call) for _ in range(3)] == [Number(number=7)] * 3


def test_the_repr_of_a_call_shows_its_statement_and_no_value() -> None:
    assert repr(catalog.get_recording_by_path("/geheim")) == "<Call catalog.get_recording_by_path>"
    assert "geheim" not in repr(probes.list_number_pages(9, word="geheim"))
    rows = catalog.add_recordings([bare_recording(n, file_name="geheim") for n in range(40)])
    assert rows.rows is not None
    assert "geheim" not in repr(rows)


@pytest.mark.parametrize(
    ("wrong", "shape"),
    [
        (lambda: one(sql["probe.find_number"], Number, number=1), "at most one"),
        (lambda: at_most_one(sql["probe.get_number"], Number, number=1), "one"),
        (lambda: many(sql["probe.list_number_pages"], Word), "page"),
        (lambda: one(sql["probe.list_numbers"], Number, up_to=1), "many"),
        (lambda: count(sql["probe.get_number"], number=1), "one"),
        (lambda: nothing(catalog.remove_recording(ID).statement, recording_id=ID), "count"),
        (lambda: copy(sql["probe.get_number"], []), "one"),
        (
            lambda: page(sql["probe.list_numbers"], Number, before_first={}, limit=1, cursor=None, up_to=1),
            "many",
        ),
    ],
)
def test_a_shape_that_the_header_does_not_promise_is_refused(wrong: Callable[[], object], shape: str) -> None:
    with pytest.raises(UsageError, match=f" returns {shape} by its header, not "):
        wrong()


def test_a_copy_is_no_count_and_a_count_no_copy() -> None:
    copying = catalog.add_recordings([bare_recording(n) for n in range(40)]).statement
    with pytest.raises(UsageError, match=r"is a COPY statement"):
        count(copying, **{parameter.name: None for parameter in copying.parameters})
    counting = catalog.remove_recording(ID).statement
    with pytest.raises(UsageError, match=r"is not a COPY statement"):
        copy(counting, [])


def test_missing_and_unknown_values_are_told_by_name() -> None:
    with pytest.raises(UsageError, match=r"^probe\.get_number: no value for number, no parameter nummer"):
        one(sql["probe.get_number"], Number, nummer=1)


class Figure(Record):
    number: int


@pytest.mark.parametrize(
    ("wrong", "record"),
    [
        (lambda: one(sql["probe.get_number"], Figure, number=1), "Number"),
        (lambda: at_most_one(sql["probe.find_number"], Figure, number=1), "Number"),
        (lambda: many(sql["probe.list_numbers"], Figure, up_to=1), "Number"),
        (
            lambda: page(
                sql["probe.list_word_pages"], Figure, before_first={}, limit=1, cursor=None, words=[]
            ),
            "Word",
        ),
    ],
)
def test_another_record_than_that_of_the_header_is_refused(wrong: Callable[[], object], record: str) -> None:
    with pytest.raises(UsageError, match=rf" returns probe\.{record} by its header, not Figure$"):
        wrong()


@pytest.mark.parametrize("shape", ["one", "at most one", "many"])
def test_a_record_that_the_header_does_not_name_is_refused_with_what_to_write(
    tmp_path: Path, shape: str
) -> None:
    write_file(tmp_path, with_header("SELECT 1 AS number ORDER BY 1;", returns=shape, access="read"))
    statement = Statements.load(tmp_path)["songs.do_it"]
    make = {"one": one, "at most one": at_most_one, "many": many}[shape]
    with pytest.raises(UsageError, match=rf": write :returns: {shape} executors\.Figure$") as caught:
        _ = make(statement, Figure)
    assert caught.value.statement == "songs.do_it"


@pytest.mark.parametrize("shape", ["one", "at most one", "many"])
def test_columns_that_are_not_the_records_fields_are_found_without_a_row(
    shared: EitherDatabase, tmp_path: Path, shape: str
) -> None:
    select = "SELECT 1 AS figure WHERE false ORDER BY 1;"
    write_file(tmp_path, with_header(select, returns=f"{shape} songs.Number", access="read"))
    statement = Statements.load(tmp_path)["songs.do_it"]
    make = {"one": one, "at most one": at_most_one, "many": many}[shape]
    call: Call[Any] = make(statement, Number)
    for _ in range(2):
        with pytest.raises(StatementError, match=r"^songs\.do_it: columns and record differ: "):
            shared.run(call)
    with pytest.raises(StatementError, match=r"^songs\.do_it: columns and record differ: "):
        shared.run_all(call, call)
    if shape == "many":
        with pytest.raises(StatementError, match="differ"), shared.stream(call) as rows:
            next(rows)
    assert shared.run(probes.get_number(1)).number == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (probes.list_numbers, "list_numbers is a function that makes one, write list_numbers(...)"),
        (None, "this is NoneType"),
        ([probes.get_number(1)], "for several, write run_all(*calls)"),
    ],
)
def test_what_is_no_call_is_refused(shared: EitherDatabase, wrong: Any, reason: str) -> None:
    def refused() -> AbstractContextManager[object]:
        return pytest.raises(UsageError, match=f"^run takes a call: {re.escape(reason)}$")

    with refused():
        shared.run(wrong)
    with refused():
        shared.run_all(wrong)
    with refused():
        shared.run_all(probes.get_number(1), wrong)
    with refused(), shared.stream(wrong):
        pass
    with shared.transaction() as tx:
        with refused():
            tx.run(wrong)
        with refused():
            tx.run_all(wrong)
        with refused(), tx.stream(wrong):
            pass
        assert tx.run(probes.get_number(1)).number == 1


def test_columns_that_are_not_the_records_fields_are_found(either: EitherDatabase, tmp_path: Path) -> None:
    class Row(Record):
        number: int
        word: str

    select = "SELECT 1 AS number, 2 AS figure, 3 AS figure;"
    write_file(tmp_path, with_header(select, returns="one songs.Row"))
    call = one(Statements.load(tmp_path)["songs.do_it"], Row)
    with pytest.raises(StatementError) as caught:
        either.run(call)
    assert str(caught.value) == (
        "songs.do_it: columns and record differ: no column for word; no field of Row for figure; "
        "a column name comes twice"
    )
    assert caught.value.statement == "songs.do_it"


def test_one_row_is_answered_and_none_is_not_found(read: Run) -> None:
    assert read(probes.get_positive_number(7)) == Number(number=7)
    with pytest.raises(NotFound) as caught:
        read(probes.get_positive_number(-7))
    assert str(caught.value) == "probe.get_positive_number: there is no such row"
    assert caught.value.statement == "probe.get_positive_number"
    assert read(probes.find_number(-7)) is None
    assert read(probes.find_number(7)) == Number(number=7)


@pytest.mark.parametrize("two", [probes.get_two_numbers, probes.find_two_numbers])
def test_two_rows_where_one_was_promised_are_refused(read: Run, two: Callable[[], Call[object]]) -> None:
    with pytest.raises(StatementError, match=r": more than one row, its header promises one$"):
        read(two())
    assert read(probes.get_number(1)).number == 1


def test_counts_and_nothing_are_answered(run: Run) -> None:
    recordings = [run(catalog.add_recording(bare_recording(n))) for n in range(3)]
    assert run(catalog.remove_recording(recordings[0].id)) == 1
    assert run(catalog.remove_recording(recordings[0].id)) == 0
    nothing_at_all: object = run(probes.add_recording_without_answer("/a.flac"))
    assert nothing_at_all is None
    assert run(probes.count_recordings()).number == 3


def test_a_list_holds_every_row_in_order(read: Run) -> None:
    for up_to in (0, 1, 99, 100, 101, 1000):  # rows come in chunks of a hundred
        assert [row.number for row in read(probes.list_numbers(up_to))] == list(range(1, up_to + 1))


def test_a_list_that_fails_halfway_leaves_the_connection_usable(
    either: EitherDatabase, tmp_path: Path
) -> None:
    select = (
        "SELECT 1000 / (500 - number) AS number FROM generate_series(1::bigint, 1000) AS number"
        " ORDER BY number;"
    )
    write_file(tmp_path, with_header(select, returns="many probe.Number", access="read"))
    call = many(Statements.load(tmp_path)["songs.do_it"], Number)
    with pytest.raises(RuleViolated, match=r"songs\.do_it: the data was refused: DivisionByZero"):
        either.run(call)
    assert either.run(probes.get_number(1)).number == 1


def test_copy_adds_rows_and_answers_their_number(run: Run) -> None:
    call = catalog.add_recordings([bare_recording(n) for n in range(1000)])
    assert call.rows is not None
    assert run(call) == 1000
    assert run(probes.count_recordings()).number == 1000
    assert run(copy(call.statement, [])) == 0
