"""Breaking one statement of ours makes exactly one finding of that rule appear; as it is, it has none."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tracktion_db.check.findings import Finding
from tracktion_db.check.parameters.contract import check_parameters
from tracktion_db.check.portability import check_portability
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.traps import check_traps
from tracktion_db.statements import sql_folder

# Rule, statement, what is written there, what is written instead.
BROKEN = [
    ("between-timestamps", "list_recordings",
     "(recording.created_at, recording.id) < (:after_created_at, :after_id)",
     "recording.created_at BETWEEN :after_created_at AND now() AND recording.id < :after_id"),
    ("cast-disables-index", "get_recording", "recording.id = :recording_id",
     "recording.id::text = (:recording_id)::text"),
    ("count-nullable", "get_recording", "recording.file_hash,",
     "count(recording.file_hash) OVER () AS file_hash,"),
    ("limit-without-order", "get_track_playing", "ORDER BY entry.position DESC\n", ""),
    ("no-where", "remove_recording", "WHERE recording.id = :recording_id", "RETURNING :recording_id AS id"),
    ("not-in-nulls", "add_each_recording", "WHERE given.id NOT IN (SELECT added.id FROM added)",
     "WHERE given.file_hash NOT IN (SELECT added.file_hash FROM added)"),
    ("null-comparison", "get_recording", "recording.id = :recording_id",
     "recording.id = :recording_id AND recording.file_hash = NULL"),
    ("order-by-parameter", "list_recordings", "ORDER BY\n", "ORDER BY\n    lower(:after_id::text) ASC,\n"),
    ("star", "get_recording", "recording.file_hash,", "to_jsonb(recording) AS file_hash,"),
    ("timestamp-without-zone", "get_recording", "recording.created_at,",
     "recording.created_at AT TIME ZONE 'UTC' AS created_at,"),
    ("unqualified-column", "list_recordings_by_metadata", "entry.key = :key", "key = :key"),
    ("volatile-per-row", "get_recording", "recording.id = :recording_id",
     "recording.id = :recording_id AND random() < 0.5"),
    ("none-forbidden", "add_recording", "file_path: text ", "file_path: text or null "),
    ("none-forbidden", "get_or_add_recording", "file_name: text ", "file_name: text or null "),
    ("none-forbidden", "add_recordings", "file_paths: text[] ", "file_paths: text[] with nulls "),
    ("none-useless", "get_recording", "recording_id: uuid ", "recording_id: uuid or null "),
    ("parameters", "copy_recordings", "file_size: bigint", "file_size: integer"),
    ("schema-name", "get_recording", "FROM recordings", "FROM public.recordings"),
    ("write-functions", "update_recording", "RETURNING\n", "RETURNING\n    now() AS changed_at,\n"),
]  # fmt: skip


@pytest.fixture
def connection(database_url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url) as connection:
        yield connection


def findings(found: Analysed) -> list[Finding]:
    return [*check_traps(found), *check_parameters(found), *check_portability(found)]


@pytest.mark.parametrize(
    ("rule", "name", "written", "broken"), BROKEN, ids=[f"{rule}-{name}" for rule, name, _, _ in BROKEN]
)
def test_a_broken_statement_has_exactly_this_finding(
    connection: psycopg.Connection[Any], tmp_path: Path, rule: str, name: str, written: str, broken: str
) -> None:
    text = (sql_folder() / "catalog" / f"{name}.sql").read_text(encoding="utf-8")
    assert not findings(analysed(connection, tmp_path, text))
    assert written in text
    found = findings(analysed(connection, tmp_path, text.replace(written, broken, 1)))
    assert [finding.rule for finding in found] == [rule], [str(finding) for finding in found]
