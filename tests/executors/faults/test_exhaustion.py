"""A pool that has no connection to give."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.executors.faults.calls import get_answer
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase
from tests.executors.faults.proxy import Proxy
from tracktion_db.errors import TimedOut, TracktionDBError, Unavailable


def outcome(db: EitherDatabase) -> tuple[str, float]:
    started = time.monotonic()
    try:
        db.run(get_answer(1))
        return "answered", time.monotonic() - started
    except TracktionDBError as error:
        return type(error).__name__, time.monotonic() - started


def test_callers_beyond_max_waiting_fail_at_once_and_the_others_at_the_pools_time_out(
    connect: Connect, url: str
) -> None:
    db = connect(url, pool_max_size=1, pool_max_waiting=3, pool_timeout=1.0)

    with db.transaction(), ThreadPoolExecutor(8) as threads:
        outcomes = [waiting.result() for waiting in [threads.submit(outcome, db) for _ in range(8)]]

    assert Counter(name for name, _ in outcomes) == {"TimedOut": 3, "Unavailable": 5}
    assert all(seconds < 0.9 for name, seconds in outcomes if name == "Unavailable")
    assert all(0.9 < seconds < 10 for name, seconds in outcomes if name == "TimedOut")
    assert outcome(db)[0] == "answered"


def test_a_caller_too_many_is_told_which_settings_let_it_wait_and_may_try_again(
    connect: Connect, url: str
) -> None:
    db = connect(url, pool_max_size=1, pool_max_waiting=1, pool_timeout=1.0)

    with db.transaction(), ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(outcome, db)
        while db.stats()["requests_waiting"] < 1:
            time.sleep(0.01)
        with pytest.raises(Unavailable, match=r"DB_POOL_MAX_WAITING.*DB_POOL_MAX_SIZE") as caught:
            db.run(get_answer(1))
        assert caught.value.retryable
        assert waiting.result()[0] == "TimedOut"


def test_a_second_checkout_inside_a_checkout_times_out(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1, pool_timeout=0.2)

    with db.transaction() as tx:
        with pytest.raises(TimedOut, match="in use"):
            db.run(get_answer(1))
        with pytest.raises(TimedOut, match="in use"):
            with db.transaction():
                pass
        assert tx.run(get_answer(2)).number == 2

    assert db.run(get_answer(3)).number == 3


def test_waiters_are_served_when_a_connection_comes_back(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)

    with ThreadPoolExecutor(5) as threads:
        with db.transaction():
            waiting = [threads.submit(outcome, db) for _ in range(5)]
            time.sleep(0.1)
        assert [one.result()[0] for one in waiting] == ["answered"] * 5


def test_a_server_that_cannot_be_reached_is_told_from_a_pool_in_use(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url, pool_max_size=1, pool_timeout=0.3)
    assert db.run(get_answer(1)).number == 1

    proxy.close()

    for _ in range(2):
        with pytest.raises(Unavailable, match="no connection") as raised:
            db.run(get_answer(2))
        assert "refused" in str(raised.value.__cause__)
        assert raised.value.retryable
