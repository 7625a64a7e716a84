"""Page 10,000 of a list against its first page: a keyset page is found by an index, wherever it is."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import psycopg

from benchmarks.lab import Lab, connect
from benchmarks.measuring import Variant, compare, repeated
from benchmarks.report import Figure, Row
from tracktion_db import Database, catalog

FIRST = "tracktion_db: page 1"
PAGE_ROWS = 100
TIMES = 20


def measure(lab: Lab) -> Row:
    """Pages of 100 of all recordings, the newest first."""
    url, size = lab.million()
    number = size // PAGE_ROWS
    last = f"tracktion_db: page {number:,}"
    with ExitStack() as stack:
        db = stack.enter_context(Database.from_url(url))
        raw = stack.enter_context(connect(url))
        before = (number - 1) * PAGE_ROWS
        cursor = _cursor_after(db, raw, before)
        found = db.run(catalog.list_recordings(limit=PAGE_ROWS, cursor=cursor))
        assert len(found.items) == PAGE_ROWS and found.has_more

        def offset() -> object:
            return raw.execute(_OFFSET, (PAGE_ROWS + 1, before), prepare=True, binary=True).fetchall()

        variants = [
            Variant(FIRST, repeated(lambda: db.run(catalog.list_recordings(limit=PAGE_ROWS)), TIMES), TIMES),
            Variant(
                last,
                repeated(lambda: db.run(catalog.list_recordings(limit=PAGE_ROWS, cursor=cursor)), TIMES),
                TIMES,
            ),
            Variant(f"psycopg: page {number:,} by OFFSET, tuples", offset, every=5),
        ]
        measured = compare(variants, rounds=lab.pick(40, 10))
    row = Row("paging", f"pages of {PAGE_ROWS} of {size:,} recordings")
    row.figures.append(Figure.of(f"page {number:,} against page 1", measured.ratio(last, FIRST), 1.2))
    row.add_times("one page", variants, measured, FIRST)
    return row


def _cursor_after(db: Database, raw: psycopg.Connection[Any], rows: int) -> str:
    """What walking through all pages before would end with, without the walk."""
    found = raw.execute(_ROW_BEFORE, (rows - 1,)).fetchone()
    assert found is not None
    recording = db.run(catalog.get_recording(found[0]))
    keys = catalog.list_recordings(limit=PAGE_ROWS).cursor
    assert recording is not None and keys is not None
    return keys.encode(recording)


_ROW_BEFORE = "SELECT id FROM recordings ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET %s"
_OFFSET = f"""
    SELECT {", ".join(catalog.Recording.model_fields)}
    FROM recordings
    ORDER BY created_at DESC, id DESC
    LIMIT %s OFFSET %s
""".encode()
