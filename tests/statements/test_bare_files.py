"""A file without a header: its parameters in the order of their first use, and where each is."""

from __future__ import annotations

import pytest

from tracktion_db.errors import StatementError
from tracktion_db.statements import BareStatement, Source, Statements, has_header, read_bare, sql_folder


def bare(text: str) -> BareStatement:
    return read_bare(Source("new.sql", text))


def test_parameters_are_numbered_in_the_order_of_their_first_use() -> None:
    found = bare("-- not yet said\nSELECT *, :b FROM t WHERE a = :a AND b = :b::text; -- :c\n")
    assert found.names == ("b", "a")
    assert found.wire.sql == b"SELECT *, $1 FROM t WHERE a = $2 AND b = $1::text"


def test_statement_without_parameters_is_sent_as_it_is() -> None:
    found = bare("SELECT t.*, x[1:n]\nFROM t /* :x */;")
    assert found.names == ()
    assert found.wire.sql == b"SELECT t.*, x[1:n]\nFROM t /* :x */"


def test_every_place_of_the_wire_form_is_a_place_of_the_file() -> None:
    text = "/* é */ SELECT :long_name, 'é' AND:e, :long_name FROM t;"
    found = bare(text)
    sent = found.wire.sql.decode()
    assert sent == "SELECT $1, 'é' AND $2, $1 FROM t"
    for word in ("SELECT", "'é'", "AND", "FROM", " t"):
        assert found.wire.place_in_file(sent.index(word)) == text.index(word)
    assert found.wire.place_in_file(sent.index("$1")) == text.index(":long_name")
    assert found.wire.place_in_file(sent.rindex("$1")) == text.rindex(":long_name")
    assert found.wire.place_in_file(sent.index("$2")) == text.index(":e")


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("", "1:1", "no statement in this file"),
        ("-- only words\n", "1:1", "no statement in this file"),
        ("SELECT 1", "1:8", "the statement does not end"),
        ("SELECT 1; SELECT 2;", "1:11", "a second statement"),
        ("COMMIT;", "1:1", "COMMIT is not for statement files"),
        ("SELET 1;", "1:1", "a statement cannot start with this"),
        ("SELECT $1;", "1:8", "a numbered parameter"),
        ("SELECT :Title;", "1:8", "a bad parameter name"),
        ("SELECT\n  :from;", "2:3", "from is a keyword of Python"),
        ("SELECT x[1:n], :n;", "1:11", "a slice and a parameter in one"),
    ],
)
def test_what_no_header_could_mend_is_refused(text: str, place: str, problem: str) -> None:
    with pytest.raises(StatementError) as caught:
        bare(text)
    assert str(caught.value).startswith(f"new.sql:{place}: {problem}")


def test_our_own_files_have_the_same_parameters_without_their_headers() -> None:
    for statement in Statements.load(sql_folder()).values():
        found = read_bare(statement.source)
        declared = {parameter.name for parameter in statement.parameters if not statement.is_copy}
        assert set(found.names) == declared
        assert found.wire.sql.count(b"$") == statement.sql.count(b"$")


@pytest.mark.parametrize(
    ("text", "headed"),
    [
        ("-- Do it.\n--\n-- :returns: nothing\nSELECT 1;", True),
        ("\n--:returns one\nSELECT 1;", True),
        ("-- :param a: text\nSELECT :a;", True),
        ("-- Do it.\nSELECT 1;", False),
        ("-- It takes the :param a, and :returns: one.\nSELECT 1;", False),
        ("-- :parameters are none\nSELECT 1;", False),
        ("SELECT 1;\n-- :returns: one\n", False),
        ("/*\n-- :returns: one\n*/ SELECT 1;", False),
        ("", False),
    ],
)
def test_header_is_a_leading_comment_that_declares_something(text: str, headed: bool) -> None:
    assert has_header(Source("new.sql", text)) is headed


def test_every_file_of_ours_has_a_header() -> None:
    assert all(has_header(statement.source) for statement in Statements.load(sql_folder()).values())
