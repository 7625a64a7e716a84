"""100,000 recordings added at once, against binary COPY of tuples that are ready, into the same table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from benchmarks import peers
from benchmarks.lab import RECORDING_COLUMNS, Lab, connect, copy_recordings, recording_rows
from benchmarks.measuring import Variant, compare
from benchmarks.report import Figure, Row
from tracktion_db import Database, catalog
from tracktion_db.catalog import NewRecording

COPY = "psycopg, held connection: binary COPY of tuples"
RECORDS = "tracktion_db: add_recordings of records"
VALIDATED = "tracktion_db: dicts validated, then add_recordings"
OUTCOMES = "tracktion_db: add_each_recording, an outcome per row"


def measure(lab: Lab) -> Row:
    """All in one transaction each, into an emptied table with all its indexes and constraints."""
    size = lab.pick(100_000, 20_000)
    url, _ = lab.database("bulk")
    rows = recording_rows(size)
    given: list[dict[str, Any]] = [dict(zip(RECORDING_COLUMNS, row, strict=True)) for row in rows]
    records = NewRecording.many(given)
    with ExitStack() as stack:
        db = stack.enter_context(Database.from_url(url, statement_timeout=0))
        raw = stack.enter_context(connect(url))

        def empty() -> None:
            # CHECKPOINT, so that nobody pays for writing out what another left.
            raw.execute("TRUNCATE recordings CASCADE")
            raw.execute("CHECKPOINT")

        def outcomes() -> None:
            assert len(db.run(catalog.add_each_recording(records))) == size

        work: dict[str, Callable[[], object]] = {
            COPY: lambda: copy_recordings(raw, rows),
            RECORDS: lambda: db.run(catalog.add_recordings(records)),
            VALIDATED: lambda: db.run(catalog.add_recordings(NewRecording.many(given))),
            OUTCOMES: outcomes,
        }
        variants = [Variant(name, run, prepare=empty) for name, run in work.items()]
        for name, run in _peers(stack, url, rows, given).items():
            variants.append(Variant(name, run, prepare=empty, every=4))
        measured = compare(variants, rounds=lab.pick(5, 5))
    row = Row("bulk add", f"{size:,} recordings at once")
    for what, name, target in (
        ("from records, rate against binary COPY", RECORDS, 0.9),
        ("validated before the first byte", VALIDATED, 0.6),
        ("with an outcome per row", OUTCOMES, 0.5),
    ):
        # The ratio of rates is that of times the other way round.
        row.figures.append(Figure.of(what, measured.ratio(COPY, name), target, at_least=True))
    row.add_times("all rows", variants, measured, COPY)
    return row


def _peers(
    stack: ExitStack, url: str, rows: list[tuple[Any, ...]], given: list[dict[str, Any]]
) -> dict[str, Callable[[], object]]:
    work: dict[str, Callable[[], object]] = {}
    held = stack.enter_context(connect(url))
    insert = (
        f"INSERT INTO recordings ({', '.join(RECORDING_COLUMNS)}) "
        f"VALUES ({', '.join(['%s'] * len(RECORDING_COLUMNS))})"
    ).encode()

    def executemany() -> None:
        with held.transaction(), held.cursor() as cursor:
            cursor.executemany(insert, rows)

    work["psycopg: executemany"] = executemany
    asyncpg = peers.find("asyncpg")
    if asyncpg is not None:
        runner = stack.enter_context(asyncio.Runner())
        connection = runner.run(asyncpg.connect(peers.asyncpg_url(url)))
        stack.callback(lambda: runner.run(connection.close()))
        work["asyncpg: copy_records_to_table"] = lambda: runner.run(
            connection.copy_records_to_table("recordings", records=rows, columns=RECORDING_COLUMNS)
        )
    models = peers.sqlalchemy_models(url)
    if models is not None:
        stack.callback(models.engine.dispose)

        def insert_many_values() -> None:
            with models.engine.begin() as connection:
                connection.execute(models.table.insert(), given)

        work["SQLAlchemy Core: insert"] = insert_many_values
    return work
