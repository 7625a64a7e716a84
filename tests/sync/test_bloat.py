"""A transaction that stays open keeps dead rows in the outbox: claims stay quick, and when it ends too."""

from __future__ import annotations

import time
from statistics import median

import psycopg

from tests.sync.lab import Lab
from tracktion_db.sync import Worker, drain

ROWS = 60_000


def batch_seconds(lab: Lab, worker: Worker, times: int = 15) -> float:
    """Median time of a batch of one change."""
    taken: list[float] = []
    for number in range(times):
        lab.add_recording(title=f"{number}")
        began = time.monotonic()
        assert worker.write_batch().claimed
        taken.append(time.monotonic() - began)
    return median(taken)


def test_a_transaction_that_stays_open_does_not_slow_the_worker(lab: Lab) -> None:
    worker = lab.worker()
    drain(worker)
    at_first = batch_seconds(lab, worker)
    with psycopg.connect(lab.url) as open_one:
        open_one.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        open_one.execute("SELECT FROM recordings")
        # As much as flows in two minutes at 500 changes a second.
        lab.admin.execute(
            "INSERT INTO graph_outbox (kind, key)"
            " SELECT 'recording', gen_random_uuid() FROM generate_series(1, %s)",
            (ROWS,),
        )
        lab.admin.execute("DELETE FROM graph_outbox")
        lab.admin.execute("VACUUM graph_outbox")
        meanwhile = batch_seconds(lab, worker)
        # What was committed late, with an id from before, is found all the same.
        with psycopg.connect(lab.url) as late:
            late.execute("INSERT INTO recordings (file_path, file_name) VALUES ('/late', 'late')")
            batch_seconds(lab, worker, times=3)
            late.commit()
        until = time.monotonic() + 20
        while lab.waiting() and time.monotonic() < until:
            worker.write_batch()
        lab.check()
    lab.admin.execute("VACUUM graph_outbox")
    afterwards = batch_seconds(lab, worker)
    assert max(meanwhile, afterwards) < 3 * at_first + 0.02, (at_first, meanwhile, afterwards)
    drain(worker)
    lab.check()
