"""The judged tracks by their folded names: which of them a text means.

Everything is a set of ids. A track is *meant whole* by a text that is its artist, its title, or both in
either order, and nothing else.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.search.corpus import Track
from benchmarks.search.normalise import fold, squeeze
from benchmarks.search.typos import distance

Ids = frozenset[uuid.UUID]
NONE: Final[Ids] = frozenset()
_CREDIT: Final = re.compile(
    r"\s*(?:,|;|/|\+|&|\b(?:and|feat|ft|featuring|vs|x|with|pres|presents)\b\.?)\s*", re.IGNORECASE
)


class Names:
    """Indexes over all judged tracks."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.tracks = tracks
        self._whole = _Sets()
        self._artist = _Sets()
        self._title = _Sets()
        self._both = _Sets()
        self._credited = _Sets()
        self._in_any_order = _Sets()
        self._forms = _Sets()
        self._by_word = _Sets()
        self._words: dict[uuid.UUID, Counter[str]] = {}
        self._letters: dict[uuid.UUID, str] = {}
        self._orders: dict[uuid.UUID, tuple[str, str]] = {}
        for track in tracks:
            self._add(track)
        self._by_length: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for form in self._forms:
            self._by_length[len(form)].append((_mask(form), form))

    def _add(self, track: Track) -> None:
        title, artist = squeeze(track.title), squeeze(track.artist or "")
        self._title.add(title, track.id)
        self._artist.add(artist, track.id)
        self._both.add(f"{artist}\n{title}", track.id)
        self._in_any_order.add(_in_any_order(track), track.id)
        for whole in {title, artist, artist + title, title + artist}:
            self._whole.add(whole, track.id)
        for credited in _CREDIT.split(track.artist or ""):
            self._credited.add(squeeze(credited), track.id)
        for form in {" ".join(fold(text)) for text in (track.title, track.artist or "", track.name)}:
            self._forms.add(form, track.id)
        words = Counter((*fold(track.artist or ""), *fold(track.title)))
        self._words[track.id] = words
        for word in words:
            self._by_word.add(word, track.id)
        self._letters[track.id] = f"{artist}\n{title}"
        self._orders[track.id] = (
            " ".join(fold(f"{track.artist or ''} {track.title}")),
            " ".join(fold(f"{track.title} {track.artist or ''}")),
        )

    def same(self, track: Track) -> Ids:
        """Tracks of this artist and title; who is named first among several artists does not matter."""
        both = f"{squeeze(track.artist or '')}\n{squeeze(track.title)}"
        return self._both[both] | self._in_any_order[_in_any_order(track)]

    def of_title(self, title: str) -> Ids:
        """Tracks of exactly this title."""
        return self._title[squeeze(title)]

    def of_artist(self, artist: str) -> Ids:
        """Tracks by exactly this artist."""
        return self._artist[squeeze(artist)]

    def credited_to(self, artist: str) -> Ids:
        """Tracks that name this artist among others, too."""
        return self._credited[squeeze(artist)]

    def whole(self, text: str) -> Ids:
        """Tracks that the text means whole."""
        return self._whole[squeeze(text)]

    def beginning(self, text: str) -> Ids:
        """Tracks whose "artist title", "title artist" or title begins with the words of the text."""
        begun = " ".join(fold(text))
        return frozenset(
            track for track, orders in self._orders.items() if any(name.startswith(begun) for name in orders)
        )

    def holding(self, words: Sequence[str], most: int | None = None, *, cut: bool = False) -> Ids:
        """Tracks of at most so many words that hold all these words, or, ``cut``, words that begin so."""
        sets = [self._beginning_word(word) if cut else self._by_word[word] for word in words]
        wanted = Counter(words)
        return frozenset(
            track
            for track in min(sets, key=len).intersection(*sets)
            if (most is None or self._words[track].total() <= most)
            and (_matched(words, self._words[track]) if cut else wanted <= self._words[track])
        )

    def containing(self, parts: Sequence[str]) -> Ids:
        """Tracks that have every part somewhere inside their artist or title."""
        squeezed = [squeeze(part) for part in parts]
        return frozenset(
            track for track, letters in self._letters.items() if all(part in letters for part in squeezed)
        )

    def within(self, text: str, most: int) -> Ids:
        """Tracks whose artist, title or "artist title" is at most so many edits away."""
        query = " ".join(fold(text))
        mask = _mask(query)
        found: set[uuid.UUID] = set()
        for length in range(len(query) - most, len(query) + most + 1):
            for other, form in self._by_length.get(length, ()):
                if (mask ^ other).bit_count() <= 2 * most and distance(query, form, most) <= most:
                    found |= self._forms[form]
        return frozenset(found)

    def _beginning_word(self, start: str) -> Ids:
        return NONE.union(*(self._by_word[word] for word in self._by_word if word.startswith(start)))


def _in_any_order(track: Track) -> str:
    return f"{' '.join(sorted(fold(track.artist or '')))}\n{squeeze(track.title)}"


def _matched(starts: Sequence[str], words: Counter[str]) -> bool:
    """Whether each start has a word of its own; longer starts choose first."""
    left = words.copy()
    for start in sorted(starts, key=len, reverse=True):
        word = min((word for word in left if left[word] and word.startswith(start)), key=len, default=None)
        if word is None:
            return False
        left[word] -= 1
    return True


def _mask(text: str) -> int:
    mask = 0
    for character in text:
        mask |= 1 << (ord(character) % 61)
    return mask


class _Sets:
    """Keys and the ids of each; no key, no ids."""

    def __init__(self) -> None:
        self._sets: dict[str, set[uuid.UUID]] = defaultdict(set)

    def add(self, key: str, track: uuid.UUID) -> None:
        if key:
            self._sets[key].add(track)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sets)

    def __getitem__(self, key: str) -> Ids:
        return frozenset(self._sets[key]) if key in self._sets else NONE
