"""Workers that others have built, each one step away from ours: the negative controls of ``scenarios``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.sync.lab import HookedGraph
from tracktion_db import Database, Transaction
from tracktion_db.errors import TracktionDBError
from tracktion_db.graph import GraphTransaction
from tracktion_db.sync import Batch, Worker
from tracktion_db.sync.applying import apply
from tracktion_db.sync.changes import Change, Thing, acknowledge_changes, claim_changes
from tracktion_db.sync.fence import draw_token
from tracktion_db.sync.reading import read_states

_ALL = 1_000_000


class _Variant(Worker):
    def __init__(self, db: Database, graph: HookedGraph, **options: Any) -> None:
        super().__init__(db, graph, **options)
        self.db = db
        self.graph = graph


class IdCursorWorker(_Variant):
    """Takes what has a greater id than the last one that it took. (Ids are given out before the commit.)"""

    _last = 0

    def _claim(self, tx: Transaction) -> list[Change]:
        changes = tx.run(claim_changes(_ALL, after_id=self._last))
        if changes:
            self._last = changes[-1].id
        return changes


class RowVersionWorker(_Variant):
    """Guards each thing by a version, the id of its change: what has a smaller one is not written."""

    def __init__(self, db: Database, graph: HookedGraph) -> None:
        super().__init__(db, graph)
        self._versions: dict[Thing, int] = {}

    def _write_changes(self, tx: Transaction, changes: Sequence[Change]) -> Batch:
        newer = [change for change in changes if change.id > self._versions.get((change.kind, change.key), 0)]
        self._versions.update({(change.kind, change.key): change.id for change in newer})
        if newer:
            super()._write_changes(tx, newer)
        tx.run(acknowledge_changes([change.id for change in changes]))
        return Batch(len(changes))


class AcknowledgeAllWorker(_Variant):
    """Forgets all changes of the things that it wrote, not only those that it had claimed."""

    def _write_changes(self, tx: Transaction, changes: Sequence[Change]) -> Batch:
        batch = super()._write_changes(tx, changes)
        written = {change.key for change in changes}
        also = [change.id for change in tx.run(claim_changes(_ALL)) if change.key in written]
        tx.run(acknowledge_changes(also))
        return batch


class UnfencedWorker(_Variant):
    """Draws its token when it writes, whenever that is: the graph refuses nobody."""

    def _write(self, tx: Transaction, things: Sequence[Thing]) -> int:
        states, folding = read_states(tx, things)
        tokens: list[int] = []

        def work(graph: GraphTransaction) -> None:
            fence = self.db.run(draw_token())
            tokens.append(fence.token)
            writing = apply(states, fence, folding)
            answer = None
            try:
                while True:
                    answer = graph.run(writing.send(answer))
            except StopIteration:
                return

        self.graph.transact(work)
        return tokens[-1]


class AcknowledgeFirstWorker(_Variant):
    """Takes changes out of the outbox for good, then writes them."""

    def write_batch(self) -> Batch:
        with self.db.transaction() as tx:
            changes = tx.run(claim_changes(_ALL))
            tx.run(acknowledge_changes([change.id for change in changes]))
        if not changes:
            return Batch()
        try:
            with self.db.transaction() as tx:
                return self._write_changes(tx, changes)
        except TracktionDBError:
            return Batch()
