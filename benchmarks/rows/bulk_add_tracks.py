"""100,000 audio tracks added at once, against binary COPY of tuples that are ready, into the same table."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final

from benchmarks.lab import Lab, connect, copy_rows
from benchmarks.report import Row
from benchmarks.rows.bulk_add import COPY, OUTCOMES, RECORDS, VALIDATED, add_figures, require
from tracktion_db import Database, library
from tracktion_db.library import NewAudioTrack

COLUMNS: Final = tuple(NewAudioTrack.model_fields)
STATEMENT: Final = f"COPY audio_tracks ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)".encode()
TYPES: Final = (
    *("uuid", "text", "text", "text", "text", "text", "int2", "float8", "int2", "int4", "int4", "text"),
    *("text", "text", "text", "int4"),
)
WORDS: Final = (
    "love",
    "the",
    "night",
    "dub",
    "strings",
    "life",
    "bells",
    "moon",
    "city",
    "of",
    "dance",
    "fire",
)


def measure(lab: Lab) -> Row:
    """All in one transaction each, into an emptied table with all its indexes, constraints and triggers."""
    size = lab.pick(100_000, 20_000)
    url, _ = lab.database("bulk")
    rows = track_rows(size)
    given: list[dict[str, Any]] = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    records = NewAudioTrack.many(given)
    with ExitStack() as stack:
        db = stack.enter_context(Database.from_url(url, statement_timeout=0))
        raw = stack.enter_context(connect(url))
        work: dict[str, Callable[[], object]] = {
            COPY: lambda: copy_rows(raw, STATEMENT, TYPES, rows),
            RECORDS: lambda: db.run(library.add_audio_tracks(records)),
            VALIDATED: lambda: db.run(library.add_audio_tracks(NewAudioTrack.many(given))),
            OUTCOMES: lambda: require(size, db.run(library.add_each_audio_track(records))),
        }
        row = Row("bulk add of tracks", f"{size:,} audio tracks at once, search columns included")
        add_figures(row, lab, raw, "audio_tracks", work, {})
    return row


def track_rows(size: int) -> list[tuple[Any, ...]]:
    """Rows in the order of ``COLUMNS``, the same in every run."""
    chance = random.Random(1)
    rows: list[tuple[Any, ...]] = []
    for number in range(size):
        title = " ".join(chance.choices(WORDS, k=chance.randrange(1, 6))).title()
        artist = f"{chance.choice(WORDS).title()} {chance.randrange(size // 20)}"
        rows.append(
            (
                uuid.UUID(int=chance.getrandbits(128), version=4),
                "PENDING",
                title,
                artist,
                f"{chance.choice(WORDS).title()} Sessions {chance.randrange(size // 10)}",
                chance.choice(("House", "Techno", "Drum & Bass", None)),
                chance.randrange(1960, 2026),
                chance.uniform(60, 600),
                2,
                44_100,
                320_000,
                "flac",
                f"/srv/music/{artist}/{number:07d} - {title}.flac",
                None,
                None,
                0,
            )
        )
    return rows
