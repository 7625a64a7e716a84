"""Stretches of the indexes over names that answer a query as a whole, and where in them a page begins.

A name is what was typed, or begins with it: the title, the artist, or both, the words parted in two in every
way. The exact names of a slice stand at its beginning, before the longer ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from tracktion_db.paging import FIRST_ID, LAST_ID

BEHIND_ALL = "\U0010ffff"
"""Behind every other character, under the collation of the keys."""
LONGEST_KEY = 160
"""Characters of a key."""
LAST_KEY = BEHIND_ALL * (LONGEST_KEY + 1)
"""Behind every key, that of an unknown name too."""

TITLE, PAIR, ARTIST, LONGER_PAIR, LONGER_TITLE, LONGER_ARTIST = range(1, 7)
"""The steps: the title is the query, artist and title are, the artist is; the same with the end left open."""
_LONGER = {TITLE: LONGER_TITLE, PAIR: LONGER_PAIR, ARTIST: LONGER_ARTIST}


class Place(NamedTuple):
    """A place in one of the indexes: behind the row with these keys, in the index's order."""

    first: str
    second: str
    id: UUID


class Position(NamedTuple):
    """The hit that a page follows."""

    step: int
    first: str
    second: str
    id: UUID


BEFORE_ALL = Position(0, "", "", FIRST_ID)


class Slice(NamedTuple):
    """A stretch of an index: behind one place, and before another pair of keys."""

    begin: Place
    end: tuple[str, str]
    step: int
    """Of its exact names."""


class Names(NamedTuple):
    """The words of a query without gaps: all of them, and parted in two in every way."""

    key: str
    heads: list[str]
    tails: list[str]

    @classmethod
    def of(cls, words: Sequence[str]) -> Names:
        """From folded words."""
        plain = [word.replace("_", "") for word in words]
        cuts = range(1, len(plain))
        return cls(
            "".join(plain)[:LONGEST_KEY],
            ["".join(plain[:cut])[:LONGEST_KEY] for cut in cuts],
            ["".join(plain[cut:])[:LONGEST_KEY] for cut in cuts],
        )


def slices_by_title(names: Names, after: Position) -> list[Slice]:
    """The slices of the index over titles."""
    whole = Slice(Place(names.key, "", FIRST_ID), (names.key + BEHIND_ALL, ""), TITLE)
    behind = Place(names.key, LAST_KEY, LAST_ID)
    return [*_rest(whole, behind, after, Place(*after[1:])), *_pairs(names, after, Place(*after[1:]))]


def slices_by_artist(names: Names, after: Position) -> list[Slice]:
    """The slices of the index over artists."""
    whole = Slice(Place(names.key, "", FIRST_ID), (names.key + BEHIND_ALL, ""), ARTIST)
    behind = Place(names.key, LAST_KEY, LAST_ID)
    found = list(_rest(whole, behind, after, Place(*after[1:])))
    for head, tail in zip(names.heads, names.tails, strict=True):
        # Pairs come in the order of titles. Within one artist that is the order of this index, too.
        last = FIRST_ID if head > after.second else after.id if head == after.second else LAST_ID
        found += _pair(head, tail, after, Place(head, after.first, last))
    return found


def _pairs(names: Names, after: Position, place: Place) -> Iterator[Slice]:
    for head, tail in zip(names.heads, names.tails, strict=True):
        yield from _pair(head, tail, after, place)


def _pair(head: str, tail: str, after: Position, place: Place) -> Iterator[Slice]:
    pair = Slice(Place(head, tail, FIRST_ID), (head, tail + BEHIND_ALL), PAIR)
    return _rest(pair, Place(head, tail, LAST_ID), after, place)


def _rest(whole: Slice, behind_exact: Place, after: Position, place: Place) -> Iterator[Slice]:
    """What is left of a slice behind the last hit, which stands at this place of its index."""
    longer = _LONGER[whole.step]
    if after.step < whole.step:
        yield whole
    elif after.step == whole.step:
        # The hit may be of another slice and stand far behind this one: the longer names are still to come.
        yield whole._replace(begin=max(whole.begin, min(place, behind_exact)))
    elif after.step < longer:
        yield whole._replace(begin=behind_exact)
    elif after.step == longer:
        yield whole._replace(begin=max(behind_exact, place))
