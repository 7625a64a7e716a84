"""2,000 tracklists of 30 tracks, the query included, against psycopg's dicts from ``json.loads``."""

from __future__ import annotations

from contextlib import ExitStack

from benchmarks.calls import list_tracklists
from benchmarks.lab import Lab, connect
from benchmarks.measuring import Variant, compare
from benchmarks.report import Figure, Row
from tracktion_db import Database, catalog

DICTS = "psycopg, held connection, prepared, binary: tuples with lists of dicts"
UNTOUCHED = "tracktion_db: nobody looks at the tracks"
READ_ONCE = "tracktion_db: each tracklist read, then dropped"
STREAMED = "tracktion_db: the same from db.stream"
KEPT = "tracktion_db: all read and all kept"

_COLUMNS = ", ".join(catalog.Tracklist.model_fields)
_QUERY = f"SELECT {_COLUMNS} FROM tracklists ORDER BY id".encode()


def measure(lab: Lab) -> Row:
    """What reading the tracks costs when it is done, and what it does not cost when it is not."""
    url = lab.library()
    with ExitStack() as stack:
        db = stack.enter_context(Database.from_url(url))
        raw = stack.enter_context(connect(url))

        def read_once() -> None:
            tracklists = db.run(list_tracklists())
            while tracklists:
                _look_at(tracklists.pop())

        def streamed() -> None:
            with db.stream(list_tracklists()) as tracklists:
                for tracklist in tracklists:
                    _look_at(tracklist)

        def kept() -> list[catalog.Tracklist]:
            tracklists = db.run(list_tracklists())
            for tracklist in tracklists:
                _look_at(tracklist)
            return tracklists

        variants = [
            Variant(DICTS, lambda: raw.execute(_QUERY, prepare=True, binary=True).fetchall()),
            Variant(UNTOUCHED, lambda: db.run(list_tracklists())),
            Variant(READ_ONCE, read_once),
            Variant(STREAMED, streamed),
            Variant(KEPT, kept),
        ]
        measured = compare(variants, rounds=lab.pick(30, 8))
    row = Row("tracklists", "2,000 tracklists of 30 tracks, query included")
    row.figures += [
        Figure.of("untouched, against json.loads", measured.ratio(UNTOUCHED, DICTS), 0.5),
        Figure.of("read once and dropped", measured.ratio(READ_ONCE, DICTS), 1.3),
        Figure.of("all read and all kept", measured.ratio(KEPT, DICTS), 2.8),
    ]
    row.add_times("one list", variants, measured, DICTS)
    row.notes.append(
        "Reading makes 60,000 frozen, validated tracks with all their keys, json.loads makes dicts. Most of "
        "what keeping them all costs is the garbage collector's."
    )
    return row


def _look_at(tracklist: catalog.Tracklist) -> None:
    assert len(tracklist.tracks) == tracklist.track_count
