"""What a claim reads: what it takes and little more, however many jobs there are beside it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.karaoke.samples import add_jobs, sql
from tracktion_db import Call, Database, karaoke

FINISHED = 50_000
OVER = {
    "status": "'completed'",
    "progress": "100",
    "attempts": "1",
    "worker": "'worker 1'",
    "due_at": "now() - n * interval '1 second'",
    "finished_at": "now() - n * interval '1 second'",
}
RUNNING = {
    "status": "'processing'",
    "attempts": "1",
    "worker": "'worker 1'",
    "lease_expires_at": "now() + n * interval '1 minute'",
}


def buffers(db: Database, call: Call[Any]) -> tuple[int, str]:
    """Pages that the call touches, when it runs not for the first time, and its plan."""
    _ = db.explain(call, analyze=True)
    plan = db.explain(call, analyze=True)
    # The first buffers of a plan are those of its top node, so of all of it.
    ((hit, read), *_) = re.findall(r"Buffers: shared hit=(\d+)(?: read=(\d+))?", plan)
    return int(hit) + int(read or 0), plan


CALLS: dict[str, Call[Any]] = {
    "claim 10": karaoke.claim_jobs("worker 1", limit=10),
    "claim one": karaoke.claim_jobs("worker 1"),
    "next claim": karaoke.get_next_claim(),
}


@pytest.mark.parametrize("name", CALLS)
def test_fifty_thousand_finished_jobs_do_not_slow_a_claim(database_url: str, db: Database, name: str) -> None:
    add_jobs(database_url, 100)
    sql(database_url, "VACUUM (ANALYZE) jobs")
    few, _ = buffers(db, CALLS[name])

    add_jobs(database_url, FINISHED, **OVER)
    add_jobs(database_url, 1_000, **RUNNING)
    sql(database_url, "VACUUM (ANALYZE) jobs")
    many, plan = buffers(db, CALLS[name])

    # A tree of 50,000 keys is a page or two deeper, at each of the places where the keys of 10 jobs go.
    assert "Seq Scan on jobs" not in plan, plan
    assert many <= 2 * few + 20, plan


def test_without_its_index_a_claim_reads_all_jobs(database_url: str, db: Database) -> None:
    # The control of the test above.
    add_jobs(database_url, 100)
    add_jobs(database_url, FINISHED, **OVER)
    sql(database_url, "DROP INDEX jobs_turn_idx")
    sql(database_url, "DROP INDEX jobs_due_at_idx")
    sql(database_url, "VACUUM (ANALYZE) jobs")

    plan = db.explain(karaoke.claim_jobs("worker 1", limit=10), analyze=True)

    assert "Seq Scan on jobs" in plan


def test_jobs_that_are_due_later_are_not_read_one_by_one(database_url: str, db: Database) -> None:
    add_jobs(database_url, 10)
    sql(database_url, "VACUUM (ANALYZE) jobs")
    few, _ = buffers(db, CALLS["claim 10"])

    add_jobs(database_url, 20_000, due_at="now() + n * interval '1 minute'", priority="n % 100")
    sql(database_url, "VACUUM (ANALYZE) jobs")

    many, plan = buffers(db, CALLS["claim 10"])
    assert "Seq Scan on jobs" not in plan, plan
    assert many <= 2 * few + 20, plan


@pytest.mark.parametrize("is_full", [False, True])
def test_the_generic_plan_reads_no_table_whole(database_url: str, db: Database, is_full: bool) -> None:
    if is_full:
        add_jobs(database_url, FINISHED, **OVER)
    sql(database_url, "ANALYZE jobs")
    for call in (
        karaoke.claim_jobs("worker 1", limit=10),
        karaoke.finish_jobs([]),
        karaoke.extend_leases([]),
    ):
        plan = db.explain_generic(call.statement)
        if is_full:
            assert "Seq Scan on jobs" not in plan, plan
        else:
            # The control: this is what an empty table gets, and it would show.
            assert "jobs" in plan
