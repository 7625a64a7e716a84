"""The graph built anew from the database: wiped, then told of everything, like of any change.

A rebuild only fills the outbox, a little at a time, so live changes are never long behind it, and it goes on
where it was stopped. Table ``graph_rebuilds``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from tracktion_db.database import Database
from tracktion_db.graph import Graph, GraphCall
from tracktion_db.graph.call import count as graph_count
from tracktion_db.graph.statements import cypher
from tracktion_db.sync.changes import enqueue_changes, get_graph_lag, requeue_dead_letters
from tracktion_db.sync.fence import close_fence, draw_token, renew_epoch, replace_fence
from tracktion_db.sync.rebuilds import Rebuild, advance_rebuild, get_rebuild, start_rebuild
from tracktion_db.sync.rows import FIRST, list_recording_ids, list_tracklist_ids
from tracktion_db.sync.worker import Worker
from tracktion_db.transaction import Transaction

__all__ = ["rebuild"]

_CHUNK: Final = 2_000
_WIPED_AT_ONCE: Final = 2_000
_PAUSE: Final = 0.05
_FOLLOWING: Final = {"recordings": "tracklists", "tracklists": "done"}


def rebuild(
    db: Database, graph: Graph, worker: Worker, *, on_progress: Callable[[Rebuild], None] | None = None
) -> Rebuild:
    """Wipe the graph and build it from the database, or go on with a rebuild that was stopped.

    ``worker`` writes whatever no other worker writes. The graph has its schema already. Every change that
    commits meanwhile gets there as well. Raises what ``Worker.write_batch`` raises.
    """
    state = db.run(get_rebuild()) or db.transact(_start)
    if state.phase == "wipe":
        state = _wipe(db, graph, state)
    while state.phase != "done":
        if on_progress is not None:
            on_progress(state)
        current = state
        state = db.transact(lambda tx, known=current: _enqueue(tx, known))
        while db.run(get_graph_lag()).depth > _CHUNK or (state.phase == "done" and not _is_empty(db)):
            if not worker.write_batch().claimed:
                time.sleep(_PAUSE)
    return state


def _start(tx: Transaction) -> Rebuild:
    state = tx.run(start_rebuild())
    # No batch of before passes any more; what was given up gets another chance.
    tx.run(renew_epoch())
    tx.run(requeue_dead_letters())
    return state


def _wipe(db: Database, graph: Graph, state: Rebuild) -> Rebuild:
    fence = db.run(draw_token())
    # What a worker wrote now would be wiped: until the end nobody passes.
    graph.run(close_fence(fence))
    while graph.run(_wipe_nodes()):
        pass
    graph.run(replace_fence(fence))
    return db.run(advance_rebuild(state, "recordings", None, 0))


def _wipe_nodes() -> GraphCall[int]:
    return graph_count(cypher["graph.wipe_nodes"], row_limit=_WIPED_AT_ONCE)


def _enqueue(tx: Transaction, state: Rebuild) -> Rebuild:
    list_ids = list_recording_ids if state.phase == "recordings" else list_tracklist_ids
    ids = [row.id for row in tx.run(list_ids(state.after_id or FIRST, row_limit=_CHUNK))]
    kind = "recording" if state.phase == "recordings" else "tracklist"
    tx.run(enqueue_changes([(kind, str(id_)) for id_ in ids]))
    if len(ids) < _CHUNK:
        return tx.run(advance_rebuild(state, _FOLLOWING[state.phase], None, len(ids)))
    return tx.run(advance_rebuild(state, state.phase, ids[-1], len(ids)))


def _is_empty(db: Database) -> bool:
    return db.run(get_graph_lag()).depth == 0
