"""What the outbox's triggers cost: the same writes with and without them, in turns."""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import Callable

import psycopg

BULK = 20_000
SINGLE = 1_000
PAIRS = 9
TABLES = ("recordings", "metadata")


def run(url: str) -> None:
    """Print the median ratio of each kind of write, and the quietest."""
    with psycopg.connect(url, autocommit=True) as connection:
        kinds: dict[str, Callable[[], float]] = {
            "recordings, one statement": lambda: _bulk(connection),
            "metadata, one statement": lambda: _metadata(connection),
            "recordings, one at a time": lambda: _single(connection),
        }
        ratios: dict[str, list[float]] = {name: [] for name in kinds}
        best: dict[tuple[str, bool], float] = {}
        for pair in range(PAIRS):
            taken: dict[tuple[str, bool], float] = {}
            for with_them in (True, False) if pair % 2 else (False, True):
                _switch(connection, on=with_them)
                connection.execute(
                    "TRUNCATE recordings, metadata, tracklists, rename_proposals, graph_outbox"
                )
                for name, write in kinds.items():
                    taken[name, with_them] = write()
            for name in kinds:
                ratios[name].append(taken[name, True] / taken[name, False])
                for on in (True, False):
                    best[name, on] = min(best.get((name, on), 1e9), taken[name, on])
        _switch(connection, on=True)
    for name, found in ratios.items():
        print(
            f"{name:28} {statistics.median(found):.2f} (median of {PAIRS} pairs), "
            f"{best[name, True] / best[name, False]:.2f} (the fastest of each)"
        )


def _switch(connection: psycopg.Connection, *, on: bool) -> None:
    for table in TABLES:
        for when in ("insert", "update", "delete", "truncate"):
            verb = b"ENABLE" if on else b"DISABLE"
            name = f"{table}_{when}_to_graph".encode()
            connection.execute(b"ALTER TABLE " + table.encode() + b" " + verb + b" TRIGGER " + name)


def _timed(connection: psycopg.Connection, statement: bytes, times: int = 1) -> float:
    began = time.perf_counter()
    for _ in range(times):
        connection.execute(statement)
    return time.perf_counter() - began


def _bulk(connection: psycopg.Connection) -> float:
    return _timed(
        connection,
        b"INSERT INTO recordings (file_path, file_name, file_hash, file_size, mime_type)"
        b" SELECT '/music/' || n || '.flac', n || '.flac', encode(sha256(n::text::bytea), 'hex'), n,"
        b" 'audio/flac'"
        b" FROM generate_series(1, %d) AS n" % BULK,
    )


def _metadata(connection: psycopg.Connection) -> float:
    return _timed(
        connection,
        b"INSERT INTO metadata (recording_id, key, value)"
        b" SELECT r.id, k.key, k.key || r.file_size FROM recordings AS r"
        b" CROSS JOIN unnest(ARRAY['artist', 'title', 'genre', 'key', 'bpm']) AS k (key)",
    )


def _single(connection: psycopg.Connection) -> float:
    began = time.perf_counter()
    for _ in range(SINGLE):
        connection.execute(
            "INSERT INTO recordings (file_path, file_name) VALUES (%s, 'a.flac')",
            [f"/one/{uuid.uuid4()}.flac"],
        )
    return time.perf_counter() - began
