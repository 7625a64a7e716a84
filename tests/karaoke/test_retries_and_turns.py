"""When a job is claimed again, and which job is claimed first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.fixtures.executors import Run
from tests.karaoke.holding import claimed, now_of
from tests.karaoke.samples import NOBODY, add_jobs, end_leases, sql
from tracktion_db import karaoke
from tracktion_db.errors import ValidationError
from tracktion_db.karaoke import Lease, NewJob


def test_a_failed_attempt_waits_longer_and_longer_until_none_is_left(
    run: Run, song_id: UUID, database_url: str
) -> None:
    job = run(karaoke.add_job(song_id, NewJob(max_attempts=4)))

    for attempt in range(1, 5):
        sql(database_url, "UPDATE jobs SET due_at = now()")
        (job,) = run(karaoke.claim_jobs(f"worker {attempt}"))
        assert job.attempts == attempt
        failed = run(karaoke.fail_job(job.lease, f"codec {attempt}"))
        assert now_of(run, job) == failed
        assert (failed.error_message, failed.lease_expires_at) == (f"codec {attempt}", None)
        if attempt < 4:
            assert (failed.status, failed.finished_at) == ("pending", None)
            waits = (failed.due_at - failed.updated_at).total_seconds()
            longest = 5 * 2 ** (attempt - 1)
            assert longest / 2 - 1 <= waits <= longest + 1
            assert run(karaoke.claim_jobs("worker")) == []
    ended = now_of(run, job)
    assert (ended.status, ended.due_at) == ("failed", job.due_at)
    assert ended.finished_at is not None
    assert run(karaoke.claim_jobs("worker")) == []


def test_a_failure_that_is_final_leaves_no_attempt(run: Run, song_id: UUID) -> None:
    job = claimed(run, song_id)

    failed = run(karaoke.fail_job(job.lease, "the video is private", is_final=True))

    assert (failed.status, failed.attempts, failed.max_attempts) == ("failed", 1, 5)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", "no reason given"),
        (str(TimeoutError()), "no reason given"),
        ("x" * 2000, "x" * 2000),
        ("é" * 2001, "é" * 2000),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\ud800b\udfff", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
        (" ", " "),
    ],
)
def test_no_reason_of_a_failure_is_refused(run: Run, song_id: UUID, given: str, kept: str) -> None:
    job = claimed(run, song_id)

    assert run(karaoke.fail_job(job.lease, given)).error_message == kept


@pytest.mark.parametrize("wrong", [None, 5, b"x", ValueError("x")])
def test_a_reason_that_is_no_text_is_refused_with_its_field(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = karaoke.fail_job(Lease(job_id=NOBODY, attempt=1), wrong)

    assert refused.value.field == "error_message"


def test_jobs_that_fail_together_do_not_come_back_together(database_url: str) -> None:
    delays: dict[int, list[float]] = {}
    for attempts, delay in sql(
        database_url,
        """SELECT attempts, extract(epoch FROM job_retry_delay(gen_random_uuid(), attempts))::float8
        FROM generate_series(1, 100) AS attempts, generate_series(1, 50)""",
    ):
        delays.setdefault(attempts, []).append(delay)
    assert len(delays) == 100
    for attempts, of_attempt in delays.items():
        longest = min(3600, 5 * 2 ** (attempts - 1))
        assert all(longest / 2 <= delay <= longest for delay in of_attempt)
        assert max(of_attempt) - min(of_attempt) > longest / 4
    first = sql(database_url, "SELECT job_retry_delay(%s, 3)", [NOBODY])
    assert sql(database_url, "SELECT job_retry_delay(%s, 3)", [NOBODY]) == first


def test_a_lease_that_runs_out_in_the_last_attempt_fails_the_job_with_a_reason(
    run: Run, song_id: UUID, database_url: str
) -> None:
    job = claimed(run, song_id, max_attempts=1)
    end_leases(database_url)

    assert run(karaoke.claim_jobs("worker 2")) == []

    after = now_of(run, job)
    assert (after.status, after.attempts, after.worker) == ("failed", 1, "worker 1")
    assert after.error_message == "the lease of its last attempt ran out"
    assert after.finished_at is not None


def test_a_job_that_kills_its_workers_waits_from_the_second_time_on(
    run: Run, song_id: UUID, database_url: str
) -> None:
    killer = run(karaoke.add_job(song_id, NewJob(max_attempts=4)))
    assert [job.id for job in run(karaoke.claim_jobs("worker 1"))] == [killer.id]
    add_jobs(database_url, 3, due_at="now() - interval '3 days'")

    end_leases(database_url)
    (again,) = run(karaoke.claim_jobs("worker 2"))
    assert (again.id, again.attempts) == (killer.id, 2)
    for attempt in (2, 3):
        end_leases(database_url)
        # Those that wait are not held up by it, and it comes after them.
        (other,) = run(karaoke.claim_jobs("worker 3"))
        assert other.id != killer.id
        _ = run(karaoke.finish_jobs([other.lease]))
        put_off = now_of(run, killer)
        assert (put_off.status, put_off.attempts, put_off.lease_expires_at) == ("pending", attempt, None)
        assert (put_off.error_message, put_off.worker) == (
            "the lease of its last attempt ran out",
            "worker 2",
        )
        waits = (put_off.due_at - put_off.updated_at).total_seconds()
        longest = 5 * 2 ** (attempt - 1)
        assert longest / 2 - 1 <= waits <= longest + 1
        sql(database_url, "UPDATE jobs SET due_at = '2020-01-01' WHERE id = %s", [killer.id])
        assert [job.id for job in run(karaoke.claim_jobs("worker 2"))] == [killer.id]
    end_leases(database_url)
    assert killer.id not in {job.id for job in run(karaoke.claim_jobs("worker 3"))}
    ended = now_of(run, killer)
    assert (ended.status, ended.attempts) == ("failed", 4)


def test_what_is_put_off_does_not_count_to_the_limit(run: Run, database_url: str) -> None:
    add_jobs(database_url, 5, attempts="1")
    assert {job.attempts for job in run(karaoke.claim_jobs("worker 1", limit=5))} == {2}
    end_leases(database_url)
    add_jobs(database_url, 5)

    assert [job.attempts for job in run(karaoke.claim_jobs("worker 2", limit=5))] == [1] * 5


@pytest.mark.parametrize("due", [25, 500], ids=["few due", "many due"])
def test_a_claim_is_in_order_however_many_are_due(run: Run, database_url: str, due: int) -> None:
    add_jobs(
        database_url,
        due,
        due_at="now() - n * interval '1 minute'",
        priority="n * 7919 % 201 - 100",
    )
    add_jobs(database_url, 500, due_at="now() + interval '30 minutes'", priority="100")
    in_turn = [
        id_
        for (id_,) in sql(database_url, "SELECT id FROM jobs WHERE due_at <= now() ORDER BY turn, due_at, id")
    ]

    claimed_ids = [job.id for _ in range(4) for job in run(karaoke.claim_jobs("worker 1", limit=10))]

    assert claimed_ids == in_turn[:40]


def test_jobs_whose_leases_ran_out_come_first_and_count_to_the_limit(run: Run, database_url: str) -> None:
    add_jobs(database_url, 10, max_attempts="1 + n % 2")
    assert len(run(karaoke.claim_jobs("worker 1", limit=10))) == 10
    end_leases(database_url)
    add_jobs(database_url, 10)

    jobs = run(karaoke.claim_jobs("worker 2", limit=12))

    assert [job.attempts for job in jobs] == [2] * 5 + [1] * 7
    assert {row.status: row.jobs for row in run(karaoke.count_jobs())} == {
        "failed": 5,
        "pending": 3,
        "processing": 12,
    }


def test_a_job_is_not_claimed_before_it_is_due(run: Run, song_id: UUID, database_url: str) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    job = run(karaoke.add_job(song_id, NewJob(due_at=later, priority=100)))

    assert run(karaoke.claim_jobs("worker 1")) == []
    sql(database_url, "UPDATE jobs SET due_at = now()")
    assert [claimed.id for claimed in run(karaoke.claim_jobs("worker 1"))] == [job.id]


def test_a_priority_is_worth_a_head_start_and_nobody_starves(run: Run, database_url: str) -> None:
    # Job n has waited for n minutes; every third has a head start of ten minutes, or is held back by them.
    add_jobs(
        database_url,
        60,
        due_at="date_trunc('minute', now()) - n * interval '1 minute'",
        priority="CASE n % 3 WHEN 0 THEN 0 WHEN 1 THEN 10 ELSE -10 END",
    )

    jobs = [job for _ in range(6) for job in run(karaoke.claim_jobs("worker 1", limit=10))]

    turns = [job.due_at - timedelta(minutes=job.priority) for job in jobs]
    assert len(jobs) == 60
    assert turns == sorted(turns)
    assert {job.priority for job in jobs[:5]} == {0, 10}
    # Whatever the priorities, who waits 200 minutes longer comes first.
    add_jobs(database_url, 1, due_at="now() - interval '201 minutes'", priority="-100")
    add_jobs(database_url, 9, due_at="now()", priority="100")
    assert run(karaoke.claim_jobs("worker 1"))[0].priority == -100
