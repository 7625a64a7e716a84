"""Jobs: what is to be done with songs, and what became of it. Table ``jobs``; ``leases`` works on them.

::

    pending ── claim ──> processing ── finish ──> completed
       │  ^                │  │  └──── fail ────> failed     (no attempt left)
       │  └─ fail, release ┘  └─ cancel ─┐
       └─────────────── cancel ──────────┴─────> cancelled

What failed or was cancelled may be started again (``restart_job``): it is pending then. The database keeps to
these steps, and refuses all others with RuleViolated (``jobs_status_transition``; ``jobs_over`` for what is
over, ``jobs_lease_not_said`` for what somebody else processes). Jobs are claimed in the order of ``due_at``
less the head start of their priority, so that a job that waits long enough comes before every newer one.

Raised when a call is run: InvalidReference (``song_id``) by what adds, NotFound by what changes one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from tracktion_db.call import Call, Page, at_most_one, count, many, one, page
from tracktion_db.errors import ValidationError
from tracktion_db.fields import Instant
from tracktion_db.inputs import values_of
from tracktion_db.karaoke.fields import Attempt, JobStatus, MaxAttempts, Message, Priority
from tracktion_db.karaoke.statements import sql
from tracktion_db.paging import NEWEST_FIRST
from tracktion_db.records import Input, Record

MOST_REMOVED = 10_000
MOST_ATTEMPTS = 100
STATUSES = get_args(JobStatus)


class Lease(Input):
    """The right to work on a job: that of one attempt, until it runs out."""

    job_id: UUID
    attempt: Attempt


class Job(Record):
    """Something that is to be done with a song."""

    id: UUID
    song_id: UUID
    status: JobStatus
    progress: int
    """Percent, 0 to 100; never goes backwards, whatever the number of attempts."""
    message: str | None
    """What is being done, for people."""
    priority: int
    """Minutes of head start, -100 to 100."""
    attempts: int
    """How often it was claimed; the last one names the lease."""
    max_attempts: int
    """The number of the attempt after which it fails for good; grows by one when it is handed back
    (``release_jobs``), and by those that are given when it is started again."""
    due_at: datetime
    """Not claimed before; after a failed attempt, when the next one may begin."""
    worker: str | None
    """Who works on it, or did last, also while it is pending again; None before the first claim."""
    lease_expires_at: datetime | None
    """When others may claim it, unless its worker says that it lives; None unless it is processing."""
    error_message: str | None
    """Why the last attempt that failed did; None if none did."""
    finished_at: datetime | None
    """When it completed, failed for good or was cancelled."""
    created_at: datetime
    updated_at: datetime

    @property
    def lease(self) -> Lease:
        """The lease of its last attempt: that of its worker, if this is the job as it was claimed.

        ValidationError for a job that was never claimed.
        """
        return Lease(job_id=self.id, attempt=self.attempts)


class JobCount(Record):
    """How many jobs have one status."""

    status: JobStatus
    jobs: int


class NewJob(Input):
    """What to do with a song; it will be pending."""

    message: Message | None = None
    priority: Priority = 0
    max_attempts: MaxAttempts = 5
    due_at: Instant | None = None
    """None for now."""


def add_job(song_id: UUID, job: NewJob | None = None) -> Call[Job]:
    """Add one job for a song; workers that wait are woken when it is committed."""
    values = values_of(NewJob() if job is None else job, NewJob, "job")
    return one(sql["karaoke.add_job"], Job, song_id=song_id, **values)


def get_job(job_id: UUID) -> Call[Job | None]:
    """The job with this id, or None."""
    return at_most_one(sql["karaoke.get_job"], Job, job_id=job_id)


def list_jobs_by_song(song_id: UUID, *, limit: int = 100, cursor: str | None = None) -> Call[Page[Job]]:
    """The jobs of a song, whatever became of them, the newest first."""
    return page(
        sql["karaoke.list_jobs_by_song"],
        Job,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        song_id=song_id,
    )


def list_jobs_by_status(status: JobStatus, *, limit: int = 100, cursor: str | None = None) -> Call[Page[Job]]:
    """The jobs of this status, those that were added last first."""
    given: Any = status
    if given not in STATUSES:
        raise ValidationError("status", f"must be one of {', '.join(STATUSES)}")
    return page(
        sql["karaoke.list_jobs_by_status"],
        Job,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        status=status,
    )


def cancel_job(job_id: UUID) -> Call[Job]:
    """Cancel a job that is pending or processing; its worker learns it with the next write or extension.

    Raises NotFound, and RuleViolated (``jobs_over``) for one that is over.
    """
    return one(sql["karaoke.cancel_job"], Job, job_id=job_id)


def restart_job(job_id: UUID, *, max_attempts: int = 5) -> Call[Job]:
    """Start a job again that failed or was cancelled: it is pending, due now, with so many further attempts.

    ``max_attempts`` is 1 to 100. Its attempts are counted on, and so is how long it waits after one that
    fails; its progress and the reason of its last failure stay. Raises NotFound, and RuleViolated for a job
    that has completed (``jobs_over``), is processed (``jobs_lease_not_said``) or is pending
    (``jobs_status_transition``).
    """
    if type(max_attempts) is not int or not 1 <= max_attempts <= MOST_ATTEMPTS:
        raise ValidationError("max_attempts", f"must be a whole number from 1 to {MOST_ATTEMPTS}")
    return one(sql["karaoke.restart_job"], Job, job_id=job_id, max_attempts=max_attempts)


def count_jobs() -> Call[list[JobCount]]:
    """How many jobs have each status, by its name; a status that none has is left out."""
    return many(sql["karaoke.count_jobs"], JobCount)


def remove_finished_jobs(finished_before: datetime, *, limit: int = 1000) -> Call[int]:
    """Remove at most ``limit`` (1 to 10,000) jobs that were over before this moment, and answer how many.

    The oldest go first. Run it again until it answers less than ``limit``.
    """
    if type(limit) is not int or not 1 <= limit <= MOST_REMOVED:
        raise ValidationError("limit", f"must be a whole number from 1 to {MOST_REMOVED}")
    return count(sql["karaoke.remove_finished_jobs"], finished_before=finished_before, row_limit=limit)
