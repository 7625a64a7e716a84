"""What a user or a key costs: messages, and round trips between client and server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.executors.faults.either import EitherDatabase, EitherTransaction
from tests.executors.faults.proxy import Proxy
from tests.executors.owned.calls import (
    add_note,
    get_door,
    get_note,
    get_told,
    list_all_notes,
    list_doors,
    list_notes,
    open_door,
    set_body,
)
from tests.executors.owned.conftest import Connect

ME = uuid4()
NOTE = uuid4()


def a_stream(runner: EitherDatabase | EitherTransaction) -> None:
    with runner.stream(list_notes(ME)) as rows:
        list(rows)


WORKS: list[tuple[Callable[[EitherDatabase], object], int]] = [
    (lambda db: db.run(get_told()), 1),
    (lambda db: db.run(get_note(ME, NOTE)), 1),
    (lambda db: db.run(list_notes(ME)), 1),
    (lambda db: db.run(add_note(ME, uuid4())), 1),
    (lambda db: db.run(set_body(ME, NOTE, "la")), 1),
    (lambda db: db.run(list_all_notes(), user_id=ME), 1),
    (lambda db: db.run(get_door("front")), 1),
    (lambda db: db.run(open_door("front")), 1),
    (lambda db: db.run(get_door("front"), user_id=ME), 1),
    (lambda db: db.run_all(get_note(ME, NOTE), list_notes(ME), get_door("front")), 1),
    (lambda db: db.run_all(add_note(ME, uuid4()), list_notes(ME)), 1),
    (lambda db: db.run_all(add_note(ME, uuid4()), get_note(ME, NOTE)), 2),  # COMMIT waits for a row
]


@pytest.mark.parametrize(("work", "round_trips"), WORKS)
def test_a_call_is_one_round_trip(
    connect: Connect, proxy: Proxy, work: Callable[[EitherDatabase], object], round_trips: int
) -> None:
    db = connect(proxy.url, pool_max_size=1)
    db.transact(lambda tx: tx.run(add_note(ME, uuid4())), user_id=ME)
    if not any(note.id == NOTE for note in db.run(list_notes(ME))):
        db.run(add_note(ME, NOTE))
    work(db)  # prepares
    proxy.delay, before = 0.02, proxy.round_trips
    work(db)
    proxy.delay = 0.0
    assert proxy.round_trips - before == round_trips


def test_a_statement_that_is_new_to_a_connection_costs_one_more(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url, pool_max_size=1)
    db.run(get_told())
    proxy.delay, before = 0.02, proxy.round_trips
    db.run(list_notes(ME))
    assert proxy.round_trips - before == 2


def test_in_a_transaction_a_user_costs_nothing_and_a_key_no_round_trip(
    connect: Connect, proxy: Proxy
) -> None:
    db = connect(proxy.url, pool_max_size=1)

    def counted(work: Callable[[EitherTransaction], Any], **whose: Any) -> int:
        db.transact(work, **whose)
        proxy.delay, before = 0.02, proxy.round_trips
        db.transact(work, **whose)
        proxy.delay = 0.0
        return proxy.round_trips - before

    assert counted(lambda tx: tx.run(list_all_notes())) == 3
    assert counted(lambda tx: tx.run(list_notes(ME)), user_id=ME) == 3
    assert counted(lambda tx: tx.run(list_doors("front"))) == 3
    assert counted(a_stream, user_id=ME) == 5  # between a savepoint and the way back to it, as ever
