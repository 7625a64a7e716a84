"""Workers that are killed at random: no job is lost, and none is worked on by two at the same time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

from tests.karaoke.samples import add_jobs, sql

WORKERS = 3
JOBS = 80
KILLS = 6
WORK = """CREATE TABLE work (
    job_id uuid,
    attempt integer,
    worker text,
    began_at timestamptz DEFAULT clock_timestamp(),
    seen_at timestamptz DEFAULT clock_timestamp(),
    is_done boolean DEFAULT false,
    PRIMARY KEY (job_id, attempt)
)"""
UNFINISHED = "SELECT count(*) FROM jobs WHERE status <> 'completed'"
AT_WORK = "SELECT worker FROM jobs WHERE status = 'processing'"
TWO_AT_ONCE = """SELECT one.job_id FROM work AS one INNER JOIN work AS other
    ON one.job_id = other.job_id AND one.attempt < other.attempt
    WHERE tstzrange(one.began_at, one.seen_at, '[]') && tstzrange(other.began_at, other.seen_at, '[]')"""


@contextmanager
def staff(url: str) -> Generator[dict[str, subprocess.Popen[bytes]]]:
    """Workers; killed at the end, those that came later too."""
    workers = {f"worker {number}": hired(url, number) for number in range(WORKERS)}
    try:
        yield workers
    finally:
        for worker in workers.values():
            worker.kill()
            worker.wait()


def hired(url: str, number: int) -> subprocess.Popen[bytes]:
    """Every other one works in asyncio."""
    program = [sys.executable, "-m", "tests.karaoke.mortal_worker"]
    return subprocess.Popen([*program, kind_of(f"worker {number}"), url, f"worker {number}"])


def kind_of(name: str) -> str:
    return "asyncio" if int(name.split()[1]) % 2 else "blocking"


def test_no_job_is_lost_and_none_is_done_by_two_at_once(database_url: str) -> None:
    chance = random.Random(7)
    add_jobs(database_url, JOBS, max_attempts="100")
    sql(database_url, WORK)

    with staff(database_url) as workers:
        killed, jobs = 0, JOBS
        hirings = {"blocking": WORKERS + 1, "asyncio": WORKERS}
        deadline = time.monotonic() + 300
        while killed < KILLS or sql(database_url, UNFINISHED) != [(0,)]:
            assert time.monotonic() < deadline, "jobs are lost"
            assert {worker.poll() for worker in workers.values()} == {None}, "a worker ended by itself"
            # One of each kind in turn.
            kind = ("asyncio", "blocking")[killed % 2]
            busy = {name for (name,) in sql(database_url, AT_WORK) if kind_of(name) == kind} & workers.keys()
            if killed < KILLS and not busy and sql(database_url, UNFINISHED) == [(0,)]:
                add_jobs(database_url, JOBS, max_attempts="100")  # done before enough were killed
                jobs += JOBS
            elif killed < KILLS and busy:
                worker = workers.pop(chance.choice(sorted(busy)))
                worker.kill()
                worker.wait()
                # Of the same kind, so that there are always both.
                hirings[kind] += 2
                workers[f"worker {hirings[kind]}"] = hired(database_url, hirings[kind])
                killed += 1
            time.sleep(chance.uniform(0.05, 0.3))

    assert killed == KILLS
    assert sql(database_url, TWO_AT_ONCE) == []
    assert sql(database_url, "SELECT count(*), count(DISTINCT job_id) FROM work WHERE is_done") == [
        (jobs, jobs)
    ]
    # The kills hit: some jobs were handed back and begun again.
    assert sql(database_url, "SELECT max(attempts) > 1, sum(attempts) FROM jobs") == sql(
        database_url, "SELECT true, count(*) FROM work"
    )


def test_two_at_once_would_be_seen(database_url: str) -> None:
    # The control of the test above.
    sql(database_url, WORK)
    sql(
        database_url,
        """INSERT INTO work (job_id, attempt, began_at, seen_at)
        SELECT '99999999-9999-4999-8999-999999999999', n, now() + n * interval '1 second',
            now() + n * interval '1 second' + interval '1.1 second'
        FROM generate_series(1, 2) AS n""",
    )

    assert len(sql(database_url, TWO_AT_ONCE)) == 1
