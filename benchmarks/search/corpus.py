"""The tracks that are judged: what the DJ sets of the demo name, and names that they lack.

Every distinct "artist, title" of the sets, case aside, is a track; its label stands in for the album, since
both are words around a name that few people type. The year is that of the first set; genre and format are
made from a hash of the name. The same sets give the same tracks with the same ids on every machine.

``punctuated.tsv``    artist, title, and ways to type them, parted by " | "
``other_scripts.tsv`` artist, title
"""

from __future__ import annotations

import csv
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from tracktion_db.demo.djmix import DjSet, read_sets
from tracktion_db.demo.djmix_wheel import NotFetched, fetch

FOLDER: Final = Path(__file__).resolve().parent
CACHE: Final = FOLDER.parent.parent / ".embedded" / "cache"
GENRES: Final = (
    "House", "Techno", "Trance", "Drum & Bass", "Electronica", "Hip-Hop", "Disco", "Ambient", "Dubstep",
    "Breakbeat", "Pop", "Rock", "Soul", "Funk", "Jazz", "Reggae",
)  # fmt: skip
FORMATS: Final = ("mp3", "flac", "wav", "aac")


@dataclass(frozen=True, slots=True)
class Track:
    """One row of ``audio_tracks``, as far as a search sees it."""

    id: uuid.UUID
    title: str
    artist: str | None
    album: str | None
    genre: str | None
    year: int | None
    format: str | None
    status: str = "COMPLETED"

    @property
    def name(self) -> str:
        """Artist and title, as people write them in one line."""
        return f"{self.artist} {self.title}" if self.artist else self.title


@dataclass(frozen=True, slots=True)
class Typed:
    """A track by hand and how people type it."""

    track: Track
    texts: tuple[str, ...]


def wheel(path: Path | None = None) -> Path:
    """Where the sets are; brings them when they are not named. Raises SystemExit where that cannot be."""
    if path is not None:
        return path
    fetched = fetch(CACHE)
    if isinstance(fetched, NotFetched):
        raise SystemExit(f"the DJ sets cannot be had: {fetched.reason}")
    return fetched.path


def real_tracks(path: Path) -> list[Track]:
    """All tracks: of the sets in the order in which they first appear, then those by hand."""
    return list(
        _distinct([*_of_sets(read_sets(path)), *(one.track for one in punctuated()), *other_scripts()])
    )


def punctuated() -> list[Typed]:
    """Names whose punctuation people leave out, put in or change."""
    return [
        Typed(_track(artist, title, None, None), tuple(texts.split(" | ")))
        for artist, title, texts in _rows("punctuated.tsv")
    ]


def other_scripts() -> list[Track]:
    """Names in Chinese, Japanese, Korean, Cyrillic, Greek, Arabic, Hebrew and Thai."""
    return [_track(artist, title, None, None) for artist, title in _rows("other_scripts.tsv")]


COLUMNS: Final = ("id", "title", "artist", "album", "genre", "year", "format", "status")
COPY: Final = f"COPY audio_tracks ({', '.join(COLUMNS)}) FROM STDIN"


def copy_tracks(connection: psycopg.Connection[tuple[object, ...]], tracks: Iterable[Track]) -> None:
    """Add the tracks to a table that migrations made."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for track in tracks:
            copy.write_row(
                (
                    track.id, track.title, track.artist, track.album,
                    track.genre, track.year, track.format, track.status,
                )
            )  # fmt: skip


def _of_sets(sets: Iterable[DjSet]) -> Iterator[Track]:
    for dj_set in sets:
        year = int(dj_set.date[:4]) if dj_set.date else None
        for track in dj_set.tracks:
            yield _track(track.artist or None, track.title, track.label, year)


def _distinct(tracks: Iterable[Track]) -> Iterator[Track]:
    seen: set[uuid.UUID] = set()
    for track in tracks:
        if track.id not in seen:
            seen.add(track.id)
            yield track


def _track(artist: str | None, title: str, album: str | None, year: int | None) -> Track:
    digest = hashlib.sha256(f"{artist or ''}\n{title}".casefold().encode()).digest()
    return Track(
        id=uuid.UUID(bytes=digest[:16]),
        title=title,
        artist=artist,
        album=album,
        genre=GENRES[digest[16] % len(GENRES)],
        year=year,
        format=FORMATS[digest[17] % len(FORMATS)],
    )


def _rows(name: str) -> Iterator[list[str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
