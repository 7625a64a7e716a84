"""A rebuild starts from nothing, goes on where it was stopped, and live changes are never behind it."""

from __future__ import annotations

import threading

import pytest

from tests.sync.lab import Lab
from tracktion_db.errors import UsageError
from tracktion_db.graph import GraphCall
from tracktion_db.sync import Rebuild, Worker, drain, get_rebuild, rebuild, rebuilding, run, verify


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


@pytest.mark.parametrize("step", [0, 1, 3])
def test_a_rebuild_that_was_stopped_goes_on(lab: Lab, small_steps: None, step: int) -> None:
    filled(lab)
    states: list[Rebuild] = []

    def stop(state: Rebuild) -> None:
        states.append(state)
        if len(states) > step:
            raise Stopped

    with pytest.raises(Stopped):
        rebuild(lab.db, lab.graph, lab.worker(), on_progress=stop)
    assert lab.db.run(get_rebuild()) is not None
    done = rebuild(lab.db, lab.graph, lab.worker())
    assert done.id == states[0].id and done.enqueued == 24
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
