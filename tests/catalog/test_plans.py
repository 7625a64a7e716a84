"""The plans of the statements, with tables large enough that the planner would not read them whole for fun.

Each is looked at twice: planned for these values, and planned once for all values, as a prepared statement
is after a few runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from pytest_postgresql.executors import NoopExecutor

from tests.catalog.samples import CORRELATION, NOBODY, bare_recording
from tests.fixtures.server import Server
from tracktion_db import Call, Database, catalog
from tracktion_db.catalog.statements import sql

RECORDINGS = 40_000
SETS = 6_000

FILL = (
    """INSERT INTO recordings
        (file_path, file_name, file_hash, secondary_hash, file_size, status, correlation_id, created_at)
    SELECT
        '/music/' || n || '.flac', n || '.flac', encode(sha256(n::text::bytea), 'hex'), md5(n::text), n,
        CASE WHEN n %% 10 = 0 THEN 'failed' ELSE 'hashed' END,
        CASE WHEN n %% 10 = 0 THEN %(correlation)s::uuid ELSE md5((n / 9000)::text)::uuid END,
        timestamptz '2026-01-01 UTC' + n * interval '1 second'
    FROM generate_series(1, %(recordings)s) AS n""",
    """INSERT INTO metadata (recording_id, key, value)
    SELECT recording.id, 'bpm', (60 + (hashtext(recording.file_path) & 127))::text
    FROM recordings AS recording
    UNION ALL
    SELECT recording.id, 'genre', 'genre ' || (hashtext(recording.file_path) & 255)
    FROM recordings AS recording""",
    """INSERT INTO tracklists (source, tracks, metadata, created_at)
    SELECT
        'manual',
        jsonb_build_array(
            jsonb_build_object('title', 'Title ' || n, 'artist', 'Artist ' || n %% 100, 'id', n),
            jsonb_build_object('title', 'Encore', 'artist', 'Artist ' || n %% 7)
        ),
        jsonb_build_object('venue', 'Venue ' || n %% 500),
        timestamptz '2026-01-01 UTC' + n * interval '1 minute'
    FROM generate_series(1, %(sets)s) AS n""",
    """INSERT INTO rename_proposals
        (recording_id, current_filename, proposed_filename, confidence_score, status)
    SELECT recording.id, 'a', 'b', (hashtext(recording.file_path) & 1023) / 1024.0,
        CASE WHEN recording.file_size %% 2 = 0 THEN 'pending' ELSE 'rejected' END
    FROM recordings AS recording""",
    "ANALYZE",
)


@pytest.fixture(scope="module")
def filled_url(server: Server, postgresql_noproc: NoopExecutor) -> Generator[str]:
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            values = {"correlation": CORRELATION, "recordings": RECORDINGS, "sets": SETS}
            for statement in FILL:
                _ = connection.execute(statement.encode(), values)
            _ = connection.execute("VACUUM")
        yield url


@pytest.fixture(scope="module")
def filled(filled_url: str) -> Generator[Database]:
    with Database.from_url(filled_url, pool_min_size=1) as db:
        yield db


def generic_plan(url: str, call: Call[Any], options: str = "COSTS ON") -> str:
    """The plan that serves all values, as an executor's prepared statement comes to use it."""
    types = ", ".join(parameter.type.name for parameter in call.statement.parameters)
    values = [Jsonb(json.loads(value)) if isinstance(value, bytes) else value for value in call.parameters]
    with psycopg.connect(url) as connection, psycopg.ClientCursor(connection) as cursor:
        _ = cursor.execute("SET plan_cache_mode = force_generic_plan")
        _ = cursor.execute(f"PREPARE looked_at ({types}) AS ".encode() + call.statement.sql)
        arguments = ", ".join(["%s"] * len(values))
        _ = cursor.execute(f"EXPLAIN ({options}) EXECUTE looked_at ({arguments})".encode(), values)
        return "\n".join(line for (line,) in cursor.fetchall())


SERVED: list[tuple[Call[Any], str]] = [
    (catalog.get_recording(NOBODY), "recordings_pkey"),
    (catalog.get_recordings([NOBODY, CORRELATION]), "recordings_pkey"),
    (catalog.get_recording_by_path("/music/777.flac"), "recordings_file_path_unique"),
    (catalog.get_or_add_recording(bare_recording()), "recordings_file_path_unique"),
    (catalog.list_recordings(), "recordings_created_at_idx"),
    (catalog.list_recordings_by_status("failed"), "recordings_status_idx"),
    (catalog.list_recordings_by_correlation(CORRELATION), "recordings_correlation_id_idx"),
    (catalog.list_recordings_by_correlation(NOBODY), "recordings_correlation_id_idx"),
    (catalog.list_recordings_by_status("hashed"), "recordings_status_idx"),
    (catalog.list_recordings_by_status("nowhere"), "recordings_status_idx"),
    (catalog.list_recordings_by_hash(["0" * 64, "1" * 32]), "recordings_file_hash_unique"),
    (catalog.list_recordings_by_hash(["0" * 64, "1" * 32]), "recordings_secondary_hash_unique"),
    (catalog.list_recordings_by_metadata("genre", "genre 7"), "metadata_value_idx"),
    (catalog.list_recordings_by_metadata_number("bpm", 120, 128), "metadata_number_idx"),
    (catalog.get_metadata(NOBODY, "bpm"), "metadata_recording_id_key_unique"),
    (catalog.list_metadata(NOBODY), "metadata_recording_id_key_unique"),
    (catalog.set_metadata(NOBODY, {"bpm": 128, "key": "Am"}), "metadata_recording_id_key_unique"),
    (catalog.remove_metadata(NOBODY, ["bpm"]), "metadata_recording_id_key_unique"),
    (catalog.get_tracklist(NOBODY), "tracklists_pkey"),
    (catalog.get_track_playing(NOBODY, 5), "tracklists_pkey"),
    (catalog.get_tracklist_by_recording(NOBODY), "tracklists_recording_id_unique"),
    (catalog.list_tracklists(), "tracklists_created_at_idx"),
    (catalog.list_tracklists_containing(title="Title 777"), "tracklists_tracks_gin"),
    (catalog.list_tracklists_containing(artist="Artist 7"), "tracklists_tracks_gin"),
    (catalog.list_tracklists_containing(track_id=777), "tracklists_tracks_gin"),
    (catalog.list_tracklists_by_metadata({"venue": "Venue 7"}), "tracklists_metadata_gin"),
    (catalog.get_rename_proposal(NOBODY), "rename_proposals_pkey"),
    (
        catalog.list_rename_proposals("pending", minimum_confidence=0.5),
        "rename_proposals_confidence_score_idx",
    ),
    (catalog.list_rename_proposals_by_recording(NOBODY), "rename_proposals_recording_id_idx"),
    (catalog.approve_rename_proposal(NOBODY), "rename_proposals_pkey"),
    (catalog.set_recording_status(NOBODY, "hashed"), "recordings_pkey"),
    (catalog.remove_recording(NOBODY), "recordings_pkey"),
]


@pytest.mark.parametrize(
    ("call", "index"), SERVED, ids=[f"{call.statement.name}-{index}" for call, index in SERVED]
)
def test_a_statement_is_served_by_its_index(
    filled: Database, filled_url: str, call: Call[Any], index: str
) -> None:
    for plan in (filled.explain(call), generic_plan(filled_url, call)):
        assert re.search(rf"\b{index}\b", plan), plan
        assert "Seq Scan on" not in plan, plan


def test_without_an_index_the_plan_shows_a_scan(filled: Database, filled_url: str) -> None:
    # The control of the test above: the same look at the same data.
    with psycopg.connect(filled_url) as connection:
        _ = connection.execute("DROP INDEX recordings_file_path_unique")
        lines = connection.execute(
            "EXPLAIN SELECT id FROM recordings WHERE md5(file_path)::uuid = md5('/x')::uuid"
        ).fetchall()
        connection.rollback()

    assert "Seq Scan on recordings" in "\n".join(line for (line,) in lines)


def test_every_statement_has_an_entry_of_its_own_in_pg_stat_statements(database_url: str) -> None:
    names: dict[str, list[str]] = {}
    with psycopg.connect(database_url, autocommit=True) as connection:
        _ = connection.execute("SET compute_query_id = on")
        for statement in sql.values():
            if statement.is_copy or not statement.parameters:
                continue  # COPY and REFRESH have no plan; their entry is their text
            types = ", ".join(parameter.type.name for parameter in statement.parameters)
            _ = connection.execute(f"PREPARE looked_at ({types}) AS ".encode() + statement.sql)
            nulls = ", ".join(["NULL"] * len(statement.parameters))
            plan = connection.execute(f"EXPLAIN (VERBOSE) EXECUTE looked_at ({nulls})".encode()).fetchall()
            _ = connection.execute("DEALLOCATE looked_at")
            (query_id,) = (line for (line,) in plan if line.startswith("Query Identifier"))
            names.setdefault(query_id, []).append(statement.name)
        before_18 = connection.info.server_version < 180_000

    shared = [together for together in names.values() if len(together) > 1]
    assert not shared or before_18, shared


def deep(db: Database, page_of: Any, pages: int) -> str:
    """The cursor that stands so many pages of 100 into a list."""
    cursor: str | None = None
    for _ in range(pages):
        cursor = db.run(page_of(limit=100, cursor=cursor)).next_cursor
    assert cursor is not None
    return cursor


def by_status(**where: Any) -> Call[Any]:
    return catalog.list_recordings_by_status("hashed", **where)


def by_correlation(**where: Any) -> Call[Any]:
    return catalog.list_recordings_by_correlation(CORRELATION, **where)


def by_number(**where: Any) -> Call[Any]:
    return catalog.list_recordings_by_metadata_number("bpm", 0, 999, **where)


def by_value(**where: Any) -> Call[Any]:
    return catalog.list_recordings_by_metadata("genre", "genre 7", **where)


def by_confidence(**where: Any) -> Call[Any]:
    return catalog.list_rename_proposals("pending", minimum_confidence=0.01, **where)


@pytest.mark.parametrize(
    ("page_of", "pages"),
    [
        (catalog.list_recordings, 390),
        (by_status, 350),
        (by_correlation, 30),
        (by_number, 390),
        (by_value, 1),
        (by_confidence, 180),
    ],
    ids=["all", "by status", "by correlation", "by number", "by value", "by confidence"],
)
def test_a_late_page_reads_no_more_rows_than_the_first(
    filled: Database, filled_url: str, page_of: Any, pages: int
) -> None:
    cursor = deep(filled, page_of, pages)
    calls = [page_of(limit=20), page_of(limit=20, cursor=cursor)]

    for plans in (
        [filled.explain(call, analyze=True) for call in calls],
        [generic_plan(filled_url, call, "ANALYZE, BUFFERS") for call in calls],
    ):
        for plan in plans:
            # 20 rows and one that tells whether there are more; none of them read and thrown away.
            assert "Rows Removed" not in plan, plan
            read = [int(float(rows)) for rows in re.findall(r"actual.*? rows=([\d.]+) loops=1\)", plan)]
            assert read, plan
            assert max(read) == 21, plan
            assert "Sort" not in plan, plan
        # The first buffers of a plan are those of its top node, so of all of it.
        hits = [int(re.findall(r"Buffers: shared hit=(\d+)", plan)[0]) for plan in plans]
        assert hits[1] <= hits[0] + 15, plans


def test_the_same_tracks_are_found_with_and_without_the_index(filled: Database, filled_url: str) -> None:
    found = filled.run(catalog.list_tracklists_containing(artist="Artist 3", limit=1000)).items
    with psycopg.connect(filled_url) as connection:
        expected = connection.execute(
            """SELECT DISTINCT tracklist.id
            FROM tracklists AS tracklist, jsonb_array_elements(tracklist.tracks) AS track
            WHERE track ->> 'artist' = 'Artist 3'"""
        ).fetchall()

    assert {row.id for row in found} == {row_id for (row_id,) in expected}
    assert len(found) > 500
