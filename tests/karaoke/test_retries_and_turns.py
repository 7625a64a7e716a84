"""When a job is claimed again, and which job is claimed first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.fixtures.executors import Run
from tests.karaoke.holding import claimed, now_of
from tests.karaoke.samples import NOBODY, add_jobs, end_leases, sql
from tracktion_db import karaoke
from tracktion_db.karaoke import NewJob


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
