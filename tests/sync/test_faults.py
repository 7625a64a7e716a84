"""One fault at a time, at the worst moment: sessions ended, outcomes lost, workers frozen, servers silent."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.executors.faults.proxy import Proxy
from tests.sync.hooks import once
from tests.sync.lab import HookedGraph, Lab, graph_settings
from tests.sync.processes import WorkerProcess, worker_processes
from tracktion_db.errors import TimedOut, TracktionDBError, Unavailable
from tracktion_db.sync import Worker, drain, get_graph_lag

BOLT_COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""The message COMMIT, a chunk of its own."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_session_that_is_ended_around_the_graphs_commit_loses_nothing(lab: Lab, moment: str) -> None:
    lab.write_at_random(21, 40)
    worker = lab.worker()
    worker.open()
    setattr(lab.graph, moment, once(lab.end_worker_sessions))
    with pytest.raises(TracktionDBError):
        worker.write_batch()
    assert lab.waiting()
    drain(worker)
    lab.check()


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "not kept"])
def test_a_commit_whose_answer_is_lost_is_written_again_and_counted_once(lab: Lab, kept: bool) -> None:
    lab.add_recording(artist="A; B", genre="x; y; z", title="T")
    lab.add_tracklist(("A", "T"), ("B", "U"), ("A", "T"))
    where = urlsplit(lab.server.uri)
    proxy = Proxy(make_conninfo("", host=where.hostname, port=where.port))
    proxy.start()
    try:
        uri = f"bolt://127.0.0.1:{conninfo_to_dict(proxy.url)['port']}"
        with HookedGraph(graph_settings(lab.server, uri=uri)) as graph:
            cut = proxy.cut_after if kept else proxy.cut_before
            graph.before = once(lambda: cut(BOLT_COMMIT))
            drain(Worker(lab.db, graph))
            assert proxy.cuts == 1
    finally:
        proxy.close()
    lab.check()


def test_draining_goes_on_after_a_batch_that_the_fence_refused(lab: Lab) -> None:
    """A batch that is refused has written nothing: the outbox is not empty, and draining has not ended."""
    lab.add_recording(title="must arrive")

    def overtake() -> None:
        lab.cypher("MATCH (f:SyncFence) SET f.token = f.token + 1000")
        lab.admin.execute("UPDATE graph_fence SET token = token + 1000")

    lab.graph.before = once(overtake)
    drain(lab.worker())
    lab.check()


def test_a_frozen_worker_brings_nothing_back(lab: Lab) -> None:
    recording = lab.add_recording(title="deleted", artist="Nobody")
    with worker_processes() as workers:
        workers.append(WorkerProcess(lab.url, lab.server, pauses=True))
        workers[0].wait_until_paused()
        workers[0].freeze()
        lab.remove(recording)
        assert lab.end_worker_sessions() > 0
        lab.drain()
        lab.check()
        token = lab.db.run(get_graph_lag()).acknowledged_token
        workers[0].thaw()
        workers[0].go()
        # It is refused, and goes on with what comes.
        lab.add_recording(title="new")
        until = time.monotonic() + 30
        while lab.waiting() and time.monotonic() < until:
            time.sleep(0.05)
        assert workers[0].stop() == 0
    assert lab.db.run(get_graph_lag()).acknowledged_token > token
    lab.check()


@contextmanager
def silent(lab: Lab) -> Generator[Worker]:
    """A worker with short times, whose graph server does not answer."""
    with lab.another_graph(connect_timeout=1.0, pool_timeout=1.0, retry_seconds=0.5) as graph:
        worker = Worker(lab.db, graph, graph_timeout=1.0)
        worker.open()
        lab.server.freeze()
        try:
            yield worker
        finally:
            lab.server.thaw()


def test_a_silent_graph_server_holds_a_worker_for_its_time_and_no_longer(lab: Lab) -> None:
    lab.write_at_random(31, 20)
    with silent(lab) as worker:
        began = time.monotonic()
        with pytest.raises((TimedOut, Unavailable)):
            worker.write_batch()
        assert time.monotonic() - began < 4
    drain(lab.worker())
    lab.check()


def test_a_silent_graph_server_is_no_fault_of_what_is_written(lab: Lab) -> None:
    lab.add_recording(title="only one thing")
    with silent(lab) as worker:
        for _ in range(2):
            with pytest.raises((TimedOut, Unavailable)):
                worker.write_batch()
    lag = lab.db.run(get_graph_lag())
    assert (lag.retrying, lag.dead) == (0, 0) and lag.depth > 0
    drain(lab.worker())
    lab.check()


def test_a_worker_on_its_way_while_the_graph_server_is_gone_goes_on_when_it_is_back(lab: Lab) -> None:
    with worker_processes() as workers:
        lab.server.kill()
        workers.append(WorkerProcess(lab.url, lab.server))
        lab.add_recording(title="must arrive")
        time.sleep(0.5)
        lab.server.start()
        until = time.monotonic() + 60
        while lab.waiting() and time.monotonic() < until:
            time.sleep(0.05)
        assert workers[0].stop() == 0
    lab.check()
