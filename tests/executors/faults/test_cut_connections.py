"""Connections cut at a chosen moment: what is surely undone runs again, what may be kept never does."""

from __future__ import annotations

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
from tests.executors.faults.either import EitherTransaction
from tests.executors.faults.proxy import Proxy
from tracktion_db.errors import CommitOutcomeUnknown, TransactionAborted, Unavailable

NUMBER = 7_205_759_403_792_793
REQUEST = NUMBER.to_bytes(8)


def test_a_read_whose_request_is_lost_runs_again(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url)
    db.run(get_answer(1))

    proxy.cut_before(REQUEST)

    assert db.run(get_answer(NUMBER)).number == NUMBER
    assert proxy.cuts == 1


def test_reads_whose_answer_is_lost_run_again(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url)
    db.run(get_answer(1))

    proxy.cut_after(REQUEST)
    assert db.run(get_answer(NUMBER)).number == NUMBER

    proxy.cut_after(REQUEST)
    assert [answer.number for answer in db.run_all(get_answer(1), get_answer(NUMBER))] == [1, NUMBER]


def test_a_read_runs_again_twice_and_not_for_ever(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url)
    db.run(get_answer(1))

    proxy.cut_before(REQUEST, times=5)
    with pytest.raises(Unavailable) as raised:
        db.run(get_answer(NUMBER))

    assert raised.value.retryable
    assert raised.value.statement == "faults.get_answer"
    assert proxy.cuts == 3


def test_a_write_whose_request_is_lost_is_not_repeated(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url)
    db.run(add_entry(uuid4()))
    entry = uuid4()

    proxy.cut_before(entry.bytes)
    with pytest.raises(CommitOutcomeUnknown) as raised:
        db.run(add_entry(entry))

    assert not raised.value.retryable
    assert raised.value.statement == "faults.add_entry"
    assert db.run(list_entries([entry])) == []


def test_a_write_whose_answer_is_lost_is_not_repeated(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url)
    db.run(add_entry(uuid4()))
    entry = uuid4()

    proxy.cut_after(entry.bytes)
    with pytest.raises(CommitOutcomeUnknown):
        db.run(add_entry(entry))

    assert len(db.run(list_entries([entry]))) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_run_all_with_a_write_is_not_repeated(connect: Connect, proxy: Proxy, moment: str) -> None:
    db = connect(proxy.url)
    db.run_all(add_entry(uuid4()), list_numbers(1))
    entry = uuid4()

    (proxy.cut_before if moment == "before" else proxy.cut_after)(entry.bytes)
    with pytest.raises(CommitOutcomeUnknown):
        db.run_all(list_numbers(1), add_entry(entry))

    assert len(db.run(list_entries([entry]))) == (1 if moment == "after" else 0)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_copy_is_not_repeated(connect: Connect, proxy: Proxy, moment: str) -> None:
    db = connect(proxy.url)
    entries = [uuid4() for _ in range(100)]

    (proxy.cut_before if moment == "before" else proxy.cut_after)(entries[-1].bytes)
    with pytest.raises(CommitOutcomeUnknown):
        db.run(copy_entries(entries))

    assert len(db.run(list_entries(entries))) in ((0,) if moment == "before" else (0, 100))


class Work:
    """A transaction that does something to the proxy the first time."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.entry = uuid4()
        self.attempts = 0

    def cut_after_the_last_statement(self, tx: EitherTransaction) -> int:
        self.attempts += 1
        written = tx.run(add_entry(self.entry))
        if self.attempts == 1:
            self.proxy.cut()
        return written

    def cut_between_two_statements(self, tx: EitherTransaction) -> int:
        self.attempts += 1
        tx.run(get_answer(1))
        if self.attempts == 1:
            self.proxy.cut()
        return tx.run(add_entry(self.entry))

    def cut_at(self, tx: EitherTransaction) -> int:
        self.attempts += 1
        return tx.run(add_entry(self.entry))


@pytest.mark.parametrize("work", [Work.cut_after_the_last_statement, Work.cut_between_two_statements])
def test_a_transaction_lost_before_its_commit_was_sent_runs_again(
    connect: Connect, proxy: Proxy, work: object
) -> None:
    db = connect(proxy.url)
    unit = Work(proxy)

    assert callable(work)
    assert db.transact(lambda tx: work(unit, tx)) == 1

    assert unit.attempts == 2
    assert len(db.run(list_entries([unit.entry]))) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_transaction_lost_at_its_commit_does_not_run_again(
    connect: Connect, proxy: Proxy, moment: str
) -> None:
    db = connect(proxy.url)
    unit = Work(proxy)

    (proxy.cut_before if moment == "before" else proxy.cut_after)(b"COMMIT")
    with pytest.raises(CommitOutcomeUnknown) as raised:
        db.transact(unit.cut_at)

    assert unit.attempts == 1
    assert not raised.value.retryable
    assert len(db.run(list_entries([unit.entry]))) == (1 if moment == "after" else 0)


def test_a_read_only_transaction_lost_at_its_commit_runs_again(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url)
    attempts: list[int] = []

    def work(tx: EitherTransaction) -> int:
        attempts.append(1)
        return tx.run(get_answer(NUMBER)).number

    proxy.cut_after(b"COMMIT")

    assert db.transact(work, read_only=True) == NUMBER
    assert len(attempts) == 2


def test_a_transaction_block_lost_before_its_commit_says_that_nothing_was_written(
    connect: Connect, proxy: Proxy
) -> None:
    db = connect(proxy.url)
    entry = uuid4()

    with pytest.raises(Unavailable) as raised:
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            proxy.cut()

    assert raised.value.retryable
    assert db.run(list_entries([entry])) == []


def test_a_loss_that_the_block_caught_raises_at_its_end(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url)
    entry = uuid4()

    with pytest.raises(TransactionAborted):
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            proxy.cut()
            with pytest.raises(Unavailable):
                tx.run(get_answer(1))

    assert db.run(list_entries([entry])) == []


def test_an_error_of_the_caller_is_what_leaves_a_block_whose_connection_was_lost(
    connect: Connect, proxy: Proxy
) -> None:
    db = connect(proxy.url)

    with pytest.raises(ZeroDivisionError):
        with db.transaction() as tx, tx.transaction() as inner:
            inner.run(get_answer(1))
            proxy.cut()
            raise ZeroDivisionError

    assert db.run(get_answer(2)).number == 2


def test_a_stream_that_is_cut_ends_with_an_error_and_not_as_if_it_were_whole(
    connect: Connect, proxy: Proxy
) -> None:
    db = connect(proxy.url)
    proxy.delay = 0.05

    with pytest.raises(Unavailable):
        with db.stream(list_numbers(60_000)) as rows:
            for row in rows:
                if row.number == 100:
                    proxy.cut()

    assert db.run(get_answer(1)).number == 1
