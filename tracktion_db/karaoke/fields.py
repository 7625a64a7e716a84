"""Types of the karaoke inputs' fields: limits of the schema, checked in Rust."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from tracktion_db.records import text

SongSource: TypeAlias = Literal["youtube", "upload", "local"]
"""Where a song came from."""

JobStatus: TypeAlias = Literal["pending", "processing", "completed", "failed", "cancelled"]
"""``pending`` until a worker claims it, ``processing`` meanwhile, then how it ended."""

Name = Annotated[str, text(1000, min_length=1)]
"""A title, artist or album, 1 to 1,000 characters."""

YoutubeId = Annotated[str, text(11, pattern="^[A-Za-z0-9_-]{11}$")]
"""The id of a YouTube video: 11 letters, digits, ``_`` and ``-``; case counts."""

Message = Annotated[str, text(2000, min_length=1)]
"""1 to 2,000 characters."""

Priority = Annotated[int, Field(ge=-100, le=100)]
"""Minutes of head start, -100 to 100."""

MaxAttempts = Annotated[int, Field(ge=1, le=100)]
"""Claims after which a job fails for good, 1 to 100."""

Percent = Annotated[int, Field(ge=0, le=100)]
"""0 to 100."""

Worker = Annotated[str, text(255, min_length=1)]
"""Who works, 1 to 255 characters."""

Attempt = Annotated[int, Field(ge=1, le=1_000_000)]
"""The number of a claim, from 1."""

MOST_CHARACTERS_OF_A_MESSAGE: Final = 2000
NOT_STORABLE: Final = re.compile("[\0\ud800-\udfff]")


def storable_reason(given: str) -> str:
    """What the database takes of a text that says why something failed: never refused, and never empty."""
    kept = given[:MOST_CHARACTERS_OF_A_MESSAGE]
    return NOT_STORABLE.sub("\N{REPLACEMENT CHARACTER}", kept) or "no reason given"
