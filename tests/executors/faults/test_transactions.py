"""Units of work: savepoints, errors that were caught, and what is refused when it is too late."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.executors.faults.calls import (
    Answer,
    add_entry,
    get_answer,
    get_answer_slowly,
    get_backend,
    get_quotient,
    list_entries,
)
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase, EitherTransaction
from tracktion_db.errors import Conflict, RuleViolated, TimedOut, TransactionAborted, UsageError


def test_a_caught_error_raises_at_the_end_because_nothing_is_kept(db: EitherDatabase) -> None:
    entry = uuid4()

    with pytest.raises(TransactionAborted) as raised:
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            with pytest.raises(RuleViolated):
                tx.run(get_quotient(0))

    assert raised.value.statement == "faults.get_quotient"
    assert isinstance(raised.value.__cause__, RuleViolated)
    assert not raised.value.retryable
    assert db.run(list_entries([entry])) == []


def test_an_error_caught_around_a_nested_transaction_costs_only_that(db: EitherDatabase) -> None:
    kept, undone = uuid4(), uuid4()

    with db.transaction() as tx:
        tx.run(add_entry(kept))
        with pytest.raises(Conflict):
            with tx.transaction() as inner:
                inner.run(add_entry(undone))
                inner.run(add_entry(kept))
        assert [entry.id for entry in tx.run(list_entries([kept, undone]))] == [kept]

    assert [entry.id for entry in db.run(list_entries([kept, undone]))] == [kept]


def test_a_caught_error_raises_at_the_end_of_the_nested_transaction_it_was_in(db: EitherDatabase) -> None:
    kept, undone = uuid4(), uuid4()

    with db.transaction() as tx:
        tx.run(add_entry(kept))
        with pytest.raises(TransactionAborted):
            with tx.transaction() as inner:
                inner.run(add_entry(undone))
                with pytest.raises(RuleViolated):
                    inner.run(get_quotient(0))

    assert [entry.id for entry in db.run(list_entries([kept, undone]))] == [kept]


def test_nested_transactions_are_undone_and_kept_level_by_level(db: EitherDatabase) -> None:
    first, second, third, fourth = entries = [uuid4() for _ in range(4)]

    with db.transaction() as tx:
        tx.run(add_entry(first))
        with tx.transaction() as inner:
            inner.run(add_entry(second))
            with pytest.raises(ZeroDivisionError):
                with inner.transaction() as innermost:
                    innermost.run(add_entry(third))
                    raise ZeroDivisionError
            with inner.transaction() as innermost:
                innermost.run(add_entry(fourth))

    kept = {entry.id for entry in db.run(list_entries(entries))}
    assert kept == {first, second, fourth}


def test_any_error_that_leaves_the_block_undoes_it(db: EitherDatabase) -> None:
    entry = uuid4()

    with pytest.raises(ZeroDivisionError):
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            raise ZeroDivisionError

    assert db.run(list_entries([entry])) == []


def test_a_transaction_is_refused_after_its_end(db: EitherDatabase) -> None:
    with db.transaction() as tx:
        with tx.transaction() as inner:
            pass
        with pytest.raises(UsageError, match="ended"):
            inner.run(get_answer(1))

    for late in (tx.run, tx.run_all):
        with pytest.raises(UsageError, match="ended"):
            late(get_answer(1))
    with pytest.raises(UsageError, match="ended"):
        with tx.transaction():
            pass
    assert db.run(get_answer(2)).number == 2


def test_the_outer_transaction_waits_for_the_end_of_the_nested_one(db: EitherDatabase) -> None:
    with db.transaction() as tx:
        with tx.transaction() as inner:
            with pytest.raises(UsageError, match="nested"):
                tx.run(get_answer(1))
            assert inner.run(get_answer(2)).number == 2
        assert tx.run(get_answer(3)).number == 3


def test_a_call_that_outlives_its_transaction_is_stopped_and_the_transaction_undone(
    connect: Connect, url: str
) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())
    entry = uuid4()
    left_behind: list[Future[Answer]] = []

    with ThreadPoolExecutor(1) as threads:
        with pytest.raises(UsageError, match="busy"):
            with db.transaction() as tx:
                tx.run(add_entry(entry))
                left_behind.append(threads.submit(tx.run, get_answer_slowly(1, 60)))
                time.sleep(0.1)
        with pytest.raises(TimedOut):
            left_behind[0].result(10)

    assert db.run(list_entries([entry])) == []
    assert db.run(get_backend()) == backend


def test_a_failing_call_of_run_all_undoes_all_of_it(db: EitherDatabase) -> None:
    entry = uuid4()

    with pytest.raises(RuleViolated) as raised:
        db.run_all(add_entry(entry), get_quotient(0), get_answer(1))

    assert raised.value.sqlstate == "22012"
    assert db.run(list_entries([entry])) == []


def test_a_failing_call_of_run_all_fails_the_transaction_it_is_in(db: EitherDatabase) -> None:
    with pytest.raises(TransactionAborted):
        with db.transaction() as tx:
            with pytest.raises(RuleViolated):
                tx.run_all(get_answer(1), get_quotient(0))


def test_a_failed_transaction_leaves_its_connection_usable(db: EitherDatabase) -> None:
    def work(tx: EitherTransaction) -> None:
        tx.run(get_quotient(0))

    for _ in range(20):
        with pytest.raises(RuleViolated):
            db.transact(work)
        assert db.run(get_answer(5)).number == 5

    stats = db.stats()
    assert stats["connections_num"] <= 4
    assert stats.get("returns_bad", 0) == 0
