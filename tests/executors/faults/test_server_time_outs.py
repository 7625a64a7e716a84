"""The server's own time-outs, as the settings or the server's administrators set them."""

from __future__ import annotations

import time
from uuid import uuid4

import psycopg
import pytest

from tests.executors.faults.calls import (
    add_counter,
    add_entry,
    get_answer,
    get_answer_slowly,
    get_backend,
    list_entries,
    lock_counter,
)
from tests.executors.faults.conftest import Connect
from tracktion_db.errors import TimedOut


def test_statement_timeout_ends_a_call_that_has_no_deadline(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1, statement_timeout=0.1)
    backend = db.run(get_backend())

    with pytest.raises(TimedOut) as raised:
        db.run(get_answer_slowly(1, 60))

    assert raised.value.sqlstate == "57014"
    assert db.run(get_backend()) == backend


def test_lock_timeout_ends_the_wait_for_a_row(connect: Connect, url: str, admin: psycopg.Connection) -> None:
    db = connect(url, pool_max_size=1, lock_timeout=0.1)
    db.run(add_counter(10))
    backend = db.run(get_backend())

    with admin.transaction():
        admin.execute("SELECT FROM counters WHERE id = 10 FOR UPDATE")
        with pytest.raises(TimedOut) as raised:
            db.run(lock_counter(10))

    assert raised.value.sqlstate == "55P03"
    assert db.run(lock_counter(10)).value == 0
    assert db.run(get_backend()) == backend


def test_a_transaction_left_idle_for_too_long_is_undone(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=2, idle_in_transaction_timeout=0.1)
    entry = uuid4()

    with pytest.raises(TimedOut) as raised:
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            time.sleep(0.3)
            tx.run(get_answer(1))

    assert raised.value.sqlstate == "25P03"
    assert db.run(list_entries([entry])) == []


def test_a_transaction_left_idle_just_before_its_commit_is_undone_for_sure(
    connect: Connect, url: str
) -> None:
    db = connect(url, pool_max_size=2, idle_in_transaction_timeout=0.1)
    entry = uuid4()

    with pytest.raises(TimedOut) as raised:
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            time.sleep(0.3)

    assert raised.value.sqlstate == "25P03"
    assert db.run(list_entries([entry])) == []


def test_a_session_that_was_idle_for_too_long_is_replaced_unseen(connect: Connect, url: str) -> None:
    db = connect(f"{url} options='-c idle_session_timeout=100'", pool_max_size=2)
    backend = db.run(get_backend())

    time.sleep(0.3)

    assert db.run(get_backend()) != backend
