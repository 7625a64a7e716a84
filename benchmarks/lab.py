"""The server of a run, and databases on it that are made for the run and dropped after it.

``BENCH_DATABASE_URL`` or ``DATABASE_URL`` names a server where databases may be created; nothing but those is
touched there. Without them the run starts an embedded server in a folder of its own and removes it.
"""

from __future__ import annotations

import os
import random
import secrets
import uuid
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb

from tracktion_db.migrations import apply_migrations

CHECKOUT: Final = Path(__file__).resolve().parent.parent
STATUS: Final = "analyzed"
"""Of all recordings."""


@dataclass
class Lab:
    """What the rows of a run share."""

    url: str
    server: str
    """Its version and kind, in words."""
    quick: bool
    run_id: str
    databases: dict[str, str] = field(default_factory=dict[str, str])

    def pick(self, full: int, quick: int) -> int:
        """A number of rows or rounds, smaller in a quick run."""
        return quick if self.quick else full

    def database(self, name: str) -> tuple[str, bool]:
        """The URL of this run's database of this name with all migrations, and whether it is new."""
        known = self.databases.get(name)
        if known is not None:
            return known, False
        database = f"bench_{self.run_id}_{name}"
        with connect(self.url) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        url = self.databases[name] = make_conninfo(self.url, dbname=database)
        apply_migrations(url)
        return url, True

    def drop_databases(self) -> None:
        """Drop what this run made."""
        with connect(self.url) as admin:
            for name in self.databases:
                database = sql.Identifier(f"bench_{self.run_id}_{name}")
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))

    def library(self) -> str:
        """A database with 10,000 recordings and 2,000 tracklists of 30 tracks."""
        url, is_new = self.database("library")
        if is_new:
            with connect(url) as connection:
                copy_recordings(connection, recording_rows(self.pick(10_000, 10_000)))
                _copy_tracklists(connection, self.pick(2_000, 2_000))
                connection.execute("VACUUM (ANALYZE)")
        return url

    def million(self) -> tuple[str, int]:
        """A database with a million recordings (100,000 in a quick run), and their number.

        One hundred more than that, so that the last page of 100 is not one of those that are measured.
        """
        size = self.pick(1_000_000, 100_000)
        url, is_new = self.database("million")
        if is_new:
            with connect(url) as connection:
                _add_many_recordings(connection, size + 100)
                connection.execute("VACUUM (ANALYZE)")
        return url, size


@contextmanager
def open_lab(*, quick: bool) -> Generator[Lab]:
    """A lab on the server that the environment names, or on an embedded one for as long as the block runs."""
    run_id = secrets.token_hex(4)
    with ExitStack() as stack:
        url = os.environ.get("BENCH_DATABASE_URL") or os.environ.get("DATABASE_URL")
        kind = "given by the environment"
        if not url:
            from tracktion_db.embedded import EmbeddedPostgres

            # Not durable: how fast a disk syncs is no property of this library.
            embedded = EmbeddedPostgres(CHECKOUT / ".embedded" / f"bench-{run_id}", durable=False)
            stack.callback(embedded.remove)
            stack.enter_context(embedded)
            url, kind = embedded.start(), "embedded, TCP on 127.0.0.1, fsync off"
        with psycopg.connect(url) as connection:
            version = connection.info.parameter_status("server_version")
        lab = Lab(make_conninfo(url), f"PostgreSQL {version} ({kind})", quick, run_id)
        stack.callback(lab.drop_databases)
        yield lab


def connect(url: str, **keywords: Any) -> psycopg.Connection[Any]:
    """A connection of psycopg's own, as we compare with: held, in autocommit."""
    return psycopg.connect(url, autocommit=True, **keywords)


RECORDING_COLUMNS: Final = (
    "file_path",
    "file_name",
    "file_hash",
    "secondary_hash",
    "file_size",
    "status",
    "mime_type",
    "last_modified",
    "correlation_id",
)
COPY_RECORDINGS: Final = (
    f"COPY recordings ({', '.join(RECORDING_COLUMNS)}) FROM STDIN (FORMAT BINARY)".encode()
)
RECORDING_TYPES: Final = ("text", "text", "text", "text", "int8", "text", "text", "timestamptz", "uuid")


def recording_rows(size: int) -> list[tuple[Any, ...]]:
    """Rows for ``COPY_RECORDINGS``, the same in every run."""
    chance = random.Random(1)
    then = datetime(2024, 1, 1, tzinfo=UTC)
    rows: list[tuple[Any, ...]] = []
    for number in range(size):
        name = f"{number:07d} - Some Artist - A Title of the Usual Length.flac"
        rows.append(
            (
                f"/srv/music/library/Some Artist/An Album (2019)/{name}",
                name,
                f"{chance.getrandbits(256):064x}",
                f"{chance.getrandbits(128):032x}",
                chance.randrange(3_000_000, 90_000_000),
                STATUS,
                "audio/flac",
                then + timedelta(seconds=number, microseconds=chance.randrange(1_000_000)),
                uuid.UUID(int=chance.getrandbits(128), version=4),
            )
        )
    return rows


def copy_recordings(connection: psycopg.Connection[Any], rows: list[tuple[Any, ...]]) -> None:
    """All rows into ``recordings``."""
    copy_rows(connection, COPY_RECORDINGS, RECORDING_TYPES, rows)


def copy_rows(
    connection: psycopg.Connection[Any], statement: bytes, types: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
    """What we compare adding with: binary COPY of tuples that are ready, types set, nothing else."""
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _copy_tracklists(connection: psycopg.Connection[Any], size: int) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY tracklists (title, artist, source, tracks, metadata) FROM STDIN (FORMAT BINARY)"
        ) as copy,
    ):
        copy.set_types(("text", "text", "text", "jsonb", "jsonb"))
        for number in range(size):
            tracks = Jsonb(list(_tracks(number)))
            metadata = Jsonb({"venue": "Some Club", "likes": number})
            copy.write_row((f"A Set {number}", "Some Artist", "manual", tracks, metadata))


def _tracks(number: int) -> Iterator[dict[str, object]]:
    for position in range(30):
        yield {
            "title": f"A Title of the Usual Length {(number * 7 + position * 131) % 5000}",
            "artist": f"Some Artist {(number + position) % 900}",
            "start_time": f"{position * 4:02d}:{position % 60:02d}",
            "label": f"Label {position % 40}",
        }


def _add_many_recordings(connection: psycopg.Connection[Any], size: int) -> None:
    # Rules for hashes are half of the time of an INSERT, and none of what is read here uses them. Indexes are
    # made anew, as the migration made them, which is faster than keeping them.
    connection.execute(_DROP_HASH_RULES)
    indexes = connection.execute(_PLAIN_INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    connection.execute(_MANY_RECORDINGS, {"size": size, "status": STATUS})
    for _, definition in indexes:
        connection.execute(definition)


_DROP_HASH_RULES: Final = """
    ALTER TABLE recordings
    DROP CONSTRAINT recordings_file_hash_unique,
    DROP CONSTRAINT recordings_file_hash_format,
    DROP CONSTRAINT recordings_secondary_hash_unique,
    DROP CONSTRAINT recordings_secondary_hash_format
"""
_PLAIN_INDEXES: Final = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = 'recordings' AND indexname <> 'recordings_pkey'
"""
# By the server itself, several times as fast as through a connection. Created one second after the other, as
# a library grows.
_MANY_RECORDINGS: Final = """
    INSERT INTO recordings (
        file_path, file_name, file_hash, secondary_hash, file_size, status, mime_type, last_modified,
        correlation_id, created_at, updated_at
    )
    SELECT
        '/srv/music/library/Some Artist/An Album (2019)/' || name.text,
        name.text,
        encode(sha256(name.text::bytea), 'hex'),
        md5(name.text),
        3000000 + number,
        %(status)s,
        'audio/flac',
        timestamptz '2024-01-01 00:00:00+00' + number * interval '1 second',
        md5(number::text)::uuid,
        timestamptz '2024-01-01 00:00:00+00' + number * interval '1 second',
        timestamptz '2024-01-01 00:00:00+00' + number * interval '1 second'
    FROM generate_series(1, %(size)s) AS number
    CROSS JOIN LATERAL (
        SELECT to_char(number, 'FM0000000') || ' - Some Artist - A Title of the Usual Length.flac' AS text
    ) AS name
"""
