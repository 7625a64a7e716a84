"""A server that restarts under load: reads go on, and of the writes no acknowledged one is lost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from tests.executors.faults.calls import add_entry, get_answer, list_entries
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase
from tests.executors.faults.own_server import OwnServer
from tracktion_db.errors import CommitOutcomeUnknown, Unavailable

WORKERS = 16


class Load:
    """Workers that read and write until they are told to stop, and what became of it."""

    def __init__(self, db: EitherDatabase) -> None:
        self._db = db
        self._end = threading.Event()
        self.reads = [0] * WORKERS
        self.acknowledged: list[UUID] = []
        self.unknown: list[UUID] = []
        self.undone: list[UUID] = []

    def work(self, worker: int) -> None:
        while not self._end.is_set():
            number = worker * 1_000_000 + self.reads[worker]
            assert self._db.run(get_answer(number)).number == number
            self.reads[worker] += 1
            self.write(uuid4())

    def write(self, entry: UUID) -> None:
        try:
            self._db.run(add_entry(entry))
        except CommitOutcomeUnknown:
            self.unknown.append(entry)
        except Unavailable:
            self.undone.append(entry)
        else:
            self.acknowledged.append(entry)

    def wait_for_all(self) -> None:
        """Until every worker has read again."""
        before = list(self.reads)
        deadline = time.monotonic() + 30
        while any(now == then for now, then in zip(self.reads, before, strict=True)):
            assert time.monotonic() < deadline, "a worker hangs"
            time.sleep(0.02)

    def stop(self) -> None:
        self._end.set()


def test_a_restart_under_load_costs_no_read_and_no_acknowledged_write(
    connect: Connect, own_server: OwnServer
) -> None:
    db = connect(own_server.url, pool_max_size=8)
    load = Load(db)
    with ThreadPoolExecutor(WORKERS) as threads:
        workers = [threads.submit(load.work, number) for number in range(WORKERS)]
        try:
            load.wait_for_all()
            own_server.restart("fast", down=1.0)
            load.wait_for_all()
            own_server.restart("immediate", down=0.3)
            load.wait_for_all()
        finally:
            load.stop()
        for worker in workers:
            worker.result()

    assert len(kept(db, load.acknowledged)) == len(load.acknowledged)
    assert kept(db, load.undone) == []
    # At most one write was on its way on each connection, at each restart.
    assert len(load.unknown) <= 2 * 8


def kept(db: EitherDatabase, entries: list[UUID]) -> list[UUID]:
    return [entry.id for entry in db.run(list_entries(entries))]
