"""Ten calls in one round trip over a network with a delay, against one call."""

from __future__ import annotations

from contextlib import ExitStack

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks.lab import Lab, connect
from benchmarks.measuring import Variant, compare, repeated
from benchmarks.report import Figure, Row
from benchmarks.slow_proxy import slow_proxy
from tracktion_db import Database, catalog

DELAY_SECONDS = 0.001
ONE = "tracktion_db: db.run of one call"
ALL = "tracktion_db: db.run_all of ten calls"
TIMES = 20


def measure(lab: Lab) -> Row:
    """Reads by key, ten different ones; and writes, which run_all puts into a transaction."""
    url = lab.library()
    with connect(url) as connection:
        ids = [found[0] for found in connection.execute("SELECT id FROM recordings ORDER BY id LIMIT 10")]
    where = conninfo_to_dict(url)
    with ExitStack() as stack:
        port = stack.enter_context(
            slow_proxy(str(where.get("host", "127.0.0.1")), int(str(where.get("port", 5432))), DELAY_SECONDS)
        )
        slow = make_conninfo(url, host="127.0.0.1", port=port)
        db = stack.enter_context(Database.from_url(slow))
        raw = stack.enter_context(connect(slow))
        reads = [catalog.get_recording(recording_id) for recording_id in ids]
        writes = [catalog.set_recording_status(recording_id, "analyzed") for recording_id in ids]

        def psycopg_pipeline() -> None:
            with raw.pipeline():
                cursors = [raw.execute(_QUERY, (i,), prepare=True, binary=True) for i in ids]
            for cursor in cursors:
                cursor.fetchone()

        def transaction() -> None:
            with db.transaction() as tx:
                for call in writes:
                    tx.run(call)

        work = {
            ONE: lambda: db.run(reads[0]),
            ALL: lambda: db.run_all(*reads),
            "tracktion_db: db.run_all of ten calls that write": lambda: db.run_all(*writes),
            "tracktion_db: ten times db.run": lambda: [db.run(call) for call in reads],
            "tracktion_db: the ten that write, in db.transaction": transaction,
            "psycopg, held connection: ten in its pipeline, fetched after it": psycopg_pipeline,
        }
        variants = [Variant(name, repeated(run, TIMES), TIMES) for name, run in work.items()]
        measured = compare(variants, rounds=lab.pick(25, 8))
    row = Row("run_all", "ten calls, 1 ms of delay a round trip")
    row.figures.append(Figure.of("ten reads against one call", measured.ratio(ALL, ONE), 1.5))
    row.add_times("all calls", variants, measured, ONE)
    row.notes.append(
        "What writes take above reads is work of the server: both are one round trip, BEGIN and COMMIT too."
    )
    return row


_QUERY = "SELECT id, file_path FROM recordings WHERE id = %s"
