"""Two writers, a worker and a graph, and any order of what they do: changes, batches, deaths, replays."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.sync.hooks import KilledError, die, once
from tests.sync.image import rows
from tests.sync.lab import HookedGraph, Lab, graph_settings
from tracktion_db import Database
from tracktion_db.errors import TracktionDBError
from tracktion_db.graph import GraphTransaction
from tracktion_db.sync import Worker
from tracktion_db.sync.fence import Fenced

T = TypeVar("T")
MakeWorker = Callable[[Database, HookedGraph], Worker]
Change = tuple[str, ...]
"""What a writer does and how that ends, as an example shows it: ``("0", "commit", "remove", "1")``."""

WRITERS, THINGS = "01", "12"
# Each writer has its own keys: two that change one row would wait for each other.
_KEYS = {"0": ("title", "genre"), "1": ("artist", "bpm")}
_VALUES = ("A", "B; A", "a feat. b", "128", "")
_TRACKS = {"none": (), "one": ("T",), "two": ("T", "U"), "back": ("U", "T", "U")}


def _changes(writer: str) -> st.SearchStrategy[Change]:
    thing, key = st.sampled_from(THINGS), st.sampled_from(_KEYS[writer])
    # It commits at once, or its transaction stays open for more.
    begin = st.just(writer), st.sampled_from(("commit", "stay"))
    return st.one_of(
        st.tuples(*begin, st.just("set"), thing, key, st.sampled_from(_VALUES)),
        st.tuples(*begin, st.just("unset"), thing, key),
        st.tuples(*begin, st.just("play"), thing, st.sampled_from(sorted(_TRACKS))),
        st.tuples(*begin, st.sampled_from(("remove", "add")), thing),
        st.tuples(st.just(writer), st.just("rollback"), st.just("nothing")),
    )


CHANGE = st.sampled_from(WRITERS).flatmap(_changes)
MOMENT = st.sampled_from(("before", "after"))
STEP = st.one_of(
    CHANGE,
    st.just(("batch",)),
    # The worker dies, or all of this happens, between reading and writing or when the graph has all.
    st.tuples(st.just("die"), MOMENT),
    st.tuples(st.just("meanwhile"), MOMENT, st.lists(CHANGE, min_size=1, max_size=3)),
    st.tuples(st.just("replay"), st.integers(0, 5)),
)
STEPS: st.SearchStrategy[list[tuple[Any, ...]]] = st.lists(STEP, min_size=6, max_size=16)


class RememberingGraph(HookedGraph):
    """Keeps every batch, those of workers that died too, to send it again."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(graph_settings(lab.server))
        self.batches: list[Callable[[GraphTransaction], object]] = []

    def transact(self, work: Callable[[GraphTransaction], T], *, timeout: float | None = None) -> T:
        self.batches.append(work)
        return super().transact(work, timeout=timeout)

    def send_again(self, work: Callable[[GraphTransaction], object]) -> None:
        """As a worker does that was frozen until now."""
        with suppress(Fenced, TracktionDBError):
            super().transact(work)


class Interleaving:
    """One run of such steps."""

    def __init__(self, lab: Lab, graph: RememberingGraph, make: MakeWorker, writers: Sequence[Any]) -> None:
        self._graph = graph
        self._writers: dict[str, psycopg.Connection[Any]] = dict(zip(WRITERS, writers, strict=True))
        self._worker = make(lab.db, graph)
        self._worker.open()

    def step(self, kind: str, *details: Any) -> None:
        if kind == "batch":
            self._batch()
        elif kind == "die":
            self._batch(**{details[0]: die})
        elif kind == "meanwhile":
            self._batch(**{details[0]: lambda: self._change_all(details[1])})
        elif kind == "replay":
            for work in self._graph.batches[-1 - details[0] :][:1]:
                self._graph.send_again(work)
        else:
            self._change((kind, *details))

    def end(self) -> None:
        """Everybody finishes: the writers, the worker, and whoever was frozen, the longest last."""
        for writer in self._writers.values():
            writer.commit()
        while self._batch():
            pass
        for work in reversed(self._graph.batches):
            self._graph.send_again(work)

    def _batch(self, **hooks: Callable[[], object]) -> int:
        for moment, hook in hooks.items():
            setattr(self._graph, moment, once(hook))
        try:
            return self._worker.write_batch().claimed
        except KilledError:
            return 1
        finally:
            self._graph.before = self._graph.after = None

    def _change_all(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self._change(change)

    def _change(self, change: Change) -> None:
        writer, end, kind, *details = change
        connection = self._writers[writer]
        try:
            if kind != "nothing":
                _execute(connection, kind, UUID(int=int(details[0])), *details[1:])
        except (psycopg.errors.LockNotAvailable, psycopg.errors.IntegrityError):
            # The other writer has it, or there is nothing to change.
            end = "rollback"
        if end == "commit":
            connection.commit()
        elif end == "rollback":
            connection.rollback()


def _execute(connection: psycopg.Connection[Any], kind: str, id_: UUID, *details: str) -> None:
    if kind == "add":
        connection.execute(
            "INSERT INTO recordings (id, file_path, file_name) VALUES (%s, %s, 'file')", (id_, f"/{id_}")
        )
    elif kind == "remove":
        connection.execute("DELETE FROM recordings WHERE id = %s", (id_,))
    elif kind == "set":
        connection.execute(
            "INSERT INTO metadata (recording_id, key, value) VALUES (%s, %s, %s)"
            " ON CONFLICT (recording_id, key) DO UPDATE SET value = EXCLUDED.value",
            (id_, *details),
        )
    elif kind == "unset":
        connection.execute("DELETE FROM metadata WHERE recording_id = %s AND key = %s", (id_, *details))
    else:
        tracks = [{"artist": "A", "title": title} for title in _TRACKS[details[0]]]
        connection.execute(
            "INSERT INTO tracklists (recording_id, source, tracks) VALUES (%s, 'test', %s)"
            " ON CONFLICT (recording_id) DO UPDATE SET tracks = EXCLUDED.tracks",
            (id_, Jsonb(tracks)),
        )


@contextmanager
def interleaving(lab: Lab, make: MakeWorker) -> Generator[Interleaving]:
    """Two recordings in an otherwise empty database and graph, and nothing done yet."""
    with ExitStack() as stack:
        graph = stack.enter_context(RememberingGraph(lab))
        lab.admin.execute("DELETE FROM recordings")
        lab.admin.execute("DELETE FROM tracklists")
        lab.admin.execute("DELETE FROM graph_outbox")
        lab.admin.execute("DELETE FROM graph_failures")
        rows(
            lab.driver,
            "MATCH (n) WHERE NOT n:Key AND NOT n:SyncFence AND NOT n:GraphMigration DETACH DELETE n",
        )
        options = "-c lock_timeout=20ms"
        writers = [stack.enter_context(psycopg.connect(lab.url, options=options)) for _ in WRITERS]
        for thing in THINGS:
            _execute(lab.admin, "add", UUID(int=int(thing)))
        yield Interleaving(lab, graph, make, writers)


def run_steps(lab: Lab, make: MakeWorker, steps: Sequence[tuple[Any, ...]]) -> None:
    """Play these steps, have everybody finish, and compare the graph with the oracle."""
    with interleaving(lab, make) as play:
        for step in steps:
            play.step(*step)
        play.end()
        lab.check()
