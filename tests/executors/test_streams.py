"""Streams: every row, in constant memory, and a connection that is as good as new afterwards.

What faults do to them is in ``faults/``.
"""

from __future__ import annotations

import tracemalloc
from itertools import islice
from typing import Any

import pytest

from tests.catalog.samples import NOBODY, bare_recording
from tests.executors import probes
from tests.executors.faults.either import EitherDatabase
from tests.executors.probes import Line
from tests.fixtures.executors import Run
from tracktion_db import AsyncDatabase, Database, catalog
from tracktion_db.errors import RuleViolated, UsageError, ValidationError

ROWS = 300_000


@pytest.mark.parametrize("up_to", [0, 1, 999, 1000, 1001, 2500])
def test_a_stream_holds_every_row_in_order(
    read: Run, up_to: int
) -> None:  # rows come in chunks of a thousand
    assert [row.number for row in read.rows(probes.list_numbers(up_to))] == list(range(1, up_to + 1))


def test_a_stream_and_a_list_hold_equal_records(read: Run) -> None:
    assert read.rows(probes.list_lines(250)) == read(probes.list_lines(250))


def test_a_stream_that_is_left_early_leaves_the_connection_usable(shared: EitherDatabase) -> None:
    shared.run(probes.get_number(7))
    connections = shared.stats()["connections_num"]
    for taken in (0, 1, 1500):
        with shared.stream(probes.list_lines(100_000)) as rows:
            assert [row.number for row in islice(rows, taken)] == list(range(1, taken + 1))
        assert shared.run(probes.get_number(7)).number == 7
    assert shared.stats()["connections_num"] == connections


def test_an_error_inside_the_block_ends_the_stream(shared: EitherDatabase) -> None:
    def fail() -> None:
        with shared.stream(probes.list_numbers(100_000)) as rows:
            next(rows)
            raise ZeroDivisionError

    shared.run(probes.get_number(7))
    connections = shared.stats()["connections_num"]
    with pytest.raises(ZeroDivisionError):
        fail()
    assert shared.run(probes.get_number(7)).number == 7
    assert shared.stats()["connections_num"] == connections


def test_a_stream_in_a_transaction_is_a_part_of_it(either: EitherDatabase) -> None:
    with either.transaction() as tx:
        tx.run(catalog.add_recording(bare_recording()))
        with tx.stream(probes.list_numbers(100_000)) as rows:
            assert next(rows).number == 1
        tx.run(catalog.add_recording(bare_recording(1)))
        with tx.stream(probes.list_numbers(3)) as rows:
            assert [row.number for row in rows] == [1, 2, 3]
    assert either.run(probes.count_recordings()).number == 2


def test_a_write_is_not_streamed(shared: EitherDatabase) -> None:
    writing = catalog.set_metadata(NOBODY, {"bpm": 128})
    refusal = r"^catalog\.set_metadata writes by its header"
    with pytest.raises(UsageError, match=refusal), shared.stream(writing):
        raise AssertionError
    with shared.transaction() as tx:
        with pytest.raises(UsageError, match=refusal), tx.stream(writing):
            raise AssertionError
        assert tx.run(probes.get_number(7)).number == 7


def test_a_stream_whose_statement_fails_raises_when_rows_are_taken(shared: EitherDatabase) -> None:
    def take() -> None:
        with shared.stream(probes.list_quotients(1500)) as rows:
            for _ in rows:
                pass

    with pytest.raises(RuleViolated, match=r"^probe\.list_quotients: the data was refused: DivisionByZero$"):
        take()
    assert shared.run(probes.get_number(7)).number == 7


@pytest.mark.parametrize("timeout", [0, -1, True, "5", float("nan")])
def test_a_time_out_that_is_no_time_is_refused(shared: EitherDatabase, timeout: float) -> None:
    stream = shared.stream(probes.list_numbers(1), timeout=timeout)
    with pytest.raises(ValidationError, match=r"^timeout: "), stream:
        raise AssertionError


def test_a_stream_needs_little_memory_however_long_it_is(db: Database) -> None:
    with db.stream(probes.list_lines(10)) as rows:
        list(rows)  # what is made once is not the stream's
    tracemalloc.start()
    try:
        number = 0
        with db.stream(probes.list_lines(ROWS)) as rows:
            for row in rows:
                number += row.number
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert number == ROWS * (ROWS + 1) // 2
    assert most < 5_000_000


async def test_an_asyncio_stream_needs_little_memory_however_long_it_is(adb: AsyncDatabase) -> None:
    async with adb.stream(probes.list_lines(10)) as rows:
        assert await anext(rows) == Line(number=1, line="1".rjust(100, "."))
    tracemalloc.start()
    try:
        number = 0
        async with adb.stream(probes.list_lines(ROWS)) as rows:
            async for row in rows:
                number += row.number
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert number == ROWS * (ROWS + 1) // 2
    assert most < 5_000_000


def test_a_list_of_as_many_rows_needs_much_so_that_the_tests_above_prove_something(db: Database) -> None:
    tracemalloc.start()
    try:
        rows = db.run(probes.list_lines(ROWS // 10))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(rows) == ROWS // 10
    assert most > 10_000_000


def test_a_page_is_not_streamed_because_it_holds_a_row_more_than_it_shows(db: Database) -> None:
    page: Any = catalog.list_recordings(limit=2)
    with pytest.raises(UsageError, match="only `many` can be streamed"), db.stream(page):
        pass
