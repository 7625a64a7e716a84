"""The steps of a job, whoever takes them: a call, or somebody in psql."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.fixtures.executors import Run
from tests.karaoke.samples import NOBODY, bare_song, end_leases, new_job, sql
from tracktion_db import karaoke
from tracktion_db.errors import InvalidReference, NotFound, RuleViolated, ValidationError
from tracktion_db.karaoke import Job, NewJob

STATUSES = ("pending", "processing", "completed", "failed", "cancelled")
ALLOWED = {
    ("pending", "processing"),
    ("pending", "cancelled"),
    ("processing", "pending"),
    ("processing", "completed"),
    ("processing", "failed"),
    ("processing", "cancelled"),
    ("failed", "pending"),
    ("cancelled", "pending"),
}
IN_PSQL = {
    "pending": "status = 'pending', lease_expires_at = NULL, finished_at = NULL",
    "processing": "status = 'processing', worker = 'psql', attempts = attempts + 1, finished_at = NULL,"
    " lease_expires_at = now() + interval '1 minute'",
    "completed": "status = 'completed', lease_expires_at = NULL, finished_at = now()",
    "failed": "status = 'failed', lease_expires_at = NULL, finished_at = now(), error_message = 'psql'",
    "cancelled": "status = 'cancelled', lease_expires_at = NULL, finished_at = now()",
}


def job_in(run: Run, song_id: UUID, status: str) -> Job:
    """A job that has come to this status."""
    added = run(karaoke.add_job(song_id))
    if status == "pending":
        return added
    if status == "cancelled":
        return run(karaoke.cancel_job(added.id))
    (job,) = run(karaoke.claim_jobs("worker 1"))
    if status == "completed":
        run(karaoke.finish_jobs([job.lease]))
    elif status == "failed":
        run(karaoke.fail_job(job.lease, "no such codec", is_final=True))
    found = run(karaoke.get_job(job.id))
    assert found is not None and found.status == status
    return found


def test_an_added_job_is_pending_and_comes_back_as_it_was_given(run: Run, song_id: UUID) -> None:
    given = new_job()

    added = run(karaoke.add_job(song_id, given))

    assert added.model_dump(include=set(NewJob.model_fields)) == given.model_dump()
    assert (added.song_id, added.status, added.progress, added.attempts) == (song_id, "pending", 0, 0)
    assert run(karaoke.get_job(added.id)) == added
    assert run(karaoke.get_job(NOBODY)) is None


def test_a_job_is_due_at_once_unless_told(run: Run, song_id: UUID) -> None:
    added = run(karaoke.add_job(song_id))

    assert abs(added.due_at - added.created_at) < timedelta(seconds=1)
    assert (added.priority, added.max_attempts, added.message) == (0, 5, None)


def test_jobs_of_a_song_come_newest_first_page_by_page(run: Run, song_id: UUID) -> None:
    other = run(karaoke.add_song_with_job(bare_song()))
    added = [run(karaoke.add_job(song_id)) for _ in range(5)][::-1]

    assert run(karaoke.list_jobs_by_song(song_id)).items == added
    first = run(karaoke.list_jobs_by_song(song_id, limit=3))
    assert run(karaoke.list_jobs_by_song(song_id, limit=3, cursor=first.next_cursor)).items == added[3:]
    assert [job.id for job in run(karaoke.list_jobs_by_song(other.id)).items] == [other.job_id]
    assert run(karaoke.list_jobs_by_song(NOBODY)).items == []


def test_a_job_of_an_unknown_song_is_an_invalid_reference(run: Run) -> None:
    with pytest.raises(InvalidReference) as refused:
        run(karaoke.add_job(NOBODY))

    assert (refused.value.field, refused.value.constraint) == ("song_id", "jobs_song_id_fkey")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"message": ""}, "message"),
        ({"message": "x" * 2001}, "message"),
        ({"priority": 101}, "priority"),
        ({"priority": -101}, "priority"),
        ({"priority": 1.5}, "priority"),
        ({"max_attempts": 0}, "max_attempts"),
        ({"max_attempts": 101}, "max_attempts"),
        ({"due_at": datetime(2026, 1, 1)}, "due_at"),  # noqa: DTZ001 (naive is the point)
        ({"status": "completed"}, "status"),
    ],
)
def test_a_job_that_does_not_fit_is_refused_with_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = NewJob(**wrong)

    assert refused.value.field == field


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_in_psql_a_job_takes_allowed_steps_only(
    run: Run, song_id: UUID, database_url: str, before: str, after: str
) -> None:
    job = job_in(run, song_id, before)
    step = f"UPDATE jobs SET {IN_PSQL[after]}"
    if before == "processing" and after != "cancelled":
        step += ", held_attempt = 1"

    if (before, after) in ALLOWED:
        sql(database_url, step)
        moved = run(karaoke.get_job(job.id))
        assert moved is not None and moved.status == after
        assert moved.updated_at > job.updated_at
    else:
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            sql(database_url, step)
        is_over = before in ("completed", "failed", "cancelled")
        expected = "jobs_over" if is_over else "jobs_status_transition"
        assert refused.value.diag.constraint_name == expected
        assert run(karaoke.get_job(job.id)) == job


def test_in_psql_too_a_claim_counts_as_one_attempt(run: Run, song_id: UUID, database_url: str) -> None:
    _ = run(karaoke.add_job(song_id))
    claim = IN_PSQL["processing"]

    for wrong in (claim.replace("attempts + 1", "attempts"), claim.replace("+ 1,", "+ 2,")):
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            sql(database_url, f"UPDATE jobs SET {wrong}")
        assert refused.value.diag.constraint_name == "jobs_status_transition"
    sql(database_url, f"UPDATE jobs SET {claim}")
    end_leases(database_url)
    sql(database_url, f"UPDATE jobs SET {claim}")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("progress = 101, held_attempt = 1", "jobs_progress_range"),
        ("progress = 29, held_attempt = 1", "jobs_progress_not_backwards"),
        ("progress = 0, held_attempt = 1", "jobs_progress_not_backwards"),
        ("progress = 31", "jobs_lease_not_said"),
        ("progress = 31, held_attempt = 2", "jobs_lease_passed_on"),
        ("held_attempt = 0", "jobs_lease_passed_on"),
        ("lease_expires_at = NULL, held_attempt = 1", "jobs_lease_while_processing"),
        ("worker = NULL, held_attempt = 1", "jobs_worker_while_processing"),
        ("finished_at = now(), held_attempt = 1", "jobs_finished_at_when_over"),
        ("attempts = 2, held_attempt = 1", "jobs_status_transition"),
        ("max_attempts = 0, held_attempt = 1", "jobs_attempts_range"),
        ("lease_expires_at = 'infinity', held_attempt = 1", "jobs_lease_expires_at_range"),
        ("due_at = '-infinity', held_attempt = 1", "jobs_due_at_range"),
        (
            "status = 'failed', lease_expires_at = NULL, finished_at = now(), held_attempt = 1",
            "jobs_error_message_when_failed",
        ),
    ],
)
def test_in_psql_the_rules_of_a_job_hold(
    run: Run, song_id: UUID, database_url: str, change: str, rule: str
) -> None:
    job = job_in(run, song_id, "processing")
    job = run(karaoke.set_job_progress(job.lease, 30))

    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        sql(database_url, f"UPDATE jobs SET {change}")

    assert refused.value.diag.constraint_name == rule
    assert run(karaoke.get_job(job.id)) == job


def test_in_psql_who_names_the_attempt_may_write_and_nothing_of_it_stays(
    run: Run, song_id: UUID, database_url: str
) -> None:
    job = job_in(run, song_id, "processing")

    sql(database_url, "UPDATE jobs SET progress = 30, held_attempt = 1")

    after = run(karaoke.get_job(job.id))
    assert after == job.model_copy(update={"progress": 30, "updated_at": after and after.updated_at})
    assert sql(database_url, "SELECT held_attempt FROM jobs") == [(None,)]


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
def test_what_is_over_is_not_cancelled(run: Run, song_id: UUID, status: str) -> None:
    job = job_in(run, song_id, status)

    with pytest.raises(RuleViolated) as refused:
        run(karaoke.cancel_job(job.id))

    assert (refused.value.constraint, refused.value.field) == ("jobs_over", "status")
    assert str(refused.value) == "karaoke.cancel_job: the job is over (jobs_over)"
    with pytest.raises(NotFound):
        run(karaoke.cancel_job(NOBODY))


def test_a_cancelled_job_is_claimed_by_nobody(run: Run, song_id: UUID) -> None:
    job = run(karaoke.cancel_job(run(karaoke.add_job(song_id)).id))

    assert job.status == "cancelled"
    assert job.finished_at is not None
    assert run(karaoke.claim_jobs("worker 1")) == []


def test_jobs_are_counted_by_status(run: Run, song_id: UUID) -> None:
    assert run(karaoke.count_jobs()) == []
    for status in ("completed", "completed", "processing", "cancelled", "pending"):
        _ = job_in(run, song_id, status)

    counts = {row.status: row.jobs for row in run(karaoke.count_jobs())}

    assert counts == {"cancelled": 1, "completed": 2, "pending": 1, "processing": 1}


def test_jobs_that_are_over_are_removed_in_parts_the_oldest_first(
    run: Run, song_id: UUID, database_url: str
) -> None:
    over = [job_in(run, song_id, status) for status in ("completed", "failed", "cancelled", "completed")]
    open_ = [job_in(run, song_id, status) for status in ("processing", "pending")]
    last = over[-1].finished_at
    assert last is not None

    assert run(karaoke.remove_finished_jobs(last, limit=2)) == 2
    assert run(karaoke.get_job(over[1].id)) is None
    assert run(karaoke.get_job(over[2].id)) == over[2]
    assert run(karaoke.remove_finished_jobs(last, limit=2)) == 1
    assert run(karaoke.remove_finished_jobs(last)) == 0
    assert run(karaoke.remove_finished_jobs(datetime.max.replace(tzinfo=UTC))) == 1
    assert {job.id for job in run(karaoke.list_jobs_by_song(song_id)).items} == {job.id for job in open_}


@pytest.mark.parametrize("wrong", [0, 10_001, True, 1.5, None])
def test_how_many_are_removed_is_bounded(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = karaoke.remove_finished_jobs(datetime.now(UTC), limit=wrong)

    assert refused.value.field == "limit"
