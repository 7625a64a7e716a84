"""What metadata says of a recording: the names of keys that services write, and how values are read. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from tracktion_db.music import Key, read_key
from tracktion_db.sync.credits import MAX_NAME, Credit, credits_of, parts_of
from tracktion_db.sync.rows import MetadataRow

__all__ = ["Facts"]

# The first that has a value counts. Compared without case: taggers write INITIALKEY and initialkey.
_TITLE: Final = ("title",)
_ARTIST: Final = ("artist", "artists")
_ALBUM: Final = ("album",)
_ALBUM_ARTIST: Final = ("albumartist", "album_artist", "album artist")
_GENRE: Final = ("genre", "genres")
_SUBGENRE: Final = ("subgenre", "subgenres")
_KEY: Final = ("key", "initialkey", "initial_key", "musical_key")
_BPM: Final = ("bpm", "tempo")
_ENERGY: Final = ("energy",)
_TRACK_NUMBER: Final = ("tracknumber", "track_number", "track")
_DISC_NUMBER: Final = ("discnumber", "disc_number", "disc")
_REMIXER: Final = ("remixer",)
_COMPOSER: Final = ("composer",)
_SLOWEST, _FASTEST = 1.0, 1000.0


class Facts:
    """The metadata of one recording, read."""

    def __init__(self, rows: Iterable[MetadataRow]) -> None:
        self._values: dict[str, str] = {}
        for row in rows:
            if row.value is not None and (value := row.value.strip()):
                self._values.setdefault(row.key.lower(), value)
        self.title = self._name(_TITLE)
        self.artist = self._name(_ARTIST)
        self.credits = self._credits()
        """Everybody who is credited, each once for each role."""
        self.album = self._name(_ALBUM)
        self.album_artist = self._name(_ALBUM_ARTIST) or self._primary_artists()
        self.genres = parts_of(self._value(_GENRE))
        self.subgenres = parts_of(self._value(_SUBGENRE))

    def key(self) -> tuple[Key, str] | None:
        """The musical key and how it was written; None where there is none, or none can be read."""
        text = self._value(_KEY)
        if text is None:
            return None
        key = read_key(text)
        return (key, text[:MAX_NAME]) if isinstance(key, Key) else None

    def bpm(self) -> float | None:
        """Beats in a minute, 1 to 1,000; None where there is no such number."""
        return _between(_SLOWEST, self._number(_BPM), _FASTEST)

    def energy(self) -> float | None:
        """0 to 1; None where there is no such number."""
        return _between(0.0, self._number(_ENERGY), 1.0)

    def track_number(self) -> int | None:
        """Position on the album, of "7" or "7/12"."""
        return self._ordinal(_TRACK_NUMBER)

    def disc_number(self) -> int | None:
        """Which disc of the album."""
        return self._ordinal(_DISC_NUMBER)

    def _credits(self) -> list[Credit]:
        found = credits_of(self.artist, self.title)
        found += [Credit(name, "remixer") for name in parts_of(self._value(_REMIXER))]
        found += [Credit(name, "composer") for name in parts_of(self._value(_COMPOSER))]
        return found

    def _primary_artists(self) -> str | None:
        # A guest on one track is not who released the album.
        names = [credit.name for credit in self.credits if credit.role == "primary"]
        return "; ".join(names)[:MAX_NAME] or None

    def _value(self, keys: Iterable[str]) -> str | None:
        for key in keys:
            if (value := self._values.get(key)) is not None:
                return value
        return None

    def _name(self, keys: Iterable[str]) -> str | None:
        value = self._value(keys)
        return None if value is None else value[:MAX_NAME]

    def _number(self, keys: Iterable[str]) -> float | None:
        value = self._value(keys)
        if value is None or len(value) > 40:
            return None
        try:
            number = float(value)
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def _ordinal(self, keys: Iterable[str]) -> int | None:
        value = (self._value(keys) or "").partition("/")[0].strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) <= 6 else None


def _between(least: float, number: float | None, most: float) -> float | None:
    return number if number is not None and least <= number <= most else None
