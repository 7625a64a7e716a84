"""Connections that died while nobody used them: no caller ever sees one."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg

from tests.executors.faults.calls import add_entry, get_answer, get_answer_slowly, list_numbers
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase
from tests.executors.faults.own_server import OwnServer

POOL = 8


def use_all_at_once(db: EitherDatabase) -> None:
    calls = [get_answer_slowly(number, 0.1) for number in range(POOL)]
    with ThreadPoolExecutor(POOL) as threads:
        running = [threads.submit(db.run, call) for call in calls]
        assert [answer.result().number for answer in running] == list(range(POOL))


def wait_until_full(db: EitherDatabase) -> None:
    deadline = time.monotonic() + 20
    while db.stats()["pool_available"] < POOL:
        assert time.monotonic() < deadline, db.stats()
        time.sleep(0.01)


def end_sessions(admin: psycopg.Connection, name: str) -> int:
    ended = admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", (name,)
    ).fetchall()
    while admin.execute("SELECT FROM pg_stat_activity WHERE application_name = %s", (name,)).fetchall():
        time.sleep(0.005)
    return len(ended)


def test_reads_do_not_notice_that_all_idle_sessions_were_ended(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    name = f"faults {uuid4()}"
    db = connect(url, application_name=name, pool_min_size=POOL, pool_max_size=POOL)
    use_all_at_once(db)

    assert end_sessions(admin, name) == POOL

    assert [db.run(get_answer(number)).number for number in range(12)] == list(range(12))


def test_writes_and_transactions_do_not_notice_it_either(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    name = f"faults {uuid4()}"
    db = connect(url, application_name=name, pool_min_size=POOL, pool_max_size=POOL)
    use_all_at_once(db)

    assert end_sessions(admin, name) == POOL
    assert db.run(add_entry(uuid4())) == 1

    wait_until_full(db)
    assert end_sessions(admin, name) == POOL
    with db.transaction() as tx:
        assert tx.run(add_entry(uuid4())) == 1

    wait_until_full(db)
    assert end_sessions(admin, name) == POOL
    with db.stream(list_numbers(3)) as rows:
        assert [row.number for row in rows] == [1, 2, 3]


def test_the_pool_has_its_size_back_afterwards(connect: Connect, url: str, admin: psycopg.Connection) -> None:
    name = f"faults {uuid4()}"
    db = connect(url, application_name=name, pool_min_size=POOL, pool_max_size=POOL)
    use_all_at_once(db)

    assert end_sessions(admin, name) == POOL
    use_all_at_once(db)

    stats = db.stats()
    assert stats["pool_size"] == POOL
    assert stats.get("requests_errors", 0) == 0


def test_reads_do_not_notice_that_the_server_was_restarted(connect: Connect, own_server: OwnServer) -> None:
    db = connect(own_server.url, pool_min_size=POOL, pool_max_size=POOL)
    use_all_at_once(db)

    own_server.restart("fast")

    assert [db.run(get_answer(number)).number for number in range(12)] == list(range(12))
