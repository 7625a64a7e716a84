"""Streams: one at a time, left whenever the caller likes, never ended as if they were whole."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest

from tests.executors.faults.calls import (
    add_entry,
    get_answer,
    get_backend,
    list_entries,
    list_numbers,
    list_numbers_slowly,
    list_quotients,
)
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase
from tracktion_db.errors import RuleViolated, TimedOut, UsageError


def test_a_second_statement_on_a_streaming_connection_is_refused_at_once(db: EitherDatabase) -> None:
    with db.transaction() as tx:
        with tx.stream(list_numbers(5000)) as rows:
            assert next(rows).number == 1
            for second in (tx.run, tx.run_all):
                with pytest.raises(UsageError, match="busy"):
                    second(get_answer(1))
            with pytest.raises(UsageError, match="busy"):
                with tx.stream(list_numbers(3)):
                    pass
            with pytest.raises(UsageError, match="busy"):
                with tx.transaction():
                    pass
            assert [row.number for row in rows] == list(range(2, 5001))
        assert tx.run(get_answer(2)).number == 2


def test_other_connections_are_free_while_one_streams(db: EitherDatabase) -> None:
    with db.stream(list_numbers(3)) as rows:
        assert [db.run(get_answer(row.number)).number for row in rows] == [1, 2, 3]


def test_a_stream_left_early_leaves_transaction_and_connection_usable(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())
    entry = uuid4()

    with db.transaction() as tx:
        tx.run(add_entry(entry))
        with tx.stream(list_numbers(400_000)) as rows:
            assert next(rows).number == 1
        assert len(tx.run(list_entries([entry]))) == 1
        with pytest.raises(ZeroDivisionError):
            with tx.stream(list_numbers(400_000)) as rows:
                assert next(rows).number == 1
                raise ZeroDivisionError
        assert tx.run(get_answer(2)).number == 2

    assert len(db.run(list_entries([entry]))) == 1
    with db.stream(list_numbers(400_000)) as rows:
        assert next(rows).number == 1
    assert db.run(get_backend()) == backend


def test_a_stream_that_nobody_read_leaves_nothing_behind(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())

    with db.stream(list_numbers(400_000)):
        pass

    assert db.run(get_backend()) == backend


def test_an_error_in_the_middle_of_a_stream_is_raised_there(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    seen = 0

    with pytest.raises(RuleViolated) as raised:
        with db.stream(list_quotients(5000)) as rows:
            for _ in rows:
                seen += 1

    assert raised.value.statement == "faults.list_quotients"
    assert seen < 5001
    assert db.run(get_answer(1)).number == 1


def test_an_error_of_a_stream_costs_the_transaction_nothing_if_it_is_caught(
    connect: Connect, url: str
) -> None:
    db = connect(url, pool_max_size=1)
    entry = uuid4()

    with db.transaction() as tx:
        tx.run(add_entry(entry))
        with pytest.raises(RuleViolated):
            with tx.stream(list_quotients(5000)) as rows:
                list(rows)

    assert len(db.run(list_entries([entry]))) == 1


def test_a_streams_time_out_is_its_own(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1, statement_timeout=0.3)
    backend = db.run(get_backend())

    with db.stream(list_numbers_slowly(10, 0.05)) as rows:
        assert len(list(rows)) == 10  # longer than the session's, which is not meant for streams

    started = time.monotonic()
    with pytest.raises(TimedOut):
        with db.stream(list_numbers_slowly(1000, 0.05), timeout=0.2) as rows:
            list(rows)
    assert time.monotonic() - started < 5

    with db.transaction() as tx:
        with tx.stream(list_numbers(3), timeout=60) as rows:
            assert len(list(rows)) == 3
        with pytest.raises(TimedOut), tx.transaction() as inner:
            inner.run(list_numbers_slowly(1000, 0.05))  # the session's own again
    assert db.run(get_backend()) == backend


def test_a_stream_of_a_call_that_writes_is_refused(db: EitherDatabase) -> None:
    with pytest.raises(UsageError, match="writes"):
        with db.stream(add_entry(uuid4())):  # type: ignore[arg-type]
            pass
