"""The rows of the status statements fit their records; their plans use the indexes of every month."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from tests.catalog.samples import NOBODY
from tests.catalog.test_plans import generic_plan
from tests.library.test_rows_fit_records import rows_of
from tracktion_db import Call, Database, Settings, library
from tracktion_db.library import AudioTrackStatusUpdate, NewAudioTrack

NOW = datetime.now(UTC)
FILL = """
    INSERT INTO audio_track_status_changes (audio_track_id, from_status, to_status, changed_by, changed_at)
    SELECT
        md5((n % 4000)::text)::uuid, 'PENDING', 'PROCESSING', 'worker ' || n,
        date_trunc('month', now()) - interval '1 month' + n * interval '10 minutes'
    FROM generate_series(1, 20000) AS n
"""
SERVED: list[tuple[Call[Any], str]] = [
    (library.list_status_changes(NOBODY), "track_idx"),
    (library.list_status_changes(NOBODY, oldest_first=True), "track_idx"),
    (library.list_status_changes_by_time(NOW - timedelta(days=30), NOW + timedelta(days=30)), "pkey"),
]


def test_the_rows_of_every_statement_pass_full_validation_as_their_records(database_url: str) -> None:
    validating = Settings.from_url(database_url, validate_rows=True)
    with Database(validating) as slow, Database.from_url(database_url) as fast:

        def run(call: Call[Any], *, again: bool = False) -> None:
            answer = slow.run(call)
            assert rows_of(answer), call
            assert {f"library.{type(row).__name__}" for row in rows_of(answer)} == {call.statement.record}
            if again:
                assert fast.run(call) == answer

        track = fast.run(library.save_audio_track(NewAudioTrack())).id
        run(library.mark_as_processing(track, "worker 1"))
        run(library.mark_as_failed(track, "worker 1", "broken"))
        run(library.retry_audio_track(track, "worker 1"))
        run(library.mark_as_processing(track, "worker 1"))
        run(library.mark_as_completed(track, "worker 1"))
        updates = [AudioTrackStatusUpdate(id=track_id, status="PENDING") for track_id in (track, NOBODY)]
        run(library.update_audio_track_statuses(updates, "worker 1"))
        run(library.list_status_changes(track), again=True)
        run(library.list_status_changes(track, oldest_first=True), again=True)
        run(library.list_status_changes_by_time(NOW, NOW + timedelta(hours=1)), again=True)
        run(library.list_status_change_partitions(), again=True)
        run(library.add_status_change_partitions(5))
        run(library.detach_status_change_partition(NOW.date()))


def test_lists_walk_the_index_of_every_month(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(FILL)
        connection.execute("SELECT FROM add_audio_track_status_change_partitions(3)")
        connection.execute("VACUUM ANALYZE audio_track_status_changes")
    for call, index in SERVED:
        plan = generic_plan(database_url, call)
        assert "Seq Scan" not in plan and "Sort  " not in plan, plan
        assert len(re.findall(rf"Index (?:Only )?Scan.* using \w+_{index} on ", plan)) >= 5, plan


def test_a_late_page_reads_no_more_than_the_first(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(FILL)
        connection.execute("VACUUM ANALYZE audio_track_status_changes")
    since = NOW - timedelta(days=70)
    until = NOW + timedelta(days=365)
    with Database.from_url(database_url, pool_min_size=1) as db:
        calls = [library.list_status_changes_by_time(since, until, limit=100)]
        while (cursor := db.run(calls[-1]).next_cursor) is not None:
            calls.append(library.list_status_changes_by_time(since, until, limit=100, cursor=cursor))
    first, late = (read_blocks(database_url, call) for call in (calls[0], calls[-2]))
    assert len(calls) > 100
    assert late < 1.5 * first


def read_blocks(url: str, call: Call[Any]) -> int:
    """How many blocks the call reads, from wherever."""
    plan = generic_plan(url, call, "ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF")
    (hit,) = re.findall(r"^  Buffers: shared hit=(\d+)", plan, re.MULTILINE)[:1]
    return int(hit)
