"""100,000 recordings added at once, against binary COPY of tuples that are ready, into the same table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import psycopg
from psycopg import sql

from benchmarks import peers
from benchmarks.lab import RECORDING_COLUMNS, Lab, connect, copy_recordings, recording_rows
from benchmarks.measuring import Variant, compare
from benchmarks.report import Figure, Row
from tracktion_db import Database, catalog
from tracktion_db.catalog import NewRecording

COPY = "psycopg, held connection: binary COPY of tuples"
RECORDS = "tracktion_db: all or nothing, from records"
VALIDATED = "tracktion_db: dicts validated, then the same"
OUTCOMES = "tracktion_db: an outcome per row, from records"
TARGETS = (
    ("from records, rate against binary COPY", RECORDS, 0.9),
    ("validated before the first byte", VALIDATED, 0.6),
    ("with an outcome per row", OUTCOMES, 0.5),
)


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
        work: dict[str, Callable[[], object]] = {
            COPY: lambda: copy_recordings(raw, rows),
            RECORDS: lambda: db.run(catalog.add_recordings(records)),
            VALIDATED: lambda: db.run(catalog.add_recordings(NewRecording.many(given))),
            OUTCOMES: lambda: require(size, db.run(catalog.add_each_recording(records))),
        }
        row = Row("bulk add", f"{size:,} recordings at once")
        add_figures(row, lab, raw, "recordings", work, _peers(stack, url, rows, given))
    return row


def add_figures(
    row: Row,
    lab: Lab,
    raw: psycopg.Connection[Any],
    table: str,
    work: dict[str, Callable[[], object]],
    others: dict[str, Callable[[], object]],
) -> None:
    """Measure the ways to fill a table, emptied before each, against the first; ``others`` in some rounds."""

    def empty() -> None:
        # CHECKPOINT, so that nobody pays for writing out what another left.
        raw.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(table)))
        raw.execute("CHECKPOINT")

    variants = [Variant(name, run, prepare=empty) for name, run in work.items()]
    variants += [Variant(name, run, prepare=empty, every=4) for name, run in others.items()]
    measured = compare(variants, rounds=lab.pick(5, 5))
    for what, name, target in TARGETS:
        # The ratio of rates is that of times the other way round.
        row.figures.append(Figure.of(what, measured.ratio(COPY, name), target, at_least=True))
    row.add_times("all rows", variants, measured, COPY)


def require(size: int, outcomes: Sequence[object]) -> None:
    """Raises unless every row has an outcome."""
    if len(outcomes) != size:
        raise SystemExit(f"{len(outcomes)} outcomes of {size} rows")


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
