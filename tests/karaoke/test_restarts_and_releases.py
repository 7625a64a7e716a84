"""Jobs that are started again, handed back, and listed by what became of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.fixtures.executors import Run
from tests.karaoke.holding import claimed, now_of
from tests.karaoke.samples import NOBODY, end_leases, sql
from tracktion_db import karaoke
from tracktion_db.errors import NotFound, RuleViolated, ValidationError
from tracktion_db.karaoke import Job, NewJob


def over(run: Run, song_id: UUID, status: str) -> Job:
    """A job whose only attempt ended so, at 60 percent."""
    job = claimed(run, song_id, max_attempts=1)
    _ = run(karaoke.set_job_progress(job.lease, 60))
    if status == "failed":
        return run(karaoke.fail_job(job.lease, "no such codec"))
    if status == "cancelled":
        return run(karaoke.cancel_job(job.id))
    _ = run(karaoke.finish_jobs([job.lease]))
    return now_of(run, job)


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_what_failed_or_was_cancelled_is_started_again_with_attempts_anew(
    run: Run, song_id: UUID, database_url: str, status: str
) -> None:
    ended = over(run, song_id, status)

    again = run(karaoke.restart_job(ended.id, max_attempts=2))

    assert again == now_of(run, ended)
    assert (again.status, again.finished_at, again.attempts, again.max_attempts) == ("pending", None, 1, 3)
    assert (again.progress, again.error_message, again.worker) == (60, ended.error_message, "worker 1")
    assert again.due_at > ended.due_at
    for attempt, expected in ((2, "pending"), (3, "failed")):
        (job,) = run(karaoke.claim_jobs("worker 2"))
        assert (job.id, job.attempts) == (ended.id, attempt)
        assert run(karaoke.fail_job(job.lease, "again")).status == expected
        sql(database_url, "UPDATE jobs SET due_at = now() WHERE status = 'pending'")


def test_who_held_a_job_before_it_was_started_again_does_not_hold_it_after(run: Run, song_id: UUID) -> None:
    zombie = claimed(run, song_id)
    run(karaoke.cancel_job(zombie.id))
    run(karaoke.restart_job(zombie.id))
    (job,) = run(karaoke.claim_jobs("worker 2"))

    with pytest.raises(RuleViolated) as refused:
        run(karaoke.set_job_progress(zombie.lease, 90))
    assert refused.value.constraint == "jobs_lease_passed_on"
    outcomes = run(karaoke.finish_jobs([zombie.lease, job.lease]))
    assert [outcome.outcome for outcome in outcomes] == ["passed_on", "finished"]


def test_only_what_failed_or_was_cancelled_is_started_again(run: Run, song_id: UUID) -> None:
    done, processed = over(run, song_id, "completed"), claimed(run, song_id)
    waiting = run(karaoke.add_job(song_id))
    for job, rule in (
        (done, "jobs_over"),
        (processed, "jobs_lease_not_said"),
        (waiting, "jobs_status_transition"),
    ):
        before = now_of(run, job)
        with pytest.raises(RuleViolated) as refused:
            run(karaoke.restart_job(job.id))
        assert refused.value.constraint == rule
        assert now_of(run, job) == before
    with pytest.raises(NotFound):
        run(karaoke.restart_job(NOBODY))


@pytest.mark.parametrize("wrong", [0, 101, True, 1.5, None])
def test_further_attempts_are_bounded(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = karaoke.restart_job(NOBODY, max_attempts=wrong)

    assert refused.value.field == "max_attempts"


@pytest.mark.parametrize(
    ("before", "change"),
    [
        ("failed", "status = 'pending', finished_at = NULL"),
        ("pending", "max_attempts = attempts"),
    ],
)
def test_in_psql_no_job_is_pending_without_attempts_left(
    run: Run, song_id: UUID, database_url: str, before: str, change: str
) -> None:
    # Such a job would have every claim refused, with all the other jobs of it.
    job = over(run, song_id, "failed")
    if before == "pending":
        _ = run(karaoke.restart_job(job.id))

    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        sql(database_url, f"UPDATE jobs SET {change}")

    assert refused.value.diag.constraint_name == "jobs_attempts_left_while_pending"


def test_a_job_that_is_handed_back_is_pending_at_once_and_lost_no_attempt(
    run: Run, song_id: UUID, database_url: str
) -> None:
    job = claimed(run, song_id, max_attempts=1, priority=7)
    _ = run(karaoke.set_job_progress(job.lease, 30, message="parting"))

    (outcome,) = run(karaoke.release_jobs([job.lease]))

    assert outcome.model_dump() == {"row": 0, "job_id": job.id, "outcome": "released"}
    back = now_of(run, job)
    assert (back.status, back.lease_expires_at, back.error_message) == ("pending", None, None)
    assert (back.due_at, back.priority, back.progress, back.message) == (job.due_at, 7, 30, "parting")
    with pytest.raises(RuleViolated):
        run(karaoke.set_job_progress(job.lease, 90))
    (again,) = run(karaoke.claim_jobs("worker 2"))
    assert (again.id, again.attempts, again.max_attempts) == (job.id, 2, 2)
    assert run(karaoke.finish_jobs([job.lease]))[0].outcome == "passed_on"
    end_leases(database_url)
    assert run(karaoke.claim_jobs("worker 3")) == []
    assert now_of(run, job).status == "failed"


def test_what_is_handed_back_a_hundred_times_is_claimed_again(run: Run, song_id: UUID) -> None:
    job = claimed(run, song_id, max_attempts=100)
    for _ in range(101):
        _ = run(karaoke.release_jobs([job.lease]))
        (job,) = run(karaoke.claim_jobs("worker 1"))

    assert (job.attempts, job.max_attempts) == (102, 201)
    assert run(karaoke.finish_jobs([job.lease]))[0].outcome == "finished"


def test_jobs_of_a_status_come_newest_first_page_by_page(run: Run, song_id: UUID) -> None:
    failed = [over(run, song_id, "failed") for _ in range(5)][::-1]
    cancelled = over(run, song_id, "cancelled")
    waiting = run(karaoke.add_job(song_id, NewJob(priority=3)))

    assert run(karaoke.list_jobs_by_status("failed")).items == failed
    first = run(karaoke.list_jobs_by_status("failed", limit=3))
    assert first.items == failed[:3]
    assert run(karaoke.list_jobs_by_status("failed", limit=3, cursor=first.next_cursor)).items == failed[3:]
    assert run(karaoke.list_jobs_by_status("cancelled")).items == [cancelled]
    assert run(karaoke.list_jobs_by_status("pending")).items == [waiting]
    assert run(karaoke.list_jobs_by_status("processing")).items == []


@pytest.mark.parametrize("wrong", ["", "FAILED", None, ["failed"], 1])
def test_a_status_that_there_is_not_is_refused_with_its_field(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = karaoke.list_jobs_by_status(wrong)

    assert refused.value.field == "status"
