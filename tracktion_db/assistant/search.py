"""Full-text search in a user's transcripts and their chunks.

A text is read as people write in search boxes: all words must be there, in any form that the language of
the transcript makes of them; ``"these words"`` stand together, ``or`` is either side, ``-word`` must not be
there.
No text raises but what PostgreSQL cannot hold (NUL, lone surrogates: ValidationError naming ``text``); its
first 1,000 characters count; one that asks for nothing finds nothing.
"""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from tracktion_db.assistant.chunks import Chunk
from tracktion_db.assistant.statements import sql
from tracktion_db.assistant.transcripts import TranscriptSummary
from tracktion_db.call import Call, Page, page
from tracktion_db.paging import LAST_ID

MOST_CHARACTERS = 1_000
_BEST_FIRST = {"rank": 1.0, "id": LAST_ID}


class TranscriptHit(TranscriptSummary):
    """A transcript that a search found."""

    rank: float
    """1 to 0: words in the title count most, then how often and how near to each other they stand."""
    snippet: str = Field(repr=False)
    """HTML: the text is escaped, and what was hit stands in ``<mark>``; in no repr."""
    start_seconds: float | None
    """When the chunk begins that the snippet is from: the best with all the words, else with any of them.

    None where it has no time, or the words are in no chunk.
    """
    end_seconds: float | None


class ChunkHit(Chunk):
    """A chunk that a search found."""

    youtube_video_id: str
    """Of the transcript, as is the title."""
    title: str | None = Field(repr=False)
    rank: float
    """1 to 0: how often what was asked for is there, and how near to each other."""
    snippet: str = Field(repr=False)
    """HTML: the text is escaped, and what was hit stands in ``<mark>``; in no repr."""


def search_transcripts(
    user_id: UUID, text: str, *, limit: int = 20, cursor: str | None = None
) -> Call[Page[TranscriptHit]]:
    """The user's transcripts that this text means, the best first."""
    return page(
        sql["assistant.search_transcripts"],
        TranscriptHit,
        before_first=_BEST_FIRST,
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        text=_cut(text),
    )


def search_chunks(
    user_id: UUID,
    text: str,
    *,
    transcript_id: UUID | None = None,
    limit: int = 20,
    cursor: str | None = None,
) -> Call[Page[ChunkHit]]:
    """The chunks of the user's transcripts, or of one of them, that this text means, the best first."""
    return page(
        sql["assistant.search_chunks"],
        ChunkHit,
        before_first=_BEST_FIRST,
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        text=_cut(text),
        transcript_id=transcript_id,
    )


def _cut(text: object) -> object:
    # What is no text is refused by name where the call is made.
    return text[:MOST_CHARACTERS] if isinstance(text, str) else text
