"""What a COMMIT says besides yes and no."""

from __future__ import annotations

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.executors.faults.calls import add_entry, add_noisy_entry, list_entries
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase
from tests.executors.faults.own_server import OwnServer
from tracktion_db.errors import CommitOutcomeUnknown


@pytest.fixture
def waiting_for_a_standby(own_server: OwnServer) -> Generator[psycopg.Connection]:
    """Every commit waits for a synchronous standby that there is not."""
    with psycopg.connect(own_server.url, autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET synchronous_standby_names TO 'nobody'")
        admin.execute("SELECT pg_reload_conf()")
        yield admin
        admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
        admin.execute("SELECT pg_reload_conf()")


def stop_waiting(admin: psycopg.Connection) -> None:
    deadline = time.monotonic() + 20
    while not admin.execute(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    ).fetchall():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_commit_that_gave_up_on_its_standby_is_in_doubt_and_not_repeated(
    connect: Connect, own_server: OwnServer, waiting_for_a_standby: psycopg.Connection
) -> None:
    db = connect(own_server.url, pool_max_size=1)
    entry, attempts = uuid4(), list[UUID]()

    def work(tx: EitherDatabase) -> None:
        attempts.append(entry)
        tx.run(add_entry(entry))

    with ThreadPoolExecutor(1) as threads:
        committing = threads.submit(db.transact, work)
        stop_waiting(waiting_for_a_standby)
        with pytest.raises(CommitOutcomeUnknown, match="standby") as raised:
            committing.result()

    assert not raised.value.retryable
    assert len(attempts) == 1
    assert len(db.run(list_entries([entry]))) == 1


def test_a_warning_of_a_trigger_at_commit_is_no_doubt(db: EitherDatabase) -> None:
    with db.transaction() as tx:
        assert tx.run(add_noisy_entry(uuid4())) == 1
