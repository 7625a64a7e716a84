"""Where rows go to and come from: for each target its input, its record and its statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Annotated, Any, Final, Literal, get_args
from uuid import UUID, uuid4

from pydantic import BeforeValidator

from tracktion_db.call import Call, copy, many
from tracktion_db.catalog import NewRecording, Recording
from tracktion_db.errors import ValidationError
from tracktion_db.fields import Instant
from tracktion_db.inputs import arrays
from tracktion_db.library import AudioTrack, NewAudioTrack, refresh_search_words
from tracktion_db.records import Input, Record
from tracktion_db.statements import Statement
from tracktion_db.steps import Steps
from tracktion_db.transfer.statements import sql

TargetName = Literal["library", "catalog"]
"""``library`` is audio tracks, ``catalog`` is recordings."""

Row = tuple[Any, ...]


def _from_text(value: Any) -> Any:
    # Pydantic does not read what psql writes, 2026-05-17 22:30:00+00, and of JSON it gives us the text.
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value


WrittenInstant = Annotated[Instant, BeforeValidator(_from_text)]
"""An instant as ISO 8601, or as psql writes it."""


class ImportedRecording(NewRecording):
    """A recording as a file brings it."""

    id: UUID | None = None
    last_modified: WrittenInstant | None = None
    created_at: WrittenInstant | None = None
    updated_at: WrittenInstant | None = None


class ImportedAudioTrack(NewAudioTrack):
    """A track as a file brings it."""

    created_at: WrittenInstant | None = None
    updated_at: WrittenInstant | None = None


class Taken(Record):
    """A field of a row that some row of the database has already."""

    row: int
    """Among those that were asked for, from 0."""
    field: str


@dataclass(frozen=True)
class Target:
    """One table."""

    name: TargetName
    model: type[Input]
    record: type[Record]
    table: str
    copying: Statement
    taken: Statement
    listing: Statement
    unique: Sequence[str]
    """Fields that no two rows may share, in the order of ``taken``."""
    refresh: Callable[[], Steps[int]] | None = None
    """What must be counted again after large imports."""

    def row_maker(self, now: datetime) -> Callable[[Input], Row]:
        """What makes a row, in the order of the COPY; one without an id or times gets them here."""
        pick = itemgetter(*[parameter.name for parameter in self.copying.parameters])

        def row_of(given: Input) -> Row:
            fields = vars(given)
            if fields["id"] is None:
                fields["id"] = uuid4()
            if fields["created_at"] is None:
                fields["created_at"] = now
            if fields["updated_at"] is None:
                fields["updated_at"] = now
            return pick(fields)

        return row_of

    def copy(self, rows: Sequence[Row]) -> Call[int]:
        """Add these rows, all or none."""
        return copy(self.copying, rows)

    def list_taken(self, rows: Sequence[Row]) -> Call[list[Taken]]:
        """Which of these rows share what they may not share with a row of the database."""
        columns = [[row[place] for row in rows] for place in self.unique_places.values()]
        return many(self.taken, Taken, **arrays(self.taken, columns))

    @property
    def unique_places(self) -> dict[str, int]:
        """Where the unique fields stand in a row."""
        names = [parameter.name for parameter in self.copying.parameters]
        return {field: names.index(field) for field in self.unique}


_TARGETS: Final[dict[TargetName, Target]] = {
    "library": Target(
        name="library",
        model=ImportedAudioTrack,
        record=AudioTrack,
        table="audio_tracks",
        copying=sql["transfer.copy_audio_tracks"],
        taken=sql["transfer.list_taken_audio_tracks"],
        listing=sql["transfer.list_all_audio_tracks"],
        unique=("id",),
        refresh=refresh_search_words,
    ),
    "catalog": Target(
        name="catalog",
        model=ImportedRecording,
        record=Recording,
        table="recordings",
        copying=sql["transfer.copy_recordings"],
        taken=sql["transfer.list_taken_recordings"],
        listing=sql["transfer.list_all_recordings"],
        unique=("id", "file_path", "file_hash", "secondary_hash"),
    ),
}


def target_of(name: TargetName) -> Target:
    """The target of this name; raises ValidationError for another."""
    if name not in get_args(TargetName):
        raise ValidationError("target", f"must be {' or '.join(get_args(TargetName))}")
    return _TARGETS[name]
