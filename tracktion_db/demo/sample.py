"""The sample library: 215 well-known tracks and 18 sets made of them, enough for the demo without a network.

``tracks.csv`` was typed for this project from general knowledge, and its figures are approximate; the sets
of ``sets.toml`` are invented. No audio comes with them. So a recording's path is made from its names, its
hash is the hash of that path, and its size is what a FLAC file of that length would about have.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

TRACKS_FILE = Path(__file__).with_name("tracks.csv")
SETS_FILE = Path(__file__).with_name("sets.toml")

# 44,100 samples a second, two channels of two bytes, of which FLAC keeps about six tenths.
_FLAC_BYTES_PER_SECOND = 106_000


@dataclass(frozen=True, slots=True)
class SampleTrack:
    """One track. Artist and title together are its name, which no other track has.

    ``year`` is that of the first release, ``key`` one of 24 such as "F# minor", all figures approximate.
    """

    artist: str
    title: str
    album: str
    year: int
    duration_seconds: int
    bpm: int
    key: str
    genre: str

    @property
    def file_name(self) -> str:
        return f"{_as_file_name(self.title)}.flac"

    @property
    def file_path(self) -> str:
        """``/music/sample/Artist/Album/Title.flac``; a slash in a name becomes ``_``, as most taggers do."""
        return f"/music/sample/{_as_file_name(self.artist)}/{_as_file_name(self.album)}/{self.file_name}"

    @property
    def file_hash(self) -> str:
        """SHA-256, 64 hex digits, of the path in UTF-8: there is no audio to hash."""
        return hashlib.sha256(self.file_path.encode()).hexdigest()

    @property
    def file_size(self) -> int:
        """Bytes, estimated from the duration."""
        return self.duration_seconds * _FLAC_BYTES_PER_SECOND


@dataclass(frozen=True, slots=True)
class PlayedTrack:
    """A track in a set; ``start_time`` is ``mm:ss`` or ``hh:mm:ss`` from the start of the set."""

    start_time: str
    track: SampleTrack


@dataclass(frozen=True, slots=True)
class SampleSet:
    """One DJ set, its tracks in the order of their start; ``duration`` is written as ``start_time`` is."""

    title: str
    artist: str
    place: str
    date: datetime.date
    duration: str
    tracks: tuple[PlayedTrack, ...]

    @property
    def duration_seconds(self) -> int:
        return seconds(self.duration)


@dataclass(frozen=True, slots=True)
class SampleLibrary:
    """Tracks by year of release, sets as the file has them."""

    tracks: tuple[SampleTrack, ...]
    sets: tuple[SampleSet, ...]


class _SetText(TypedDict):
    title: str
    artist: str
    place: str
    date: datetime.date
    duration: str
    tracks: list[tuple[str, str, str]]


def read_library() -> SampleLibrary:
    """The whole sample library; an unknown track in a set is a ``KeyError`` with its artist and title."""
    tracks = _read_tracks()
    by_name = {(track.artist, track.title): track for track in tracks}
    with SETS_FILE.open("rb") as file:
        sets = cast("list[_SetText]", tomllib.load(file)["sets"])
    return SampleLibrary(tracks, tuple(_read_set(text, by_name) for text in sets))


def seconds(time: str) -> int:
    """Seconds of ``mm:ss`` or ``hh:mm:ss``."""
    total = 0
    for part in time.split(":"):
        total = total * 60 + int(part)
    return total


def _read_tracks() -> tuple[SampleTrack, ...]:
    with TRACKS_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return tuple(
            SampleTrack(
                artist=row["artist"],
                title=row["title"],
                album=row["album"],
                year=int(row["year"]),
                duration_seconds=int(row["duration_seconds"]),
                bpm=int(row["bpm"]),
                key=row["key"],
                genre=row["genre"],
            )
            for row in rows
        )


def _read_set(text: _SetText, by_name: dict[tuple[str, str], SampleTrack]) -> SampleSet:
    return SampleSet(
        title=text["title"],
        artist=text["artist"],
        place=text["place"],
        date=text["date"],
        duration=text["duration"],
        tracks=tuple(PlayedTrack(start, by_name[artist, title]) for start, artist, title in text["tracks"]),
    )


def _as_file_name(name: str) -> str:
    return name.replace("/", "_")
