"""The worker: takes changes out of the outbox and writes the state of the day to the graph.

Nothing is lost because of the order of five steps, in one transaction of the database:

1. claim some changes (others skip them while they are claimed);
2. draw a token, committed at once, greater than any before;
3. read the state of what changed, in statements that begin after that;
4. write it to the graph in one transaction, which the graph refuses unless the token is the greatest;
5. forget exactly the changes of step 1.

A change is forgotten only by a batch that saw it when it claimed and read afterwards. A later batch has a
greater token, drew it later and read later still. Whoever dies, in whatever step, leaves the claim to the
next one, and writing a state twice changes nothing. The argument in full, and the faults that were tried, are
in docs/graph.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from tracktion_db.database import Database
from tracktion_db.errors import TimedOut, TracktionDBError
from tracktion_db.graph import Graph, GraphTransaction
from tracktion_db.sync.applying import apply
from tracktion_db.sync.changes import (
    Change,
    Thing,
    acknowledge_changes,
    add_failures,
    claim_changes,
    claim_more_changes,
    remove_failures,
    retry_due_failures,
    try_lead,
)
from tracktion_db.sync.difference import Difference
from tracktion_db.sync.fence import (
    Fenced,
    acknowledge_token,
    adopt_fence,
    create_fence,
    draw_token,
    get_fence,
    get_graph_fence,
    note_failing,
    require_match,
)
from tracktion_db.sync.reading import read_states
from tracktion_db.sync.rebuilds import get_rebuild
from tracktion_db.sync.refusals import (
    NOT_ITS_FAULT,
    PERHAPS_ITS_FAULT,
    as_ours,
    raise_if_of_all,
    reason_of,
)
from tracktion_db.sync.sending import drive
from tracktion_db.sync.shared_checks import SHARED_KINDS, shared_names
from tracktion_db.transaction import Transaction

__all__ = ["Batch", "Worker"]

_SWEEP_RATIO: Final = 20
_FAST_SWEEP_SECONDS: Final = 0.005


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch did."""

    claimed: int = 0
    """Changes that it took out of the outbox."""
    refused: int = 0
    """Things that could not be written, and are failures now."""
    token: int | None = None
    """Its last token; None where there was nothing to do."""
    is_leading: bool = True
    """False where another worker was at it: this one had nothing to do."""


class Worker:
    """Writes batches of at most ``most`` changes; used by one thread at a time.

    ``graph_timeout`` is how many seconds the graph has for one; less than ``DB_IDLE_IN_TRANSACTION_TIMEOUT``,
    after which the database gives up the batch's transaction.

    Several workers, on several machines, are safe: one of them writes, the others stand by.
    """

    def __init__(self, db: Database, graph: Graph, *, most: int = 1_000, graph_timeout: float = 10.0) -> None:
        self._db = db
        self._graph = graph
        self._most = most
        self._limit = most
        self._graph_timeout = graph_timeout
        # Where the outbox begins, as far as known. A transaction that stays open keeps what was deleted
        # since in the way of every look from the start: that is done only as often as it is cheap.
        self._floor = 0
        self._sweep_at = 0.0

    def open(self) -> None:
        """Look whether the graph is this database's; a graph that belongs to none becomes its own.

        Raises UsageError where it belongs to another one, or one of the two was restored or copied.
        """
        before = self._db.run(get_fence())
        graph = self._graph.run(get_graph_fence())
        if not require_match(before, graph, self._db.run(get_fence())):
            self._graph.run(create_fence(before))
        elif graph is not None and graph.database is None:
            self._graph.run(adopt_fence(before))
        else:
            return
        # Of two databases at once the first one has it.
        require_match(before, self._graph.run(get_graph_fence()), self._db.run(get_fence()))

    def waits_for_rebuild(self) -> bool:
        """Whether the graph is being wiped, so that it will be this database's again."""
        state = self._db.run(get_rebuild())
        return state is not None and state.phase == "wipe"

    def note_failing(self, error: TracktionDBError) -> None:
        """Have everybody know since when the graph takes nothing, and why; the next batch takes it back."""
        self._db.run(note_failing(reason_of(error)))

    def write_batch(self) -> Batch:
        """Write one batch; an empty one where nothing waits.

        Raises Unavailable, TransactionAborted, CommitOutcomeUnknown and TimedOut where it should be tried
        again later, UsageError and StatementError where that would not help. What was claimed is in the
        outbox then.
        """
        changes: list[Change] = []
        try:
            with self._db.transaction(isolation="read committed") as tx:
                if not tx.run(try_lead()).is_leading:
                    return Batch(is_leading=False)
                tx.run(retry_due_failures())
                changes = self._claim(tx)
                if not changes:
                    return Batch()
                floor = changes[-1].id
                if len(changes) == self._limit:
                    changes += tx.run(claim_more_changes(changes))
                batch = self._write_changes(tx, changes)
        except Fenced:
            # We were frozen, and another worker was faster: the next claim has a new token. But a database
            # that was restored would draw old tokens for ever.
            self._floor = 0
            self.open()
            return Batch(is_leading=False)
        except BaseException as error:
            self._floor = 0
            if isinstance(error, TimedOut):
                self._limit = max(1, min(self._limit, len(changes) or self._limit) // 4)
            raise
        self._floor = floor
        self._limit = min(self._most, self._limit * 2)
        return batch

    def _claim(self, tx: Transaction) -> list[Change]:
        began = monotonic()
        if self._floor and began < self._sweep_at:
            changes = tx.run(claim_changes(self._limit, after_id=self._floor))
            if changes:
                return changes
        changes = tx.run(claim_changes(self._limit))
        took = monotonic() - began
        self._sweep_at = monotonic() + (took * _SWEEP_RATIO if took > _FAST_SWEEP_SECONDS else 0)
        return changes

    def _write_changes(self, tx: Transaction, changes: Sequence[Change]) -> Batch:
        things = sorted({(change.kind, change.key) for change in changes})
        refused: dict[Thing, TracktionDBError] = {}
        token = self._write_things(tx, things, refused)
        raise_if_of_all(refused, len(things))
        if refused:
            tx.run(add_failures([(thing, error.code, reason_of(error)) for thing, error in refused.items()]))
        if done := [thing for thing in things if thing not in refused]:
            tx.run(remove_failures(done))
        tx.run(acknowledge_changes([change.id for change in changes]))
        if token is not None:
            tx.run(acknowledge_token(token))
        return Batch(len(changes), len(refused), token)

    def _write_things(
        self, tx: Transaction, things: Sequence[Thing], refused: dict[Thing, TracktionDBError]
    ) -> int | None:
        """Write these things, or halves of them until what is wrong stands alone; answers the last token."""
        try:
            return self._write(tx, things)
        except NOT_ITS_FAULT:
            # It stays in the outbox, and no attempt is counted.
            raise
        except TimedOut as error:
            # What the database could not read in time says nothing of the thing: a lock, a slow day.
            if len(things) > 1 or (error.statement or "").startswith("sync."):
                raise
            # One thing alone takes too long. If it is the graph that is slow, this says so.
            self._graph.server()
            refused[things[0]] = error
        except PERHAPS_ITS_FAULT as error:
            if isinstance(error, TracktionDBError) and error.statement == "sync.draw_token":
                raise  # it is about none of them
            if len(things) > 1:
                middle = len(things) // 2
                first = self._write_things(tx, things[:middle], refused)
                return self._write_things(tx, things[middle:], refused) or first
            refused[things[0]] = as_ours(error)
        return None

    def _write(self, tx: Transaction, things: Sequence[Thing]) -> int:
        # On another connection, so that it is committed before anything is read.
        fence = self._db.run(draw_token())
        to_mend = [thing for thing in things if thing[0] in SHARED_KINDS]
        changed = [thing for thing in things if thing[0] not in SHARED_KINDS]
        names = shared_names(self._graph, to_mend)
        # In a savepoint: one thing that cannot be read must not end the transaction of all the others.
        with tx.transaction() as reading:
            states, folding = read_states(reading, changed, names)

        def work(graph: GraphTransaction) -> Difference:
            return drive(graph, apply(states, fence, folding, to_mend))

        self._graph.transact(work, timeout=self._graph_timeout)
        return fence.token
