"""A worker that may be killed at any moment: ``python -m tests.karaoke.mortal_worker URL NAME``.

It notes who works on what and when, in the transactions in which it claims, extends and finishes: what is
noted is what was so.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

from tracktion_db import Database, Settings, Statements, Transaction, karaoke
from tracktion_db.call import count
from tracktion_db.karaoke import Job
from tracktion_db.karaoke.waiting import wait_for_jobs

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
                    tx.run(count(SQL["work.note_begin"], job_id=job.id, attempt=job.attempts, worker=name))
            if not jobs:
                wait_for_jobs(db, timeout=5)
            for job in jobs:
                _do(db, name, job)


def _do(db: Database, name: str, job: Job) -> None:
    for part in range(PARTS):
        time.sleep(PART_SECONDS)
        with db.transaction() as tx:
            if part < PARTS - 1:
                (outcome,) = tx.run(karaoke.extend_leases([job.lease], lease_seconds=LEASE_SECONDS))
            else:
                (outcome,) = tx.run(karaoke.finish_jobs([job.lease]))
            if outcome.outcome not in ("extended", "finished"):
                return  # somebody else has it by now
            _note(tx, name, job, is_done=outcome.outcome == "finished")


def _note(tx: Transaction, name: str, job: Job, *, is_done: bool) -> None:
    noted = count(SQL["work.note_work"], job_id=job.id, attempt=job.attempts, worker=name, is_done=is_done)
    assert tx.run(noted) == 1


if __name__ == "__main__":
    work(*sys.argv[1:])
