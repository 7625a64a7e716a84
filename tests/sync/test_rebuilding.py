"""A rebuild starts from nothing, goes on where it was stopped, and live changes are never behind it."""

from __future__ import annotations

import threading

import pytest

from tests.sync.lab import Lab
from tracktion_db import Database
from tracktion_db.errors import CommitOutcomeUnknown, TimedOut, TransactionAborted, Unavailable, UsageError
from tracktion_db.graph import Graph, GraphCall
from tracktion_db.sync import (
    Rebuild,
    Report,
    Worker,
    drain,
    get_graph_lag,
    get_rebuild,
    rebuild,
    rebuilding,
    run,
    verify,
)


class Stopped(Exception):
    pass


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuilds in so many steps that something can happen between two of them."""
    monkeypatch.setattr(rebuilding, "_CHUNK", 5)
    monkeypatch.setattr(rebuilding, "_WIPED_AT_ONCE", 5)


def filled(lab: Lab) -> None:
    for number in range(23):
        lab.add_recording(artist=f"Artist {number % 5}; Guest", title=str(number), genre="House; Techno")
    lab.add_tracklist(*((f"Artist {number}", "x") for number in range(8)))
    drain(lab.worker())


def test_a_rebuild_starts_from_nothing_and_leaves_what_should_be(lab: Lab, small_steps: None) -> None:
    filled(lab)
    lab.cypher("CREATE (:Recording {uid: 'ghost'}) CREATE (:Artist {uid: 'zz'})")
    seen: list[Rebuild] = []
    done = rebuild(lab.db, lab.graph, lab.worker(), on_progress=seen.append)
    assert (done.phase, done.enqueued, done.total) == ("done", 24, 24)
    assert [state.enqueued for state in seen] == sorted(state.enqueued for state in seen)
    assert len(seen) > 5
    lab.check()
    assert verify(lab.db, lab.graph).findings == ()
    assert lab.db.run(get_rebuild()) is None


@pytest.mark.parametrize(
    ("phase", "enqueued", "step"),
    [
        ("wipe", 0, "wiping"),
        ("recordings", 0, "enqueuing"),
        ("recordings", 15, "enqueuing"),
        ("tracklists", 23, "enqueuing"),
        ("tracklists", 24, "draining"),
    ],
)
def test_a_rebuild_that_was_stopped_goes_on_in_every_phase(
    lab: Lab, small_steps: None, phase: str, enqueued: int, step: str
) -> None:
    filled(lab)

    def stop(state: Rebuild) -> None:
        if (state.phase, state.enqueued, state.step) == (phase, enqueued, step):
            raise Stopped

    with pytest.raises(Stopped):
        rebuild(lab.db, lab.graph, lab.worker(), on_progress=stop)
    stopped = lab.db.run(get_rebuild())
    assert stopped is not None and (stopped.phase, stopped.enqueued, stopped.step) == (phase, enqueued, step)
    done = rebuild(lab.db, lab.graph, lab.worker())
    assert (done.id, done.step, done.enqueued) == (stopped.id, "done", 24)
    lab.check()


def test_a_rebuild_is_done_when_it_was_checked_and_not_before(lab: Lab, small_steps: None) -> None:
    filled(lab)

    def stop() -> None:
        assert not lab.waiting()
        raise Stopped

    with pytest.raises(Stopped):
        rebuild(lab.db, lab.graph, lab.worker(), check=stop)
    stopped = lab.db.run(get_rebuild())
    assert stopped is not None and stopped.step == "draining"
    checked: list[Report] = []
    done = rebuild(lab.db, lab.graph, lab.worker(), check=lambda: checked.append(verify(lab.db, lab.graph)))
    assert done.id == stopped.id and [report.findings for report in checked] == [()]
    assert lab.db.run(get_rebuild()) is None


def test_a_rebuild_tries_again_what_passes_in_every_step(
    lab: Lab, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(lab)
    problems = [
        Unavailable("away"),
        CommitOutcomeUnknown("perhaps"),
        TimedOut("slow"),
        TransactionAborted("no"),
    ]
    failed: dict[str, int] = {}
    original = rebuilding._go_on  # pyright: ignore[reportPrivateUsage]

    def go_on(db: Database, graph: Graph, worker: Worker, known: Rebuild, check: None) -> Rebuild:
        number = failed.setdefault(known.step, 0)
        failed[known.step] += 1
        if number % 2 == 0 and number < 8:
            if number % 4 == 2:
                original(db, graph, worker, known, check)  # done, and nobody heard of it
            raise problems[number // 2]
        return original(db, graph, worker, known, check)

    monkeypatch.setattr(rebuilding, "_go_on", go_on)
    done = rebuild(lab.db, lab.graph, lab.worker())
    assert set(failed) == {"wiping", "enqueuing", "draining"} and done.step == "done"
    assert lab.db.run(get_rebuild()) is None
    lab.check()


def test_a_rebuild_gives_up_in_the_end_and_goes_on_later(
    lab: Lab, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(lab)
    monkeypatch.setattr(rebuilding, "_PATIENCE", 0.3)

    def fail() -> None:
        raise Unavailable("away")

    with pytest.raises(Unavailable):
        rebuild(lab.db, lab.graph, lab.worker(), check=fail)
    assert lab.db.run(get_rebuild()) is not None
    assert rebuild(lab.db, lab.graph, lab.worker()).step == "done"
    lab.check()


def test_a_rebuild_that_was_stopped_while_it_wiped_wipes_on(
    lab: Lab, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(lab)
    runs = 0
    original = lab.graph.run

    def stop(call: GraphCall[int], **options: float) -> int:
        nonlocal runs
        runs += call.statement.name == "graph.wipe_nodes"
        if runs > 2:
            raise Stopped
        return original(call, **options)

    with monkeypatch.context() as patch:
        patch.setattr(lab.graph, "run", stop)
        with pytest.raises(Stopped):
            rebuild(lab.db, lab.graph, lab.worker())
    # Nobody writes into a graph that is being wiped.
    lab.add_recording(artist="Meanwhile")
    with pytest.raises(UsageError, match="rebuil"):
        drain(lab.worker())
    assert rebuild(lab.db, lab.graph, lab.worker()).phase == "done"
    lab.check()


def test_live_changes_and_workers_go_on_through_a_rebuild(lab: Lab, small_steps: None) -> None:
    filled(lab)
    stop = threading.Event()
    with lab.another_graph() as graph:
        worker = threading.Thread(target=run, args=(Worker(lab.db, graph), stop))
        worker.start()
        writer = threading.Thread(target=lambda: lab.write_at_random(seed=8, steps=40))
        writer.start()
        rebuild(lab.db, lab.graph, lab.worker())
        writer.join()
        stop.set()
        worker.join()
    drain(lab.worker())
    lab.check()


def test_a_rebuild_ends_what_was_noted_of_the_graph_before(lab: Lab) -> None:
    worker = lab.worker()
    worker.note_failing(UsageError("another database's"))
    assert lab.db.run(get_graph_lag()).failing_since is not None
    rebuild(lab.db, lab.graph, worker)
    assert lab.db.run(get_graph_lag()).failing_since is None
