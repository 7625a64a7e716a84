"""A server that became a standby behind our back: what writes runs again where writing is possible."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.executors.faults.calls import add_entry, get_answer, get_backend, list_entries, turn_read_only
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherTransaction
from tracktion_db.errors import Unavailable, UsageError


def test_a_write_moves_on_to_a_new_connection(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=2)
    entries = [uuid4() for _ in range(4)]

    def work(tx: EitherTransaction) -> int:
        return tx.run(add_entry(entries[3]))

    db.run(turn_read_only())
    assert db.run(add_entry(entries[0])) == 1
    db.run(turn_read_only())
    assert db.run_all(add_entry(entries[1]), add_entry(entries[2])) == (1, 1)
    db.run(turn_read_only())
    assert db.transact(work) == 1

    assert len(db.run(list_entries(entries))) == 4


def test_reads_stay_where_they_are(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())

    db.run(turn_read_only())

    assert db.run(get_answer(1)).number == 1
    assert db.run(get_backend()) == backend


def test_a_server_that_only_reads_is_unavailable_for_writes(connect: Connect, url: str) -> None:
    db = connect(
        f"{url} options='-c default_transaction_read_only=on' target_session_attrs=any", pool_max_size=1
    )

    with pytest.raises(Unavailable) as raised:
        db.run(add_entry(uuid4()))

    assert raised.value.sqlstate == "25006"
    assert db.run(get_answer(1)).number == 1


def test_a_write_in_a_read_only_transaction_costs_no_connection(connect: Connect, url: str) -> None:
    db = connect(url, pool_max_size=1)
    backend = db.run(get_backend())

    with pytest.raises(UsageError):
        with db.transaction(read_only=True) as tx:
            tx.run(add_entry(uuid4()))

    assert db.run(get_backend()) == backend
