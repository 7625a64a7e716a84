"""A worker that may be killed at any moment.

``python -m tests.karaoke.mortal_worker blocking|asyncio URL NAME``

It notes who works on what and when, in the transactions in which it claims, extends and finishes: what is
noted is what was so.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Final

from tracktion_db import AsyncDatabase, Call, Database, Settings, Statements, karaoke
from tracktion_db.call import count
from tracktion_db.karaoke import Job, LeaseOutcome, wait_for_jobs, wait_for_jobs_async

SQL: Final = Statements.load(Path(__file__).parent / "work_sql" / "work")
LEASE_SECONDS: Final = 0.5
PARTS: Final = 3
PART_SECONDS: Final = 0.02


def work(url: str, name: str) -> None:
    """Work until killed."""
    with Database(Settings.from_url(url, pool_min_size=1, pool_max_size=1)) as db:
        while True:
            with db.transaction() as tx:
                jobs = tx.run(karaoke.claim_jobs(name, limit=2, lease_seconds=LEASE_SECONDS))
                for job in jobs:
                    assert tx.run(begun(name, job)) == 1
            if not jobs:
                wait_for_jobs(db, timeout=5)
            for job in jobs:
                for part in range(PARTS):
                    time.sleep(PART_SECONDS)
                    with db.transaction() as tx:
                        (outcome,) = tx.run(step(job, part))
                        if outcome.outcome not in ("extended", "finished"):
                            break  # somebody else has it by now
                        assert tx.run(seen(name, job, outcome)) == 1


async def work_async(url: str, name: str) -> None:
    """The same in asyncio."""
    async with AsyncDatabase(Settings.from_url(url, pool_min_size=1, pool_max_size=1)) as db:
        while True:
            async with db.transaction() as tx:
                jobs = await tx.run(karaoke.claim_jobs(name, limit=2, lease_seconds=LEASE_SECONDS))
                for job in jobs:
                    assert await tx.run(begun(name, job)) == 1
            if not jobs:
                await wait_for_jobs_async(db, timeout=5)
            for job in jobs:
                for part in range(PARTS):
                    await asyncio.sleep(PART_SECONDS)
                    async with db.transaction() as tx:
                        (outcome,) = await tx.run(step(job, part))
                        if outcome.outcome not in ("extended", "finished"):
                            break
                        assert await tx.run(seen(name, job, outcome)) == 1


def step(job: Job, part: int) -> Call[list[LeaseOutcome]]:
    """Extend, and in the last part finish."""
    if part < PARTS - 1:
        return karaoke.extend_leases([job.lease], lease_seconds=LEASE_SECONDS)
    return karaoke.finish_jobs([job.lease])


def begun(name: str, job: Job) -> Call[int]:
    return count(SQL["work.note_begin"], job_id=job.id, attempt=job.attempts, worker=name)


def seen(name: str, job: Job, outcome: LeaseOutcome) -> Call[int]:
    return count(
        SQL["work.note_work"],
        job_id=job.id,
        attempt=job.attempts,
        worker=name,
        is_done=outcome.outcome == "finished",
    )


if __name__ == "__main__":
    kind, *arguments = sys.argv[1:]
    if kind == "asyncio":
        asyncio.run(work_async(*arguments))
    else:
        work(*arguments)
