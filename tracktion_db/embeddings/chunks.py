"""Embeddings of chunks, given by who computes them. ``chunks.embedding`` and ``chunks.embedding_model``.

An embedding comes from a model, whose name stands beside it: those of two models are never compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field

from tracktion_db.assistant import Chunk
from tracktion_db.call import Call, Page, count, page
from tracktion_db.embeddings.statements import sql
from tracktion_db.embeddings.vectors import Embedding, as_text
from tracktion_db.errors import ValidationError
from tracktion_db.inputs import rows_of
from tracktion_db.paging import FIRST_ID
from tracktion_db.records import Input

MOST_EMBEDDINGS = 1_000
"""Most embeddings in one call: each is some 20 kB on its way."""
MOST_MODEL_CHARACTERS = 100


class ChunkEmbedding(Input):
    """The embedding of a chunk."""

    chunk_id: UUID
    embedding: Embedding = Field(repr=False)
    """1 to 1,536 numbers, finite and not all zero; in no repr."""


def set_embeddings(user_id: UUID, model: str, embeddings: Sequence[ChunkEmbedding]) -> Call[int]:
    """Give chunks of the user the embeddings that this model made, new or instead of any other's.

    Answers how many chunks have theirs now: one that the user has not, or no longer, is passed over. At most
    1,000 at once, a chunk once (ValidationError ``embeddings``).
    """
    require_model(model)
    rows = rows_of(embeddings, ChunkEmbedding, "embeddings")
    if len(rows) > MOST_EMBEDDINGS:
        raise ValidationError("embeddings", f"must be at most {MOST_EMBEDDINGS:,}: give them in parts")
    chunk_ids = [row["chunk_id"] for row in rows]
    if len(set(chunk_ids)) < len(chunk_ids):
        number = next(n for n, chunk_id in enumerate(chunk_ids) if chunk_id in chunk_ids[:n])
        raise ValidationError(f"embeddings[{number}].chunk_id", "must not be given twice")
    return count(
        sql["embeddings.set_embeddings"],
        user_id=user_id,
        model=model,
        chunk_ids=chunk_ids,
        embeddings=[as_text(row["embedding"]) for row in rows],
    )


def list_chunks_to_embed(
    user_id: UUID, model: str, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Chunk]]:
    """The user's chunks without an embedding of this model, in the order of transcripts and of their text.

    They may have one of another model. Those that get theirs leave the list, and no page is missed by it.
    """
    require_model(model)
    return page(
        sql["embeddings.list_chunks_to_embed"],
        Chunk,
        before_first={"transcript_id": FIRST_ID, "chunk_index": -1},
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        model=model,
    )


def require_model(model: object) -> None:
    """Raises ValidationError for a name that is empty or too long; what is no text the call refuses."""
    if isinstance(model, str) and not 1 <= len(model) <= MOST_MODEL_CHARACTERS:
        raise ValidationError("model", f"must have 1 to {MOST_MODEL_CHARACTERS} characters")
