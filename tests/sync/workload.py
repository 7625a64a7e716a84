"""Writers that do everything one can do to the tables that feed the graph: at random, by a seed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from tests.sync import nasty
from tests.sync.literal import literal

Connection = psycopg.Connection[Any]
Operation = Callable[["Writer", Connection], object]
MOST_RECORDINGS, MOST_TRACKLISTS = 60, 25
# What writers do to each other, and what the tables refuse: part of life.
REFUSED = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.UniqueViolation,
    psycopg.errors.ForeignKeyViolation,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.SerializationFailure,
)


class Writer:
    """One writer; ``step`` is one transaction of one to four operations."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.done = 0
        self.refused = 0

    def step(self, connection: Connection) -> None:
        """One transaction: committed, or rolled back on purpose or because the tables refused it."""
        rng = self.rng
        try:
            with connection.transaction(force_rollback=rng.random() < 0.1):
                connection.execute("SET LOCAL lock_timeout = '2s'")
                if rng.random() < 0.1:
                    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                for _ in range(rng.choice((1, 1, 1, 2, 4))):
                    operation = rng.choices(OPERATIONS, WEIGHTS)[0]
                    if rng.random() < 0.2:
                        with connection.transaction(force_rollback=rng.random() < 0.5):
                            operation(self, connection)
                    else:
                        operation(self, connection)
                if rng.random() < 0.05:
                    time.sleep(rng.random() * 0.3)
            self.done += 1
        except REFUSED:
            self.refused += 1

    def new_id(self) -> UUID:
        """An id that follows from the seed."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def any_of(self, connection: Connection, table: str) -> UUID | None:
        """The id of a random row."""
        order = "recording_id, key" if table == "metadata" else "id"
        rows: list[tuple[UUID]] = connection.execute(
            literal(f"SELECT id FROM {table} ORDER BY {order}")
        ).fetchall()
        return self.rng.choice(rows)[0] if rows else None


def add_recording(writer: Writer, connection: Connection) -> None:
    if (connection.execute("SELECT count(*) FROM recordings").fetchone() or (0,))[0] >= MOST_RECORDINGS:
        remove(writer, connection)
        return
    id_ = writer.new_id()
    connection.execute(
        "INSERT INTO recordings (id, file_path, file_name) VALUES (%s, %s, %s)",
        (id_, f"/{id_}/ü🎧", writer.rng.choice(nasty.TITLES)[:255]),
    )
    set_metadata(writer, connection, id_)


def set_metadata(writer: Writer, connection: Connection, recording: UUID | None = None) -> None:
    recording = recording or writer.any_of(connection, "recordings")
    if recording is None:
        return
    connection.cursor().executemany(
        "INSERT INTO metadata (recording_id, key, value, value_type) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (recording_id, key) DO UPDATE SET value = EXCLUDED.value",
        [
            (recording, key, value, writer.rng.choice(("string", "number")))
            for key, value in sorted(nasty.metadata(writer.rng).items())
        ],
    )


def copy_recordings(writer: Writer, connection: Connection) -> None:
    ids = [writer.new_id() for _ in range(3)]
    with connection.cursor().copy("COPY recordings (id, file_path, file_name) FROM STDIN") as copy:
        for id_ in ids:
            copy.write_row((id_, f"/copied/{id_}", "copied"))
    with connection.cursor().copy("COPY metadata (recording_id, key, value) FROM STDIN") as copy:
        for id_ in ids:
            for key, value in nasty.metadata(writer.rng).items():
                copy.write_row((id_, key, value))


def change_recording(writer: Writer, connection: Connection) -> None:
    column, value = writer.rng.choice(
        (
            ("status", writer.rng.choice(("pending", "done", "x" * 50))),
            ("file_name", writer.rng.choice(nasty.TITLES)[:255]),
            ("file_path", f"/moved/{writer.new_id()}"),
            ("file_hash", writer.rng.choice((None, writer.new_id().hex * 2))),
            ("created_at", writer.rng.choice(("2026-10-25 02:30:00.123456+01", "0001-01-02+00"))),
            ("correlation_id", str(writer.new_id())),
        )
    )
    connection.execute(
        literal(f"UPDATE recordings SET {column} = %s WHERE id = %s"),
        (value, writer.any_of(connection, "recordings")),
    )


def change_metadata(writer: Writer, connection: Connection) -> None:
    row = writer.any_of(connection, "metadata")
    how = writer.rng.randrange(4)
    if how == 0:
        connection.execute("DELETE FROM metadata WHERE id = %s", (row,))
    elif how == 1:
        connection.execute(
            "UPDATE metadata SET key = %s WHERE id = %s", (writer.rng.choice(sorted(nasty.METADATA)), row)
        )
    elif how == 2:
        connection.execute(
            "UPDATE metadata SET value_type = 'text', value = %s WHERE id = %s",
            (writer.rng.choice(nasty.TEXTS), row),
        )
    else:
        connection.execute(
            "UPDATE metadata SET recording_id = %s WHERE id = %s",
            (writer.any_of(connection, "recordings"), row),
        )


def add_tracklist(writer: Writer, connection: Connection) -> None:
    if (connection.execute("SELECT count(*) FROM tracklists").fetchone() or (0,))[0] >= MOST_TRACKLISTS:
        connection.execute("DELETE FROM tracklists WHERE id = %s", (writer.any_of(connection, "tracklists"),))
        return
    recording = writer.any_of(connection, "recordings") if writer.rng.random() < 0.6 else None
    connection.execute(
        "INSERT INTO tracklists"
        " (id, recording_id, title, artist, source, source_url, tracks, metadata, total_duration)"
        " VALUES (%s, %s, %s, %s, 'test', %s, %s, %s, %s) ON CONFLICT (recording_id) DO NOTHING",
        (
            writer.new_id(),
            recording,
            writer.rng.choice((None, "Live")),
            writer.rng.choice((None, "Jeff Mills")),
            writer.rng.choice((None, "https://example.org/" + "u" * 2_020)),
            Jsonb(nasty.tracks(writer.rng)),
            Jsonb({"date": writer.rng.choice(nasty.DATES)}),
            writer.rng.choice((None, 0, 3600)),
        ),
    )


def change_tracklist(writer: Writer, connection: Connection) -> None:
    row = writer.any_of(connection, "tracklists")
    column, value = writer.rng.choice(
        (
            ("tracks", Jsonb(nasty.tracks(writer.rng))),
            ("tracks", Jsonb(nasty.tracks(writer.rng))),
            ("metadata", Jsonb({"date": writer.rng.choice(nasty.DATES)})),
            ("recording_id", writer.rng.choice((None, writer.any_of(connection, "recordings")))),
            ("title", writer.rng.choice((None, "Festival"))),
            ("id", writer.new_id()),
            ("created_at", "1999-12-31 23:59:59.999999+14"),
        )
    )
    connection.execute(literal(f"UPDATE tracklists SET {column} = %s WHERE id = %s"), (value, row))


def renumber(writer: Writer, connection: Connection) -> None:
    # Only a recording without children may have another id.
    connection.execute(
        "UPDATE recordings SET id = %s WHERE id = %s"
        " AND NOT EXISTS (SELECT FROM metadata WHERE recording_id = recordings.id)"
        " AND NOT EXISTS (SELECT FROM tracklists WHERE recording_id = recordings.id)",
        (writer.new_id(), writer.any_of(connection, "recordings")),
    )


def remove(writer: Writer, connection: Connection) -> None:
    connection.execute("DELETE FROM recordings WHERE id = %s", (writer.any_of(connection, "recordings"),))


def replace(writer: Writer, connection: Connection) -> None:
    recording = writer.any_of(connection, "recordings")
    if recording is not None:
        connection.execute("DELETE FROM recordings WHERE id = %s", (recording,))
        connection.execute(
            "INSERT INTO recordings (id, file_path, file_name) VALUES (%s, %s, 'again')",
            (recording, f"/again/{writer.new_id()}"),
        )
        set_metadata(writer, connection, recording)


def sweep(writer: Writer, connection: Connection) -> None:
    connection.execute("UPDATE metadata SET value = value || ' ' WHERE key = 'title' AND length(value) < 400")


def truncate(writer: Writer, connection: Connection) -> None:
    # TRUNCATE does not see by snapshot; see test_truncate for what that means.
    if (connection.execute("SHOW transaction_isolation").fetchone() or ("",))[0] == "read committed":
        table = writer.rng.choice(("metadata", "tracklists", "recordings CASCADE"))
        connection.execute(literal(f"TRUNCATE {table}"))


_WEIGHTED: tuple[tuple[Operation, float], ...] = (
    (add_recording, 20),
    (set_metadata, 20),
    (copy_recordings, 3),
    (change_recording, 15),
    (change_metadata, 20),
    (add_tracklist, 10),
    (change_tracklist, 15),
    (renumber, 2),
    (remove, 5),
    (replace, 4),
    (sweep, 1),
    (truncate, 0.3),
)
OPERATIONS = [operation for operation, _ in _WEIGHTED]
WEIGHTS = [weight for _, weight in _WEIGHTED]
