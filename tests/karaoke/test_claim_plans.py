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

WAITING = "now() + interval '10 minutes' + n * interval '90 minutes' / 50000"
IN_TURN = """SELECT id FROM jobs WHERE status = 'pending' AND turn <= now() + interval '100 minutes'
    AND due_at <= now() ORDER BY turn, due_at, id LIMIT 10"""


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


@pytest.mark.parametrize("due", [0, 3, 300], ids=["none due", "few due", "many due"])
def test_what_waits_for_its_next_attempt_does_not_slow_a_claim(
    database_url: str, db: Database, due: int
) -> None:
    # As after an outage: all are due within the longest head start, and stand among those that are due.
    if due:
        add_jobs(database_url, due, due_at="now() - n * interval '1 second'")
    sql(database_url, "VACUUM (ANALYZE) jobs")
    few, _ = buffers(db, CALLS["claim 10"])

    add_jobs(database_url, 50_000, due_at=WAITING, priority="n % 2")
    # Without ANALYZE: it came at once, and the planner believes that all that is pending is due.
    sql(database_url, "VACUUM jobs")

    many, plan = buffers(db, CALLS["claim 10"])
    assert many <= 2 * few + 40, plan


def test_in_the_order_of_turns_alone_a_claim_walks_over_all_that_wait(
    database_url: str, db: Database
) -> None:
    # The control of the test above: what a claim does that has nothing else to go by.
    sql(database_url, "DROP INDEX jobs_due_at_idx")
    add_jobs(database_url, 3)
    add_jobs(database_url, 50_000, due_at=WAITING)
    sql(database_url, "VACUUM (ANALYZE) jobs")

    rows = sql(database_url, f"EXPLAIN (ANALYZE, BUFFERS) {IN_TURN}")

    ((pages, read), *_) = re.findall(r"Buffers: shared hit=(\d+)(?: read=(\d+))?", str(rows))
    assert int(pages) + int(read or 0) > 200


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
