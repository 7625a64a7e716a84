"""A call's deadline: it ends near it, the session lives on, and a write that was done is not called undone.

The asserted times are generous upper bounds, which prove only that nothing hangs.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from tests.executors.faults.calls import (
    add_entry,
    add_entry_slowly,
    copy_entries,
    get_answer,
    get_answer_slowly,
    get_backend,
    get_measure,
    list_entries,
    list_numbers_slowly,
)
from tests.executors.faults.conftest import Connect
from tracktion_db.errors import TimedOut, TransactionAborted, ValidationError


def test_a_slow_statement_ends_at_the_deadline_and_its_session_lives_on(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())
    started = time.monotonic()

    with pytest.raises(TimedOut) as raised:
        db.run(get_answer_slowly(1, 60), timeout=0.2)

    assert time.monotonic() - started < 5
    assert raised.value.statement == "faults.get_answer_slowly"
    assert isinstance(raised.value.__cause__, psycopg.Error)
    assert db.run(get_backend()) == backend


def test_a_list_and_a_pipeline_keep_the_deadline_too(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())
    entry = uuid4()

    with pytest.raises(TimedOut):
        db.run(list_numbers_slowly(1000, 0.05), timeout=0.2)
    with pytest.raises(TimedOut):
        db.run_all(add_entry(entry), get_answer_slowly(1, 60), timeout=0.2)

    assert db.run(list_entries([entry])) == []
    assert db.run(get_backend()) == backend


def test_a_write_stopped_at_its_deadline_is_not_kept(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    entry = uuid4()

    with pytest.raises(TimedOut):
        db.run(add_entry_slowly(entry, 60), timeout=0.2)

    assert db.run(list_entries([entry])) == []


def test_at_any_deadline_the_answer_tells_whether_the_write_was_kept(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    entries = [uuid4() for _ in range(60)]
    reported = set[object]()
    db.run(add_entry_slowly(uuid4(), 0))

    for number, entry in enumerate(entries):
        try:
            # Deadlines all around the moment at which the write is done.
            assert db.run(add_entry_slowly(entry, 0.005), timeout=0.004 + number * 0.000_05) == 1
            reported.add(entry)
        except TimedOut:
            pass

    assert {entry.id for entry in db.run(list_entries(entries))} == reported


def test_a_deadline_that_passes_while_the_statement_is_prepared_stops_the_statement(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())

    with admin.transaction():
        admin.execute("LOCK TABLE measures IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(TimedOut):
            db.run(get_measure(), timeout=0.2)

    assert db.run(get_backend()) == backend
    assert db.run(get_measure()).amount == 41


def test_a_short_deadline_never_leaves_a_long_statement_behind(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    name = f"faults {uuid4()}"
    for number in range(20):
        # A connection of its own each time, so that the deadline may fall into its preparation.
        db = connect(url, pool_max_size=1, application_name=name)
        with pytest.raises(TimedOut):
            db.run(get_answer_slowly(1, 60), timeout=0.000_05 * (number + 1))
        assert db.run(get_answer(number)).number == number
        db.close()

    running = admin.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND state = 'active'", (name,)
    ).fetchone()
    assert running == (0,)


def test_a_deadline_covers_the_wait_for_a_connection(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1, pool_timeout=30)

    with db.transaction() as tx:
        started = time.monotonic()
        with pytest.raises(TimedOut):
            db.run(get_answer(1), timeout=0.2)
        assert time.monotonic() - started < 5
        assert tx.run(get_answer(2)).number == 2

    assert db.run(get_answer(3)).number == 3


def test_a_deadline_does_not_lengthen_the_wait_for_a_connection(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1, pool_timeout=0.2)

    with db.transaction():
        started = time.monotonic()
        with pytest.raises(TimedOut):
            db.run(get_answer(1), timeout=60)
        assert time.monotonic() - started < 10


def test_the_time_spent_waiting_for_a_connection_is_taken_off_the_statements_time(
    connect: Connect, url: str
) -> None:
    db = connect(url, pool_max_size=1, pool_timeout=30)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(db.run, get_answer_slowly(1, 0.4))
        time.sleep(0.05)
        with pytest.raises(TimedOut):
            db.run(get_answer_slowly(2, 0.6), timeout=0.8)
        assert first.result().number == 1


def test_a_deadline_in_a_transaction_fails_the_transaction(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())
    entry = uuid4()

    with pytest.raises(TransactionAborted) as raised:
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            with pytest.raises(TimedOut):
                tx.run(get_answer_slowly(1, 60), timeout=0.2)

    assert isinstance(raised.value.__cause__, TimedOut)
    assert db.run(list_entries([entry])) == []
    assert db.run(get_backend()) == backend


def test_a_deadline_ends_a_copy_that_waits_for_a_lock(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    db = connect(url, pool_max_size=1)
    entries = [uuid4() for _ in range(1000)]

    with admin.transaction():
        admin.execute("LOCK TABLE entries IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        with pytest.raises(TimedOut):
            db.run(copy_entries(entries), timeout=0.2)
        assert time.monotonic() - started < 4  # the lock time-out would come after 5 s

    assert db.run(list_entries(entries)) == []
    assert db.run(copy_entries(entries), timeout=30) == 1000


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), True, "1"])
def test_a_deadline_that_is_no_positive_number_of_seconds_is_refused(
    connect: Connect, url: str, timeout: float
) -> None:
    db = connect(url, pool_max_size=1)

    for run in (db.run, db.run_all):
        with pytest.raises(ValidationError) as raised:
            run(get_answer(1), timeout=timeout)
        assert raised.value.field == "timeout"
