"""Every rule of constraints.toml can be broken, and is broken under its name."""

from __future__ import annotations

import tomllib
from collections.abc import Generator

import psycopg
import pytest
from psycopg import errors
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.server import Server
from tracktion_db.statements import sql_folder

# A pending job, and one that is processed: its lease is that of attempt 1.
ROWS = """WITH song AS (
        INSERT INTO songs (title, source, youtube_id) VALUES ('Roxanne', 'local', 'dQw4w9WgXcQ')
        RETURNING id
    )
    INSERT INTO jobs (song_id, status, progress, attempts, worker, lease_expires_at)
    SELECT song.id, 'pending', 0, 0, NULL, NULL FROM song
    UNION ALL
    SELECT song.id, 'processing', 30, 1, 'worker 1', now() + interval '1 hour' FROM song"""
END = "finished_at = now(), lease_expires_at = NULL"
HELD = "held_attempt = 1 WHERE status = 'processing'"
BREAKING = {
    "songs_pkey": "INSERT INTO songs (id, title, source) SELECT id, 'x', 'local' FROM songs",
    "songs_youtube_id_unique": (
        "INSERT INTO songs (title, source, youtube_id) VALUES ('x', 'local', 'dQw4w9WgXcQ')"
    ),
    "songs_title_length": "UPDATE songs SET title = repeat('é', 1001)",
    "songs_artist_length": "UPDATE songs SET artist = ''",
    "songs_album_length": "UPDATE songs SET album = ''",
    "songs_source_known": "UPDATE songs SET source = 'tape'",
    "songs_youtube_id_format": "UPDATE songs SET youtube_id = 'dQw4w9WgXcQ' || chr(10)",
    "songs_file_path_length": "UPDATE songs SET file_path = repeat('é', 2049)",
    "songs_vocals_path_length": "UPDATE songs SET vocals_path = ''",
    "songs_instrumental_path_length": "UPDATE songs SET instrumental_path = ''",
    "songs_lyrics_length": "UPDATE songs SET lyrics = repeat('x', 1000001)",
    "songs_date_added_range": "UPDATE songs SET date_added = 'infinity'",
    "jobs_pkey": "INSERT INTO jobs (id, song_id) SELECT id, song_id FROM jobs",
    "jobs_song_id_fkey": "UPDATE jobs SET song_id = gen_random_uuid() WHERE status = 'pending'",
    "jobs_status_known": "INSERT INTO jobs (song_id, status) SELECT id, 'lost' FROM songs",
    "jobs_progress_range": "INSERT INTO jobs (song_id, progress) SELECT id, 101 FROM songs",
    "jobs_message_length": "UPDATE jobs SET message = '' WHERE status = 'pending'",
    "jobs_priority_range": "UPDATE jobs SET priority = 101 WHERE status = 'pending'",
    "jobs_attempts_range": (
        "UPDATE jobs SET max_attempts = 0, attempts = 1, worker = 'x', status = 'processing',"
        " lease_expires_at = now() WHERE status = 'pending'"
    ),
    "jobs_attempts_left_while_pending": "INSERT INTO jobs (song_id, attempts) SELECT id, 5 FROM songs",
    "jobs_max_attempts_bounds": "UPDATE jobs SET max_attempts = 1000001 WHERE status = 'pending'",
    "jobs_due_at_range": "UPDATE jobs SET due_at = 'infinity' WHERE status = 'pending'",
    "jobs_worker_length": "UPDATE jobs SET worker = repeat('x', 256) WHERE status = 'pending'",
    "jobs_worker_while_processing": f"UPDATE jobs SET worker = NULL, {HELD}",
    "jobs_lease_while_processing": f"UPDATE jobs SET lease_expires_at = NULL, {HELD}",
    "jobs_lease_expires_at_range": f"UPDATE jobs SET lease_expires_at = 'infinity', {HELD}",
    "jobs_error_message_length": "UPDATE jobs SET error_message = '' WHERE status = 'pending'",
    "jobs_error_message_when_failed": f"UPDATE jobs SET status = 'failed', {END}, {HELD}",
    "jobs_finished_at_when_over": "UPDATE jobs SET finished_at = now() WHERE status = 'pending'",
    "jobs_finished_at_range": (
        "INSERT INTO jobs (song_id, status, finished_at) SELECT id, 'cancelled', 'infinity' FROM songs"
    ),
    "jobs_held_attempt_not_kept": "INSERT INTO jobs (song_id, held_attempt) SELECT id, 1 FROM songs",
    "jobs_status_transition": "UPDATE jobs SET status = 'pending' WHERE status = 'pending'",
    "jobs_over": f"UPDATE jobs SET status = 'cancelled', {END}; UPDATE jobs SET message = 'zombie'",
    "jobs_progress_not_backwards": (
        "UPDATE jobs SET progress = 29, held_attempt = 1 WHERE status = 'processing'"
    ),
    "jobs_progress_by_holder": "UPDATE jobs SET progress = 31 WHERE status = 'pending'",
    "jobs_lease_not_said": "UPDATE jobs SET message = 'zombie' WHERE status = 'processing'",
    "jobs_lease_cancelled": (
        f"UPDATE jobs SET status = 'cancelled', {END}; UPDATE jobs SET held_attempt = 1"
    ),
    "jobs_lease_over": (
        f"UPDATE jobs SET status = 'completed', {END}, {HELD};"
        " UPDATE jobs SET held_attempt = 1 WHERE status = 'completed'"
    ),
    "jobs_lease_passed_on": "UPDATE jobs SET held_attempt = 2",
    "jobs_lease_ran_out": (
        f"UPDATE jobs SET lease_expires_at = now() - interval '1 second', {HELD};"
        " UPDATE jobs SET held_attempt = 1 WHERE status = 'processing'"
    ),
}


@pytest.fixture
def rows(
    server: Server, postgresql_noproc: NoopExecutor
) -> Generator[psycopg.Connection[tuple[object, ...]]]:
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url) as connection,
    ):
        connection.execute(ROWS)
        connection.commit()
        yield connection


def test_no_rule_is_left_out() -> None:
    listed = tomllib.loads((sql_folder() / "karaoke" / "constraints.toml").read_text(encoding="utf-8"))
    assert BREAKING.keys() == listed.keys()


def test_every_broken_rule_is_reported_under_its_name(rows: psycopg.Connection[tuple[object, ...]]) -> None:
    for constraint, statement in BREAKING.items():
        with pytest.raises(errors.IntegrityError) as caught, rows.transaction():
            rows.execute(statement.encode())
        assert caught.value.diag.constraint_name == constraint
        assert caught.value.diag.table_name in ("songs", "jobs")
