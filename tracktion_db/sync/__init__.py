"""The graph that never disagrees with the database: changes on their way into it, and the proof of it.

Triggers write the keys of what changed into an outbox; a worker writes the state of the day to the graph::

    worker = sync.Worker(db, graph)
    sync.drain(worker)                                  # until the outbox is empty
    sync.run(worker, stop)                              # until told to stop

    sync.wait_synced(db, [("recording", str(recording.id))])
    lag = db.run(sync.get_graph_lag())
"""

from tracktion_db.sync.changes import (
    Failure,
    GraphLag,
    Thing,
    get_graph_lag,
    list_failures,
    requeue_dead_letters,
)
from tracktion_db.sync.patience import PASSING
from tracktion_db.sync.rebuilding import get_unfinished, rebuild
from tracktion_db.sync.rebuilds import Rebuild, get_rebuild
from tracktion_db.sync.running import drain, run
from tracktion_db.sync.verifying import Finding, Report, verify
from tracktion_db.sync.waiting import wait_synced, wait_synced_async
from tracktion_db.sync.worker import Batch, Worker

__all__ = [
    "PASSING",
    "Batch",
    "Failure",
    "Finding",
    "GraphLag",
    "Rebuild",
    "Report",
    "Thing",
    "Worker",
    "drain",
    "get_graph_lag",
    "get_rebuild",
    "get_unfinished",
    "list_failures",
    "rebuild",
    "requeue_dead_letters",
    "run",
    "verify",
    "wait_synced",
    "wait_synced_async",
]
