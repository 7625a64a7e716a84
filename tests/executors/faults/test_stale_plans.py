"""Prepared statements that the server no longer has, or no longer believes in."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest

from tests.executors.faults.calls import (
    Measure,
    forget_plans,
    get_answer,
    get_backend,
    get_measure,
    set_measure,
    sql,
)
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherTransaction
from tests.statements.files import write_file
from tracktion_db import Settings, Statements
from tracktion_db.call import one
from tracktion_db.connection import Connection
from tracktion_db.errors import StatementError


@pytest.fixture
def changed_type(admin: psycopg.Connection) -> Generator[None]:
    """The measure's column changes its type by the time the test body calls it, and back at its end."""
    yield
    admin.execute("ALTER TABLE measures ALTER COLUMN amount TYPE integer")
    admin.execute("UPDATE measures SET amount = 41")


def change_type(admin: psycopg.Connection) -> None:
    admin.execute("ALTER TABLE measures ALTER COLUMN amount TYPE bigint")


@pytest.mark.usefixtures("changed_type")
def test_a_read_survives_the_change_of_a_columns_type(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    db = connect(url, pool_max_size=1)
    assert db.run(get_measure()).amount == 41

    change_type(admin)

    assert db.run(get_measure()).amount == 41


@pytest.mark.usefixtures("changed_type")
def test_a_read_that_is_planned_for_each_call_knows_the_new_type_at_once(
    connect: Connect, url: str, admin: psycopg.Connection, tmp_path: Path
) -> None:
    text = sql["faults.get_measure"].text.replace("\nSELECT", "\n-- :plan: custom  for this test\nSELECT")
    write_file(tmp_path, text, "faults/get_measure.sql")
    call = one(Statements.load(tmp_path)["faults.get_measure"], Measure)
    db = connect(url, pool_max_size=1)
    assert db.run(call).amount == 41

    change_type(admin)

    assert db.run(call).amount == 41


@pytest.mark.usefixtures("changed_type")
def test_a_write_survives_it_and_is_done_once(connect: Connect, url: str, admin: psycopg.Connection) -> None:
    db = connect(url, pool_max_size=1)
    assert db.run(set_measure(42)).amount == 42

    change_type(admin)

    assert db.run(set_measure(43)).amount == 43
    assert db.run(get_measure()).amount == 43


@pytest.mark.usefixtures("changed_type")
def test_run_all_survives_it(connect: Connect, url: str, admin: psycopg.Connection) -> None:
    db = connect(url, pool_max_size=1)
    db.run_all(set_measure(42), get_measure())

    change_type(admin)

    assert [measure.amount for measure in db.run_all(set_measure(43), get_measure())] == [43, 43]


@pytest.mark.usefixtures("changed_type")
def test_a_transaction_survives_it_by_running_again_once(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    db = connect(url, pool_max_size=1)
    attempts: list[int] = []

    def work(tx: EitherTransaction) -> int:
        attempts.append(1)
        tx.run(get_answer(1))
        tx.run(set_measure(44))
        return tx.run(get_measure()).amount

    db.transact(work)
    change_type(admin)
    assert db.transact(work) == 44

    assert len(attempts) == 3


def test_dropped_plans_are_made_again(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    db.run(get_answer(1))
    db.run(set_measure(41))
    attempts: list[int] = []

    def work(tx: EitherTransaction) -> int:
        attempts.append(1)
        return tx.run(get_answer(3)).number

    db.run(forget_plans())
    assert db.run(get_answer(2)).number == 2
    db.run(forget_plans())
    assert db.transact(work) == 3
    db.run(set_measure(41))
    db.run(forget_plans())
    assert db.run(set_measure(41)).amount == 41
    db.run(forget_plans())
    assert [answer.number for answer in db.run_all(get_answer(4), get_answer(5))] == [4, 5]

    assert len(attempts) == 2


def test_plans_dropped_in_a_transaction_block_are_an_error_there_and_not_later(
    connect: Connect, url: str
) -> None:
    db = connect(url, pool_max_size=1)
    db.run(get_answer(1))

    with pytest.raises(StatementError) as raised:
        with db.transaction() as tx:
            tx.run(forget_plans())
            tx.run(get_answer(2))

    assert raised.value.sqlstate == "26000"
    assert db.run(get_answer(3)).number == 3


def test_a_stale_plan_costs_the_other_connections_nothing_but_a_new_start(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=2)
    with db.transaction() as first, db.transaction() as second:
        assert first.run(get_backend()) != second.run(get_backend())

    db.run(forget_plans())

    for number in range(20):
        assert db.run(get_answer(number)).number == number
    assert db.stats()["pool_size"] <= 2


def test_discard_all_by_a_foreign_hand_is_known_for_what_it_is(url: str) -> None:
    conninfo = Settings.from_url(url).conninfo()
    with Connection.connect(conninfo, autocommit=True) as connection:
        connection.configure(validate_rows=False)
        connection.run(get_answer(1), timeout=None, in_transaction=False)
        connection.execute("DISCARD ALL")

        with pytest.raises(StatementError) as raised:
            connection.run(get_answer(2), timeout=None, in_transaction=False)

    assert raised.value.retries == 1
    assert connection.closed
