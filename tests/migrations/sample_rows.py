"""One good row of each catalog table, for tests that need data."""

from __future__ import annotations

from psycopg import Connection
from psycopg.rows import TupleRow

ADD_ROWS = """
    WITH recording AS (
        INSERT INTO recordings (file_path, file_name, file_hash, secondary_hash, file_size)
        VALUES ('/music/a.flac', 'a.flac', repeat('a', 64), repeat('b', 32), 1)
        RETURNING id
    ), entry AS (
        INSERT INTO metadata (recording_id, key, value) SELECT recording.id, 'bpm', '128' FROM recording
    ), tracklist AS (
        INSERT INTO tracklists (recording_id, source, tracks)
        SELECT recording.id, 'manual', '[{"title": "One", "artist": "A", "start_time": "0:00"}]'
        FROM recording
    )
    INSERT INTO rename_proposals (recording_id, current_filename, proposed_filename)
    SELECT recording.id, 'a.flac', 'A - One.flac' FROM recording
"""
ADD_TRACK = "INSERT INTO audio_tracks (title) VALUES ('One')"
CHANGE_STATUS = "UPDATE audio_tracks SET status = 'PROCESSING' WHERE status = 'PENDING'"


def add_rows(connection: Connection[TupleRow]) -> None:
    """A recording with metadata, a tracklist and a proposal, in the statistics; a track with history."""
    connection.execute(ADD_ROWS)
    connection.execute(ADD_TRACK)
    connection.execute(CHANGE_STATUS)
    connection.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY recording_statistics")
