"""Metadata: what is known about a recording, one value per key. Table ``metadata``.

Values are text with a type. ``set_metadata`` takes Python values and writes them so:

===============  =============  ==========================================================
Python           ``value_type``  ``value``
===============  =============  ==========================================================
str              ``string``     as it is
bool             ``boolean``    ``true`` or ``false``
int              ``integer``    ``128``
float, Decimal   ``number``     ``127.5``: all digits, never an exponent
None             ``null``       null
===============  =============  ==========================================================

Whatever the type says, a value that is a plain decimal number is found by
``list_recordings_by_metadata_number``. Raised when a call is run: InvalidReference (``recording_id``) where
there is no such recording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Annotated, Any, TypeAlias, cast
from uuid import UUID

from tracktion_db.call import Call, Page, at_most_one, count, many, page
from tracktion_db.catalog.numbers import number_text, to_decimal
from tracktion_db.catalog.recordings import NumberedRecording, Recording
from tracktion_db.catalog.statements import sql
from tracktion_db.errors import ValidationError
from tracktion_db.fields import LongText
from tracktion_db.inputs import add_all, rows_of
from tracktion_db.paging import FIRST_ID
from tracktion_db.records import Input, Record, text

MetadataValue: TypeAlias = str | int | float | Decimal | bool | None

Key = Annotated[str, text(255, min_length=1)]
ValueType = Annotated[str, text(50, min_length=1)]


class Metadata(Record):
    """The value of one key of one recording."""

    id: UUID
    recording_id: UUID
    key: str
    """Unique for the recording, compared byte for byte."""
    value: str | None
    """None when the key is known to have no value."""
    value_type: str
    """How to take the value: ``string``, ``integer``, ``number``, ``boolean``, ``null`` or another word."""
    number: Decimal | None
    """The value as a number, if it is plain decimal notation of at most 30 digits; kept by the database."""
    correlation_id: UUID | None
    """The event that a service was working on when it wrote this row."""
    created_at: datetime
    updated_at: datetime


class NewMetadata(Input):
    """The value of one key of one recording, to add."""

    recording_id: UUID
    key: Key
    value: LongText | None
    value_type: ValueType = "string"
    correlation_id: UUID | None = None


def set_metadata(
    recording_id: UUID, metadata: Mapping[str, MetadataValue], *, correlation_id: UUID | None = None
) -> Call[list[Metadata]]:
    """Set many keys of one recording at once: new ones are added, others changed, keys not named stay.

    Answers the rows of the named keys, by key. A value that is there already is not written again, and its
    row stays as it is, correlation id included.
    """
    rows = _rows(recording_id, metadata)
    return many(
        sql["catalog.set_metadata"],
        Metadata,
        recording_id=recording_id,
        keys=[row.key for row in rows],
        values=[row.value for row in rows],
        value_types=[row.value_type for row in rows],
        correlation_id=correlation_id,
    )


def add_metadata(metadata: Sequence[NewMetadata]) -> Call[int]:
    """Add metadata to any number of recordings, all or none, and answer the number of rows.

    Raises Conflict (``key``) when run, if a recording has such a key already.
    """
    rows = sorted(rows_of(metadata, NewMetadata, "metadata"), key=itemgetter("recording_id", "key"))
    return add_all(sql["catalog.add_metadata"], sql["catalog.copy_metadata"], rows)


def get_metadata(recording_id: UUID, key: str) -> Call[Metadata | None]:
    """The value of this key of this recording, or None."""
    return at_most_one(sql["catalog.get_metadata"], Metadata, recording_id=recording_id, key=key)


def list_metadata(recording_id: UUID) -> Call[list[Metadata]]:
    """All metadata of a recording, by key; empty for an unknown recording too."""
    return many(sql["catalog.list_metadata"], Metadata, recording_id=recording_id)


def remove_metadata(recording_id: UUID, keys: Sequence[str]) -> Call[int]:
    """Remove these keys of a recording with their values, and answer how many there were."""
    return count(sql["catalog.remove_metadata"], recording_id=recording_id, keys=keys)


def list_recordings_by_metadata(
    key: str, value: str | float | Decimal | bool, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Recording]]:
    """The recordings that have exactly this value under this key, in the order of their ids.

    What is compared is the text that ``set_metadata`` writes for the value, byte for byte.
    """
    _, written = _written("value", value)
    return page(
        sql["catalog.list_recordings_by_metadata"],
        Recording,
        before_first={"id": FIRST_ID},
        limit=limit,
        cursor=cursor,
        key=key,
        value=written,
    )


def list_recordings_by_metadata_number(
    key: str,
    minimum: float | Decimal,
    maximum: float | Decimal,
    *,
    limit: int = 100,
    cursor: str | None = None,
) -> Call[Page[NumberedRecording]]:
    """The recordings whose value of this key is a number in the range, both ends included, by number.

    Values that are no plain decimal number (``fast``, ``1e3``, ``12O``) are in no range.
    """
    lowest = to_decimal("minimum", minimum)
    return page(
        sql["catalog.list_recordings_by_metadata_number"],
        NumberedRecording,
        before_first={"number": lowest, "id": FIRST_ID},
        limit=limit,
        cursor=cursor,
        key=key,
        minimum=lowest,
        maximum=to_decimal("maximum", maximum),
    )


def _rows(recording_id: UUID, metadata: object) -> list[NewMetadata]:
    if not isinstance(metadata, Mapping):
        raise ValidationError("metadata", "must be a mapping from keys to values")
    items = cast("Mapping[Any, Any]", metadata).items()
    return [_row(recording_id, position, key, value) for position, (key, value) in enumerate(items)]


def _row(recording_id: UUID, position: int, key: Any, value: Any) -> NewMetadata:
    # A key that is a name is shown; it is data of the caller's otherwise, and only counted.
    shown = isinstance(key, str) and key.isidentifier() and key.isascii() and len(key) < 64
    place = f"metadata.{key}" if shown else f"metadata.<key {position}>"
    value_type, written = _written(place, value)
    try:
        return NewMetadata(recording_id=recording_id, key=key, value=written, value_type=value_type)
    except ValidationError as problem:
        field = problem.field if problem.field == "recording_id" else place
        raise ValidationError(field, problem.reason) from None


def _written(place: str, value: object) -> tuple[str, str | None]:
    if isinstance(value, str):
        return "string", value
    if value is None:
        return "null", None
    if isinstance(value, bool):
        return "boolean", "true" if value else "false"
    if isinstance(value, int):
        return "integer", number_text(place, value)
    if isinstance(value, float | Decimal):
        return "number", number_text(place, value)
    raise ValidationError(place, "must be a str, int, float, Decimal, bool or None")
