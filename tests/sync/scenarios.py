"""Situations in which a worker that is built differently loses something or brings it back to life.

Each takes how a worker is made, plays the situation, and checks the graph against the oracle: the library's
worker passes all of them, each of ``wrong_workers`` fails the one that is about it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import psycopg

from tests.sync.hooks import KilledError, die, once
from tests.sync.lab import HookedGraph, Lab
from tracktion_db import Database
from tracktion_db.errors import TracktionDBError
from tracktion_db.sync import Worker, drain

MakeWorker = Callable[[Database, HookedGraph], Worker]
Scenario = Callable[[Lab, MakeWorker], None]
INSERT = "INSERT INTO metadata (recording_id, key, value) VALUES (%s, %s, %s)"


def commits_out_of_order(lab: Lab, make: MakeWorker) -> None:
    """Two transactions write to one recording; the one with the later outbox row commits first."""
    recording = lab.add_recording()
    worker = make(lab.db, lab.graph)
    drain(worker)
    with psycopg.connect(lab.url) as early, psycopg.connect(lab.url) as late:
        early.execute(INSERT, (recording, "title", "first written, last committed"))
        late.execute(INSERT, (recording, "artist", "last written, first committed"))
        late.commit()
        drain(worker)
        early.commit()
    drain(worker)
    lab.check()


def change_during_a_batch(lab: Lab, make: MakeWorker) -> None:
    """The same recording changes again after the batch has read it and before it is acknowledged."""
    recording = lab.add_recording(title="before")
    lab.graph.before = once(lambda: lab.set(recording, "title", "meanwhile"))
    drain(make(lab.db, lab.graph))
    lab.check()


def death_before_the_write(lab: Lab, make: MakeWorker) -> None:
    """The worker dies when it has read and written nothing; another one goes on."""
    lab.add_recording(title="must arrive")
    worker = make(lab.db, lab.graph)
    worker.open()
    lab.graph.before = once(die)
    with suppress(KilledError):
        worker.write_batch()
    lab.drain()
    lab.check()


def death_after_the_write(lab: Lab, make: MakeWorker) -> None:
    """The worker dies when the graph has all and the database does not know it."""
    for title in ("one", "two"):
        lab.add_recording(title=title, artist="A; B", genre="x; y")
    lab.add_tracklist(("A", "one"), ("B", "two"))
    worker = make(lab.db, lab.graph)
    worker.open()
    lab.graph.after = once(die)
    with suppress(KilledError):
        worker.write_batch()
    lab.drain()
    lab.check()


def late_awakening(lab: Lab, make: MakeWorker) -> None:
    """A worker freezes between reading and writing; what it read is deleted and written; it wakes up."""
    recording = lab.add_recording(title="deleted", artist="Nobody")
    worker = make(lab.db, lab.graph)
    worker.open()

    def sleep() -> None:
        assert lab.end_worker_sessions() > 0  # by idle_in_transaction_session_timeout, in life
        lab.remove(recording)
        lab.drain()
        lab.check()

    lab.graph.before = once(sleep)
    with suppress(TracktionDBError):
        worker.write_batch()
    lab.drain()
    lab.check()


SCENARIOS: tuple[Scenario, ...] = (
    commits_out_of_order,
    change_during_a_batch,
    death_before_the_write,
    death_after_the_write,
    late_awakening,
)
