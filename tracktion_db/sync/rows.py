"""Rows that the graph is made of, and the calls that read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tracktion_db.call import Call, many
from tracktion_db.catalog import Track
from tracktion_db.records import JsonList, JsonObject, Record
from tracktion_db.sync.statements import sql

__all__ = [
    "FoldedName",
    "Id",
    "MetadataRow",
    "RecordingRow",
    "TracklistRow",
    "fold_names",
    "list_recording_ids",
    "list_tracklist_ids",
    "read_metadata",
    "read_recordings",
    "read_tracklists",
]

FIRST = UUID(int=0)


class RecordingRow(Record):
    """What the graph shows of a row of ``recordings``."""

    id: UUID
    file_path: str
    file_name: str
    file_hash: str | None
    status: str
    created_at: datetime
    updated_at: datetime


class MetadataRow(Record):
    """What the graph shows of a row of ``metadata``."""

    recording_id: UUID
    key: str
    value: str | None
    value_type: str


class TracklistRow(Record):
    """What the graph shows of a row of ``tracklists``."""

    id: UUID
    recording_id: UUID | None
    title: str | None
    artist: str | None
    source: str
    source_url: str | None
    tracks: JsonList[Track]
    metadata: JsonObject
    track_count: int
    total_duration: int | None
    created_at: datetime
    updated_at: datetime


class FoldedName(Record):
    """A name as search folds it."""

    name: str
    words: str
    """Its words, parted by single blanks; empty where nothing is left."""
    key: str
    """The same without gaps, at most 160 characters: what makes two names one."""


class Id(Record):
    """The id of a row."""

    id: UUID


def read_recordings(ids: Sequence[UUID]) -> Call[list[RecordingRow]]:
    """These recordings, in the order of their ids; those that do not exist are missing."""
    return many(sql["sync.read_recordings"], RecordingRow, ids=ids)


def read_metadata(ids: Sequence[UUID]) -> Call[list[MetadataRow]]:
    """The metadata of these recordings, by recording and key."""
    return many(sql["sync.read_metadata"], MetadataRow, ids=ids)


def read_tracklists(ids: Sequence[UUID]) -> Call[list[TracklistRow]]:
    """These tracklists, in the order of their ids; those that do not exist are missing."""
    return many(sql["sync.read_tracklists"], TracklistRow, ids=ids)


def fold_names(names: Sequence[str]) -> Call[list[FoldedName]]:
    """These names as search folds them, in their order; give each once."""
    return many(sql["sync.fold_names"], FoldedName, names=names)


def list_recording_ids(after_id: UUID = FIRST, *, row_limit: int) -> Call[list[Id]]:
    """Ids of recordings in their order, from the one after ``after_id`` on."""
    return many(sql["sync.list_recording_ids"], Id, after_id=after_id, row_limit=row_limit)


def list_tracklist_ids(after_id: UUID = FIRST, *, row_limit: int) -> Call[list[Id]]:
    """Ids of tracklists in their order, from the one after ``after_id`` on."""
    return many(sql["sync.list_tracklist_ids"], Id, after_id=after_id, row_limit=row_limit)
