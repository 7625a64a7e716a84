"""Names that are one: what the database folds, and the keys that follow from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tracktion_db.sync.rows import FoldedName

__all__ = ["Folding", "track_key"]

_UNKNOWN: Final = frozenset({"", "id", "unknown", "unknown track"})


class Folding:
    """Folded names by name; made by the database, whose search has the one folding function."""

    def __init__(self, names: Iterable[FoldedName] = ()) -> None:
        self._names = {folded.name: folded for folded in names}

    def key(self, name: str) -> str:
        """What makes two names one. A name of nothing but signs or accents is itself, whatever its case."""
        return self._names[name].key or f"={name.casefold()}"

    def words(self, name: str) -> str:
        """The folded words of a name, for people to read; the name itself where nothing is left."""
        return self._names[name].words or name.casefold()

    def is_unknown(self, title: str) -> bool:
        """Whether a title says that nobody knows it: "ID", as lists of sets write."""
        return self._names[title].words in _UNKNOWN


def track_key(folding: Folding, artist: str, title: str) -> str:
    """What makes two tracks one, a recording on disk and an entry of a set, in whatever spelling."""
    return f"{folding.key(artist)} / {folding.key(title)}"
