"""Workers that run: until empty, until stopped, several at once, through outages."""

from __future__ import annotations

import threading
import time

from tests.sync.lab import Lab
from tests.sync.processes import WorkerProcess, worker_processes
from tracktion_db.sync import Batch, Worker, drain, get_graph_lag, run


def until_empty(lab: Lab, seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while lab.waiting() and time.monotonic() < until:
        time.sleep(0.02)
    assert not lab.waiting()


def test_draining_answers_how_many_changes_there_were(lab: Lab) -> None:
    for number in range(5):
        lab.add_recording(title=f"{number}")
    changes = len(lab.waiting())
    batches: list[Batch] = []
    assert drain(lab.worker(most=3), on_batch=batches.append) == changes == sum(b.claimed for b in batches)
    # A batch begins with three changes and takes the others of the same things along.
    assert len(batches) > 1 and all(batch.refused == 0 and batch.is_leading for batch in batches)
    tokens = [batch.token for batch in batches]
    assert tokens == sorted(tokens, key=lambda token: token or 0) and len(set(tokens)) == len(tokens)
    assert drain(lab.worker()) == 0


def test_running_ends_when_it_is_told_to_and_finishes_its_batch(lab: Lab) -> None:
    stop = threading.Event()
    lab.add_recording(title="the batch that has begun")
    lab.graph.before = stop.set
    batches: list[Batch] = []
    thread = threading.Thread(target=run, args=(lab.worker(), stop), kwargs={"on_batch": batches.append})
    thread.start()
    thread.join(10)
    assert not thread.is_alive() and len(batches) == 1
    lab.check()


def test_running_is_quick_to_end_when_nothing_happens(lab: Lab) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(lab.worker(), stop))
    thread.start()
    time.sleep(0.6)
    began = time.monotonic()
    stop.set()
    thread.join(10)
    assert time.monotonic() - began < 1


def test_one_worker_leads_and_the_others_stand_by(lab: Lab) -> None:
    lab.add_recording(title="x")
    with lab.another_graph() as graph:
        other = Worker(lab.db, graph)
        other.open()
        seen: list[Batch] = []
        lab.graph.before = lambda: seen.append(other.write_batch())
        drain(lab.worker())
    assert seen and all(batch == Batch(is_leading=False) for batch in seen)
    lab.check()


def test_two_workers_at_once_share_the_work_without_harm(lab: Lab) -> None:
    with worker_processes() as workers:
        workers += [WorkerProcess(lab.url, lab.server, most=7) for _ in range(2)]
        lab.write_at_random(71, 40)
        until_empty(lab)
        assert [worker.stop() for worker in workers] == [0, 0]
    lab.check()


def test_another_worker_takes_over_from_a_killed_one(lab: Lab) -> None:
    lab.add_recording(title="x")
    with worker_processes() as workers:
        workers.append(WorkerProcess(lab.url, lab.server, pauses=True))
        workers[0].wait_until_paused()
        workers.append(WorkerProcess(lab.url, lab.server))
        time.sleep(0.3)
        assert lab.waiting()
        workers.pop(0).kill()
        until_empty(lab)
        assert workers[0].stop() == 0
    lab.check()


def test_an_outage_is_noted_while_it_lasts(lab: Lab) -> None:
    lab.add_recording(title="x")
    stop = threading.Event()
    with lab.another_graph(connect_timeout=0.5, pool_timeout=0.5, retry_seconds=0.2) as graph:
        thread = threading.Thread(target=run, args=(Worker(lab.db, graph), stop))
        lab.server.kill()
        try:
            thread.start()
            until = time.monotonic() + 20
            while lab.db.run(get_graph_lag()).failing_since is None and time.monotonic() < until:
                time.sleep(0.05)
            lag = lab.db.run(get_graph_lag())
            assert lag.failing_since is not None and lag.failure and lag.depth > 0
        finally:
            lab.server.start()
            until_empty(lab)
            stop.set()
            thread.join()
    lag = lab.db.run(get_graph_lag())
    assert (lag.failing_since, lag.failure) == (None, None)
    lab.check()
