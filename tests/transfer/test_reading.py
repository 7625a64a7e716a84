"""Files that are read, and files that are refused before a row is written."""

from __future__ import annotations

import gzip
import io
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transfer.conftest import Transfers
from tests.transfer.samples import csv_file, json_file, titles
from tracktion_db.errors import TracktionDBError, UsageError, ValidationError
from tracktion_db.transfer.lines import LONGEST_RECORD


def test_a_byte_order_mark_is_no_part_of_the_first_header(both: Transfers, tmp_path: Path) -> None:
    file = tmp_path / "excel.csv"
    file.write_bytes(b"\xef\xbb\xbf" + "title\r\nMötley Crüe 🎧\r\n".encode())
    both.load("library", file)
    assert both.column("SELECT title FROM audio_tracks") == ["Mötley Crüe 🎧"]


@pytest.mark.parametrize(
    ("content", "offset"),
    [
        ("title\ncafé\n".encode("latin-1"), 9),
        ("title\na\n".encode("utf-16"), 0),
        (b"title\na\n\xe2\x82", 8),
        (b"title\n" + b"a\n" * 1_000_000 + b"\xff\n", 2_000_006),
        (b"title\n\xed\xa0\x80\n", 6),
    ],
)
def test_what_is_not_utf8_is_refused_with_the_offset_before_a_row_is_written(
    both: Transfers, tmp_path: Path, content: bytes, offset: int
) -> None:
    file = tmp_path / "foreign.csv"
    file.write_bytes(content)
    with pytest.raises(ValidationError, match=rf"not UTF-8 at byte offset {offset}\b"):
        both.load("library", file, on_error="skip")
    assert both.column("SELECT count(*) FROM audio_tracks") == [0]


@pytest.mark.usefixtures("small_batches")
def test_a_stream_that_is_not_utf8_later_on_keeps_the_rows_before(transfers: Transfers) -> None:
    text = b"title\n" + b"a\n" * 25 + b"\xff\n"
    with pytest.raises(ValidationError, match=r"byte offset 56\b"):
        transfers.load("library", io.BytesIO(text), format="csv")
    assert transfers.column("SELECT count(*) FROM audio_tracks") == [25]


def test_gzip_is_seen_by_its_content_and_a_cut_one_is_refused(transfers: Transfers, tmp_path: Path) -> None:
    packed = gzip.compress(b"title\n" + b"".join(b"%d\n" % number for number in range(50_000)))
    file = tmp_path / "tracks.csv"
    file.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(ValidationError, match="broken as gzip"):
        transfers.load("library", file)
    file.write_bytes(packed[:100_000] + gzip.compress(b""))
    assert transfers.column("SELECT count(*) FROM audio_tracks") == [0]
    file.write_bytes(gzip.compress(b"title\na\n") + gzip.compress(b"b\n"))
    transfers.load("library", file)
    assert transfers.column("SELECT title FROM audio_tracks ORDER BY title") == ["a", "b"]


def test_a_line_that_is_longer_than_any_record_is_refused(transfers: Transfers) -> None:
    text = b'{"title": "a"}\n' + b"[" * (LONGEST_RECORD + 1)
    with pytest.raises(ValidationError, match="a line from byte offset 15 on has more than 131,072 bytes"):
        transfers.load("library", io.BytesIO(text), format="jsonl")


def test_headers_are_fields_in_any_case_and_order_and_others_are_mapped(
    both: Transfers, tmp_path: Path
) -> None:
    file = csv_file(tmp_path / "t.csv", [{"Song": "A", " Sample Rate": 44100, "Year": 1999, "ARTIST": "B"}])
    both.load("library", file, mapping={"Song": "title"})
    assert both.rows("SELECT title, artist, year, sample_rate FROM audio_tracks") == [("A", "B", 1999, 44100)]


def test_keys_of_json_are_mapped_too(both: Transfers, tmp_path: Path) -> None:
    file = json_file(
        tmp_path / "t.jsonl", [{"Song": "A", "mood": 5}, {"Song": "B", "title": "C"}, {"Song": "D"}]
    )
    report = both.load("library", file, mapping={"Song": "title"}, ignore_unknown=True, on_error="skip")
    assert both.column("SELECT title FROM audio_tracks ORDER BY title") == ["A", "D"]
    assert [reject.reason for reject in report.first_rejects] == ["several keys are title"]


def test_types_of_json_are_taken_as_they_are(transfers: Transfers, tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    lines = [
        '{"year": 1990}',
        '{"year": "1990"}',
        '{"channels": true}',
        "[]",
        "{",
        '{"title": "\\u0000"}',
        '{"a": 1}',
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    report = transfers.load("library", file, on_error="skip")
    assert report.rows_written == 1
    assert [(reject.row, reject.field) for reject in report.first_rejects] == [
        (2, "year"), (3, "channels"), (4, "row"), (5, "row"), (6, "title"), (7, "a"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "options", "complaint"),
    [
        ("", {}, "has no header"),
        ("title,mood\na,b\n", {}, "unknown columns mood"),
        ("title,Title\na,b\n", {}, "several columns are title"),
        ("mood\nb\n", {"ignore_unknown": True}, "no column is a field"),
        ("title\na\n", {"mapping": {"Song": "title"}}, "no column Song: title"),
        ("title\na\n", {"mapping": {"title": "song"}}, "there is no field song"),
        ("title\na\n", {"format": "xml"}, "must be csv or jsonl"),
        ("title\na\n", {"on_error": "ignore"}, "must be stop or skip"),
        ("title\na\n", {"name": ""}, "must be 1 to 1,000 printable characters"),
        ("title\na\n", {"name": "a\ud800"}, "must be 1 to 1,000 printable characters"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused(
    transfers: Transfers, tmp_path: Path, text: str, options: dict[str, Any], complaint: str
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TracktionDBError, match=complaint):
        transfers.load("library", file, **options)
    assert transfers.column("SELECT count(*) FROM imports") == [0]


def test_a_field_that_every_row_needs_must_be_a_column(transfers: Transfers, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", [{"file_path": "/music/a.flac"}])
    with pytest.raises(ValidationError, match="no column is file_name"):
        transfers.load("catalog", file)


def test_a_name_that_does_not_tell_the_format_needs_it(transfers: Transfers, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "tracks.txt", titles(1))
    with pytest.raises(UsageError, match=r"tracks\.txt does not tell csv from jsonl"):
        transfers.load("library", file)
    assert transfers.load("library", file, format="csv").rows_written == 1
    with pytest.raises(UsageError, match="a stream has no name"):
        transfers.load("library", io.BytesIO(b"title\na\n"))


def test_an_unknown_target_is_refused(transfers: Transfers, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", titles(1))
    for target in ("songs", None, ["library"], "x" * 1_000_000):
        with pytest.raises(ValidationError, match="must be library or catalog"):
            transfers.load(target, file)


def test_a_file_may_have_a_name_that_is_no_text(transfers: Transfers, tmp_path: Path) -> None:
    file = csv_file(tmp_path / os.fsdecode(b"caf\xe9.csv"), titles(2))
    assert transfers.load("library", file).rows_written == 2
    assert transfers.load("library", file).was_finished
    assert transfers.column("SELECT source FROM imports")[0].endswith("caf\\xe9.csv")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_whatever_a_file_holds_only_our_errors_come_out(transfers: Transfers, form: str) -> None:
    words = st.sampled_from(
        ['"', '""', ",", "\n", "\r", "title", "year", "\0", "{", "}", ":", "1990", "é", "\ufeff"]
    )
    texts = st.lists(words, max_size=40).map(lambda parts: ("title,year\n" + "".join(parts)).encode())

    @settings(max_examples=150, deadline=None)
    @given(texts | st.binary(max_size=200))
    def import_it(content: bytes) -> None:
        with suppress(TracktionDBError):
            report = transfers.load("library", io.BytesIO(content), format=form, on_error="skip")
            assert report.rows_read == report.rows_written + report.rows_rejected

    import_it()


def test_what_a_row_does_not_bring_it_gets(transfers: Transfers, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", [{"artist": "A", "status": None, "title": None}] * 2)
    transfers.load("library", file)
    assert transfers.rows(
        "SELECT DISTINCT status, title, retry_count, track.created_at = track.updated_at,"
        " track.created_at = started_at FROM audio_tracks AS track CROSS JOIN imports"
    ) == [("PENDING", "Untitled", 0, True, True)]
    assert transfers.column("SELECT count(DISTINCT id) FROM audio_tracks") == [2]
