"""The graph built anew from the database: wiped, then told of everything, like of any change.

A rebuild only fills the outbox, a little at a time, so live changes are never long behind it, and it goes on
where it was stopped. Table ``graph_rebuilds``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from tracktion_db.database import Database
from tracktion_db.errors import UsageError
from tracktion_db.graph import Graph, GraphCall
from tracktion_db.graph.call import count as graph_count
from tracktion_db.graph.statements import cypher
from tracktion_db.sync.changes import enqueue_changes, get_graph_lag, requeue_dead_letters
from tracktion_db.sync.fence import (
    close_fence,
    draw_token,
    get_fence,
    get_graph_fence,
    renew_epoch,
    replace_fence,
    require_match,
)
from tracktion_db.sync.patience import Patience
from tracktion_db.sync.rebuilds import AFTER_ALL, Rebuild, advance_rebuild, get_rebuild, start_rebuild
from tracktion_db.sync.rows import FIRST, list_recording_ids, list_tracklist_ids
from tracktion_db.sync.worker import Worker
from tracktion_db.transaction import Transaction

__all__ = ["get_unfinished", "rebuild"]

_CHUNK: Final = 2_000
_WIPED_AT_ONCE: Final = 2_000
_PAUSE: Final = 0.05
_PATIENCE: Final = 60.0


def rebuild(
    db: Database,
    graph: Graph,
    worker: Worker,
    *,
    on_progress: Callable[[Rebuild], None] | None = None,
    check: Callable[[], object] | None = None,
) -> Rebuild:
    """Wipe the graph and build it from the database, or go on with a rebuild that was stopped.

    ``worker`` writes whatever no other worker writes. The graph has its schema already. Every change that
    commits meanwhile gets there as well. ``check`` is called when all of it was taken, such as to verify it;
    only what follows is a rebuild that is done, and one that was stopped before goes on.

    What may pass (TimedOut, Unavailable, TransactionAborted, CommitOutcomeUnknown) is tried again for a
    minute without any success. Raises what ``Worker.write_batch`` raises.
    """
    patience = Patience(_PATIENCE)
    state = patience.run(lambda: get_unfinished(db, graph) or db.transact(_start))
    while state.step != "done":
        if on_progress is not None:
            on_progress(state)
        state = patience.run(lambda known=state: _go_on(db, graph, worker, known, check))
    return state


def get_unfinished(db: Database, graph: Graph) -> Rebuild | None:
    """The rebuild that ``rebuild`` goes on with; None where it begins anew.

    It also does where the graph is not the one that was being built: the copy of a database has its
    unfinished rebuild, and must not wipe the original's graph for it without being asked.
    """
    state = db.run(get_rebuild())
    if state is None:
        return None
    before = db.run(get_fence())
    fence = graph.run(get_graph_fence())
    if state.step == "wiping":
        return state if fence is None or fence.database in (None, before.database) else None
    try:
        return state if require_match(before, fence, db.run(get_fence())) else None
    except UsageError:
        return None


def _start(tx: Transaction) -> Rebuild:
    if (abandoned := tx.run(get_rebuild())) is not None:
        tx.run(advance_rebuild(abandoned, "done", None, 0))
    state = tx.run(start_rebuild())
    # No batch of before passes any more; what was given up gets another chance.
    tx.run(renew_epoch())
    tx.run(requeue_dead_letters())
    return state


def _go_on(
    db: Database, graph: Graph, worker: Worker, known: Rebuild, check: Callable[[], object] | None
) -> Rebuild:
    """A small step more; all of it may be done again."""
    # As it is written: whoever tries again may not know what became of the attempt before.
    state = db.run(get_rebuild())
    if state is None or state.id != known.id:
        return known.model_copy(update={"phase": "done"})
    if state.step == "wiping":
        return _wipe_some(db, graph, state)
    depth = db.run(get_graph_lag()).depth
    if depth > (_CHUNK if state.step == "enqueuing" else 0):
        if not worker.write_batch().claimed:
            time.sleep(_PAUSE)
        return state
    if state.step == "enqueuing":
        return db.transact(lambda tx: _enqueue(tx, state))
    if check is not None:
        check()
    return db.run(advance_rebuild(state, "done", None, 0))


def _wipe_some(db: Database, graph: Graph, state: Rebuild) -> Rebuild:
    fence = db.run(draw_token())
    # What a worker wrote now would be wiped: until the end nobody passes.
    graph.run(close_fence(fence))
    if graph.run(_wipe_nodes()):
        return state
    graph.run(replace_fence(fence))
    return db.run(advance_rebuild(state, "recordings", None, 0))


def _wipe_nodes() -> GraphCall[int]:
    return graph_count(cypher["graph.wipe_nodes"], row_limit=_WIPED_AT_ONCE)


def _enqueue(tx: Transaction, state: Rebuild) -> Rebuild:
    list_ids = list_recording_ids if state.phase == "recordings" else list_tracklist_ids
    ids = [row.id for row in tx.run(list_ids(state.after_id or FIRST, row_limit=_CHUNK))]
    kind = "recording" if state.phase == "recordings" else "tracklist"
    tx.run(enqueue_changes([(kind, str(id_)) for id_ in ids]))
    if len(ids) == _CHUNK:
        return tx.run(advance_rebuild(state, state.phase, ids[-1], len(ids)))
    if state.phase == "recordings":
        return tx.run(advance_rebuild(state, "tracklists", None, len(ids)))
    return tx.run(advance_rebuild(state, "tracklists", AFTER_ALL, len(ids)))
