"""What artists are called: of all the ways in which they are credited, the least one.

Which is less is said here, by code points: a graph server may compare a text that it has stored in one way
and one that it was sent in another. I/O-free: yields calls of the graph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tracktion_db.graph.call import many
from tracktion_db.graph.statements import cypher
from tracktion_db.records import Record
from tracktion_db.sync.sending import GraphWork, chunks, send

__all__ = ["NamedArtist", "rename", "save_names"]


class NamedArtist(Record):
    """An artist, and what they are called or credited as."""

    uid: str
    names: list[str | None]


def save_names(names: Mapping[str, Collection[str]]) -> GraphWork[None]:
    """Add the artists that are missing, by uid, and call each by the least of these names and its own."""
    known: dict[str, str | None] = {}
    for part in chunks(sorted(names)):
        found: list[NamedArtist] = yield many(cypher["graph.list_artist_names"], NamedArtist, uids=part)
        known |= {artist.uid: artist.names[0] for artist in found}
    rows: list[dict[str, str]] = []
    for uid, new in sorted(names.items()):
        name = known.get(uid)
        least = min(new) if name is None else min(name, *new)
        if least != name:
            rows.append({"uid": uid, "name": least})
    yield from send("save_artists", rows)


def rename(uids: Iterable[str]) -> GraphWork[None]:
    """Call those of these artists whose name nobody uses any more by the least that somebody uses."""
    rows: list[dict[str, str]] = []
    for part in chunks(sorted(uids)):
        found: list[NamedArtist] = yield many(cypher["graph.list_misnamed_artists"], NamedArtist, uids=part)
        used = {artist.uid: [name for name in artist.names if name is not None] for artist in found}
        rows += [{"uid": uid, "name": min(names)} for uid, names in used.items() if names]
    yield from send("save_artists", rows)
