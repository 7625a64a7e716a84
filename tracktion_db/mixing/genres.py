"""The tree of genres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracktion_db.graph.call import many
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphSteps, GraphWork
from tracktion_db.records import Record

__all__ = ["GenreBranch", "GenreCount", "GenreTree", "Subgenre", "genre_tree"]

MOST_GENRES: Final = 20_000


class GenreCount(Record):
    """A genre and how many recordings have it."""

    uid: str
    name: str
    recordings: int


class Subgenre(Record):
    """A genre below another one, and how many recordings show that."""

    uid: str
    parent: str
    count: int


@dataclass(frozen=True, slots=True)
class GenreBranch:
    """A genre in its place."""

    uid: str
    name: str
    recordings: int
    parent: str | None
    """None for a root."""
    depth: int
    """0 for a root."""


@dataclass(frozen=True, slots=True)
class GenreTree:
    """All genres, each below one other at most."""

    branches: tuple[GenreBranch, ...]
    """Each after the one above it; those beside each other with the most recordings first."""
    cycles: tuple[tuple[str, ...], ...]
    """Genres that are below each other, in a circle. The first of each, by uid, is a root instead."""


def genre_tree() -> GraphSteps[GenreTree]:
    """The tree of genres: each is below the one that most recordings show above it, of equal ones the first.

    Circles are cut and told, never followed. Genres beyond the first 20,000 by uid are left out.
    """

    def work() -> GraphWork[GenreTree]:
        genres: list[GenreCount]
        links: list[Subgenre]
        genres, links = yield (
            many(cypher["graph.list_genres"], GenreCount, after="", row_limit=MOST_GENRES),
            many(cypher["graph.list_subgenres"], Subgenre, after="", row_limit=4 * MOST_GENRES),
        )
        return grown(genres, links)

    return GraphSteps("mixing.genre_tree", work)


def grown(genres: Sequence[GenreCount], links: Sequence[Subgenre]) -> GenreTree:
    """The tree of these genres. Pure."""
    known = {genre.uid: genre for genre in genres}
    parents: dict[str, str] = {}
    for link in sorted(links, key=lambda link: (-link.count, link.parent)):
        if link.uid in known and link.parent in known and link.uid != link.parent:
            parents.setdefault(link.uid, link.parent)
    cycles = _cut(parents)
    below: dict[str | None, list[str]] = {}
    for uid in sorted(known, key=lambda uid: (known[uid].recordings, uid)):
        below.setdefault(parents.get(uid), []).append(uid)
    branches: list[GenreBranch] = []
    waiting = [(uid, 0) for uid in below.get(None, [])]
    while waiting:
        uid, depth = waiting.pop()
        genre = known[uid]
        branches.append(GenreBranch(uid, genre.name, genre.recordings, parents.get(uid), depth))
        waiting += [(each, depth + 1) for each in below.get(uid, [])]
    return GenreTree(tuple(branches), cycles)


def _cut(parents: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    """Make the first genre of every circle a root; the circles, each from its first on upwards."""
    cycles: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for begin in sorted(parents):
        way: dict[str, None] = {}
        uid: str | None = begin
        while uid is not None and uid not in seen and uid not in way:
            way[uid] = None
            uid = parents.get(uid)
        if uid is not None and uid in way:
            steps = list(way)
            circle = steps[steps.index(uid) :]
            turn = circle.index(min(circle))
            cycles.append((*circle[turn:], *circle[:turn]))
        seen |= set(way)
    for cycle in cycles:
        del parents[cycle[0]]
    return tuple(sorted(cycles))
