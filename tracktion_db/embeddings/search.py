"""The chunks that mean what is asked: by their embeddings, and by embeddings and words together.

Both look at the user's own chunks with an embedding of the model that is named, and at no others. Their
errors name ``embedding``, ``model``, ``text`` or ``limit``. No text raises but what PostgreSQL cannot hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field

from tracktion_db.assistant import Chunk
from tracktion_db.assistant.search import MOST_CHARACTERS
from tracktion_db.call import Call, many
from tracktion_db.embeddings.chunks import require_model
from tracktion_db.embeddings.statements import sql
from tracktion_db.embeddings.vectors import as_text, checked
from tracktion_db.errors import ValidationError

MOST_HITS = 100


class NearHit(Chunk):
    """A chunk whose embedding is near."""

    youtube_video_id: str
    """Of the transcript, as is the title."""
    title: str | None
    distance: float
    """Cosine distance: 0 where it points the same way, 1 at a right angle, 2 the opposite way."""


class HybridHit(Chunk):
    """A chunk that words or the embedding found, or both."""

    youtube_video_id: str
    """Of the transcript, as is the title."""
    title: str | None
    score: float
    """1 / (60 + text_rank) + 1 / (60 + vector_rank), without what is None: at most 2 / 61."""
    text_rank: int | None
    """1 for the chunk that its words fit best; None where they are not among the best 100."""
    vector_rank: int | None
    """1 for the chunk with the nearest embedding; None where it has none, or is not among the nearest 100."""
    snippet: str | None = Field(repr=False)
    """HTML, as ChunkHit has it; None where text_rank is; in no repr."""


def search_nearest(
    user_id: UUID,
    embedding: Sequence[float],
    model: str,
    *,
    transcript_id: UUID | None = None,
    limit: int = 20,
) -> Call[list[NearHit]]:
    """The user's chunks, or those of one transcript, with the nearest embeddings by cosine, nearest first.

    As many as asked for (1 to 100) if the user has them. Exact for users with at most 2,000 embeddings and
    for one transcript; of more, nearly all of the nearest. Equals go by id.
    """
    require_model(model)
    _require_limit(limit)
    return many(
        sql["embeddings.search_nearest"],
        NearHit,
        user_id=user_id,
        embedding=as_text(checked(embedding)),
        model=model,
        transcript_id=transcript_id,
        row_limit=limit,
    )


def search_hybrid(
    user_id: UUID,
    text: str,
    embedding: Sequence[float],
    model: str,
    *,
    transcript_id: UUID | None = None,
    limit: int = 20,
) -> Call[list[HybridHit]]:
    """The user's chunks, or those of one transcript, by words and embedding together, the best first.

    The text is read as search_chunks reads it. The 100 best by words and the 100 nearest are fused by their
    ranks; equals go by id. A text that finds nothing leaves the neighbours, and chunks without an embedding
    are found by their words. ``limit`` is 1 to 100.

    Reciprocal rank fusion with k = 60: Cormack, Clarke and Buettcher, "Reciprocal rank fusion outperforms
    Condorcet and individual rank learning methods", SIGIR 2009.
    """
    require_model(model)
    _require_limit(limit)
    return many(
        sql["embeddings.search_hybrid"],
        HybridHit,
        user_id=user_id,
        text=_cut(text),
        embedding=as_text(checked(embedding)),
        model=model,
        transcript_id=transcript_id,
        row_limit=limit,
    )


def _require_limit(limit: object) -> None:
    if type(limit) is not int or not 1 <= limit <= MOST_HITS:
        raise ValidationError("limit", f"must be a whole number from 1 to {MOST_HITS}")


def _cut(text: object) -> object:
    # What is no text is refused by name where the call is made.
    return text[:MOST_CHARACTERS] if isinstance(text, str) else text
