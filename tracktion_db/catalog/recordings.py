"""Recordings: what is on disk. Table ``recordings``, one row per file path.

``NewRecording`` goes in, ``Recording`` comes out, ``RecordingChanges`` says what to change. Raised when a
call is run: Conflict (``file_path``, ``file_hash``, ``secondary_hash``: another recording has it) by what
adds or changes, NotFound by what changes one recording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Annotated, Literal
from uuid import UUID

from tracktion_db.call import Call, Page, at_most_one, count, many, one, page
from tracktion_db.catalog.fields import FileHash, FileName, FileSize, SecondaryHash
from tracktion_db.catalog.statements import sql
from tracktion_db.errors import ValidationError
from tracktion_db.fields import FilePath, Instant, NotNull
from tracktion_db.inputs import add_all, arrays, changes_of, require_outcomes, rows_of, values_of
from tracktion_db.paging import NEWEST_FIRST
from tracktion_db.records import Input, Record, text

Status = Annotated[str, text(50, min_length=1)]
MimeType = Annotated[str, text(100, min_length=1)]

HASH = re.compile("[0-9a-f]{64}|[0-9a-f]{32}")


class Recording(Record):
    """A file on disk."""

    id: UUID
    file_path: str
    """As the file system gives it, never normalized; unique."""
    file_name: str
    file_hash: str | None
    """SHA-256 of the content, 64 lower-case hex digits; unique; None until hashed."""
    secondary_hash: str | None
    """XXH128 of the content, 32 lower-case hex digits; unique; None until hashed."""
    file_size: int | None
    """Bytes."""
    status: str
    """Where the services are with the file, in their own words; ``pending`` at first."""
    mime_type: str | None
    last_modified: datetime | None
    """When the content changed, as the file system says; UTC."""
    correlation_id: UUID | None
    """The event that a service was working on when it wrote this row."""
    created_at: datetime
    updated_at: datetime
    """When something in this row last changed; kept by the database."""


class NumberedRecording(Recording):
    """A recording with the number that it was found by."""

    number: Decimal


class RecordingOutcome(Record):
    """What became of one row of ``add_each_recording``."""

    row: int
    """Position in what was given, from 0."""
    outcome: Literal[
        "added", "duplicate_path", "duplicate_file_hash", "duplicate_secondary_hash", "duplicate_concurrent"
    ]
    """``duplicate_…`` says what was taken, by an earlier row or by a recording that was there;
    ``duplicate_concurrent`` that another transaction took one of them while this call ran."""
    id: UUID | None
    """The recording that is there now: this one, or the one that has its path or hash. None only for
    ``duplicate_concurrent``: look it up afterwards."""


class NewRecording(Input):
    """A recording to add."""

    file_path: FilePath
    file_name: FileName
    file_hash: FileHash | None = None
    secondary_hash: SecondaryHash | None = None
    file_size: FileSize | None = None
    status: Status = "pending"
    mime_type: MimeType | None = None
    last_modified: Instant | None = None
    correlation_id: UUID | None = None


class RecordingChanges(Input):
    """What to change of a recording: what is not given stays, None sets the column to null."""

    file_path: Annotated[FilePath | None, NotNull] = None
    file_name: Annotated[FileName | None, NotNull] = None
    file_hash: FileHash | None = None
    secondary_hash: SecondaryHash | None = None
    file_size: FileSize | None = None
    status: Annotated[Status | None, NotNull] = None
    mime_type: MimeType | None = None
    last_modified: Instant | None = None
    correlation_id: UUID | None = None


def add_recording(recording: NewRecording) -> Call[Recording]:
    """Add one recording."""
    return one(sql["catalog.add_recording"], Recording, **values_of(recording, NewRecording, "recording"))


def get_or_add_recording(recording: NewRecording) -> Call[Recording]:
    """The recording with this path as it stands or, where there is none, this one, added.

    However many add one path at once, all get the same row. Raises Conflict when the path is new but
    another one has the hash. A path made to have the MD5 of another path is NotFound: the schema keeps
    one of them.
    """
    return one(
        sql["catalog.get_or_add_recording"], Recording, **values_of(recording, NewRecording, "recording")
    )


def add_recordings(recordings: Sequence[NewRecording]) -> Call[int]:
    """Add recordings, all or none, and answer their number. The fastest way in: many go by binary COPY."""
    rows = sorted(rows_of(recordings, NewRecording, "recordings"), key=itemgetter("file_path"))
    return add_all(sql["catalog.add_recordings"], sql["catalog.copy_recordings"], rows)


def add_each_recording(recordings: Sequence[NewRecording]) -> Call[list[RecordingOutcome]]:
    """Add the recordings whose path and hashes are free, and answer for each what became of it.

    One outcome per row, in the order given; of rows that are alike the first is added. At most 100,000 at
    once, or ValidationError.
    """
    rows = rows_of(recordings, NewRecording, "recordings")
    require_outcomes(rows, "recordings")
    statement = sql["catalog.add_each_recording"]
    columns = [[row[field] for row in rows] for field in NewRecording.model_fields]
    return many(statement, RecordingOutcome, **arrays(statement, columns))


def get_recording(recording_id: UUID) -> Call[Recording | None]:
    """The recording with this id, or None."""
    return at_most_one(sql["catalog.get_recording"], Recording, recording_id=recording_id)


def get_recording_by_path(file_path: str) -> Call[Recording | None]:
    """The recording with exactly this path, or None."""
    return at_most_one(sql["catalog.get_recording_by_path"], Recording, file_path=file_path)


def get_recordings(recording_ids: Sequence[UUID]) -> Call[list[Recording]]:
    """The recordings with these ids, in the order asked.

    An id without a recording is left out; one that is asked twice comes twice.
    """
    return many(sql["catalog.get_recordings"], Recording, recording_ids=recording_ids)


def list_recordings(*, limit: int = 100, cursor: str | None = None) -> Call[Page[Recording]]:
    """All recordings, the newest first."""
    return page(
        sql["catalog.list_recordings"], Recording, before_first=NEWEST_FIRST, limit=limit, cursor=cursor
    )


def list_recordings_by_status(
    status: str, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Recording]]:
    """The recordings of exactly this status, the newest first."""
    return page(
        sql["catalog.list_recordings_by_status"],
        Recording,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        status=status,
    )


def list_recordings_by_correlation(
    correlation_id: UUID, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Recording]]:
    """The recordings that were last written for this event, the newest first."""
    return page(
        sql["catalog.list_recordings_by_correlation"],
        Recording,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        correlation_id=correlation_id,
    )


def list_recordings_by_hash(hashes: Sequence[str]) -> Call[list[Recording]]:
    """The recordings that have one of these hashes, the oldest first: the duplicates of files not added yet.

    SHA-256 (64 lower-case hex digits) and XXH128 (32) may be mixed.
    """
    if not isinstance(hashes, list | tuple):
        raise ValidationError("hashes", "must be a list or tuple of str")
    for number, item in enumerate[object](hashes):
        if not isinstance(item, str) or not HASH.fullmatch(item):
            raise ValidationError(f"hashes[{number}]", "must be 64 or 32 lower-case hex digits")
    return many(sql["catalog.list_recordings_by_hash"], Recording, hashes=hashes)


def update_recording(recording_id: UUID, changes: RecordingChanges) -> Call[Recording]:
    """Change the fields that were given to ``changes``, at least one; raises NotFound."""
    values = changes_of(changes, RecordingChanges)
    return one(sql["catalog.update_recording"], Recording, recording_id=recording_id, **values)


def set_recording_status(
    recording_id: UUID, status: str, *, correlation_id: UUID | None = None
) -> Call[Recording]:
    """Set the status (1 to 50 characters); without a correlation id the former one stays. Raises NotFound."""
    return one(
        sql["catalog.set_recording_status"],
        Recording,
        recording_id=recording_id,
        status=RecordingChanges(status=status).status,
        correlation_id=correlation_id,
    )


def remove_recording(recording_id: UUID) -> Call[int]:
    """Remove a recording with its metadata, tracklist and rename proposals; answers 1, or 0 without one."""
    return count(sql["catalog.remove_recording"], recording_id=recording_id)
