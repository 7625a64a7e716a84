"""A worker that goes on: from batch to batch, through outages, until it is told to stop.

::

    stop = threading.Event()
    thread = threading.Thread(target=run, args=(Worker(db, graph), stop))

In asyncio ``await asyncio.to_thread(run, worker, stop)`` does it; as a process ``tracktion-db sync``.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from tracktion_db.errors import TracktionDBError, UsageError
from tracktion_db.sync.patience import Patience
from tracktion_db.sync.worker import Batch, Worker

__all__ = ["drain", "run"]

LOG: Final = logging.getLogger("tracktion_db.sync")

# Between two looks at an empty outbox; writers do not wake the worker, since a NOTIFY in each of their
# transactions would have all commits of the database wait for each other.
_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 0.2
_STANDBY_PAUSE: Final = 0.5
# After a failure: full jitter, as for calls (see retrying).
_FIRST_BACKOFF: Final = 0.1
_LONGEST_BACKOFF: Final = 30.0


def run(worker: Worker, stop: threading.Event, *, on_batch: Callable[[Batch], None] | None = None) -> None:
    """Write batches until ``stop`` is set; a batch that has begun is finished.

    Goes on after every outage of either side. Raises UsageError where going on makes no sense: the graph
    belongs to another database, or one of the two was restored. Either is noted, for ``get_graph_lag``.
    """
    pause, backoff, is_open = _FIRST_PAUSE, _FIRST_BACKOFF, False
    while not stop.is_set():
        try:
            batch = _open_and_write(worker, is_open)
            is_open = batch is not None
        except UsageError as error:
            _note(worker, error)
            raise
        except TracktionDBError as error:
            LOG.warning("the graph is not written: %s (%s)", error, error.code)
            _note(worker, error)
            stop.wait(random.uniform(0, backoff))  # noqa: S311 - not a secret
            backoff = min(_LONGEST_BACKOFF, backoff * 2)
            continue
        backoff = _FIRST_BACKOFF
        if batch is None:
            stop.wait(_STANDBY_PAUSE)
            continue
        if on_batch is not None and (batch.claimed or batch.refused):
            on_batch(batch)
        if batch.claimed:
            pause = _FIRST_PAUSE
        else:
            stop.wait(pause if batch.is_leading else _STANDBY_PAUSE)
            pause = min(_LONGEST_PAUSE, pause * 2)


def _open_and_write(worker: Worker, is_open: bool) -> Batch | None:
    """One batch; None while the graph is being wiped, so that it will be this database's again."""
    try:
        if not is_open:
            worker.open()
        return worker.write_batch()
    except UsageError:
        if not worker.waits_for_rebuild():
            # Unless that was wiping when we looked at the graph, and was done when we asked.
            worker.open()
        return None


def _note(worker: Worker, error: TracktionDBError) -> None:
    with suppress(TracktionDBError):
        worker.note_failing(error)


def drain(worker: Worker, *, on_batch: Callable[[Batch], None] | None = None, patience: float = 0.0) -> int:
    """Write batches until the outbox is empty, and answer how many changes that took.

    ``patience`` is for how many seconds without any success it tries again what may pass: TimedOut,
    Unavailable, TransactionAborted, CommitOutcomeUnknown. Raises what ``Worker.write_batch`` raises; that the
    graph is not this database's is noted, for ``get_graph_lag``. Another worker's changes are waited for.
    """
    try:
        return _drain(worker, on_batch, Patience(patience))
    except UsageError as error:
        _note(worker, error)
        raise


def _drain(worker: Worker, on_batch: Callable[[Batch], None] | None, patience: Patience) -> int:
    patience.run(worker.open)
    taken = 0
    pause = threading.Event()
    while True:
        batch = patience.run(worker.write_batch)
        taken += batch.claimed
        if batch.claimed:
            if on_batch is not None:
                on_batch(batch)
        elif batch.is_leading:
            return taken
        else:
            pause.wait(_FIRST_PAUSE)
