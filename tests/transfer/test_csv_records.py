"""The grammar of CSV: null is not empty text, and one bad line is one bad record."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracktion_db.transfer.csv_records import read_header, read_records, record_of
from tracktion_db.transfer.lines import LONGEST_RECORD, Lines
from tracktion_db.transfer.rejects import Unreadable

TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from('",\r\n'))
NAMES = ("a", "b", "c")


def read(text: str, names: tuple[str | None, ...] = NAMES) -> list[Mapping[str, str] | str]:
    """Records as mappings; what is unreadable as its reason."""
    records = read_records(Lines(io.BytesIO(text.encode())), names)
    return [record.reason if isinstance(record, Unreadable) else record for record in records]


@given(st.lists(st.tuples(*[st.none() | TEXT] * 3)))
def test_what_is_written_is_read_back_with_null_and_empty_text_apart(
    rows: list[tuple[str | None, ...]],
) -> None:
    text = "".join(record_of(row) for row in rows)
    expected = [
        {name: value for name, value in zip(NAMES, row, strict=True) if value is not None} for row in rows
    ]
    assert read(text) == expected


@given(st.lists(st.tuples(*[TEXT] * 3)), st.sampled_from(["\n", "\r\n"]))
def test_what_pythons_csv_writes_is_read_as_it_was(rows: list[tuple[str, ...]], end: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    assert read(out.getvalue()) == [dict(zip(NAMES, row, strict=True)) for row in rows]


def test_an_empty_field_is_null_and_two_quotes_are_empty_text() -> None:
    assert read('1,,""\n') == [{"a": "1", "c": ""}]


def test_a_column_without_a_name_is_left_out() -> None:
    assert read("1,2,3\n", ("a", None, "c")) == [{"a": "1", "c": "3"}]


def test_blank_lines_are_no_records_and_the_last_line_needs_no_end() -> None:
    assert read("\n1,2,3\r\n\r\n4,5,6") == [{"a": "1", "b": "2", "c": "3"}, {"a": "4", "b": "5", "c": "6"}]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,2", "has 2 fields, the header has 3"),
        ("1,2,3,4", "has 4 fields, the header has 3"),
        ('1,12" Mix,3', "must stand in quotes"),
        ('1,"12" Mix,3', "must stand in quotes"),
        ('1,"2,3', "a quote is opened and not closed"),
        ("1,2\r2,3", "must stand in quotes"),
    ],
)
def test_one_bad_line_takes_no_other_along(line: str, reason: str) -> None:
    before, bad, *after = read(f'x,y,z\n{line}\nu,v,w\n"r","s","t"\n')
    assert before == {"a": "x", "b": "y", "c": "z"}
    assert isinstance(bad, str) and reason in bad
    assert after == [{"a": "u", "b": "v", "c": "w"}, {"a": "r", "b": "s", "c": "t"}]


def test_a_quote_that_is_never_closed_is_given_up_where_no_record_is_so_long() -> None:
    lines = Lines(io.BytesIO(b'1,"2,3\n' + b"x,y,z\n" * LONGEST_RECORD))
    records = read_records(lines, NAMES)
    assert isinstance(next(records), Unreadable)
    assert lines.taken == len(b'1,"2,3\n')
    assert sum(1 for _ in records) == LONGEST_RECORD


@pytest.mark.parametrize(
    "line", ['"' * 131_001, '"x\n' + '""\n' * 40_000, '"x\n' * 3_001, '"' + 'a"' * 60_000]
)
def test_quotes_without_end_cost_no_more_than_other_text(line: str) -> None:
    assert len(read(f"{line}\n1,2,3\n" * 20)) >= 20


def test_the_header_may_be_quoted_and_follow_a_byte_order_mark() -> None:
    assert read_header(Lines(io.BytesIO(b'\xef\xbb\xbf"a ""b""",c\n'))) == ['a "b"', "c"]
