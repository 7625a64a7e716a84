"""Calls that the measurements need besides the package's: whole tables as one list.

As a service would write them: a folder of statements of one's own, beside its records.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from tracktion_db import Call, Record, Statements
from tracktion_db.call import many
from tracktion_db.catalog import Recording, Tracklist

sql = Statements.load(Path(__file__).resolve().parent / "sql")


class RecordingName(Record):
    """What a report on the whole library needs of a recording."""

    id: UUID
    file_path: str
    file_size: int | None
    status: str
    created_at: datetime


def list_recordings(status: str) -> Call[list[Recording]]:
    """All recordings of a status."""
    return many(sql["bench.list_recordings"], Recording, status=status)


def list_recording_names(status: str) -> Call[list[RecordingName]]:
    """All recordings of a status, in short."""
    return many(sql["bench.list_recording_names"], RecordingName, status=status)


def list_tracklists() -> Call[list[Tracklist]]:
    """All tracklists."""
    return many(sql["bench.list_tracklists"], Tracklist)
