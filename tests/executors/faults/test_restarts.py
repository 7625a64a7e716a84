"""A server that restarts under load: reads go on, and of the writes no acknowledged one is lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from tests.executors.faults.calls import add_entry, get_answer, list_entries
from tests.executors.faults.conftest import Connect
from tests.executors.faults.either import EitherDatabase
from tests.executors.faults.own_server import OwnServer
from tracktion_db.errors import CommitOutcomeUnknown, TracktionDBError, Unavailable

WORKERS = 16


class Load:
    """Workers that read and write until they are told to stop, and what became of it."""

    def __init__(self, db: EitherDatabase) -> None:
        self._db = db
        self._end = threading.Event()
        self.reads = [0] * WORKERS
        self.acknowledged: list[UUID] = []
        self.unknown: list[UUID] = []
        self.refused: list[UUID] = []
        self.errors: Counter[str] = Counter()

    def work(self, worker: int) -> None:
        while not self._end.is_set():
            number = worker * 1_000_000 + self.reads[worker]
            assert self._db.run(get_answer(number)).number == number
            self.reads[worker] += 1
            entry = uuid4()
            try:
                self._db.run(add_entry(entry))
                self.acknowledged.append(entry)
            except TracktionDBError as error:
                self.errors[type(error).__name__] += 1
                (self.unknown if isinstance(error, CommitOutcomeUnknown) else self.refused).append(entry)
                assert isinstance(error, CommitOutcomeUnknown | Unavailable)

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
            own_server.restart("immediate", down=1.0)
            load.wait_for_all()
        finally:
            load.stop()
        for worker in workers:
            worker.result()

    assert len(kept(db, load.acknowledged)) == len(load.acknowledged)
    assert kept(db, load.refused) == []
    # At most one write was on its way on each connection, at each restart.
    assert len(load.unknown) <= 2 * 8
    assert db.stats()["pool_size"] == 8


def kept(db: EitherDatabase, entries: list[UUID]) -> list[UUID]:
    return [entry.id for entry in db.run(list_entries(entries))]
