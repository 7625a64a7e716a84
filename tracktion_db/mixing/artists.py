"""Who worked with whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracktion_db.graph.call import GraphCall, many
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphSteps, GraphWork
from tracktion_db.records import Record

from .bounds import require_different, require_each, require_int, require_uid

__all__ = [
    "Artist",
    "ArtistChain",
    "Collaboration",
    "Collaborator",
    "artist_chain",
    "collaborators",
    "find_artists",
    "read_artists",
]

MOST_DEPTH: Final = 4
MOST_CHAIN: Final = 6
MOST_COLLABORATORS: Final = 5_000
MOST_KNOWN: Final = 50_000
_AT_ONCE: Final = 1_000


class Artist(Record):
    """An artist; ``uid`` is the folded name."""

    uid: str
    name: str


class Collaboration(Record):
    """Two artists that worked together."""

    uid: str
    """Of the one who was asked about."""
    other: str
    other_name: str
    times: int
    """On how many recordings and tracks."""


@dataclass(frozen=True, slots=True)
class Collaborator:
    """An artist within reach of another."""

    uid: str
    name: str
    depth: int
    """How many collaborations away, 1 for those who worked with the artist."""
    via: str
    """The uid through which it was reached: of all at that depth the one worked with most often."""
    times: int
    """How often it worked with that one."""


@dataclass(frozen=True, slots=True)
class ArtistChain:
    """The shortest chain between two artists."""

    artists: tuple[Artist, ...]
    """Both ends included; empty where there is none."""
    times: tuple[int, ...]
    """How often each worked with the next."""
    complete: bool
    """False when so many artists were met that the search gave up: there may be one then."""


def find_artists(name: str, *, limit: int = 10) -> GraphCall[list[Artist]]:
    """Artists whose uid or name is exactly this text, by uid; ``limit`` is 1 to 100."""
    require_uid("name", name)
    require_int("limit", limit, 1, 100)
    return many(cypher["graph.find_artists"], Artist, name=name, row_limit=limit)


def collaborators(artist: str, *, depth: int = 1, limit: int = 100) -> GraphSteps[list[Collaborator]]:
    """Artists that worked with this one (by uid), with those, and so on to ``depth`` (1 to 4).

    The nearest first, among them those who did so most often; at most ``limit`` (1 to 5,000).

    Raises NotFound.
    """
    require_uid("artist", artist)
    require_int("depth", depth, 1, MOST_DEPTH)
    require_int("limit", limit, 1, MOST_COLLABORATORS)

    def work() -> GraphWork[list[Collaborator]]:
        yield from read_artists(artist=artist)
        found: list[Collaborator] = []
        known, edge = {artist}, [artist]
        for away in range(1, depth + 1):
            met = yield from _met(edge, known)
            found += [Collaborator(each.other, each.other_name, away, each.uid, each.times) for each in met]
            edge = [each.other for each in met]
            if not edge or len(found) >= limit:
                break
        return found[:limit]

    return GraphSteps("mixing.collaborators", work)


def artist_chain(first: str, second: str, *, max_length: int = 6) -> GraphSteps[ArtistChain]:
    """The shortest chain of collaborations between two artists, by uid, of at most ``max_length`` (1 to 6).

    Searched from both ends, breadth first. Of equally short ones, one of those who worked together often.
    Raises NotFound for either.
    """
    require_uid("first", first)
    require_uid("second", second)
    require_different("second", second, first)
    require_int("max_length", max_length, 1, MOST_CHAIN)

    def work() -> GraphWork[ArtistChain]:
        names = yield from read_artists(first=first, second=second)
        sides = (_Side(first), _Side(second))
        for _ in range(max_length):
            side, other = sides if len(sides[0].edge) <= len(sides[1].edge) else (sides[1], sides[0])
            if not side.edge:
                break
            if len(side.known) + len(other.known) > MOST_KNOWN:
                return ArtistChain((), (), complete=False)
            met = yield from _met(side.edge, set(side.known))
            side.edge = [each.other for each in met]
            side.known |= {each.other: each for each in met}
            names |= {each.other: each.other_name for each in met}
            if middle := next((uid for uid in side.edge if uid in other.known), None):
                return _chain(*sides, middle, names)
        return ArtistChain((), (), complete=True)

    return GraphSteps("mixing.artist_chain", work)


class _Side:
    """What is known from one end of a chain: of each artist how it was met."""

    def __init__(self, end: str) -> None:
        self.known: dict[str, Collaboration | None] = {end: None}
        self.edge = [end]

    def back(self, uid: str) -> list[Collaboration]:
        """From this artist to the end."""
        way: list[Collaboration] = []
        while (each := self.known[uid]) is not None:
            way.append(each)
            uid = each.uid
        return way


def _chain(first: _Side, second: _Side, middle: str, names: dict[str, str]) -> ArtistChain:
    there, back = first.back(middle)[::-1], second.back(middle)
    uids = [*(each.uid for each in there), middle, *(each.uid for each in back)]
    times = (*(each.times for each in there), *(each.times for each in back))
    return ArtistChain(tuple(Artist(uid=uid, name=names[uid]) for uid in uids), times, complete=True)


def _met(edge: Sequence[str], known: set[str]) -> GraphWork[list[Collaboration]]:
    """Those whom these worked with and who are not known yet, each once; they are known then."""
    met: list[Collaboration] = []
    for begin in range(0, len(edge), _AT_ONCE):
        if len(known) > MOST_KNOWN:
            break
        met += yield many(
            cypher["graph.list_collaborations"],
            Collaboration,
            uids=list(edge[begin : begin + _AT_ONCE]),
            row_limit=MOST_KNOWN,
        )
    fresh: list[Collaboration] = []
    for each in sorted(met, key=lambda each: (-each.times, each.other, each.uid)):
        if each.other not in known:
            known.add(each.other)
            fresh.append(each)
    return fresh


def read_artists(**uids: str) -> GraphWork[dict[str, str]]:
    """Names by uid of the artists with these uids; raises NotFound with the argument that has none."""
    found: list[Artist] = yield many(cypher["graph.list_artists"], Artist, uids=list(uids.values()))
    names = {each.uid: each.name for each in found}
    require_each("artist", uids, names, statement="graph.list_artists")
    return names
