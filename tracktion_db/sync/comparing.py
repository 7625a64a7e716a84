"""The graph beside the database, a part at a time: what differs, and where. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import UUID

from tracktion_db.call import Call, many
from tracktion_db.errors import TimedOut, TracktionDBError
from tracktion_db.graph import Graph, GraphCall
from tracktion_db.graph.call import many as graph_many
from tracktion_db.graph.statements import cypher
from tracktion_db.records import Record
from tracktion_db.runner import Runner
from tracktion_db.sync.changes import Thing
from tracktion_db.sync.difference import Difference
from tracktion_db.sync.projection import KINDS, Kind
from tracktion_db.sync.reading import read_states
from tracktion_db.sync.refusals import (
    NOT_ITS_FAULT,
    PERHAPS_ITS_FAULT,
    as_ours,
    raise_if_of_all,
    reason_of,
)
from tracktion_db.sync.rows import FIRST, Id, list_recording_ids, list_tracklist_ids
from tracktion_db.sync.sending import chunks
from tracktion_db.sync.shared_checks import SHARED_KINDS, SharedKind, check_shared, names_of, problems
from tracktion_db.sync.statements import sql
from tracktion_db.sync.stored import KnownNode, load, stored_state
from tracktion_db.transaction import Transaction

__all__ = ["Pending", "Problems", "compare", "list_ids", "list_pending", "list_uids"]

Problems = dict[Thing, tuple[str, ...]]
"""What is wrong with things, as names of properties and relationships, or why they cannot be compared."""
_Compare = Callable[[Sequence[str]], Problems]


class Pending(Record):
    """A thing that the graph does not have as it is, and will get."""

    kind: str
    key: str
    is_refused: bool
    """Whether the graph refused it; else it waits."""


def list_pending(uids: Sequence[str]) -> Call[list[Pending]]:
    """Which of these things have changes that wait, or were refused."""
    return many(sql["sync.list_pending"], Pending, keys=uids)


def list_ids(kind: Kind, after: str, row_limit: int) -> Call[list[Id]]:
    """Ids that the database has of this kind, in their order; the first ones after the empty text."""
    after_id = UUID(after) if after else FIRST
    list_all = list_recording_ids if kind.name == "recording" else list_tracklist_ids
    return list_all(after_id, row_limit=row_limit)


def list_uids(files: str, after: str, up_to: str, row_limit: int) -> GraphCall[list[KnownNode]]:
    """Uids that the graph has, in their order, after one and up to another."""
    statement = cypher[f"graph.list_{files}_uids"]
    return graph_many(statement, KnownNode, after=after, up_to=up_to, row_limit=row_limit)


def compare(runner: Runner, graph: Graph, things: Sequence[Thing]) -> Problems:
    """Those of these things that are not in the graph as they should be.

    The graph is read first: what changes meanwhile may look wrong, and never looks right though it is wrong.
    What cannot be compared is among them, with the reason. Raises StatementError where that is so of many
    at once and no other for a statement's sake, and what ``run`` of either side raises for an outage.
    """
    ways: dict[str, _Compare] = {
        **{kind.name: partial(_compare, runner, graph, kind) for kind in KINDS.values()},
        **{kind.name: partial(_check, runner, graph, kind) for kind in SHARED_KINDS.values()},
    }
    found: Problems = {}
    for kind, way in ways.items():
        for part in chunks(sorted(uid for name, uid in things if name == kind)):
            refused: dict[Thing, TracktionDBError] = {}
            found |= _halved(kind, way, part, refused)
            raise_if_of_all(refused, len(part))
            found |= {thing: (f"cannot be compared: {reason_of(error)}",) for thing, error in refused.items()}
    return found


def _halved(
    kind: str, way: _Compare, uids: Sequence[str], refused: dict[Thing, TracktionDBError]
) -> Problems:
    """Compare these, or halves of them until what cannot be compared stands alone."""
    try:
        return way(uids)
    except (*NOT_ITS_FAULT, TimedOut):
        raise
    except PERHAPS_ITS_FAULT as error:
        if len(uids) == 1:
            refused[kind, uids[0]] = as_ours(error)
            return {}
    middle = len(uids) // 2
    first = _halved(kind, way, uids[:middle], refused)
    return first | _halved(kind, way, uids[middle:], refused)


@contextmanager
def _apart(runner: Runner) -> Generator[Runner]:
    """One thing that cannot be read must not end the transaction of all the others."""
    if isinstance(runner, Transaction):
        with runner.transaction() as savepoint:
            yield savepoint
    else:
        yield runner


def _compare(runner: Runner, graph: Graph, kind: Kind, uids: Sequence[str]) -> Problems:
    stored = {node.uid: stored_state(node) for node in graph.run(load(kind, uids))}
    with _apart(runner) as reading:
        wanted, _ = read_states(reading, [(kind.name, uid) for uid in uids])
    found: Problems = {}
    for uid in uids:
        thing = (kind.name, uid)
        desired, actual = wanted[thing], stored.get(uid)
        difference = Difference()
        difference.compare(kind, uid, desired, actual)
        if not difference:
            continue
        if desired is None or actual is None:
            found[thing] = ("should not be there" if desired is None else "missing",)
            continue
        names = {
            name
            for name in {*desired.properties, *actual.properties}
            if desired.properties.get(name) != actual.properties.get(name)
        }
        links = {
            key.type
            for key in {*desired.links, *actual.links}
            if desired.links.get(key) != actual.links.get(key)
        }
        found[thing] = tuple(sorted(names | links | {key.type for key in actual.doubled}))
    return found


def _check(runner: Runner, graph: Graph, kind: SharedKind, uids: Sequence[str]) -> Problems:
    nodes = graph.run(check_shared(kind, uids))
    with _apart(runner) as reading:
        _, folding = read_states(reading, (), {name for node in nodes for name in names_of(kind, node)})
    return {(kind.name, node.uid): wrong for node in nodes if (wrong := problems(kind, node, folding))}
