"""Rows that are not imported: which, why, and what happens to the others."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.transfer.conftest import Transfers
from tests.transfer.samples import csv_file, titles, track_id
from tracktion_db.errors import Conflict, ValidationError

BAD = {"r7": {"year": 1492}, "r8": {"title": "a\0b"}, "r23": {"year": "late"}}
GOOD = 25 - len(BAD)


@pytest.fixture(autouse=True)
def _batches(small_batches: None) -> None:
    pass


def test_bad_rows_are_left_out_with_number_field_and_reason(both: Transfers, tmp_path: Path) -> None:
    file, rejects = csv_file(tmp_path / "t.csv", titles(25, **BAD)), tmp_path / "rejects.jsonl"
    report = both.load("library", file, on_error="skip", rejects=rejects)
    assert (report.rows_read, report.rows_written, report.rows_rejected) == (25, GOOD, 3)
    found = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert [(line["row"], line["field"]) for line in found] == [(7, "year"), (8, "title"), (23, "year")]
    assert found[0]["reason"] == "Input should be greater than or equal to 1800"
    assert [(reject.row, reject.reason) for reject in report.first_rejects] == [
        (line["row"], line["reason"]) for line in found
    ]
    assert both.column("SELECT count(*) FROM audio_tracks") == [GOOD]


def test_the_rejects_may_be_csv(transfers: Transfers, tmp_path: Path) -> None:
    file, rejects = csv_file(tmp_path / "t.csv", titles(25, **BAD)), tmp_path / "rejects.csv"
    transfers.load("library", file, on_error="skip", rejects=rejects)
    with rejects.open(encoding="utf-8", newline="") as lines:
        assert [(line["row"], line["field"]) for line in csv.DictReader(lines)] == [
            ("7", "year"), ("8", "title"), ("23", "year"),
        ]  # fmt: skip


def test_the_first_bad_row_stops_behind_the_rows_before_it(both: Transfers, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", titles(25, **BAD))
    with pytest.raises(ValidationError, match="row 7: year: ") as caught:
        both.load("library", file)
    assert (caught.value.row, caught.value.field) == (7, "year")
    assert both.column("SELECT count(*) FROM audio_tracks") == [6]
    assert both.rows("SELECT rows_read, finished_at FROM imports") == [(6, None)]


def test_a_bad_row_that_is_mended_is_where_the_next_run_goes_on(both: Transfers, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", titles(25, **BAD))
    with pytest.raises(ValidationError, match="row 7"):
        both.load("library", file)
    csv_file(file, titles(25, r23={"year": 1492}))
    with pytest.raises(ValidationError, match="row 23"):
        both.load("library", file)
    report = both.load("library", file, on_error="skip")
    assert (report.rows_before, report.rows_read, report.rows_written) == (22, 25, 24)
    titles_there = both.column("SELECT title FROM audio_tracks")
    assert len(titles_there) == len(set(titles_there)) == 24


def test_an_id_that_is_there_is_a_reject_or_stops(both: Transfers, tmp_path: Path) -> None:
    both.do(f"INSERT INTO audio_tracks (id, title) VALUES ('{track_id(15)}', 'there')")
    rows = [{"id": track_id(number), "title": f"Title {number}"} for number in range(1, 26)]
    file = csv_file(tmp_path / "t.csv", rows)
    with pytest.raises(Conflict, match="row 15: id: is taken by a row that is there already") as caught:
        both.load("library", file)
    assert caught.value.field == "id"
    assert both.column("SELECT count(*) FROM audio_tracks") == [15]
    report = both.load("library", file, on_error="skip")
    assert (report.rows_written, report.rows_rejected) == (24, 1)
    assert both.column("SELECT title FROM audio_tracks WHERE title = 'there'") == ["there"]


def test_of_rows_that_are_alike_the_first_is_written(both: Transfers, tmp_path: Path) -> None:
    both.do("INSERT INTO recordings (file_path, file_name, file_hash) VALUES ('/x', 'a', repeat('c', 64))")
    rows = [
        {"file_path": "/a", "file_name": "a", "file_hash": "a" * 64},
        {"file_path": "/a", "file_name": "b", "file_hash": "b" * 64},  # path of row 1
        {"file_path": "/c", "file_name": "c", "file_hash": "a" * 64},  # hash of row 1
        {"file_path": "/b", "file_name": "d", "file_hash": "c" * 64},  # hash of one that is there
        {
            "file_path": "/b",
            "file_name": "e",
            "file_hash": "b" * 64,
        },  # of rows that were refused
        {"file_path": "/x", "file_name": "f", "file_hash": None},
    ]
    report = both.load("catalog", csv_file(tmp_path / "t.csv", rows), on_error="skip")
    assert [(reject.row, reject.field, reject.reason) for reject in report.first_rejects] == [
        (2, "file_path", "is taken by row 1 of the same source"),
        (3, "file_hash", "is taken by row 1 of the same source"),
        (4, "file_hash", "is taken by a row that is there already"),
        (6, "file_path", "is taken by a row that is there already"),
    ]
    assert both.column("SELECT file_name FROM recordings WHERE file_path <> '/x' ORDER BY 1") == [
        "a",
        "e",
    ]


def test_a_dry_run_finds_everything_and_writes_nothing(both: Transfers, tmp_path: Path) -> None:
    both.do(f"INSERT INTO audio_tracks (id, title) VALUES ('{track_id(2)}', 'there')")
    rows = [
        {"id": track_id(number), "title": "T", "year": 1990 + 200 * (number == 3)} for number in range(25)
    ]
    file, rejects = csv_file(tmp_path / "t.csv", rows), tmp_path / "rejects.jsonl"
    report = both.load("library", file, on_error="skip", dry_run=True, rejects=rejects)
    assert (report.rows_read, report.rows_written, report.rows_rejected) == (25, 23, 2)
    assert [(reject.row, reject.field) for reject in report.first_rejects] == [(3, "id"), (4, "year")]
    assert len(rejects.read_text(encoding="utf-8").splitlines()) == 2
    with pytest.raises(Conflict, match="row 3: id"):
        both.load("library", file, dry_run=True)
    assert both.column("SELECT title FROM audio_tracks") == ["there"]
    assert both.column("SELECT count(*) FROM imports") == [0]


def test_a_rule_that_only_the_database_knows_stops_with_its_own_error(
    transfers: Transfers, tmp_path: Path
) -> None:
    transfers.do("ALTER TABLE audio_tracks ADD CONSTRAINT house_rule CHECK (title <> 'Title 15')")
    with pytest.raises(Exception, match=r"transfer\.copy_audio_tracks"):
        transfers.load("library", csv_file(tmp_path / "t.csv", titles(25)), on_error="skip")
    assert transfers.rows("SELECT rows_read, (SELECT count(*) FROM audio_tracks) FROM imports") == [(10, 10)]
