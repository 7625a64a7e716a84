"""A server from which nothing comes any more, not even an answer to a cancel request.

The asserted times are generous upper bounds, which prove only that nothing hangs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.executors.faults.calls import (
    add_entry,
    copy_entries,
    get_answer,
    list_entries,
    list_numbers,
)
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase
from tests.executors.faults.proxy import Proxy
from tracktion_db.errors import CommitOutcomeUnknown, TimedOut, TracktionDBError

Work = Callable[[EitherDatabase, float | None], object]


@pytest.fixture(autouse=True)
def short_wait_for_a_cancelled_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("tracktion_db.connection", "tracktion_db.connection_async"):
        monkeypatch.setattr(f"{module}.CANCEL_SECONDS", 0.2)


def read(db: EitherDatabase, timeout: float | None) -> object:
    return db.run(get_answer(1), timeout=timeout)


def pipeline(db: EitherDatabase, timeout: float | None) -> object:
    return db.run_all(get_answer(1), get_answer(2), timeout=timeout)


def write(db: EitherDatabase, timeout: float | None) -> object:
    return db.run(add_entry(uuid4()), timeout=timeout)


def bulk(db: EitherDatabase, timeout: float | None) -> object:
    return db.run(copy_entries([uuid4()]), timeout=timeout)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (read, TimedOut),
        (pipeline, TimedOut),
        (write, CommitOutcomeUnknown),
        (bulk, CommitOutcomeUnknown),
    ],
)
def test_a_call_ends_soon_after_its_deadline_and_its_connection_is_given_up(
    connect: Connect, proxy: Proxy, work: Work, expected: type[TracktionDBError]
) -> None:
    db = connect(proxy.url, pool_max_size=1)
    work(db, None)
    proxy.flowing.clear()
    started = time.monotonic()

    with pytest.raises(expected) as raised:
        work(db, 0.1)

    assert time.monotonic() - started < 8
    assert not raised.value.retryable
    proxy.flowing.set()
    assert db.run(get_answer(3)).number == 3
    assert db.stats()["pool_size"] == 1


def test_a_call_in_a_transaction_and_a_stream_end_alike(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url, pool_max_size=1)
    entry = uuid4()
    started = time.monotonic()

    with pytest.raises(TimedOut):
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            proxy.flowing.clear()
            tx.run(get_answer(1), timeout=0.1)

    proxy.flowing.set()
    with pytest.raises(TimedOut):
        with db.transaction(read_only=True) as tx:
            with tx.stream(list_numbers(200_000), timeout=0.3) as rows:
                next(rows)
                proxy.flowing.clear()
                for _ in rows:
                    pass

    assert time.monotonic() - started < 20
    proxy.flowing.set()
    assert db.run(list_entries([entry])) == []


def test_an_idle_connection_that_went_silent_is_found_out_before_it_is_given(
    connect: Connect, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tracktion_db.pool", "tracktion_db.pool_async"):
        monkeypatch.setattr(f"{module}.PING_AFTER_IDLE_SECONDS", 0.1)
        monkeypatch.setattr(f"{module}.PING_SECONDS", 0.3)
    db = connect(proxy.url, pool_max_size=1)
    db.run(get_answer(1))
    time.sleep(0.2)
    proxy.flowing.clear()
    started = time.monotonic()

    with pytest.raises(TracktionDBError):
        db.run(get_answer(2), timeout=1.0)

    assert time.monotonic() - started < 8
    proxy.flowing.set()
    assert db.run(get_answer(3)).number == 3
