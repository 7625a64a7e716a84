"""Where a bad file is bad: bytes that are no text, and how the place is counted and shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.errors import StatementError

from .files import load_file, with_header, write_file


def test_byte_order_mark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"do_it\.sql:1:1: the file starts with a byte order mark"):
        load_file(tmp_path, b"\xef\xbb\xbf" + with_header("SELECT 1;").encode())


def test_file_that_is_not_utf_8_is_refused_at_the_first_wrong_byte(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"do_it\.sql:2:10: this is not UTF-8") as caught:
        load_file(tmp_path, "-- é\nSELECT 'é".encode() + b"\xe9';\n")
    assert str(caught.value).split("\n")[1:3] == ["    SELECT 'é\ufffd';", "             ^"]


def test_place_is_counted_in_characters(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"do_it\.sql:4:14: unknown parameter :x"):
        load_file(tmp_path, with_header("SELECT '🎵é', :x;"))


def test_caret_stands_below_tabs(tmp_path: Path) -> None:
    with pytest.raises(StatementError) as caught:
        load_file(tmp_path, with_header("SELECT\n\t1,\t:x;"))
    assert str(caught.value).split("\n")[1:3] == ["    \t1,\t:x;", "    \t  \t^"]


def test_long_line_is_shown_around_the_caret(tmp_path: Path) -> None:
    with pytest.raises(StatementError) as caught:
        load_file(tmp_path, with_header("SELECT " + "1, " * 3000 + ":x" + ", 1" * 3000 + ";"))
    error = caught.value
    assert error.column == 9008
    shown, caret = str(error).split("\n")[1:3]
    assert len(shown) < 110
    assert shown[caret.index("^") :].startswith(":x, 1")


def test_parameter_of_a_service_is_refused_in_its_own_file(tmp_path: Path) -> None:
    write_file(tmp_path, with_header("SELECT 1;"), "songs/a.sql")
    write_file(tmp_path, with_header("SELECT :x;"), "songs/b.sql")
    with pytest.raises(StatementError, match=r"songs/b\.sql:4:8: "):
        load_file(tmp_path, with_header("SELECT 1;"))
