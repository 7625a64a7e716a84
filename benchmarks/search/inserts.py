"""What the search columns and their indexes cost an INSERT: the same rows into a table without them.

The yardstick has the same columns otherwise, the same CHECK constraints and an index for each order of the
lists, on the names as they are; it has as many rows to begin with. Both take the same 100,000 new rows in
turns, each time in a transaction that is rolled back after its deferred triggers ran. Its text columns sort
as the database does; the triggers that record changes of status are not on it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from benchmarks.lab import connect
from benchmarks.measuring import Measured, Variant, compare
from benchmarks.search.corpus import COLUMNS, real_tracks
from benchmarks.search.growth import Generator

PLAIN: Final = "audio_tracks_without_search"
WHOLE: Final = "audio_tracks"
_TYPES: Final = ("uuid", "text", "text", "text", "text", "int2", "text", "text")


def measure(url: str, path: Path, *, size: int, batch: int, rounds: int) -> Measured:
    """``size`` rows, ``batch`` in each COPY, into both tables of a database that ``growth`` made."""
    rows = [
        (one.id, one.title, one.artist, one.album, one.genre, one.year, one.format, "PENDING")
        for one in Generator(real_tracks(path), size).tracks()
    ]
    with connect(url) as connection:
        _make_plain(connection)
        try:
            return compare(
                [
                    Variant(table, lambda table=table: _add(connection, table, rows, batch))
                    for table in (PLAIN, WHOLE)
                ],
                rounds=rounds,
            )
        finally:
            connection.execute(f"DROP TABLE {PLAIN}")
            connection.execute(f"VACUUM {WHOLE}")


def _add(connection: psycopg.Connection[Any], table: str, rows: list[tuple[Any, ...]], batch: int) -> None:
    statement = f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)".encode()
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        for start in range(0, len(rows), batch):
            with cursor.copy(statement) as copy:
                copy.set_types(_TYPES)
                for row in rows[start : start + batch]:
                    copy.write_row(row)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _make_plain(connection: psycopg.Connection[Any]) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {PLAIN}")
    connection.execute(_LIKE)
    for (name,) in connection.execute(_GENERATED).fetchall():
        drop = sql.SQL("ALTER TABLE {} DROP COLUMN {}")
        connection.execute(drop.format(sql.Identifier(PLAIN), sql.Identifier(name)))
    kept = sql.SQL(", ").join(sql.Identifier(name) for (name,) in connection.execute(_STORED))
    fill = sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM {2}")
    connection.execute(fill.format(sql.Identifier(PLAIN), kept, sql.Identifier(WHOLE)))
    for statement in _INDEXES:
        connection.execute(statement)
    connection.execute(f"VACUUM (ANALYZE) {PLAIN}")


_LIKE: LiteralString = f"""
    CREATE TABLE {PLAIN} (LIKE {WHOLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
"""
_GENERATED: LiteralString = f"""
    SELECT attname FROM pg_attribute
    WHERE attrelid = '{WHOLE}'::regclass AND attgenerated <> '' AND NOT attisdropped
"""
_STORED: LiteralString = f"""
    SELECT attname FROM pg_attribute
    WHERE attrelid = '{WHOLE}'::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped
    ORDER BY attnum
"""
_INDEXES: tuple[LiteralString, ...] = (
    f"ALTER TABLE {PLAIN} ADD PRIMARY KEY (id)",
    f"CREATE INDEX ON {PLAIN} (created_at, id)",
    f"CREATE INDEX ON {PLAIN} (updated_at, id)",
    f"CREATE INDEX ON {PLAIN} (title, artist, id)",
    f"CREATE INDEX ON {PLAIN} (artist, title, id)",
    f"CREATE INDEX ON {PLAIN} (album, id)",
    f"CREATE INDEX ON {PLAIN} (coalesce(year, 0), id)",
    f"CREATE INDEX ON {PLAIN} (status, created_at, id)",
)
