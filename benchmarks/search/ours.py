"""The search of this library, as a judged search."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from benchmarks.search.judge import FIRST, Search
from tracktion_db import Database, library


def ours(database: Database) -> Search:
    """``library.search_audio_tracks`` on an open database."""

    def run(text: str) -> Sequence[uuid.UUID]:
        return [hit.id for hit in database.run(library.search_audio_tracks(text, limit=FIRST)).items]

    return run
