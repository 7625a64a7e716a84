"""What is exported and imported again is the same, to the byte."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from tests.transfer.conftest import Transfers

TRACKS = r"""
    INSERT INTO audio_tracks (
        id, status, title, artist, album, genre, year, duration, channels, sample_rate, bitrate, format,
        audio_path, thumbnail_path, error_message, retry_count, created_at, updated_at
    )
    SELECT
        md5(name.number::text)::uuid,
        (ARRAY['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'])[1 + name.number % 4],
        name.text, nullif(name.text, 'null'), NULL, NULL, 1990 + name.number, 0.1 + name.number / 3.0, 2,
        44100, 320000, 'flac', 'gs://music-library/' || name.text, '/covers/' || name.text, name.text,
        name.number,
        timestamptz '0001-01-01 00:00:00+00' + name.number * interval '1 microsecond',
        timestamptz '9999-12-31 23:59:59.999999+00'
    FROM unnest(ARRAY[
        'plain', 'null', 'NULL', '\N', '\.', ' two blanks ', ',', '"', '""', '12" Mix',
        'line' || chr(10) || 'end', 'line' || chr(13) || chr(10) || 'end', chr(13), chr(10), chr(9), '=1+1',
        'Сигур 🎧 音楽', U&'\2028', U&'\FEFF', U&'e\0301', '{"a": 1}', 'a;b', '''', U&'\+10FFFF'
    ]) WITH ORDINALITY AS name (text, number)
"""
RECORDINGS = r"""
    INSERT INTO recordings (
        id, file_path, file_name, file_hash, secondary_hash, file_size, status, mime_type, last_modified,
        correlation_id, created_at, updated_at
    )
    SELECT
        md5(name.number::text)::uuid, '/music/' || name.text, name.text,
        CASE WHEN name.number % 2 = 0 THEN repeat(md5(name.text), 2) END, nullif(md5(name.text), md5('null')),
        9223372036854775807 - name.number, 'late', NULL, '2026-05-17 22:30:15.25+00', NULL,
        timestamptz '2026-01-01 00:00:00+00', '2026-05-17 22:30:15.25+00'
    FROM unnest(ARRAY['plain', 'null', ',"', chr(10), '🎧', U&'e\0301', U&'\00e9'])
    WITH ORDINALITY AS name (text, number)
"""
ROWS = {"library": ("audio_tracks", TRACKS), "catalog": ("recordings", RECORDINGS)}
ALL = {
    "library": (
        "SELECT id, status, title, artist, album, genre, year, duration, channels, sample_rate, bitrate,"
        " format, audio_path, thumbnail_path, error_message, retry_count, created_at::text, updated_at::text,"
        " search_vector::text FROM audio_tracks ORDER BY id"
    ),
    "catalog": "SELECT recording::text FROM recordings AS recording ORDER BY id",
}


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "csv.gz", "jsonl.gz"])
@pytest.mark.parametrize("target", ROWS)
def test_every_column_of_every_row_comes_back_as_it_was(
    both: Transfers, tmp_path: Path, target: str, suffix: str
) -> None:
    table, add = ROWS[target]
    both.do(add)
    before = both.rows(ALL[target])
    first, again = tmp_path / f"first.{suffix}", tmp_path / f"again.{suffix}"
    assert both.save(target, first).rows == len(before) > 5
    both.do(f"TRUNCATE {table} CASCADE")
    report = both.load(target, first)
    assert (report.rows_written, report.rows_rejected) == (len(before), 0)
    assert both.rows(ALL[target]) == before
    both.save(target, again)
    assert first.read_bytes() == again.read_bytes()


def test_a_stream_is_written_and_read_like_a_file(both: Transfers) -> None:
    both.do(TRACKS)
    before = both.rows(ALL["library"])
    out = io.BytesIO()
    both.save("library", out, format="jsonl")
    both.do("TRUNCATE audio_tracks")
    both.load("library", io.BytesIO(gzip.compress(out.getvalue())), format="jsonl")
    assert both.rows(ALL["library"]) == before


def test_an_export_of_nothing_is_a_header_and_imports_nothing(both: Transfers, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    assert both.save("library", empty).rows == 0
    assert empty.read_text(encoding="utf-8").startswith("id,status,title,artist,")
    assert both.load("library", empty).rows_read == 0


def test_an_export_that_fails_leaves_the_old_file_and_nothing_beside_it(
    both: Transfers, tmp_path: Path
) -> None:
    old = tmp_path / "tracks.csv"
    old.write_text("old", encoding="utf-8")
    both.do("ALTER TABLE audio_tracks RENAME TO gone")
    with pytest.raises(Exception, match="audio_tracks"):
        both.save("library", old)
    assert [path.name for path in tmp_path.iterdir()] == ["tracks.csv"]
    assert old.read_text(encoding="utf-8") == "old"


def test_what_psql_writes_is_read_too(transfers: Transfers, tmp_path: Path) -> None:
    file = tmp_path / "psql.csv"
    file.write_text(
        "title,created_at\nA,2026-05-17 22:30:15.25+00\nB,2026-05-17 22:30:15+05:30\n", encoding="utf-8"
    )
    transfers.load("library", file)
    found = transfers.column("SELECT (created_at AT TIME ZONE 'UTC')::text FROM audio_tracks ORDER BY title")
    assert found == ["2026-05-17 22:30:15.25", "2026-05-17 17:00:15"]
