"""Jobs that somebody holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.fixtures.executors import Run
from tracktion_db import karaoke
from tracktion_db.karaoke import Job, NewJob


def claimed(run: Run, song_id: UUID, **fields: Any) -> Job:
    """A new job, claimed by worker 1."""
    _ = run(karaoke.add_job(song_id, NewJob(**fields)))
    (job,) = run(karaoke.claim_jobs("worker 1"))
    return job


def now_of(run: Run, job: Job) -> Job:
    """The job as it is."""
    found = run(karaoke.get_job(job.id))
    assert found is not None
    return found
