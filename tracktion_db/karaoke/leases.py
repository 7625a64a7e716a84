"""What workers do: claim jobs, tell that they live and how far they are, and how it ended.

::

    for job in db.run(karaoke.claim_jobs("stems 1", limit=4, lease_seconds=60)):
        db.run(karaoke.set_job_progress(job.lease, 50, message="parting voice and music"))
        ...
    outcomes = db.run(karaoke.finish_jobs([job.lease for job in done]))

A job belongs to the worker who has its lease: the number of the attempt, for so many seconds from the claim
or the last extension. Whoever writes without it is refused. What takes one lease raises NotFound for a job
that was removed, or RuleViolated, whose ``constraint`` is the reason:

``jobs_lease_ran_out``    nobody has the job yet, but somebody may any moment
``jobs_lease_passed_on``  it was handed back, or to another worker
``jobs_lease_cancelled``  it was cancelled
``jobs_lease_over``       it has completed or failed

What takes several leases raises none of these, and answers for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from tracktion_db.call import Call, many, one
from tracktion_db.errors import ValidationError
from tracktion_db.inputs import require_outcomes, rows_of, values_of
from tracktion_db.karaoke.fields import Message, Percent, Worker, storable_reason
from tracktion_db.karaoke.jobs import Job, Lease
from tracktion_db.karaoke.statements import sql
from tracktion_db.records import Input, Record

MOST_CLAIMED = 1000
LONGEST_LEASE = 86_400.0
"""Seconds."""


class LeaseOutcome(Record):
    """What became of one lease of ``finish_jobs``, ``release_jobs`` or ``extend_leases``."""

    row: int
    """Position in what was given, from 0."""
    job_id: UUID
    outcome: Literal[
        "finished", "released", "extended", "ran_out", "passed_on", "cancelled", "over", "not_found"
    ]
    """``finished``, ``released`` or ``extended`` where the lease was held; else why it was not: it
    ``ran_out``, or the job was ``passed_on`` (handed back, or to another worker), ``cancelled``, ``over``
    (completed or failed) or removed with its song (``not_found``)."""


class NextClaim(Record):
    """When there will be a job to claim."""

    seconds: float | None
    """Until the next job becomes due or its lease runs out, by the server's clock; 0 or less when there is
    one now, None when no job waits and none is processed."""


class JobChannel(Record):
    """Where this schema tells of jobs (NOTIFY)."""

    name: str


class _Claim(Input):
    worker: Worker


class _Progress(Input):
    progress: Percent
    message: Message | None


def claim_jobs(worker: str, *, limit: int = 1, lease_seconds: float = 60.0) -> Call[list[Job]]:
    """Take at most ``limit`` (1 to 1,000) jobs, each for this worker (1 to 255 characters) alone.

    First those whose lease ran out, then those that are due, in their turn; they come in that order of turns.
    Whoever claims at the same time gets others, without waiting. Extend the leases (up to 86,400 seconds)
    while at work, well before they run out. A lease that runs out in the second attempt or a later one counts
    as a failed attempt: the job waits as after ``fail_job`` or, in its last attempt, fails.

    Run it in a transaction of its own: jobs that are claimed in one that is open are handed to nobody.
    """
    if type(limit) is not int or not 1 <= limit <= MOST_CLAIMED:
        raise ValidationError("limit", f"must be a whole number from 1 to {MOST_CLAIMED}")
    return many(
        sql["karaoke.claim_jobs"],
        Job,
        worker=_Claim(worker=worker).worker,
        row_limit=limit,
        lease_seconds=_seconds(lease_seconds),
    )


def extend_leases(leases: Sequence[Lease], *, lease_seconds: float = 60.0) -> Call[list[LeaseOutcome]]:
    """Tell that the worker lives: the leases end so many seconds from now. At most 100,000 at once.

    One outcome per lease, in the order given. What is not ``extended`` is no longer the worker's to do.
    """
    return _each("karaoke.extend_leases", leases, lease_seconds=_seconds(lease_seconds))


def finish_jobs(leases: Sequence[Lease]) -> Call[list[LeaseOutcome]]:
    """Complete jobs, at most 100,000 at once; one outcome per lease, in the order given.

    One that was lost keeps none of the others from being ``finished``.
    """
    return _each("karaoke.finish_jobs", leases)


def release_jobs(leases: Sequence[Lease]) -> Call[list[LeaseOutcome]]:
    """Hand jobs back without failing them, at most 100,000 at once: for a worker that stops.

    They are pending at once, in the turn that they had, and the attempt does not count: ``max_attempts``
    grows by one. One outcome per lease, in the order given.
    """
    return _each("karaoke.release_jobs", leases)


def set_job_progress(lease: Lease, progress: int, *, message: str | None = None) -> Call[Job]:
    """Tell how far a job is (0 to 100), and what is being done; without a message the former one stays.

    Progress never goes backwards: a smaller number than what is there, of this attempt or one before, leaves
    it as it is. The lease is not extended by this. Raises NotFound or, without the lease, RuleViolated.
    """
    given = _Progress(progress=progress, message=message)
    return one(
        sql["karaoke.set_job_progress"],
        Job,
        **values_of(lease, Lease, "lease"),
        progress=given.progress,
        message=given.message,
    )


def fail_job(lease: Lease, error_message: str, *, is_final: bool = False) -> Call[Job]:
    """Tell that an attempt failed, and why; the answer says what becomes of the job.

    No reason is refused: the first 2,000 characters are kept, what PostgreSQL cannot hold (NUL, lone
    surrogates) is replaced by U+FFFD, and an empty text becomes "no reason given".

    It is ``pending`` again and due later: after 5 seconds, doubled with each attempt, at most an hour, and up
    to half of that less, so that jobs which failed together do not come back together. It is ``failed`` when
    no attempt is left, or at once with ``is_final``. Raises NotFound or, without the lease, RuleViolated.
    """
    given: Any = error_message
    if not isinstance(given, str):
        raise ValidationError("error_message", "must be a text")
    return one(
        sql["karaoke.fail_job"],
        Job,
        **values_of(lease, Lease, "lease"),
        error_message=storable_reason(given),
        is_final=is_final,
    )


def get_next_claim() -> Call[NextClaim]:
    """In how many seconds there is a job to claim."""
    return one(sql["karaoke.get_next_claim"], NextClaim)


def get_job_channel() -> Call[JobChannel]:
    """The channel on which workers of this schema listen for jobs."""
    return one(sql["karaoke.get_job_channel"], JobChannel)


def _each(name: str, leases: Sequence[Lease], **values: object) -> Call[list[LeaseOutcome]]:
    rows = rows_of(leases, Lease, "leases")
    require_outcomes(rows, "leases")
    return many(
        sql[name],
        LeaseOutcome,
        job_ids=[row["job_id"] for row in rows],
        attempts=[row["attempt"] for row in rows],
        **values,
    )


def _seconds(given: Any) -> float:
    if type(given) not in (int, float) or not 0 < given <= LONGEST_LEASE:
        raise ValidationError("lease_seconds", "must be a number above 0, at most 86,400")
    return float(given)
