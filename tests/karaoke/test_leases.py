"""Leases: what their holders may do, and what everybody else is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.fixtures.executors import Run
from tests.karaoke.holding import claimed, now_of
from tests.karaoke.samples import NOBODY, end_leases, sql
from tracktion_db import Call, karaoke
from tracktion_db.errors import NotFound, RuleViolated, ValidationError
from tracktion_db.karaoke import Job, Lease

WRITES: dict[str, Callable[[Lease], Call[Job]]] = {
    "progress": lambda lease: karaoke.set_job_progress(lease, 90),
    "fail": lambda lease: karaoke.fail_job(lease, "no such codec"),
}
BATCHES: dict[str, Callable[[list[Lease]], Call[list[karaoke.LeaseOutcome]]]] = {
    "finished": karaoke.finish_jobs,
    "released": karaoke.release_jobs,
    "extended": karaoke.extend_leases,
}


def test_a_claim_gives_a_lease_and_counts_as_an_attempt(run: Run, song_id: UUID) -> None:
    added = run(karaoke.add_job(song_id))

    (job,) = run(karaoke.claim_jobs("worker 1", lease_seconds=30))

    assert (job.id, job.status, job.worker, job.attempts) == (added.id, "processing", "worker 1", 1)
    assert job.lease_expires_at is not None
    assert job.lease_expires_at - job.updated_at == pytest.approx(
        timedelta(seconds=30), abs=timedelta(seconds=1)
    )
    assert job.lease == Lease(job_id=job.id, attempt=1)
    assert now_of(run, job) == job
    assert run(karaoke.claim_jobs("worker 2")) == []


def test_a_job_that_was_never_claimed_has_no_lease(run: Run, song_id: UUID) -> None:
    with pytest.raises(ValidationError):
        _ = run(karaoke.add_job(song_id)).lease


def test_the_holder_writes_progress_and_what_is_being_done(run: Run, song_id: UUID) -> None:
    job = claimed(run, song_id, message="waiting")

    for progress, message, expected in (
        (0, None, (0, "waiting")),
        (40, "parting", (40, "parting")),
        (40, None, (40, "parting")),
        (100, "mixing", (100, "mixing")),
    ):
        after = run(karaoke.set_job_progress(job.lease, progress, message=message))
        assert (after.progress, after.message) == expected
        assert (after.status, after.lease_expires_at) == ("processing", job.lease_expires_at)
        assert now_of(run, job) == after


def test_progress_never_goes_backwards_within_an_attempt_or_over_several(
    run: Run, song_id: UUID, database_url: str
) -> None:
    job = claimed(run, song_id)
    _ = run(karaoke.set_job_progress(job.lease, 60))

    late = run(karaoke.set_job_progress(job.lease, 30, message="late"))

    assert (late.progress, late.message) == (60, "late")
    end_leases(database_url)
    (again,) = run(karaoke.claim_jobs("worker 2"))
    assert again.progress == 60
    assert run(karaoke.set_job_progress(again.lease, 10)).progress == 60
    assert run(karaoke.set_job_progress(again.lease, 61)).progress == 61


def test_a_finished_job_is_done_and_held_by_nobody(run: Run, song_id: UUID) -> None:
    job = claimed(run, song_id)

    (outcome,) = run(karaoke.finish_jobs([job.lease]))

    assert outcome.model_dump() == {"row": 0, "job_id": job.id, "outcome": "finished"}
    after = now_of(run, job)
    assert (after.status, after.progress, after.lease_expires_at) == ("completed", 100, None)
    assert (after.worker, after.error_message) == ("worker 1", None)
    assert after.finished_at == pytest.approx(after.updated_at, abs=timedelta(seconds=1))


def test_an_extended_lease_ends_so_many_seconds_from_now(run: Run, song_id: UUID) -> None:
    job = claimed(run, song_id)

    for seconds in (3600, 5.5):
        (outcome,) = run(karaoke.extend_leases([job.lease], lease_seconds=seconds))
        after = now_of(run, job)
        assert outcome.outcome == "extended"
        assert after.lease_expires_at is not None
        expected = after.updated_at + timedelta(seconds=seconds)
        assert after.lease_expires_at == pytest.approx(expected, abs=timedelta(seconds=1))
        assert after.attempts == 1


def test_a_lease_that_ran_out_hands_the_job_back(run: Run, song_id: UUID, database_url: str) -> None:
    job = claimed(run, song_id)
    end_leases(database_url)

    (again,) = run(karaoke.claim_jobs("worker 2"))

    assert (again.id, again.worker, again.attempts, again.status) == (job.id, "worker 2", 2, "processing")
    assert run(karaoke.finish_jobs([again.lease]))[0].outcome == "finished"


def lost(run: Run, job: Job, reason: str, url: str) -> None:
    """Have the holder of a job lose it."""
    if reason == "cancelled":
        run(karaoke.cancel_job(job.id))
    elif reason == "over":
        run(karaoke.finish_jobs([job.lease]))
    elif reason == "handed back":
        run(karaoke.fail_job(job.lease, "no such codec"))
    elif reason == "not_found":
        run(karaoke.remove_song(job.song_id))
    else:
        end_leases(url)
        if reason == "passed_on":
            assert len(run(karaoke.claim_jobs("worker 2"))) == 1


REASONS = {
    "ran_out": ("ran_out", "lease_expires_at"),
    "passed_on": ("passed_on", "attempts"),
    "handed back": ("passed_on", "attempts"),
    "cancelled": ("cancelled", "status"),
    "over": ("over", "status"),
}


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_late_write_is_refused_with_its_reason(
    run: Run, song_id: UUID, database_url: str, reason: str, write: Callable[[Lease], Call[Job]]
) -> None:
    job = claimed(run, song_id)
    lost(run, job, reason, database_url)
    before = now_of(run, job)

    with pytest.raises(RuleViolated) as refused:
        run(write(job.lease))

    word, field = REASONS[reason]
    assert (refused.value.constraint, refused.value.field) == (f"jobs_lease_{word}", field)
    assert not refused.value.retryable
    assert now_of(run, job) == before


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_to_a_job_that_is_gone_is_not_found(
    run: Run, song_id: UUID, write: Callable[[Lease], Call[Job]]
) -> None:
    job = claimed(run, song_id)
    run(karaoke.remove_song(song_id))

    with pytest.raises(NotFound):
        run(write(job.lease))


@pytest.mark.parametrize("done", BATCHES)
def test_of_several_leases_each_gets_its_outcome_and_none_spoils_another(
    run: Run, song_id: UUID, database_url: str, done: str
) -> None:
    reasons = ["ran_out", "passed_on", "cancelled", "over"]
    leases: dict[str, Lease] = {}
    for reason in reasons:
        job = claimed(run, song_id)
        lost(run, job, reason, database_url)
        leases[reason] = job.lease
    # those whose leases ran out were claimed again on the way
    ran_out = claimed(run, song_id)
    held = claimed(run, song_id)
    sql(
        database_url,
        "UPDATE jobs SET lease_expires_at = now(), held_attempt = attempts WHERE id = %s",
        [ran_out.id],
    )
    leases["ran_out"] = ran_out.lease
    leases["not_found"] = Lease(job_id=NOBODY, attempt=1)
    leases[done] = held.lease
    before = {job.id: job for job in run(karaoke.list_jobs_by_song(song_id)).items}

    outcomes = run(BATCHES[done](list(leases.values())))

    assert [outcome.outcome for outcome in outcomes] == list(leases)
    assert [outcome.row for outcome in outcomes] == list(range(6))
    assert [outcome.job_id for outcome in outcomes] == [lease.job_id for lease in leases.values()]
    after = {job.id: job for job in run(karaoke.list_jobs_by_song(song_id)).items}
    assert {id_ for id_ in after if after[id_] != before[id_]} == {held.id}


def test_of_two_leases_of_one_job_the_one_that_holds_counts(
    run: Run, song_id: UUID, database_url: str
) -> None:
    job = claimed(run, song_id)
    end_leases(database_url)
    (again,) = run(karaoke.claim_jobs("worker 2"))

    outcomes = run(karaoke.finish_jobs([job.lease, again.lease, again.lease]))

    assert [outcome.outcome for outcome in outcomes] == ["passed_on", "finished", "finished"]


def test_no_leases_have_no_outcomes(run: Run) -> None:
    assert run(karaoke.finish_jobs([])) == []
    assert run(karaoke.extend_leases([])) == []
    assert run(karaoke.release_jobs([])) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"worker": ""}, "worker"),
        ({"worker": "x" * 256}, "worker"),
        ({"worker": None}, "worker"),
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
        ({"limit": True}, "limit"),
        ({"lease_seconds": 0}, "lease_seconds"),
        ({"lease_seconds": -1}, "lease_seconds"),
        ({"lease_seconds": 86_401}, "lease_seconds"),
        ({"lease_seconds": float("nan")}, "lease_seconds"),
        ({"lease_seconds": True}, "lease_seconds"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_with_its_field(wrong: dict[str, Any], field: str) -> None:
    given: dict[str, Any] = {"worker": "worker 1"}
    with pytest.raises(ValidationError) as refused:
        _ = karaoke.claim_jobs(**given | wrong)

    assert refused.value.field == field
