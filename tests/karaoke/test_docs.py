"""The examples of docs/karaoke.md work pasted as they are, the worker above all."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.karaoke.samples import add_jobs, bare_song, sql
from tracktion_db import Database, karaoke
from tracktion_db.karaoke import Job

TEXT = (Path(__file__).parents[2] / "docs" / "karaoke.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
(WORKER,) = [block for block in BLOCKS if "def work(" in block]
OPEN = "SELECT count(*) FROM jobs WHERE status IN ('pending', 'processing')"


class Staff:
    """Workers as the document has them."""

    def __init__(self, db: Database, executor: ThreadPoolExecutor) -> None:
        self.stopped = threading.Event()
        self.names: dict[str, Any] = {}
        exec(WORKER, self.names)
        self._db, self._executor = db, executor
        self._working: list[Future[None]] = []

    def hire(self, name: str, prepare: Callable[[Job], None]) -> None:
        self._working.append(self._executor.submit(self.names["work"], self._db, name, prepare, self.stopped))

    def stop(self) -> None:
        """Nobody begins anything any more; raises what any of them raised."""
        self.stopped.set()
        _ = self._db.run(karaoke.add_song_with_job(bare_song()))  # those that wait wake up
        for working in self._working:
            working.result(timeout=60)


@pytest.fixture
def staff(db: Database) -> Generator[Staff]:
    with ThreadPoolExecutor() as executor:
        staff = Staff(db, executor)
        try:
            yield staff
        finally:
            staff.stop()


def done(url: str) -> None:
    for _ in range(3_000):
        if sql(url, OPEN) == [(0,)]:
            return
        time.sleep(0.01)
    raise AssertionError("the jobs are never done")


def test_the_first_example_runs_as_it_is(db: Database) -> None:
    names: dict[str, Any] = {"db": db, "karaoke": karaoke}

    exec(BLOCKS[0], names)

    assert [song.title for song in names["page"].items] == ["Roxanne"]
    assert len(BLOCKS) == 2


def test_none_of_the_jobs_that_a_worker_claimed_runs_out_while_it_does_the_others(
    staff: Staff, database_url: str
) -> None:
    add_jobs(database_url, 4)
    prepared = Counter[UUID]()

    def prepare(job: Job) -> None:
        prepared[job.id] += 1
        time.sleep(0.9)

    staff.names["LEASE_SECONDS"] = 2.0
    for name in ("stems 1", "stems 2"):
        staff.hire(name, prepare)
    done(database_url)

    assert sorted(prepared.values()) == [1, 1, 1, 1]
    assert sql(database_url, "SELECT DISTINCT status, attempts FROM jobs") == [("completed", 1)]


@pytest.mark.parametrize(
    ("raised", "kept"),
    [
        (TimeoutError(), "no reason given"),
        (ValueError("x\0" * 3000), "x\N{REPLACEMENT CHARACTER}" * 1000),
    ],
)
def test_whatever_goes_wrong_is_noted_and_the_worker_goes_on(
    staff: Staff, database_url: str, raised: Exception, kept: str
) -> None:
    add_jobs(database_url, 3, max_attempts="1")

    def prepare(_: Job) -> None:
        raise raised

    staff.hire("stems 1", prepare)
    done(database_url)

    assert sql(database_url, "SELECT DISTINCT status, error_message FROM jobs") == [("failed", kept)]


def test_a_worker_that_lost_its_leases_goes_on(staff: Staff, db: Database, database_url: str) -> None:
    add_jobs(database_url, 4)
    prepared: list[UUID] = []

    def prepare(job: Job) -> None:
        prepared.append(job.id)
        for other in db.run(karaoke.list_jobs_by_status("processing")).items:
            _ = db.run(karaoke.cancel_job(other.id))
        _ = db.run(karaoke.set_job_progress(job.lease, 40))

    staff.hire("stems 1", prepare)
    done(database_url)
    add_jobs(database_url, 1)
    done(database_url)

    assert len(prepared) >= 2
    assert sql(database_url, "SELECT DISTINCT status FROM jobs") == [("cancelled",)]


def test_a_worker_that_is_stopped_hands_back_what_it_has_not_begun(staff: Staff, database_url: str) -> None:
    add_jobs(database_url, 4)

    def prepare(_: Job) -> None:
        staff.stopped.set()

    staff.hire("stems 1", prepare)
    assert staff.stopped.wait(timeout=60)
    staff.stop()

    counts = "SELECT status, attempts, max_attempts, count(*) FROM jobs GROUP BY 1, 2, 3 ORDER BY 1, 2"
    assert sql(database_url, counts) == [
        ("completed", 1, 5, 1),
        ("pending", 0, 5, 1),  # that of stop()
        ("pending", 1, 6, 3),
    ]
