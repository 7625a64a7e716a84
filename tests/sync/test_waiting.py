"""Reading one's own write in the graph: waiting for it, through both executors; and how far behind it is."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from tests.sync.hooks import KilledError, die, once
from tests.sync.lab import Lab
from tracktion_db import AsyncDatabase, Settings
from tracktion_db.errors import RuleViolated, TimedOut, ValidationError
from tracktion_db.sync import Thing, drain, get_graph_lag, run, wait_synced, wait_synced_async
from tracktion_db.sync.waiting import Pauses

Wait = Callable[..., None]


@pytest.fixture(params=["blocking", "asyncio"])
def wait(request: pytest.FixtureRequest, lab: Lab) -> Wait:
    """``wait_synced`` of either executor."""
    if request.param == "blocking":
        return lambda *given, **options: wait_synced(lab.db, *given, **options)

    async def waiting(*given: Any, **options: Any) -> None:
        async with AsyncDatabase(Settings.from_url(lab.url, pool_min_size=1)) as adb:
            await wait_synced_async(adb, *given, **options)

    return lambda *given, **options: asyncio.run(waiting(*given, **options))


@contextmanager
def running(lab: Lab, **options: Any) -> Generator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(lab.worker(**options), stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def thing(lab: Lab, **metadata: str) -> Thing:
    return "recording", str(lab.add_recording(**metadata))


def test_what_was_waited_for_is_in_the_graph(lab: Lab, wait: Wait) -> None:
    with running(lab):
        for number in range(3):
            added = thing(lab, title=f"{number}")
            wait([added])
            assert lab.cypher("MATCH (r:Recording {uid: $uid}) RETURN r.title", uid=added[1]) == [
                [f"{number}"]
            ]


def test_without_things_all_is_waited_for(lab: Lab, wait: Wait) -> None:
    with running(lab, most=2):
        lab.write_at_random(61, 10)
        wait(timeout=30)
        lab.check()


def test_who_waits_without_a_worker_is_told_in_time(lab: Lab, wait: Wait) -> None:
    added = thing(lab)
    began = time.monotonic()
    with pytest.raises(TimedOut, match="is a worker running"):
        wait([added], timeout=0.3)
    with pytest.raises(TimedOut):
        wait(timeout=0)
    assert time.monotonic() - began < 3


def test_other_things_are_not_waited_for(lab: Lab, wait: Wait) -> None:
    worker = lab.worker()
    mine = thing(lab)
    drain(worker)
    thing(lab)
    wait([mine], timeout=0.5)
    wait([], timeout=0.5)
    with pytest.raises(TimedOut):
        wait(timeout=0)


def test_later_changes_are_not_waited_for(lab: Lab, wait: Wait) -> None:
    first = thing(lab)
    stop = threading.Event()

    def change_for_ever() -> None:
        number = 0
        with lab.db.transaction():
            pass
        while not stop.is_set():
            number += 1
            with suppress(KilledError):
                lab.admin.execute("UPDATE recordings SET status = %s", (str(number),))
            time.sleep(0.01)

    thread = threading.Thread(target=change_for_ever)
    with running(lab):
        thread.start()
        try:
            wait([first], timeout=20)
        finally:
            stop.set()
            thread.join()


def test_a_refused_thing_is_an_error_and_not_a_wait(lab: Lab, wait: Wait) -> None:
    worker = lab.worker()
    bad = thing(lab)
    lab.admin.execute("UPDATE recordings SET created_at = 'infinity'")
    good = thing(lab)
    drain(worker)
    with pytest.raises(RuleViolated, match="the graph refused it"):
        wait([good, bad])
    wait([good])


@pytest.mark.parametrize("timeout", [-1, float("nan")])
def test_a_time_that_is_none_is_refused(lab: Lab, wait: Wait, timeout: float) -> None:
    with pytest.raises(ValidationError, match="timeout"):
        wait(timeout=timeout)


def test_a_look_that_took_long_is_followed_by_a_longer_pause() -> None:
    pauses = Pauses(1000)
    assert pauses.after_look(time.monotonic() - 0.3) >= 3
    assert pauses.after_look(time.monotonic() - 3) >= 30


def test_a_pause_does_not_reach_beyond_the_end() -> None:
    assert Pauses(1).after_look(time.monotonic() - 3) <= 1


def test_the_lag_says_how_far_behind_the_graph_is(lab: Lab) -> None:
    lag = lab.db.run(get_graph_lag())
    assert (lag.depth, lag.oldest_seconds, lag.token, lag.acknowledged_at) == (0, 0, 0, None)
    lab.add_recording(title="x")
    time.sleep(0.05)
    lag = lab.db.run(get_graph_lag())
    assert lag.depth == 2 and 0.05 <= lag.oldest_seconds < 30
    drain(lab.worker())
    lag = lab.db.run(get_graph_lag())
    assert (lag.depth, lag.oldest_seconds) == (0, 0)
    assert lag.token == lag.acknowledged_token == 1
    assert lag.acknowledged_at is not None and lag.failing_since is None


def test_a_token_that_was_drawn_in_vain_is_not_acknowledged(lab: Lab) -> None:
    lab.add_recording()
    worker = lab.worker()
    worker.open()
    lab.graph.before = once(die)
    with suppress(KilledError):
        worker.write_batch()
    lag = lab.db.run(get_graph_lag())
    assert (lag.token, lag.acknowledged_token) == (1, 0)
