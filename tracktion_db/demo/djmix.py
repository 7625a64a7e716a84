"""Reads the DJ Mix dataset (its source and licence: see ``djmix_wheel``) into sets and tracks.

An entry of a tracklist is one line as people wrote it: ``[29] Artist - Title (Remix) [Label - CAT 001]``.
One rule reads them all:

- a leading ``+`` says that the track runs on top of the one before it;
- a leading bracket of digits, ``?``, ``X``, ``:`` and ``.`` is the mark of the start: ``[29]`` and
  ``[029]`` are minutes, ``[29:30]`` minutes and seconds, ``[1:02:30]`` has hours; with ``?`` or ``X`` it is
  known in part or not at all;
- a bracket at the end is the label and, after its first `` - ``, the catalogue number;
- the rest is split at its first `` - `` into artist and title; without one it is all title, by nobody
  known.

Not every plain mark is a place in the recording, and a wrong start is worse than none:

- In 137 sets the marks are times of day or hours and minutes (23:00, 23:06, 23:11 ...). Read as minutes and
  seconds they would leave a few seconds to each track: the median step is at most 7 seconds there, and at
  least 107 in every other set, so the two kinds cannot be taken for each other.
- Where marks step backwards, a second part begins again from zero, or somebody slipped; a text cannot tell
  which. The marks before that step stand, it and those after it do not.

Such tracks have no start, and keep their mark.

Measured: 5,040 sets; 102,932 entries; 84,390 names ("artist - title", case aside); 32,942 plain marks, of
which 29,065 became starts, 3,546 are hours and minutes (137 sets), 330 come after a step backwards (28
sets), and one is no time. 32,731 of them are the very first thing on their line. Who reads unknown marks
(``[??]``) as a part of the name finds 85,452 names. The track in most sets is Jack Master - Bang The Box: in
18 by its key, kfJQCu-Jbec, in 15 by its most usual name, for it is spelled in three ways.
"""

from __future__ import annotations

import json
import re
import statistics
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TypedDict, cast

MEMBER = "dataset/djmix-dataset.json"

# What a tracklist row holds at most, in characters.
TITLE_LENGTH = 500
ARTIST_LENGTH = 255

# No set lasts 400 minutes: [404] Not Found is an artist.
_BRACKET = r"\[(?![4-9][0-9]{2}\])(?P<mark>[0-9?][0-9?xX:.]*)\]"
_ENTRY = re.compile(rf"(?P<over>\+ ?)?(?:{_BRACKET} ?)?(?P<also_over>\+ ?)?(?P<rest>.*)")
# The closing bracket is sometimes forgotten; a bracket that is the whole entry is no label.
_LABEL = re.compile(r"(?P<name>.*\S) ?\[ ?(?P<label>[^\[\]]*[^\[\] ]) ?\]?")
_SET_TITLE = re.compile(r"(?P<date>[0-9]{3}[0-9X](?:-[0-9X]{2}){0,2})(?: -)? (?:(?P<artist>.+?) [@-] )?")

# Between a track of a few seconds and one of a minute and a half: see above.
_SHORTEST_MEDIAN_STEP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class DjTrack:
    """One entry of a set. What is not known is None, but for the artist, which is then empty.

    ``id``: the dataset's key of the track, which tells apart what names spell in several ways.
    ``start_seconds``: from the start of the recording; never before that of an earlier track of the set.
    ``mark``: the text in the leading bracket, where it gave no start.
    ``over_previous``: runs on top of the entry before it.
    ``entry``: the line as it was written, where the other fields do not say all of it.
    """

    title: str
    artist: str
    id: str | None = None
    start_seconds: int | None = None
    mark: str | None = None
    label: str | None = None
    catalogue_number: str | None = None
    over_previous: bool = False
    entry: str | None = None

    @property
    def name(self) -> str:
        """``artist - title``, or the title where no artist is known."""
        return f"{self.artist} - {self.title}" if self.artist else self.title

    @property
    def start_time(self) -> str | None:
        """The start as ``mm:ss``, from one hour on as ``hh:mm:ss``."""
        if self.start_seconds is None:
            return None
        minutes, seconds = divmod(self.start_seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02d}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"

    def as_json(self) -> dict[str, str | bool]:
        """The entry as a tracklist keeps it: title, artist, start_time, and what else is known."""
        known = {
            "id": self.id,
            "start_time": self.start_time,
            "mark": self.mark,
            "label": self.label,
            "catalogue_number": self.catalogue_number,
            "entry": self.entry,
        }
        track: dict[str, str | bool] = {"title": self.title, "artist": self.artist}
        track.update({key: value for key, value in known.items() if value is not None})
        if self.over_previous:
            track["over_previous"] = True
        return track


@dataclass(frozen=True, slots=True)
class DjSet:
    """One set, in the dataset's order of tracks.

    ``title``: at most 500 characters; ``full_title`` is None unless it had to be cut.
    ``date``: as far as it is known: ``2016-06-18``, ``2016-06`` or ``2016``.
    ``artist``: who played, read from the title; None where it names nobody in at most 255 characters.
    ``audio_source``: who hosts the recording at ``audio_url``, for example "soundcloud".
    ``tags``: names of artists, series, places and styles.
    """

    id: str
    title: str
    full_title: str | None
    date: str | None
    artist: str | None
    url: str
    audio_source: str
    audio_url: str
    tags: tuple[str, ...]
    tracks: tuple[DjTrack, ...]


class _Entry(TypedDict):
    id: str | None
    title: str


class _Tag(TypedDict):
    key: str


class _Mix(TypedDict):
    id: str
    title: str
    url: str
    audio_source: str
    audio_url: str
    tags: list[_Tag]
    tracklist: list[_Entry]


def read_sets(wheel: Path) -> Iterator[DjSet]:
    """All sets of the wheel that ``djmix_wheel.fetch`` brought, in the dataset's order, oldest first."""
    with zipfile.ZipFile(wheel) as files:
        text = files.read(MEMBER)
    # The bytes are pinned by their hash, and with them the shape of what is in them.
    for mix in cast("list[_Mix]", json.loads(text)):
        yield parse_set(mix)


def parse_set(mix: _Mix) -> DjSet:
    """One set of the dataset's JSON."""
    title = " ".join(mix["title"].split())
    date, artist = parse_set_title(title)
    fits = len(title) <= TITLE_LENGTH
    return DjSet(
        id=mix["id"],
        title=title if fits else title[: TITLE_LENGTH - 1] + "…",
        full_title=None if fits else title,
        date=date,
        artist=artist if artist is not None and len(artist) <= ARTIST_LENGTH else None,
        url=mix["url"],
        audio_source=mix["audio_source"],
        audio_url=mix["audio_url"],
        tags=tuple(tag["key"].removeprefix("Category:") for tag in mix["tags"]),
        tracks=tuple(parse_tracks((entry["title"], entry["id"]) for entry in mix["tracklist"])),
    )


def parse_set_title(title: str) -> tuple[str | None, str | None]:
    """Date and artist of ``2016-06-18 - Artist @ Place`` or ``2016-06-18 - Artist - Series 12``."""
    found = _SET_TITLE.match(title)
    if found is None:
        return None, None
    known = "-".join(takewhile(str.isdecimal, found["date"].split("-")))
    return known or None, found["artist"]


def parse_tracks(entries: Iterable[tuple[str, str | None]]) -> Iterator[DjTrack]:
    """The tracks of one set from its entries and their keys, in order."""
    tracks = [_parse_entry(" ".join(text.split()), track_id) for text, track_id in entries]
    starts = start_seconds([track.mark for track in tracks])
    for track, start in zip(tracks, starts, strict=True):
        yield track if start is None else replace(track, start_seconds=start, mark=None)


def start_seconds(marks: Sequence[str | None]) -> list[int | None]:
    """Seconds from the start for each mark of one set, in order; None where the mark does not tell it."""
    positions = [None if mark is None else _position(mark) for mark in marks]
    if _are_hours_and_minutes(marks, positions):
        return [None] * len(positions)
    latest = 0
    for index, position in enumerate(positions):
        if position is not None and position < latest:
            return [*positions[:index], *[None] * (len(positions) - index)]
        latest = latest if position is None else position
    return positions


def _parse_entry(text: str, track_id: str | None) -> DjTrack:
    """One entry, its mark not yet understood: that takes the other marks of the set."""
    parts = _ENTRY.fullmatch(text)
    assert parts is not None, "every part of an entry is optional"
    labelled = _LABEL.fullmatch(parts["rest"])
    name, in_bracket = (labelled["name"], labelled["label"]) if labelled is not None else (parts["rest"], "")
    artist, dash, title = name.partition(" - ")
    if not dash:
        artist, title = "", name
    label, _, catalogue_number = in_bracket.partition(" - ")
    track = DjTrack(
        title=title,
        artist=artist,
        id=track_id,
        mark=parts["mark"],
        label=label or None,
        catalogue_number=catalogue_number or None,
        over_previous=parts["over"] is not None or parts["also_over"] is not None,
    )
    return track if _says_all_of(track, text) else replace(track, entry=text)


def _says_all_of(track: DjTrack, text: str) -> bool:
    """Whether the line can be written from the track again; blanks say nothing."""
    mark = f"[{track.mark}]" if track.mark else ""
    over = "+" if track.over_previous else ""
    label = " - ".join(part for part in (track.label, track.catalogue_number) if part)
    written = f"{mark}{over}{track.name}{f'[{label}]' if label else ''}"
    return written.replace(" ", "") == text.replace(" ", "")


def _position(mark: str) -> int | None:
    """Seconds of ``mm``, ``mm:ss`` and ``h:mm:ss``; None for what is known in part, or is no such time."""
    numbers = mark.split(":")
    if len(numbers) > 3 or not all(number.isdecimal() and len(number) <= 3 for number in numbers):
        return None
    first, *rest = map(int, numbers)
    if any(number > 59 for number in rest):
        return None
    seconds = first
    for number in rest or [0]:
        seconds = seconds * 60 + number
    return seconds


def _are_hours_and_minutes(marks: Sequence[str | None], positions: Sequence[int | None]) -> bool:
    pairs = [
        position
        for mark, position in zip(marks, positions, strict=True)
        if mark is not None and position is not None and mark.count(":") == 1
    ]
    steps = [abs(later - earlier) for earlier, later in pairwise(pairs)]
    return bool(steps) and statistics.median(steps) < _SHORTEST_MEDIAN_STEP_SECONDS
