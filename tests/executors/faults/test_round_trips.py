"""How often a caller waits for the server, counted in a proxy that delays each answer."""

from __future__ import annotations

from uuid import uuid4

from tests.executors.faults.calls import add_entry, get_answer, list_entries, list_numbers
from tests.executors.faults.conftest import Connect
from tests.executors.faults.proxy import Proxy


def test_ten_reads_together_wait_once(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url, pool_max_size=1)
    db.run_all(get_answer(1), list_numbers(1))
    proxy.delay = 0.02
    proxy.round_trips = 0

    answers = db.run_all(*[get_answer(number) for number in range(9)], list_numbers(3))

    assert [answer.number for answer in answers[:9]] == list(range(9))
    assert [answer.number for answer in answers[9]] == [1, 2, 3]
    assert proxy.round_trips == 1


def test_ten_calls_of_which_some_write_wait_once_with_begin_and_commit(
    connect: Connect, proxy: Proxy
) -> None:
    db = connect(proxy.url, pool_max_size=1)
    db.run_all(add_entry(uuid4()), list_numbers(1))
    entries = [uuid4() for _ in range(9)]
    proxy.delay = 0.02
    proxy.round_trips = 0

    answers = db.run_all(*[add_entry(entry) for entry in entries], list_numbers(3))

    assert answers[:9] == (1,) * 9
    assert proxy.round_trips == 1
    assert len(db.run(list_entries(entries))) == 9


def test_ten_calls_in_a_transaction_wait_once(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url, pool_max_size=1)
    db.run_all(add_entry(uuid4()), get_answer(1))

    with db.transaction() as tx:
        proxy.delay = 0.02
        proxy.round_trips = 0
        tx.run_all(*[add_entry(uuid4()) for _ in range(5)], *[get_answer(number) for number in range(5)])
        assert proxy.round_trips == 1
        proxy.delay = 0


def test_a_statement_that_a_connection_meets_for_the_first_time_is_one_round_trip_more(
    connect: Connect, proxy: Proxy
) -> None:
    db = connect(proxy.url, pool_max_size=1)
    db.run(list_numbers(1))
    proxy.delay = 0.02

    proxy.round_trips = 0
    db.run(get_answer(1))
    assert proxy.round_trips == 2

    proxy.round_trips = 0
    db.run(get_answer(2))
    assert proxy.round_trips == 1


def test_an_idle_connection_costs_no_round_trip_to_check(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url, pool_max_size=1)
    db.run(get_answer(1))
    proxy.round_trips = 0

    for number in range(5):
        db.run(get_answer(number))

    assert proxy.round_trips == 5
