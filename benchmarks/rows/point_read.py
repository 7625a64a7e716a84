"""One recording by its key, pool included, against psycopg on a connection that it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from benchmarks import peers
from benchmarks.lab import Lab, connect
from benchmarks.measuring import Measured, Variant, compare, repeated
from benchmarks.report import Figure, Row
from tracktion_db import AsyncDatabase, Database, Settings, catalog
from tracktion_db.pool import Pool
from tracktion_db.row_builder import row_builder

TITLE = "one recording by its key"
OURS = "tracktion_db: db.run(get_recording(id))"
RAW = "psycopg, held connection, prepared, binary: a tuple"
KEPT = "pool of tracktion_db, psycopg cursor kept per connection: a record"
TIMES = 200

Ask = Callable[[], Awaitable[object]]

_QUERY = peers.RECORDING_BY_ID.format(key="%s").encode()


def measure(lab: Lab) -> Row:
    """Blocking and asyncio, each against its own kind of raw psycopg."""
    url = lab.library()
    with connect(url) as connection:
        found = connection.execute("SELECT id FROM recordings ORDER BY id LIMIT 1").fetchone()
    assert found is not None
    key: UUID = found[0]
    rounds = lab.pick(40, 15)
    row = Row("point read", TITLE)
    blocking, variants = _blocking(url, key, rounds)
    row.figures.append(Figure.of("blocking, against raw psycopg", blocking.ratio(OURS, RAW), 1.0))
    row.add_times("blocking", variants, blocking, RAW)
    asynchronous, variants = _asyncio(url, key, rounds)
    row.figures.append(Figure.of("asyncio, against raw psycopg", asynchronous.ratio(OURS, RAW), 1.0))
    row.add_times("asyncio", variants, asynchronous, RAW)
    row.notes.append(
        f"Each time is the mean of {TIMES} calls. Ours is the whole public path: arguments checked, pool "
        "asked, its connection looked at, a frozen record built. Raw psycopg has no pool and gives a tuple."
    )
    return row


def _blocking(url: str, key: UUID, rounds: int) -> tuple[Measured, list[Variant]]:
    with ExitStack() as stack:
        db = stack.enter_context(Database.from_url(url))
        raw = stack.enter_context(connect(url))
        work: dict[str, Callable[[], object]] = {
            RAW: lambda: raw.execute(_QUERY, (key,), prepare=True, binary=True).fetchone(),
            OURS: lambda: db.run(catalog.get_recording(key)),
            KEPT: _kept_cursor(stack, url, key),
            "psycopg, held connection: class_row(Recording)": _class_row(stack, url, key),
        }
        aiosql = peers.find("aiosql")
        if aiosql is not None:
            text = "-- name: get_recording(key)^\n" + peers.RECORDING_BY_ID.format(key=":key")
            queries = aiosql.from_str(text, "psycopg")
            work["aiosql, held connection: a tuple"] = lambda: queries.get_recording(raw, key=key)
        models = peers.sqlalchemy_models(url)
        if models is not None:
            stack.callback(models.engine.dispose)
            work["SQLAlchemy Core, its pool: a row"] = _core(models, key)
            work["SQLAlchemy ORM, its pool, a session each: an object"] = _orm(models, key)
        variants = [Variant(name, repeated(one, TIMES), TIMES) for name, one in work.items()]
        return compare(variants, rounds=rounds), variants


def _kept_cursor(stack: ExitStack, url: str, key: UUID) -> Callable[[], object]:
    """The same with psycopg's public API instead of the wire: what the wire gains is the difference."""
    pool = stack.enter_context(Pool(Settings.from_url(url)))
    columns = tuple(catalog.Recording.model_fields)
    build = row_builder(catalog.Recording, columns, frozenset())
    query = peers.RECORDING_BY_ID.format(key="$1").encode()
    cursors: dict[Any, psycopg.RawCursor[Any]] = {}

    def run() -> object:
        connection = pool.acquire()
        try:
            cursor = cursors.get(connection)
            if cursor is None:
                connection.prepare_threshold = 0
                cursor = psycopg.RawCursor(connection, row_factory=lambda _: build)
                cursor.format = psycopg.pq.Format.BINARY
                cursors[connection] = cursor
            return cursor.execute(query, (key,), prepare=True).fetchone()
        finally:
            pool.release(connection)

    return run


def _class_row(stack: ExitStack, url: str, key: UUID) -> Callable[[], object]:
    held = stack.enter_context(connect(url, row_factory=class_row(catalog.Recording)))
    return lambda: held.execute(_QUERY, (key,), prepare=True, binary=True).fetchone()


def _core(models: peers.SQLAlchemyModels, key: UUID) -> Callable[[], object]:
    query = models.table.select().where(models.table.c.id == key)

    def run() -> object:
        with models.engine.connect() as connection:
            return connection.execute(query).one()

    return run


def _orm(models: peers.SQLAlchemyModels, key: UUID) -> Callable[[], object]:
    from sqlalchemy.orm import Session

    def run() -> object:
        with Session(models.engine) as session:
            return session.get(models.mapped, key)

    return run


def _asyncio(url: str, key: UUID, rounds: int) -> tuple[Measured, list[Variant]]:
    with asyncio.Runner() as runner:

        async def open_all() -> tuple[list[Ask], dict[str, Ask]]:
            db = await AsyncDatabase.from_url(url).open()
            raw = await psycopg.AsyncConnection.connect(url, autocommit=True)

            async def ask_raw() -> object:
                return await (await raw.execute(_QUERY, (key,), prepare=True, binary=True)).fetchone()

            async def ask_ours() -> object:
                return await db.run(catalog.get_recording(key))

            closing: list[Ask] = [db.close, raw.close]
            work: dict[str, Ask] = {RAW: ask_raw, OURS: ask_ours}
            asyncpg = peers.find("asyncpg")
            if asyncpg is not None:
                query = peers.RECORDING_BY_ID.format(key="$1")
                held = await asyncpg.connect(peers.asyncpg_url(url))
                pool = await asyncpg.create_pool(peers.asyncpg_url(url), min_size=2)
                closing += [held.close, pool.close]
                work["asyncpg, held connection: its record"] = lambda: held.fetchrow(query, key)
                work["asyncpg, its pool: its record"] = lambda: pool.fetchrow(query, key)
            return closing, work

        def block(one: Ask) -> Callable[[], None]:
            async def repeat() -> None:
                for _ in range(TIMES):
                    await one()

            return lambda: runner.run(repeat())

        async def close_all() -> None:
            for close in closing:
                await close()

        closing, work = runner.run(open_all())
        variants = [Variant(name, block(one), TIMES) for name, one in work.items()]
        try:
            return compare(variants, rounds=rounds), variants
        finally:
            runner.run(close_all())
