"""Projection by the worker beside hand-written batches of the same data, into an empty graph, in turn.

The hand-written loader is what one would write without a sync: rows in memory, nodes first, then
relationships, ``UNWIND ... MERGE`` in batches of 1,000, a managed transaction each. It reads no database,
compares nothing and remembers nothing.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, LiteralString

import neo4j

from benchmarks.graph.data import metadata, recording
from benchmarks.graph.emptying import empty
from tracktion_db import Database, catalog, sync
from tracktion_db.graph import Graph

BATCH = 1_000

RECORDINGS: LiteralString = """
    UNWIND $rows AS row
    MERGE (r:Recording {uid: row.uid})
    SET r += row.properties
"""
METADATA: LiteralString = """
    UNWIND $rows AS row
    MATCH (r:Recording {uid: row.uid})
    UNWIND row.metadata AS entry
    MERGE (m:Metadata {uid: entry.uid})
    SET m.key = entry.key, m.value = entry.value, m.value_type = 'string'
    MERGE (r)-[:HAS_METADATA]->(m)
"""
ARTISTS: LiteralString = """
    UNWIND $rows AS row
    MATCH (r:Recording {uid: row.uid})
    UNWIND row.artists AS entry
    MERGE (a:Artist {uid: entry.uid})
    SET a.name = entry.name
    MERGE (r)-[x:PERFORMED_BY {role: entry.role}]->(a)
    SET x.credited_as = entry.name
"""
GENRES: LiteralString = """
    UNWIND $rows AS row
    MATCH (r:Recording {uid: row.uid})
    UNWIND row.genres AS entry
    MERGE (g:Genre {uid: entry.uid})
    SET g.name = entry.name
    MERGE (r)-[x:HAS_GENRE]->(g)
    SET x.primary = entry.primary
"""
KEYS: LiteralString = """
    UNWIND $rows AS row
    MATCH (r:Recording {uid: row.uid})
    MERGE (k:Key {uid: row.key})
    MERGE (r)-[x:IN_KEY]->(k)
    SET x.notation = row.key
"""


def run(db: Database, graph: Graph, driver: neo4j.Driver, count: int) -> None:
    """Load so many recordings both ways and print the ratio."""
    rows = list(metadata(count, seed=1))
    ids = _fill(db, rows)
    hand = _hand_rows(ids, rows)
    empty(driver, graph)
    began = time.perf_counter()
    _by_hand(driver, hand)
    by_hand = time.perf_counter() - began
    empty(driver, graph)
    worker = sync.Worker(db, graph, most=BATCH, graph_timeout=60)
    began = time.perf_counter()
    taken = sync.drain(worker)
    ours = time.perf_counter() - began
    print(f"recordings            {count:,}")
    print(f"hand-written batches  {by_hand:6.1f} s  {count / by_hand:8,.0f} recordings a second")
    print(
        f"worker                {ours:6.1f} s  {count / ours:8,.0f} recordings a second ({taken:,} changes)"
    )
    print(f"ratio                 {by_hand / ours:6.2f}")


def _fill(db: Database, rows: list[dict[str, str]]) -> list[str]:
    ids: list[str] = []
    for start in range(0, len(rows), 5_000):
        part = rows[start : start + 5_000]
        added = db.run(catalog.add_each_recording([recording(start + n) for n in range(len(part))]))
        found = [str(row.id) for row in added if row.id is not None]
        ids += found
        db.run(
            catalog.add_metadata(
                [
                    catalog.NewMetadata(recording_id=row.id, key=key, value=value)
                    for row, entries in zip(added, part, strict=True)
                    if row.id is not None
                    for key, value in entries.items()
                ]
            )
        )
    return ids


def _hand_rows(ids: list[str], rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    now = datetime.now(UTC)
    for number, (uid, row) in enumerate(zip(ids, rows, strict=True)):
        artist, _, guest = row["artist"].partition(" feat. ")
        artists = [{"uid": artist.replace(" ", "").lower(), "name": artist, "role": "primary"}]
        if guest:
            artists.append({"uid": guest.replace(" ", "").lower(), "name": guest, "role": "featured"})
        genres = [
            {"uid": name.lower(), "name": name.lower(), "primary": place == 0}
            for place, name in enumerate(row["genre"].split("; "))
        ]
        made.append(
            {
                "uid": uid,
                "key": row["key"],
                "properties": {
                    "file_path": f"/music/{number}.flac",
                    "file_name": f"{number}.flac",
                    "status": "pending",
                    "title": row["title"],
                    "artist": row["artist"],
                    "bpm": float(row["bpm"]),
                    "created_at": now,
                    "updated_at": now,
                    "camelot": row["key"],
                },
                "artists": artists,
                "genres": genres,
                "metadata": [
                    {"uid": f"{key}={value}", "key": key, "value": value} for key, value in row.items()
                ],
            }
        )
    return made


def _by_hand(driver: neo4j.Driver, rows: list[dict[str, Any]]) -> None:
    with driver.session(database="neo4j") as session:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]

            def write(tx: neo4j.ManagedTransaction, part: list[dict[str, Any]] = part) -> None:
                for statement in (RECORDINGS, METADATA, ARTISTS, GENRES, KEYS):
                    tx.run(statement, rows=part).consume()

            session.execute_write(write)
