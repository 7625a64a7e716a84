"""Ctrl-C during a call, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time

import psycopg
import pytest

START = """
import asyncio, os, signal, sys, threading, time
from tests.executors.faults.calls import *
from tracktion_db import AsyncDatabase, Database
from tracktion_db.errors import TracktionDBError
from uuid import uuid4

url = sys.argv[1]
me = {"pool_min_size": 1, "pool_max_size": 1, "application_name": "interrupts"}


def ctrl_c(seconds):
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()


def interrupted(work):
    ctrl_c(0.15)
    started = time.monotonic()
    try:
        work()
    except KeyboardInterrupt:
        return time.monotonic() - started < 10
    return False
"""


def run(url: str, script: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", START + script, url],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""


@pytest.fixture(autouse=True)
def nothing_is_left_running(admin: psycopg.Connection) -> object:
    yield
    # The server ends the sessions of a process that is gone a moment later.
    end = time.monotonic() + 3
    while left := admin.execute(
        "SELECT state, query FROM pg_stat_activity WHERE application_name = 'interrupts'"
    ).fetchall():
        assert time.monotonic() < end, left
        time.sleep(0.05)


def test_ctrl_c_during_a_call_leaves_the_connection_usable(url: str) -> None:
    run(
        url,
        """
with Database.from_url(url, **me) as db:
    backend = db.run(get_backend())
    entry = uuid4()

    assert interrupted(lambda: db.run(get_answer_slowly(1, 60)))
    assert interrupted(lambda: db.run(list_numbers_slowly(1000, 0.1)))
    assert interrupted(lambda: db.run(add_entry_slowly(entry, 60)))
    assert interrupted(lambda: db.run_all(add_entry(entry), get_answer_slowly(1, 60)))
    assert db.run(list_entries([entry])) == []
    assert db.run(get_backend()) == backend
""",
    )


def test_ctrl_c_in_a_transaction_or_stream_undoes_it_and_leaves_the_connection_usable(url: str) -> None:
    run(
        url,
        """
with Database.from_url(url, **me) as db:
    backend = db.run(get_backend())
    entry = uuid4()

    def transaction():
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            with tx.transaction() as inner:
                inner.run(get_answer_slowly(1, 60))

    def stream():
        with db.stream(list_numbers_slowly(1000, 0.05)) as rows:
            for row in rows:
                pass

    def callers_own_work():
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            time.sleep(60)

    for work in (transaction, stream, callers_own_work):
        assert interrupted(work)
    assert db.run(list_entries([entry])) == []
    assert db.run(get_backend()) == backend
""",
    )


def test_ctrl_c_during_a_copy_undoes_it(url: str) -> None:
    run(
        url,
        """
with Database.from_url(url, **me) as db, Database.from_url(url, **me) as other:
    backend = db.run(get_backend())
    entry = uuid4()
    with other.transaction() as tx:
        tx.run(add_entry(entry))  # the copy waits for what becomes of this one
        assert interrupted(lambda: db.run(copy_entries([uuid4(), entry])))
    assert db.run(copy_entries([uuid4()])) == 1
    assert db.run(get_backend()) == backend
""",
    )


def test_ctrl_c_while_waiting_for_a_connection_costs_none(url: str) -> None:
    run(
        url,
        """
with Database.from_url(url, **me) as db:
    for number in range(3):
        with db.transaction() as tx:
            assert interrupted(lambda: db.run(get_answer(1)))
            assert tx.run(get_answer(2)).number == 2
        assert db.run(get_answer(3)).number == 3
    assert db.stats()["pool_available"] == 1
""",
    )


def test_any_exception_of_a_signal_handler_stops_the_call(url: str) -> None:
    run(
        url,
        """
def alarm(*_):
    raise TimeoutError

signal.signal(signal.SIGALRM, alarm)
with Database.from_url(url, **me) as db:
    backend = db.run(get_backend())
    signal.setitimer(signal.ITIMER_REAL, 0.15)
    try:
        db.run(get_answer_slowly(1, 60))
    except TimeoutError:
        pass
    else:
        raise AssertionError
    assert db.run(get_backend()) == backend
""",
    )


def test_ctrl_c_on_an_event_loop_leaves_the_connection_usable(url: str) -> None:
    run(
        url,
        """
async def main():
    async with AsyncDatabase.from_url(url, **me) as db:
        backend = await db.run(get_backend())
        ctrl_c(0.15)
        try:
            await db.run(get_answer_slowly(1, 60))
        except asyncio.CancelledError:
            assert await db.run(get_backend()) == backend
            raise

try:
    asyncio.run(main())
except KeyboardInterrupt:
    pass
else:
    raise AssertionError
""",
    )
