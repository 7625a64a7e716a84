"""Connections that died while nobody used them: no caller ever sees one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from tests.executors.faults.calls import add_entry, get_answer, get_answer_slowly, list_numbers
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase
from tests.executors.faults.own_server import OwnServer

POOL = 8


def use_all_at_once(db: EitherDatabase) -> None:
    with ThreadPoolExecutor(POOL) as threads:
        calls = [get_answer_slowly(number, 0.2) for number in range(POOL)]
        assert [answer.number for answer in threads.map(db.run, calls)] == list(range(POOL))


def end_sessions(admin: psycopg.Connection, name: str) -> int:
    ended = admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s", (name,)
    )
    return len(ended.fetchall())


def test_reads_do_not_notice_that_all_idle_sessions_were_ended(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    name = f"faults {uuid4()}"
    db = connect(url, application_name=name, pool_max_size=POOL)
    use_all_at_once(db)

    assert end_sessions(admin, name) == POOL

    assert [db.run(get_answer(number)).number for number in range(12)] == list(range(12))


def test_writes_and_transactions_do_not_notice_it_either(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    name = f"faults {uuid4()}"
    db = connect(url, application_name=name, pool_max_size=POOL)
    use_all_at_once(db)

    assert end_sessions(admin, name) == POOL
    assert db.run(add_entry(uuid4())) == 1

    assert end_sessions(admin, name) >= 1
    with db.transaction() as tx:
        assert tx.run(add_entry(uuid4())) == 1

    assert end_sessions(admin, name) >= 1
    with db.stream(list_numbers(3)) as rows:
        assert [row.number for row in rows] == [1, 2, 3]


def test_the_pool_has_its_size_back_afterwards(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    name = f"faults {uuid4()}"
    db = connect(url, application_name=name, pool_max_size=POOL)
    use_all_at_once(db)

    assert end_sessions(admin, name) == POOL
    use_all_at_once(db)

    stats = db.stats()
    assert stats["pool_size"] == POOL
    assert stats.get("requests_errors", 0) == 0


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_reads_do_not_notice_that_the_server_was_restarted(
    connect: Connect, own_server: OwnServer, mode: str
) -> None:
    db = connect(own_server.url, pool_max_size=POOL)
    use_all_at_once(db)

    own_server.restart("fast" if mode == "fast" else "immediate")

    assert [db.run(get_answer(number)).number for number in range(12)] == list(range(12))
