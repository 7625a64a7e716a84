"""What must be written so that the graph is as it should be: states beside each other. Pure.

A batch is compared as a whole. Relationships between shared nodes are counted by what the batch adds to them
and takes from them, so their cost follows from the change and not from how popular an artist is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from tracktion_db.sync.projection import LINKS, Kind
from tracktion_db.sync.states import Linked, LinkKey, Properties, State

__all__ = ["Difference", "Pair", "artist_pairs", "pairs"]

Pair = tuple[str, str]


@dataclass(slots=True)
class Difference:
    """What a batch has to write, by what is written."""

    removed: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Uids of nodes, by kind."""
    saved: dict[str, dict[str, Properties]] = field(default_factory=dict[str, dict[str, Properties]])
    """Properties of nodes by label and uid, the shared ones too."""
    linked: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    """Rows by type of relationship."""
    unlinked: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    names: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """How artists are credited now who were not before, by uid."""
    stubs: set[str] = field(default_factory=set[str])
    """Uids of recordings that tracklists belong to."""
    perhaps_lonely: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Uids of shared nodes that lost something, by label."""
    counts: dict[str, Counter[Pair]] = field(default_factory=dict[str, Counter[Pair]])
    """How many more or fewer, by type of relationship and pair of uids."""
    transitions: set[Pair] = field(default_factory=set[Pair])
    """Pairs of tracks to be counted again."""

    def __bool__(self) -> bool:
        return any((self.removed, self.saved, self.linked, self.unlinked))

    def compare(self, kind: Kind, uid: str, desired: State | None, actual: State | None) -> None:
        """Note what one thing needs; None is a thing that does not exist."""
        if desired is None:
            if actual is None:
                return
            self.removed.setdefault(kind.name, []).append(uid)
        elif actual is None or actual.properties != desired.properties:
            self.saved.setdefault(kind.label, {})[uid] = desired.properties
        wanted = desired.links if desired is not None else {}
        there = actual.links if actual is not None else {}
        doubled: set[LinkKey] = actual.doubled if actual is not None else set()
        for key, link in there.items():
            if key not in wanted or key in doubled:
                # Those of a node that goes, go with it.
                if desired is not None:
                    self.unlinked.setdefault(key.type, []).append(_row(uid, key))
                self._lose(key, link)
        for key, link in wanted.items():
            known = there.get(key)
            if known is None or key in doubled:
                self._save_target(key, link)
            else:
                if known.target != link.target and key.type != "PERFORMED_BY":
                    self._save_target(key, link)
                if known.properties == link.properties:
                    continue
                self._lose(key, known)
                if key.type == "PERFORMED_BY":
                    self._save_target(key, link)
            self.linked.setdefault(key.type, []).append({**_row(uid, key), "properties": link.properties})
            self._note_transition(key, link)
        self._count(there, -1)
        self._count(wanted, 1)

    def changed_counts(self, type_: str) -> list[dict[str, Any]]:
        """Rows of pairs that have become more or fewer, in their order."""
        changes = self.counts.get(type_, Counter[Pair]())
        return [
            {"uid": one, "target": other, "change": change}
            for (one, other), change in sorted(changes.items())
            if change
        ]

    def count(self, type_: str, found: Iterable[Pair], change: int) -> None:
        """Count these pairs up or down."""
        counter = self.counts.setdefault(type_, Counter())
        for pair in found:
            counter[pair] += change

    def _count(self, links: dict[LinkKey, Linked], change: int) -> None:
        for type_, found in pairs(links):
            self.count(type_, found, change)

    def _save_target(self, key: LinkKey, link: Linked) -> None:
        label = LINKS[key.type].target
        if label == "Recording":
            # What it is, its own change says.
            self.stubs.add(key.target)
            return
        if label == "Artist":
            self.names.setdefault(key.target, set()).add(link.target["name"])
            return
        self.saved.setdefault(label, {})[key.target] = link.target

    def _lose(self, key: LinkKey, link: Linked) -> None:
        self.perhaps_lonely.setdefault(LINKS[key.type].target, set()).add(key.target)
        self._note_transition(key, link)

    def _note_transition(self, key: LinkKey, link: Linked) -> None:
        following = link.properties.get("next") if key.type == "CONTAINS_TRACK" else None
        if isinstance(following, str):
            self.transitions.add((key.target, following))


def artist_pairs(uids: Iterable[str]) -> set[Pair]:
    """Every two of these artists, the lesser uid first."""
    return set(combinations(sorted(set(uids)), 2))


def pairs(links: dict[LinkKey, Linked]) -> Iterator[tuple[str, set[Pair]]]:
    """The pairs of shared nodes that one thing shows by what it owns, by type of their relationship."""
    artists = {key.target for key in links if key.type == "PERFORMED_BY"}
    if len(artists) > 1:
        yield "COLLABORATED_WITH", artist_pairs(artists)
    genres = {key.target: link for key, link in links.items() if key.type == "HAS_GENRE"}
    if len(genres) > 1:
        yield "RELATED_TO", set(combinations(sorted(genres), 2))
        below = {
            (uid, link.properties["parent"]) for uid, link in genres.items() if "parent" in link.properties
        }
        if below:
            yield "SUBGENRE_OF", below


def _row(uid: str, key: LinkKey) -> dict[str, Any]:
    row: dict[str, Any] = {"uid": uid, "target": key.target}
    if key.place is not None:
        row["place"] = key.place
    return row
