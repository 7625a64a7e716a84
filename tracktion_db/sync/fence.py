"""The fence between database and graph: which belongs to which, and which batch may still be written.

The database gives each batch a token greater than any before, and the graph takes a batch only above the last
one that it took. So a worker that was frozen and wakes up late is refused whole, and what it claimed stays
in the outbox. An epoch, a random number that both sides have, tells databases apart, and what the server says
of itself tells a copy from its original; the greatest token that either side knows of tells whether one of
them went back in time. Table ``graph_fence``, node ``SyncFence``.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from tracktion_db.call import Call, count, one
from tracktion_db.errors import UsageError
from tracktion_db.graph import GraphCall
from tracktion_db.graph.call import at_most_one
from tracktion_db.graph.call import nothing as graph_nothing
from tracktion_db.graph.statements import cypher
from tracktion_db.records import Record
from tracktion_db.sync.statements import sql

__all__ = [
    "Fence",
    "Fenced",
    "GraphFence",
    "acknowledge_token",
    "adopt_fence",
    "close_fence",
    "create_fence",
    "draw_token",
    "get_fence",
    "get_graph_fence",
    "note_failing",
    "pass_fence",
    "renew_epoch",
    "replace_fence",
    "require_match",
    "require_passed",
]

_REBUILD = "run `tracktion-db rebuild` to build it anew from this database"


class Fence(Record):
    """The fence as the database has it."""

    epoch: UUID
    database: str
    """The server's system identifier and the database's oid: a promoted standby has both, a copy not."""
    token: int
    """The last one that was drawn."""
    acknowledged_token: int
    """Of the last batch that was done: the graph has it."""


class GraphFence(Record):
    """The fence as the graph has it."""

    epoch: str
    database: str | None
    """Which one of those with this epoch; None where the version before wrote it."""
    token: int
    """Of the last batch that the graph took."""


class Fenced(Exception):
    """The graph has taken a batch with this token or a greater one."""


def get_fence() -> Call[Fence]:
    """The fence as the database has it."""
    return one(sql["sync.get_fence"], Fence)


def draw_token() -> Call[Fence]:
    """The fence with a new token. Run it in a transaction of its own: a token must not be drawn twice."""
    return one(sql["sync.draw_token"], Fence)


def renew_epoch() -> Call[Fence]:
    """A new epoch: no graph belongs to this database any more."""
    return one(sql["sync.renew_epoch"], Fence, epoch=uuid4())


def acknowledge_token(token: int) -> Call[int]:
    """The batch of this token is done."""
    return count(sql["sync.acknowledge_token"], token=token)


def note_failing(failure: str) -> Call[int]:
    """The graph takes no batches, for this reason."""
    return count(sql["sync.note_failing"], failure=failure)


def get_graph_fence() -> GraphCall[GraphFence | None]:
    """The fence as the graph has it; None in a graph that belongs to no database."""
    return at_most_one(cypher["graph.get_fence"], GraphFence)


def create_fence(fence: Fence) -> GraphCall[None]:
    """Let a graph that belongs to no database belong to this one."""
    return graph_nothing(
        cypher["graph.create_fence"], epoch=str(fence.epoch), database=fence.database, token=0
    )


def adopt_fence(fence: Fence) -> GraphCall[None]:
    """Let a graph of this epoch, of which it is not known whose it is, belong to this database."""
    return graph_nothing(cypher["graph.adopt_fence"], epoch=str(fence.epoch), database=fence.database)


def replace_fence(fence: Fence) -> GraphCall[None]:
    """Let the graph belong to this database, whatever it belonged to."""
    return _replace(fence, str(fence.epoch))


def close_fence(fence: Fence) -> GraphCall[None]:
    """Let the graph belong to nobody: no batch passes until ``replace_fence``."""
    return _replace(fence, "being rebuilt")


def pass_fence(fence: Fence) -> GraphCall[GraphFence | None]:
    """Lock the fence for this token; what stood there before comes back, for ``require_passed``."""
    return at_most_one(
        cypher["graph.pass_fence"],
        GraphFence,
        epoch=str(fence.epoch),
        database=fence.database,
        token=fence.token,
    )


def require_match(before: Fence, graph: GraphFence | None, after: Fence) -> bool:
    """Whether the graph belongs to this database; False for one that belongs to none yet.

    The database's fence is read on both sides of the graph's, since workers go on meanwhile.
    Raises UsageError where the graph belongs to another database, or where one of the two went back in time.
    """
    if graph is None:
        if before.acknowledged_token:
            raise UsageError(f"the graph is empty, and this database had one that was not: {_REBUILD}")
        return False
    if graph.epoch not in (str(before.epoch), str(after.epoch)):
        raise UsageError(f"the graph belongs to another database, or was rebuilt from it: {_REBUILD}")
    if graph.database not in (None, after.database):
        raise UsageError(
            "the graph belongs to the database that this one is a copy of, or was before a restore into "
            f"another server; if this is the database now, {_REBUILD}"
        )
    if graph.token > after.token:
        raise UsageError(f"the database is older than the graph, as after a restore: {_REBUILD}")
    if graph.token < before.acknowledged_token:
        raise UsageError(f"the graph is older than the database, as after a restore: {_REBUILD}")
    return True


def require_passed(before: GraphFence | None, fence: Fence) -> None:
    """Raises Fenced where the graph took a greater token meanwhile, UsageError where it is not ours."""
    if (
        before is not None
        and before.epoch == str(fence.epoch)
        and before.database in (None, fence.database)
        and before.token >= fence.token
    ):
        raise Fenced
    if not require_match(fence, before, fence):
        raise UsageError(f"the graph belongs to no database: {_REBUILD}")


def _replace(fence: Fence, epoch: str) -> GraphCall[None]:
    return graph_nothing(
        cypher["graph.replace_fence"], epoch=epoch, database=fence.database, token=fence.token
    )
