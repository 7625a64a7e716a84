"""Chunks: the pieces that transcripts are cut into. Table ``chunks``.

Raised when a call is run: InvalidReference (``transcript_id``) by what adds, where the user has no such
transcript, Conflict (``chunk_index``) where the transcript has such a chunk already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, JsonValue, model_validator

from tracktion_db.assistant.fields import ChunkText, Seconds, WholeNumber, require_object
from tracktion_db.assistant.statements import sql
from tracktion_db.call import Call, Page, count, many, page
from tracktion_db.errors import ValidationError
from tracktion_db.inputs import rows_of
from tracktion_db.paging import FIRST_ID
from tracktion_db.records import Input, JsonObject, Record

_BEFORE_FIRST = -1


class Chunk(Record):
    """A piece of a transcript."""

    id: UUID
    user_id: UUID
    transcript_id: UUID
    chunk_index: int
    """From 0, in the order of the text; unique for the transcript."""
    chunk_text: str = Field(repr=False)
    """In no repr."""
    token_count: int
    """As the model counts that the text was cut for."""
    start_seconds: float | None
    """When it begins in the video."""
    end_seconds: float | None
    """When it ends."""
    metadata: JsonObject = Field(repr=False)
    """What else is known about it; in no repr."""
    created_at: datetime
    updated_at: datetime


class NewChunk(Input):
    """A chunk of a transcript, to add."""

    transcript_id: UUID
    chunk_index: WholeNumber
    chunk_text: ChunkText = Field(repr=False)
    token_count: WholeNumber
    start_seconds: Seconds | None = None
    end_seconds: Seconds | None = None
    metadata: JsonObject = Field(default_factory=dict[str, JsonValue], repr=False)

    @model_validator(mode="after")
    def _ends_behind_its_start(self) -> Self:
        # Raised as our own error, which passes through Pydantic: only it can name one of the two fields.
        start, end = self.start_seconds, self.end_seconds
        if start is not None and end is not None and end < start:
            raise ValidationError("end_seconds", "must not be before start_seconds")
        return self


def add_chunks(user_id: UUID, chunks: Sequence[NewChunk]) -> Call[int]:
    """Add chunks of the user's transcripts, all or none, and answer their number.

    ``list_chunks`` has their ids. All go in one statement; COPY does not go with row security.
    """
    rows = rows_of(chunks, NewChunk, "chunks")
    return count(
        sql["assistant.add_chunks"],
        user_id=user_id,
        transcript_ids=[row["transcript_id"] for row in rows],
        chunk_indexes=[row["chunk_index"] for row in rows],
        chunk_texts=[row["chunk_text"] for row in rows],
        token_counts=[row["token_count"] for row in rows],
        starts=[row["start_seconds"] for row in rows],
        ends=[row["end_seconds"] for row in rows],
        metadata=[row["metadata"] for row in rows],
    )


def get_chunks(user_id: UUID, chunk_ids: Sequence[UUID]) -> Call[list[Chunk]]:
    """The user's chunks with these ids, in the order asked; one that the user has not is left out."""
    return many(sql["assistant.get_chunks"], Chunk, user_id=user_id, chunk_ids=chunk_ids)


def list_chunks(
    user_id: UUID, transcript_id: UUID, *, limit: int = 1000, cursor: str | None = None
) -> Call[Page[Chunk]]:
    """The chunks of a transcript in the order of its text; none for a transcript that the user has not."""
    return page(
        sql["assistant.list_chunks"],
        Chunk,
        before_first={"chunk_index": _BEFORE_FIRST},
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        transcript_id=transcript_id,
    )


def list_chunks_by_metadata(
    user_id: UUID, metadata: Mapping[str, JsonValue], *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Chunk]]:
    """The user's chunks whose metadata contains this, transcript by transcript, in the order of the text.

    An object contains another one if it has all its keys, with values that contain the other's values.
    """
    require_object("metadata", metadata)
    return page(
        sql["assistant.list_chunks_by_metadata"],
        Chunk,
        before_first={"transcript_id": FIRST_ID, "chunk_index": _BEFORE_FIRST},
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        metadata=metadata,
    )


def remove_chunks(user_id: UUID, transcript_id: UUID) -> Call[int]:
    """Remove all chunks of a transcript, and answer how many there were."""
    return count(sql["assistant.remove_chunks"], user_id=user_id, transcript_id=transcript_id)
