"""What the graph has: records of the statements that the worker and the checks read it with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracktion_db.graph import GraphCall
from tracktion_db.graph.call import many
from tracktion_db.graph.statements import cypher
from tracktion_db.records import Record
from tracktion_db.sync.projection import LINKS, Kind
from tracktion_db.sync.states import UID, Linked, LinkKey, State

__all__ = ["KnownNode", "LonelyNode", "StoredNode", "list_known", "list_lonely", "load", "stored_state"]


class StoredNode(Record):
    """A node and the relationships that it owns, as the graph has them."""

    uid: str
    properties: dict[str, Any]
    links: list[dict[str, Any]]
    """Each ``{type, uid, properties, target}``: the other end's uid, and the properties of both."""


class LonelyNode(Record):
    """A shared node that nothing has any more."""

    uid: str
    artists: list[str]
    """Uids of the artists that it was credited to."""


class KnownNode(Record):
    """A node that the graph has."""

    uid: str


def load(kind: Kind, uids: Sequence[str]) -> GraphCall[list[StoredNode]]:
    """What the graph has of these things, by uid; those that it lacks are missing."""
    return many(cypher[f"graph.load_{kind.files}"], StoredNode, uids=uids)


def list_known(files: str, uids: Sequence[str]) -> GraphCall[list[KnownNode]]:
    """Which of these shared nodes the graph has."""
    return many(cypher[f"graph.list_known_{files}"], KnownNode, uids=uids)


def list_lonely(files: str, uids: Sequence[str]) -> GraphCall[list[LonelyNode]]:
    """Which of these shared nodes nothing has any more."""
    return many(cypher[f"graph.list_lonely_{files}"], LonelyNode, uids=uids)


def stored_state(node: StoredNode) -> State:
    """The state that the graph has."""
    state = State(uid=node.uid, properties=node.properties)
    for link in node.links:
        kind = LINKS[link["type"]]
        place = None
        if kind.place is not None:
            # What somebody else wrote may lack it: it is not what any state has, and goes.
            place = link["properties"].get(kind.place, _NO_PLACE[kind.type])
        key = LinkKey(kind.type, link[UID] or "", place)
        if key in state.links:
            state.doubled.add(key)
        state.links[key] = Linked(link["properties"], link["target"])
    return state


_NO_PLACE: dict[str, str | int] = {"PERFORMED_BY": "", "CONTAINS_TRACK": -1}
