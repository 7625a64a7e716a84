"""Two transactions that wait for each other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.executors.faults.calls import add_counter, get_counter, lock_counter, set_counter
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherTransaction


def test_a_deadlock_is_solved_by_running_one_of_the_two_again(connect: Connect, url: str) -> None:
    db = connect(f"{url} options='-c deadlock_timeout=100'", pool_max_size=2)
    for counter_id in (20, 21):
        db.run(add_counter(counter_id))
    both_hold_one = threading.Barrier(2)
    attempts: list[int] = []

    def increment_both(order: tuple[int, int]) -> None:
        def work(tx: EitherTransaction) -> None:
            for place, counter_id in enumerate(order):
                counter = tx.run(lock_counter(counter_id))
                tx.run(set_counter(counter_id, counter.value + 1))
                if place == 0 and order not in met:
                    met.add(order)
                    both_hold_one.wait(10)
            attempts.append(order[0])

        db.transact(work)

    met: set[tuple[int, int]] = set()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(increment_both, [(20, 21), (21, 20)]))

    assert sorted(attempts) == [20, 21]
    assert [db.run(get_counter(counter_id)).value for counter_id in (20, 21)] == [2, 2]
