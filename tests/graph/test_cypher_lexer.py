"""Whatever stands in a Cypher file, its code is found or refused, and nothing in quotes is taken for code."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from tracktion_db.errors import StatementError
from tracktion_db.graph.lexer import scan
from tracktion_db.graph.statement import read_statement
from tracktion_db.statements.source import Source

from .cypher_files import read, with_header

PIECES = [
    *"'\"`\\\n\0$;()[]{}-<>*+,:|1n ẞ",
    *("//", "/*", "*/", "$name", "$(", "..", "Größe", "id(", "apoc.", "MATCH", "RETURN", "ORDER BY", "SET"),
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
QUOTED = st.one_of(
    SOUP.map(lambda text: "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"),
    SOUP.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'),
    SOUP.map(lambda text: "`" + text.replace("`", "``") + "`"),
    SOUP.map(lambda text: "/*" + text.replace("*/", "").replace("*", "") + "*/"),
    SOUP.map(lambda text: "//" + text.replace("\n", "") + "\n"),
)


@given(text=SOUP)
def test_only_statement_errors_come_of_a_file(text: str) -> None:
    for content in (text, with_header(text, "name: string"), read(text, "name: string")):
        with suppress(StatementError):
            read_statement("graph.do_it", Source("do_it.cypher", content))


@given(text=SOUP)
def test_code_stands_where_it_stands_in_the_file(text: str) -> None:
    source = Source("do_it.cypher", text)
    with suppress(StatementError):
        scanned = scan(source, 0)
        assert len(scanned.code) == len(text)
        assert scanned.code.isascii()
        assert all(text[p.start :].startswith(f"${p.name}") for p in scanned.placeholders)
        for place, mark in enumerate(scanned.code):
            assert mark in (" ", "_", "'", '"', "`", "$") or mark == text[place].upper()


@given(quoted=QUOTED)
def test_nothing_in_quotes_or_comments_is_code(quoted: str) -> None:
    scanned = scan(Source("do_it.cypher", f"MATCH (n {quoted}) DELETE n"), 0)
    begin, end = len("MATCH (n "), -len(") DELETE n")
    assert not scanned.code[begin:end].strip(" '\"`\n")
    assert not scanned.placeholders
