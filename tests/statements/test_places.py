"""Where a bad file is bad: bytes that are no text, and how the place is counted and shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.errors import StatementError
from tracktion_db.statements import scanned_file

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


def test_scanned_file_shows_where_header_and_code_stand(tmp_path: Path) -> None:
    content = with_header("SELECT :b, :a, :b;", "a: text", "b: text", returns="one songs.Song", access="read")
    statement = load_file(tmp_path, content)
    source, header, scanned = scanned_file(statement)
    assert (source.path, source.text) == (str(statement.path), content)
    assert [content[place] for place in header.places] == ["a", "b"]
    assert content[header.returns_place :].startswith("one songs.Song")
    assert content[scanned.start : scanned.end] == "SELECT :b, :a, :b"
    assert [(content[p.start : p.end], p.name) for p in scanned.placeholders] == [
        (":b", "b"),
        (":a", "a"),
        (":b", "b"),
    ]


def test_place_of_the_wire_form_is_found_in_the_file(tmp_path: Path) -> None:
    content = with_header("SELECT '🎵', 1 AND:b /* é */, :a\n FROM t;", "a: text", "b: text")
    statement = load_file(tmp_path, content)
    wire = scanned_file(statement).wire_form(statement.name)
    sent = statement.sql.decode()
    assert wire.sql == statement.sql
    assert sent == "SELECT /* songs.do_it */ '🎵', 1 AND $2 /* é */, $1\n FROM t"
    for found in ("SELECT", "'🎵'", "AND", "/* é", "FROM"):
        assert wire.place_in_file(sent.index(found)) == content.index(found)
    assert wire.place_in_file(sent.index("$2")) == content.index(":b /")
    assert wire.place_in_file(sent.index("$1")) == content.index(":a\n FROM")
    # The name that was put in stands for the place where it was.
    assert wire.place_in_file(sent.index("songs.")) == content.index("SELECT") + len("SELECT")


def test_what_the_server_refuses_is_shown_in_the_file(tmp_path: Path) -> None:
    statement = load_file(tmp_path, with_header("SELECT :a, x;", "a: text"))
    error = statement.refused(statement.sql.decode().index("x") + 1, "no such column", "add it")
    assert (error.line, error.column, error.statement) == (5, 12, "songs.do_it")
    assert str(error).endswith(f"    SELECT :a, x;\n    {' ' * 11}^\nadd it")
