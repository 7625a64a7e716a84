"""Tracklists: what was played in a set, in order. Table ``tracklists``, at most one per recording.

A set need not be on disk. ``NewTracklist`` goes in, ``Tracklist`` comes out, ``TracklistChanges`` says what
to change. Raised when a call is run: Conflict (``recording_id``: it has a tracklist) and InvalidReference
(``recording_id``: there is no such recording) by what adds or changes, NotFound by what changes one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, JsonValue

from tracktion_db.call import Call, Page, at_most_one, count, one, page
from tracktion_db.catalog.fields import Seconds
from tracktion_db.catalog.numbers import to_decimal
from tracktion_db.catalog.statements import sql
from tracktion_db.catalog.tracks import Track, Tracks, tracks_json
from tracktion_db.errors import ValidationError
from tracktion_db.fields import FilePath, NotNull
from tracktion_db.inputs import add_all, changes_of, rows_of, values_of
from tracktion_db.paging import NEWEST_FIRST
from tracktion_db.records import Input, JsonList, JsonObject, Record, text
from tracktion_db.statements import convert_jsonb

Title = Annotated[str, text(500, min_length=1)]
Artist = Annotated[str, text(255, min_length=1)]
Source = Annotated[str, text(255, min_length=1)]
SourceUrl = Annotated[str, text(2048, min_length=1)]


class Tracklist(Record):
    """What was played in a set."""

    id: UUID
    recording_id: UUID | None
    """The recording of the set; unique; None when it is not on disk."""
    title: str | None
    artist: str | None
    source: str
    """Who says so: ``manual``, ``1001tracklists.com`` …"""
    source_url: str | None
    tracks: JsonList[Track]
    """In playing order; read when somebody looks."""
    metadata: JsonObject
    """What else the source says about the set."""
    track_count: int
    """Length of ``tracks``; kept by the database."""
    total_duration: int | None
    """Seconds."""
    cue_file_path: str | None
    """Absolute path of the cue sheet that was made of this tracklist."""
    correlation_id: UUID | None
    """The event that a service was working on when it wrote this row."""
    created_at: datetime
    updated_at: datetime


class PlayingTrack(Record):
    """The track that plays at a moment of a set."""

    position: int
    """In ``tracks``, from 0."""
    start_second: Decimal
    """When it started, in seconds from the start of the set."""
    track: Track


class NewTracklist(Input):
    """A tracklist to add."""

    recording_id: UUID | None = None
    title: Title | None = None
    artist: Artist | None = None
    source: Source
    source_url: SourceUrl | None = None
    tracks: Tracks = ()
    metadata: JsonObject = Field(default_factory=dict[str, JsonValue])
    total_duration: Seconds | None = None
    cue_file_path: FilePath | None = None
    correlation_id: UUID | None = None


class TracklistChanges(Input):
    """What to change of a tracklist: what is not given stays, None sets the column to null."""

    recording_id: UUID | None = None
    title: Title | None = None
    artist: Artist | None = None
    source: Annotated[Source | None, NotNull] = None
    source_url: SourceUrl | None = None
    tracks: Annotated[Tracks | None, NotNull] = None
    metadata: Annotated[JsonObject | None, NotNull] = None
    total_duration: Seconds | None = None
    cue_file_path: FilePath | None = None
    correlation_id: UUID | None = None


def add_tracklist(tracklist: NewTracklist) -> Call[Tracklist]:
    """Add one tracklist."""
    values = _with_json(values_of(tracklist, NewTracklist, "tracklist"))
    return one(sql["catalog.add_tracklist"], Tracklist, **values)


def add_tracklists(tracklists: Sequence[NewTracklist]) -> Call[int]:
    """Add tracklists, all or none, and answer their number. Many go by binary COPY."""
    given = sorted(rows_of(tracklists, NewTracklist, "tracklists"), key=lambda row: str(row["recording_id"]))
    rows = [_with_json(values) for values in given]
    return add_all(sql["catalog.add_tracklists"], sql["catalog.copy_tracklists"], rows)


def get_tracklist(tracklist_id: UUID) -> Call[Tracklist | None]:
    """The tracklist with this id, or None."""
    return at_most_one(sql["catalog.get_tracklist"], Tracklist, tracklist_id=tracklist_id)


def get_tracklist_by_recording(recording_id: UUID) -> Call[Tracklist | None]:
    """The tracklist of this recording, or None."""
    return at_most_one(sql["catalog.get_tracklist_by_recording"], Tracklist, recording_id=recording_id)


def list_tracklists(*, limit: int = 100, cursor: str | None = None) -> Call[Page[Tracklist]]:
    """All tracklists, the newest first."""
    return page(
        sql["catalog.list_tracklists"], Tracklist, before_first=NEWEST_FIRST, limit=limit, cursor=cursor
    )


def list_tracklists_containing(
    *,
    title: str | None = None,
    artist: str | None = None,
    track_id: str | int | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> Call[Page[Tracklist]]:
    """The tracklists with a track of exactly this title, artist and ``id``, the newest first.

    At least one of the three must be given; all that are given must hold of the same track. ``id`` is the
    track's own key of that name, a text or a whole number.
    """
    asked = {"title": title, "artist": artist, "id": track_id}
    track = {key: value for key, value in asked.items() if value is not None}
    if not track:
        raise ValidationError("title", "must be given, or artist, or track_id")
    for name, value in (("title", title), ("artist", artist), ("track_id", track_id)):
        _require_text(name, value, or_int=name == "track_id")
    return page(
        sql["catalog.list_tracklists_containing"],
        Tracklist,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        track=track,
    )


def list_tracklists_by_metadata(
    metadata: Mapping[str, JsonValue], *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Tracklist]]:
    """The tracklists whose metadata contains this, the newest first.

    An object contains another one if it has all its keys, with values that contain the other's values.
    """
    if not isinstance(metadata, dict) or not metadata:
        raise ValidationError("metadata", "must be a dict with at least one key")
    return page(
        sql["catalog.list_tracklists_by_metadata"],
        Tracklist,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        metadata=metadata,
    )


def get_track_playing(tracklist_id: UUID, second: float | Decimal) -> Call[PlayingTrack | None]:
    """The track that plays so many seconds after the start of the set: the last one that has started by then.

    None before the first start, past the end of the set where ``total_duration`` is known, and for an
    unknown tracklist. Tracks without a start are passed over; of equal starts the later track counts.
    """
    return at_most_one(
        sql["catalog.get_track_playing"],
        PlayingTrack,
        tracklist_id=tracklist_id,
        second=to_decimal("second", second),
    )


def update_tracklist(tracklist_id: UUID, changes: TracklistChanges) -> Call[Tracklist]:
    """Change the fields that were given to ``changes``, at least one; raises NotFound."""
    values = _with_json(changes_of(changes, TracklistChanges))
    return one(sql["catalog.update_tracklist"], Tracklist, tracklist_id=tracklist_id, **values)


def remove_tracklist(tracklist_id: UUID) -> Call[int]:
    """Remove a tracklist; answers 1, or 0 if there was none."""
    return count(sql["catalog.remove_tracklist"], tracklist_id=tracklist_id)


def _with_json(values: dict[str, Any]) -> dict[str, Any]:
    tracks = values["tracks"]
    return {
        **values,
        "tracks": None if tracks is None else tracks_json(tracks),
        "metadata": convert_jsonb(values["metadata"], "metadata"),
    }


def _require_text(name: str, value: object, *, or_int: bool) -> None:
    # JSON holds more than text: asking for a title of 5 would find nothing, in silence.
    if value is None or isinstance(value, str):
        return
    if not or_int or not isinstance(value, int) or isinstance(value, bool):
        raise ValidationError(name, "must be a str or an int" if or_int else "must be a str")
