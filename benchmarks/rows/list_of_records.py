"""10,000 recordings of 12 columns as records, against psycopg's tuples of the same query."""

from __future__ import annotations

from contextlib import ExitStack

from psycopg.rows import class_row

from benchmarks import peers
from benchmarks.calls import list_recordings
from benchmarks.lab import STATUS, Lab, connect
from benchmarks.measuring import Variant, compare
from benchmarks.report import Figure, Row
from tracktion_db import Database, catalog

OURS = "tracktion_db: db.run(call): records"
TUPLES = "psycopg, held connection, prepared, binary: tuples"
ORM = "SQLAlchemy ORM, a session each: objects"

_QUERY = peers.RECORDINGS_BY_STATUS.format(key="%s").encode()


def measure(lab: Lab) -> Row:
    """Wall time, and the processor time of the client alone."""
    url = lab.library()
    with ExitStack() as stack:
        db = stack.enter_context(Database.from_url(url))
        raw = stack.enter_context(connect(url))
        classes = stack.enter_context(connect(url, row_factory=class_row(catalog.Recording)))
        variants = [
            Variant(TUPLES, lambda: raw.execute(_QUERY, (STATUS,), prepare=True, binary=True).fetchall()),
            Variant(OURS, lambda: db.run(list_recordings(STATUS))),
            Variant(
                "psycopg, held connection: class_row(Recording)",
                lambda: classes.execute(_QUERY, (STATUS,), prepare=True, binary=True).fetchall(),
                every=3,
            ),
        ]
        models = peers.sqlalchemy_models(url)
        if models is not None:
            stack.callback(models.engine.dispose)
            variants += _sqlalchemy(models)
        measured = compare(variants, rounds=lab.pick(40, 15))
    row = Row("10,000 records", "10,000 recordings of 12 columns as one list")
    row.figures += [
        Figure.of("records against binary tuples", measured.ratio(OURS, TUPLES), 1.25),
        Figure.of("the same, processor time of the client", measured.cpu_ratio(OURS, TUPLES), 1.45),
    ]
    if models is not None:
        faster = Figure.of(
            "how much faster than SQLAlchemy ORM", measured.ratio(ORM, OURS), 2.5, at_least=True
        )
        row.figures.append(faster)
    row.add_times("one list", variants, measured, TUPLES)
    row.notes.append(
        "We fetch in chunks, so that the server makes the next one while this one is read, if there is a "
        "core for it. The processor time, without the server's, tells what the records cost in any case."
    )
    return row


def _sqlalchemy(models: peers.SQLAlchemyModels) -> list[Variant]:
    from sqlalchemy.orm import Session

    table, mapped = models.table, models.mapped
    core_query = (
        table.select().where(table.c.status == STATUS).order_by(table.c.created_at.desc(), table.c.id.desc())
    )

    def core() -> object:
        with models.engine.connect() as connection:
            return connection.execute(core_query).all()

    def orm() -> object:
        with Session(models.engine) as session:
            found = session.query(mapped).where(mapped.status == STATUS)
            return found.order_by(mapped.created_at.desc(), mapped.id.desc()).all()

    return [
        Variant("SQLAlchemy Core: rows", core, every=3),
        Variant(ORM, orm, every=3),
    ]
