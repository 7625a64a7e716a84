"""Shared nodes beside what follows from who owns relationships to them, and how to mend them. No I/O.

The worker counts up and down by what changes; here everything is counted anew. Only somebody else's writing
can make a difference, so it is looked for by ``verify``, and mended by the worker when it is told to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from tracktion_db.graph import Graph, GraphCall
from tracktion_db.graph.call import many
from tracktion_db.graph.statements import cypher
from tracktion_db.records import Record
from tracktion_db.sync.artist_names import save_names
from tracktion_db.sync.changes import Thing
from tracktion_db.sync.folding import Folding
from tracktion_db.sync.projection import COUNTED
from tracktion_db.sync.sending import GraphWork, chunks, send
from tracktion_db.sync.shared import album_credits, album_names, track_credits, track_names

__all__ = [
    "SHARED_KINDS",
    "CheckedNode",
    "SharedKind",
    "check_shared",
    "mend",
    "names_of",
    "problems",
    "shared_names",
]


@dataclass(frozen=True, slots=True)
class SharedKind:
    """A kind of shared node that is checked by itself."""

    name: str
    """As ``graph_outbox.kind`` has it."""
    label: str
    files: str
    """``check_<files>`` shows them, ``list_<files>_uids`` lists them."""


SHARED_KINDS: Final[Mapping[str, SharedKind]] = MappingProxyType(
    {
        # Tracks and albums first: mending who they are credited to changes what is counted for artists.
        kind.name: kind
        for kind in (
            SharedKind("track", "Track", "tracks"),
            SharedKind("album", "Album", "albums"),
            SharedKind("artist", "Artist", "artists"),
            SharedKind("genre", "Genre", "genres"),
            SharedKind("metadata", "Metadata", "metadata"),
        )
    }
)

_Link = tuple[str, str, str | None]
"""Type, uid of the other end, and what tells two of them apart."""


class CheckedNode(Record):
    """A shared node as it is, and as it should be."""

    uid: str
    properties: dict[str, Any]
    is_lonely: bool
    """Whether nothing has it any more."""
    names: list[str]
    """All the ways in which an artist is credited."""
    stored: list[dict[str, Any]]
    """Its relationships to other shared nodes, each ``{type, uid}`` with their properties."""
    counted: list[dict[str, Any]]
    """Those that follow from what is owned."""


def check_shared(kind: SharedKind, uids: Sequence[str]) -> GraphCall[list[CheckedNode]]:
    """These shared nodes, by uid; those that the graph lacks are missing."""
    return many(cypher[f"graph.check_{kind.files}"], CheckedNode, uids=uids)


def names_of(kind: SharedKind, node: CheckedNode) -> Iterable[str]:
    """The names of this node that have to be folded to check it."""
    artist = node.properties.get("artist")
    if kind.name == "track":
        return track_names(artist or "", node.properties.get("title") or "")
    return album_names(artist) if kind.name == "album" else ()


def shared_names(graph: Graph, things: Iterable[Thing]) -> set[str]:
    """The names of these shared nodes that have to be folded to check them; they never change."""
    names: set[str] = set()
    for kind in (SHARED_KINDS["track"], SHARED_KINDS["album"]):
        for part in chunks(sorted(uid for name, uid in things if name == kind.name)):
            for node in graph.run(check_shared(kind, part)):
                names.update(names_of(kind, node))
    return names


def problems(kind: SharedKind, node: CheckedNode, folding: Folding) -> tuple[str, ...]:
    """What is wrong with it, as names of properties and relationships; nothing for a node that is right."""
    if node.is_lonely:
        return ("nothing has it",)
    found: set[str] = set()
    # Credits that somebody else wrote may have no names at all.
    if kind.name == "artist" and node.properties.get("name") != min(node.names, default=None):
        found.add("name")
    stored, doubled = _stored(node)
    wanted = _wanted(kind, node, folding)
    found.update(link[0] for link in _differing(stored, doubled, wanted))
    return tuple(sorted(found))


def mend(kind: SharedKind, nodes: Sequence[CheckedNode], folding: Folding) -> GraphWork[set[str]]:
    """Bring these nodes into order; answers the uids of the artists whom that may have changed."""
    lonely = [node.uid for node in nodes if node.is_lonely]
    if kind.name in ("track", "album"):
        yield from send(f"remove_{kind.files}", lonely)
    else:
        yield from send(f"remove_lonely_{kind.files}", lonely)
    rest = [node for node in nodes if not node.is_lonely]
    if kind.name == "artist":
        yield from send(
            "save_artists", [{"uid": node.uid, "name": min(node.names)} for node in rest if node.names]
        )
    artists = _credited_artists(kind, nodes)
    for node in rest:
        stored, doubled = _stored(node)
        wanted = _wanted(kind, node, folding)
        differing = _differing(stored, doubled, wanted)
        yield from _mend_counts(node.uid, differing, wanted)
        artists |= yield from _mend_credits(kind, node, differing, folding)
    return artists


def _credited_artists(kind: SharedKind, nodes: Sequence[CheckedNode]) -> set[str]:
    """The artists of these nodes that go: nobody may be left who is credited to them."""
    if kind.name not in ("track", "album"):
        return set()
    return {
        link["uid"]
        for node in nodes
        if node.is_lonely
        for link in node.stored
        if link["type"] in ("PERFORMED_BY", "RELEASED_BY")
    }


def _stored(node: CheckedNode) -> tuple[dict[_Link, dict[str, Any]], set[_Link]]:
    links: dict[_Link, dict[str, Any]] = {}
    doubled: set[_Link] = set()
    for link in node.stored:
        key = _key(link)
        if key in links:
            doubled.add(key)
        links[key] = link
    return links, doubled


def _wanted(kind: SharedKind, node: CheckedNode, folding: Folding) -> dict[_Link, dict[str, Any]]:
    links = list(node.counted)
    if kind.name == "track" and "artist" in node.properties and "title" in node.properties:
        links += [
            {"type": "PERFORMED_BY", "uid": row["target"], "place": row["place"], **_credited(row)}
            for row in track_credits(node.properties, folding)
        ]
    elif kind.name == "album":
        links += [
            {"type": "RELEASED_BY", "uid": row["target"], **_credited(row)}
            for row in album_credits(node.properties, folding)
        ]
    return {_key(link): link for link in links}


def _credited(row: Mapping[str, Any]) -> dict[str, str]:
    return {"credited_as": row["properties"]["credited_as"]}


def _key(link: Mapping[str, Any]) -> _Link:
    return link["type"], link["uid"], link.get("place")


def _differing(
    stored: Mapping[_Link, object], doubled: set[_Link], wanted: Mapping[_Link, object]
) -> list[_Link]:
    keys = {key for key in stored.keys() | wanted.keys() if stored.get(key) != wanted.get(key)} | doubled
    return sorted(keys, key=lambda key: (key[0], key[1], key[2] or ""))


def _mend_counts(
    uid: str, differing: Sequence[_Link], wanted: Mapping[_Link, Mapping[str, Any]]
) -> GraphWork[None]:
    for counted in COUNTED.values():
        pairs = [link for link in differing if link[0] == counted.type]
        # To nothing first, which removes those that stand there twice as well.
        none = [{"uid": uid, "target": other, "count": 0} for _, other, _ in pairs]
        yield from send(f"set_{counted.files}", none)
        some = [
            {**row, "count": wanted[link]["count"]}
            for link, row in zip(pairs, none, strict=True)
            if link in wanted
        ]
        yield from send(f"set_{counted.files}", some)
    moves = [{"uid": uid, "target": other} for type_, other, _ in differing if type_ == "PLAYED_BEFORE"]
    yield from send("remove_transitions", moves)
    yield from send("refresh_transitions", moves)


def _mend_credits(
    kind: SharedKind, node: CheckedNode, differing: Sequence[_Link], folding: Folding
) -> GraphWork[set[str]]:
    wrong = {link for link in differing if link[0] in ("PERFORMED_BY", "RELEASED_BY")}
    if not wrong:
        return set()
    rows = (
        track_credits(node.properties, folding)
        if kind.name == "track"
        else album_credits(node.properties, folding)
    )
    gone = [
        {"uid": node.uid, "target": other} | ({"place": place or ""} if kind.name == "track" else {})
        for _, other, place in wrong
    ]
    yield from send(f"unlink_{kind.name}_artists", gone)
    yield from save_names({row["target"]: [row["properties"]["credited_as"]] for row in rows})
    yield from send(f"link_{kind.name}_artists", rows)
    return {other for _, other, _ in wrong} | {row["target"] for row in rows}
