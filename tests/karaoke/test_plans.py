"""Every statement on songs and jobs is served by its index, whatever its values are."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.catalog.test_plans import generic_plan
from tests.fixtures.server import Server
from tests.karaoke.samples import NOBODY
from tracktion_db import Call, Database, karaoke
from tracktion_db.karaoke import Lease, SongChanges

SONGS = 20_000
FILL = (
    """INSERT INTO songs (title, artist, source, youtube_id, date_added)
    SELECT 'Title ' || n, 'Artist ' || n %% 100, CASE WHEN n %% 3 = 0 THEN 'upload' ELSE 'youtube' END,
        lpad(n::text, 11, '0'), timestamptz '2026-01-01 UTC' + n * interval '1 minute'
    FROM generate_series(1, %(songs)s) AS n""",
    """INSERT INTO jobs (song_id, status, progress, attempts, worker, finished_at)
    SELECT song.id, 'completed', 100, 1, 'worker 1', song.date_added FROM songs AS song""",
    "ANALYZE",
)
LEASE = Lease(job_id=NOBODY, attempt=1)
SERVED: list[tuple[Call[Any], str]] = [
    (karaoke.get_song(NOBODY), "songs_pkey"),
    (karaoke.get_song_by_youtube_id("0" * 11), "songs_youtube_id_unique"),
    (karaoke.list_songs(limit=20), "songs_date_added_idx"),
    (karaoke.list_songs_by_source("upload", limit=20), "songs_source_idx"),
    (karaoke.list_songs_by_source("local", limit=20), "songs_source_idx"),
    (karaoke.list_songs_with_latest_job(limit=20), "songs_date_added_idx"),
    (karaoke.list_songs_with_latest_job(limit=20), "jobs_song_id_idx"),
    (karaoke.search_songs("title 777"), "songs_search_vector_idx"),
    (karaoke.update_song(NOBODY, SongChanges(title="x")), "songs_pkey"),
    (karaoke.remove_song(NOBODY), "songs_pkey"),
    (karaoke.get_job(NOBODY), "jobs_pkey"),
    (karaoke.list_jobs_by_song(NOBODY), "jobs_song_id_idx"),
    (karaoke.list_jobs_by_status("failed"), "jobs_status_idx"),
    (karaoke.list_jobs_by_status("completed"), "jobs_status_idx"),
    (karaoke.cancel_job(NOBODY), "jobs_pkey"),
    (karaoke.restart_job(NOBODY), "jobs_pkey"),
    (karaoke.release_jobs([LEASE]), "jobs_pkey"),
    (karaoke.set_job_progress(LEASE, 50), "jobs_pkey"),
    (karaoke.fail_job(LEASE, "no such codec"), "jobs_pkey"),
    (karaoke.finish_jobs([LEASE]), "jobs_pkey"),
    (karaoke.extend_leases([LEASE]), "jobs_pkey"),
    (karaoke.claim_jobs("worker 1"), "jobs_turn_idx"),
    (karaoke.claim_jobs("worker 1"), "jobs_due_at_idx"),
    (karaoke.claim_jobs("worker 1"), "jobs_lease_expires_at_idx"),
    (karaoke.claim_jobs("worker 1"), "jobs_pkey"),
    (karaoke.get_next_claim(), "jobs_due_at_idx"),
    (karaoke.get_next_claim(), "jobs_lease_expires_at_idx"),
]


@pytest.fixture(scope="module")
def filled_url(server: Server, postgresql_noproc: NoopExecutor) -> Generator[str]:
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in FILL:
                _ = connection.execute(statement.encode(), {"songs": SONGS})
            _ = connection.execute("VACUUM")
        yield url


@pytest.fixture(scope="module")
def filled(filled_url: str) -> Generator[Database]:
    with Database.from_url(filled_url, pool_min_size=1) as db:
        yield db


@pytest.mark.parametrize(
    ("call", "index"), SERVED, ids=[f"{call.statement.name}-{index}" for call, index in SERVED]
)
def test_a_statement_is_served_by_its_index(
    filled: Database, filled_url: str, call: Call[Any], index: str
) -> None:
    # What takes no values has one plan anyway.
    plans = [filled.explain(call), *([generic_plan(filled_url, call)] if call.parameters else [])]
    for plan in plans:
        assert re.search(rf"\b{index}\b", plan), plan
        assert "Seq Scan on" not in plan, plan


def pages(db: Database, page_of: Any, number: int) -> str | None:
    """The cursor that stands so many pages of 1,000 into a list."""
    cursor = None
    for _ in range(number):
        cursor = db.run(page_of(limit=1000, cursor=cursor)).next_cursor
    return cursor


@pytest.mark.parametrize("page_of", [karaoke.list_songs, karaoke.list_songs_with_latest_job])
def test_a_late_page_reads_no_more_rows_than_the_first(filled: Database, page_of: Any) -> None:
    cursor = pages(filled, page_of, 19)
    plans = [filled.explain(page_of(limit=20, cursor=given), analyze=True) for given in (None, cursor)]

    for plan in plans:
        # 20 rows and one that tells whether there are more; none of them read and thrown away.
        assert "Rows Removed" not in plan, plan
        assert "Sort" not in plan, plan
    hits = [int(re.findall(r"Buffers: shared hit=(\d+)", plan)[0]) for plan in plans]
    assert hits[1] <= hits[0] + 15, plans
