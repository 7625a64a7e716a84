"""A million rows as a stream: how much memory, and how long against a fetch of all of them."""

from __future__ import annotations

from contextlib import ExitStack

from benchmarks import memory
from benchmarks.calls import RecordingName, list_recording_names, list_recordings
from benchmarks.lab import STATUS, Lab, connect
from benchmarks.measuring import Variant, compare
from benchmarks.report import Figure, Row
from tracktion_db import Call, Database, Record
from tracktion_db.catalog import Recording

STREAM = "tracktion_db: db.stream: 5 columns, records"
FETCHALL = "psycopg, held connection, prepared, binary: fetchall, 5 columns, tuples"
RUN = "tracktion_db: db.run: 5 columns, records"
WIDE_STREAM = "tracktion_db: db.stream: 12 columns, records"
WIDE_FETCHALL = "psycopg, the same: fetchall, 12 columns, tuples"

_QUERY = "SELECT {} FROM recordings WHERE status = %s ORDER BY created_at DESC, id DESC"


def measure(lab: Lab) -> Row:
    """Time in this process, memory in a fresh one, where nothing that was freed before can be used again."""
    url, size = lab.million()
    with ExitStack() as stack:
        db = stack.enter_context(Database.from_url(url, statement_timeout=0))
        raw = stack.enter_context(connect(url))

        def stream(call: Call[list[Record]]) -> None:
            with db.stream(call) as rows:
                number = sum(1 for _ in rows)
            assert number >= size

        def fetchall(columns: type[Record]) -> None:
            query = _QUERY.format(", ".join(columns.model_fields)).encode()
            rows = raw.execute(query, (STATUS,), prepare=True, binary=True).fetchall()
            assert len(rows) >= size

        variants = [
            Variant(FETCHALL, lambda: fetchall(RecordingName)),
            Variant(STREAM, lambda: stream(list_recording_names(STATUS))),  # type: ignore[arg-type]
            Variant(RUN, lambda: db.run(list_recording_names(STATUS)), every=2),
            Variant(WIDE_FETCHALL, lambda: fetchall(Recording), every=2),
            Variant(WIDE_STREAM, lambda: stream(list_recordings(STATUS)), every=2),  # type: ignore[arg-type]
        ]
        measured = compare(variants, rounds=lab.pick(4, 4))
    row = Row("stream", f"{size:,} rows, one after the other")
    for kind, what in memory.KINDS.items():
        megabytes = memory.of_a_stream(url, kind)
        if megabytes is not None:
            row.figures.append(Figure(f"memory above start, {what}", megabytes, 5.0, unit="MB"))
    row.figures.append(Figure.of("time against psycopg's fetchall", measured.ratio(STREAM, FETCHALL), 0.6))
    row.add_times("all rows", variants, measured, FETCHALL)
    wide = measured.ratio(WIDE_STREAM, WIDE_FETCHALL)
    row.notes += [
        f"With all 12 columns the stream takes {wide.median:.2f} of its own fetchall "
        f"({wide.minima:.2f} of the fastest).",
        "Memory is the highest point of a fresh process during the stream, less what it had before."
        " It was connected then.",
    ]
    return row
