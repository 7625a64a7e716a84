"""Audio tracks: what can be searched and played. Table ``audio_tracks``, one row per track.

``NewAudioTrack`` goes in, ``AudioTrack`` comes out. Raised when a call is run: Conflict (``id``: another
track has it) by ``add_audio_tracks``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Literal, cast
from uuid import UUID, uuid4

from tracktion_db.call import Call, at_most_one, count, many, one
from tracktion_db.errors import ValidationError
from tracktion_db.inputs import add_all, arrays, require_outcomes, rows_of, values_of
from tracktion_db.library.fields import (
    AudioTrackStatus,
    Channels,
    Duration,
    ErrorMessage,
    Format,
    Genre,
    MediaPath,
    Name,
    Rate,
    RetryCount,
    Year,
)
from tracktion_db.library.statements import sql
from tracktion_db.records import Input, Record


class AudioTrack(Record):
    """A track that can be searched and played."""

    id: UUID
    status: AudioTrackStatus
    """How far its processing is; only the functions of the status machine change it."""
    title: str
    artist: str | None
    album: str | None
    genre: str | None
    year: int | None
    """Of the release, 1800 to 2100."""
    duration: float | None
    """Seconds."""
    channels: int | None
    sample_rate: int | None
    """Hz."""
    bitrate: int | None
    """Bits per second."""
    format: str | None
    """Of the file, as whoever added the track writes it, such as ``flac``."""
    audio_path: str | None
    """``gs://bucket/object`` or an absolute path."""
    thumbnail_path: str | None
    """``gs://bucket/object`` or an absolute path."""
    error_message: str | None
    """Why processing failed, at most 2,000 characters."""
    retry_count: int
    """How often processing was started again after it had failed."""
    created_at: datetime
    updated_at: datetime
    """When this row was last written; kept by the database."""


class FoundAudioTrack(Record):
    """What is there of one id that was asked for."""

    id: UUID
    """As asked."""
    track: AudioTrack | None
    """None where no track has this id."""


class AudioTrackOutcome(Record):
    """What became of one row of ``add_each_audio_track``."""

    row: int
    """Position in what was given, from 0."""
    outcome: Literal["saved", "conflict", "invalid"]
    """``conflict`` says that the id is taken, by an earlier row or by a track that is there; ``invalid``
    that the row breaks a rule, which ``field`` and ``reason`` name."""
    id: UUID | None
    """Of the track that was saved, or as given; None for an invalid row without a valid id."""
    field: str | None
    """The field that broke a rule; ``id`` for a conflict, None for a row that was saved."""
    reason: str | None
    """The rule in words; None for a row that was saved."""


class NewAudioTrack(Input):
    """A track to save or add; without an id the call gives it one."""

    id: UUID | None = None
    status: AudioTrackStatus = "PENDING"
    title: Name = "Untitled"
    artist: Name | None = None
    album: Name | None = None
    genre: Genre | None = None
    year: Year | None = None
    duration: Duration | None = None
    channels: Channels | None = None
    sample_rate: Rate | None = None
    bitrate: Rate | None = None
    format: Format | None = None
    audio_path: MediaPath | None = None
    thumbnail_path: MediaPath | None = None
    error_message: ErrorMessage | None = None
    retry_count: RetryCount = 0


def save_audio_track(track: NewAudioTrack) -> Call[AudioTrack]:
    """Add the track or, where its id is there, write all its fields anew.

    Of a track that is there status, error_message and retry_count stay as they are.
    """
    values = _with_id(values_of(track, NewAudioTrack, "track"))
    return one(sql["library.save_audio_track"], AudioTrack, **values)


def add_audio_tracks(tracks: Sequence[NewAudioTrack]) -> Call[int]:
    """Add tracks, all or none, and answer their number. The fastest way in: many go by binary COPY."""
    rows = [_with_id(row) for row in rows_of(tracks, NewAudioTrack, "tracks")]
    rows.sort(key=itemgetter("id"))
    return add_all(
        sql["library.add_audio_tracks"],
        sql["library.copy_audio_tracks"],
        rows,
        of_one=sql["library.add_audio_track"],
    )


def add_each_audio_track(
    tracks: Sequence[NewAudioTrack | Mapping[str, object]],
) -> Call[list[AudioTrackOutcome]]:
    """Add the tracks that can be added, and answer for each row what became of it.

    One outcome per row, in the order given; of rows with the same id the first is added. A mapping from field
    names to values becomes a ``NewAudioTrack``: what that refuses is ``invalid`` and keeps no other row out.
    At most 100,000 at once, or ValidationError. A rule that only the database knows, such as a constraint of
    a service's own, refuses all rows: RuleViolated.
    """
    if not isinstance(tracks, list | tuple):
        raise ValidationError("tracks", "must be a list or tuple")
    require_outcomes(tracks, "tracks")
    statement = sql["library.add_each_audio_track"]
    pick = itemgetter(*NewAudioTrack.model_fields)
    taken: set[UUID] = set()
    rows: list[tuple[object, ...]] = []
    refused: list[tuple[object, ...]] = []
    for number, given in enumerate[object](tracks):
        try:
            row = _with_id(vars(_made(given)))
        except ValidationError as problem:
            refused.append((number, "invalid", _given_id(given), problem.field, problem.reason))
            continue
        if row["id"] in taken:
            refused.append((number, "conflict", row["id"], "id", "is taken"))
        else:
            taken.add(row["id"])
            rows.append((number, *pick(row)))
    columns = [*_columns(rows, 1 + len(NewAudioTrack.model_fields)), *_columns(refused, 5)]
    return many(statement, AudioTrackOutcome, **arrays(statement, columns))


def get_audio_track(track_id: UUID) -> Call[AudioTrack | None]:
    """The track with this id, or None."""
    return at_most_one(sql["library.get_audio_track"], AudioTrack, track_id=track_id)


def get_audio_tracks(track_ids: Sequence[UUID]) -> Call[list[FoundAudioTrack]]:
    """One record for each id, in the order asked; its track is None where there is none.

    So the answer is as long as the question, and an id that is asked twice is answered twice.
    """
    return many(sql["library.get_audio_tracks"], FoundAudioTrack, track_ids=track_ids)


def remove_audio_track(track_id: UUID) -> Call[int]:
    """Remove a track; answers 1, or 0 without one."""
    return count(sql["library.remove_audio_track"], track_id=track_id)


def _with_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "id": row["id"] or uuid4()}


def _made(given: object) -> NewAudioTrack:
    if isinstance(given, NewAudioTrack):
        return given
    if not isinstance(given, Mapping):
        raise ValidationError("row", "must be a NewAudioTrack or a mapping from field names to values")
    try:
        return NewAudioTrack(**cast("Mapping[str, Any]", given))
    except TypeError:
        raise ValidationError("row", "must be a mapping from field names to values") from None


def _given_id(given: object) -> UUID | None:
    given_id = cast("Mapping[object, object]", given).get("id") if isinstance(given, Mapping) else None
    return given_id if isinstance(given_id, UUID) else None


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [[row[number] for row in rows] for number in range(width)]
