"""Many workers at one queue: each job is handed to exactly one of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID

import psycopg
import pytest

from tests.catalog.crowd import at_once
from tests.karaoke.samples import add_jobs, sql
from tracktion_db import AsyncDatabase, Database, Settings, karaoke
from tracktion_db.errors import RuleViolated

MAKE_DUE = """UPDATE jobs SET due_at = now() WHERE id = ANY(ARRAY(
    SELECT id FROM jobs WHERE status = 'pending' AND due_at > now() FOR NO KEY UPDATE SKIP LOCKED
)) AND status = 'pending'"""
WORKERS = 16
JOBS = 5_000


@pytest.fixture
def wide(database_url: str) -> Settings:
    """A connection for each worker."""
    return Settings.from_url(database_url, pool_min_size=1, pool_max_size=WORKERS, pool_timeout=60)


def assert_each_was_done_once(url: str, done: list[list[UUID]]) -> None:
    counts = Counter(id_ for of_worker in done for id_ in of_worker)
    assert len(counts) == JOBS
    assert set(counts.values()) == {1}
    assert sum(1 for of_worker in done if of_worker) > WORKERS // 2
    assert sql(url, "SELECT status, attempts, count(*) FROM jobs GROUP BY 1, 2") == [("completed", 1, JOBS)]


def test_sixteen_threads_share_five_thousand_jobs(database_url: str, wide: Settings) -> None:
    add_jobs(database_url, JOBS)

    with Database(wide) as db:

        def work(number: int) -> list[UUID]:
            done: list[UUID] = []
            # batches of many sizes, down to single jobs
            while jobs := db.run(karaoke.claim_jobs(f"worker {number}", limit=1 + 7 * (number % 5))):
                outcomes = db.run(karaoke.finish_jobs([job.lease for job in jobs]))
                assert {outcome.outcome for outcome in outcomes} == {"finished"}
                done += [job.id for job in jobs]
            return done

        done = at_once(WORKERS, work)

    assert_each_was_done_once(database_url, done)


async def test_sixteen_tasks_share_five_thousand_jobs(database_url: str, wide: Settings) -> None:
    add_jobs(database_url, JOBS)

    async with AsyncDatabase(wide) as db:

        async def work(number: int) -> list[UUID]:
            done: list[UUID] = []
            while jobs := await db.run(karaoke.claim_jobs(f"worker {number}", limit=1 + 7 * (number % 5))):
                outcomes = await db.run(karaoke.finish_jobs([job.lease for job in jobs]))
                assert {outcome.outcome for outcome in outcomes} == {"finished"}
                done += [job.id for job in jobs]
            return done

        done = await asyncio.gather(*(work(number) for number in range(WORKERS)))

    assert_each_was_done_once(database_url, done)


def test_without_the_lock_jobs_are_handed_out_twice(database_url: str) -> None:
    # The control of the tests above: two claims that look before either writes.
    add_jobs(database_url, 1)
    look = b"SELECT id FROM jobs WHERE status = 'pending' ORDER BY turn LIMIT 1"
    with psycopg.connect(database_url) as one, psycopg.connect(database_url) as other:
        assert one.execute(look).fetchall() == other.execute(look).fetchall()


def test_a_claim_passes_by_what_another_is_claiming(database_url: str, db: Database) -> None:
    add_jobs(database_url, 3)

    with db.transaction() as tx:
        (first,) = tx.run(karaoke.claim_jobs("worker 1"))
        others = db.run(karaoke.claim_jobs("worker 2", limit=3), timeout=10)

    assert len(others) == 2
    assert first.id not in {job.id for job in others}


def test_many_who_finish_and_extend_the_same_jobs_never_dead_lock(database_url: str, wide: Settings) -> None:
    add_jobs(database_url, 200)

    with Database(wide) as db:
        leases = [job.lease for job in db.run(karaoke.claim_jobs("worker 1", limit=200))]

        def work(number: int) -> int:
            order = leases if number % 2 else leases[::-1]
            for _ in range(5):
                _ = db.run(karaoke.extend_leases(order))
            return sum(outcome.outcome == "finished" for outcome in db.run(karaoke.finish_jobs(order)))

        assert sum(at_once(8, work)) == 200


def test_a_lease_that_runs_out_goes_to_one_only_and_the_former_holder_is_refused(
    database_url: str, wide: Settings
) -> None:
    add_jobs(database_url, 20, max_attempts="100")

    with Database(wide) as db:
        # leases that are over before anybody could do anything
        (zombie, *_) = db.run(karaoke.claim_jobs("worker 1", limit=20, lease_seconds=0.000_001))

        def work(number: int) -> list[tuple[UUID, int]]:
            handed: list[tuple[UUID, int]] = []
            for _ in range(20):
                # None waits for its next attempt, or there would not be enough of them to claim.
                sql(database_url, MAKE_DUE)
                jobs = db.run(karaoke.claim_jobs(f"worker {number}", limit=5, lease_seconds=0.000_001))
                handed += [(job.id, job.attempts) for job in jobs]
            return handed

        handed = [pair for pairs in at_once(8, work) for pair in pairs]
        # each attempt of each job was handed to one, and none was left out
        assert len(handed) == len(set(handed)) > 100
        for job_id in {job_id for job_id, _ in handed}:
            attempts = sorted(attempt for id_, attempt in handed if id_ == job_id)
            assert attempts == list(range(2, len(attempts) + 2))
        with pytest.raises(RuleViolated):
            db.run(karaoke.set_job_progress(zombie.lease, 50))


def test_of_a_cancel_and_a_finish_at_once_one_wins(database_url: str, wide: Settings) -> None:
    add_jobs(database_url, 30)

    with Database(wide) as db:
        for job in db.run(karaoke.claim_jobs("worker 1", limit=30)):

            def step(number: int, job: karaoke.Job = job) -> str:
                if number:
                    return db.run(karaoke.finish_jobs([job.lease]))[0].outcome
                try:
                    return db.run(karaoke.cancel_job(job.id)).status
                except RuleViolated as refused:
                    return str(refused.constraint)

            answers = at_once(2, step)
            kept = db.run(karaoke.get_job(job.id))
            assert kept is not None
            expected = {
                "cancelled": ["cancelled", "cancelled"],
                "completed": ["jobs_over", "finished"],
            }
            assert answers == expected[kept.status]
