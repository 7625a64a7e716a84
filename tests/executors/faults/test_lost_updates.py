"""Read, compute, write, by eight at once: nothing is lost where the transaction is run again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.executors.faults.calls import add_counter, get_counter, set_counter
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherTransaction
from tracktion_db.transaction_control import Isolation

WORKERS, INCREMENTS = 8, 60


def incremented(counter_id: int) -> Callable[[EitherTransaction], None]:
    def work(tx: EitherTransaction) -> None:
        counter = tx.run(get_counter(counter_id))
        tx.run(set_counter(counter_id, counter.value + 1))

    return work


def increment_at_once(connect: Connect, url: str, counter_id: int, isolation: Isolation) -> int:
    db = connect(url, pool_max_size=WORKERS)
    db.run(add_counter(counter_id))

    def increment_often(_: int) -> None:
        for _ in range(INCREMENTS):
            db.transact(incremented(counter_id), isolation=isolation)

    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(increment_often, range(WORKERS)))
    return db.run(get_counter(counter_id)).value


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_no_increment_is_lost(connect: Connect, url: str, isolation: Isolation) -> None:
    assert increment_at_once(connect, url, 1, isolation) == WORKERS * INCREMENTS


def test_read_committed_loses_increments_so_that_the_test_above_proves_something(
    connect: Connect, url: str
) -> None:
    assert increment_at_once(connect, url, 2, "read committed") < WORKERS * INCREMENTS
