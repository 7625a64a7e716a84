"""``:extension:`` in a header: what the database must have beside PostgreSQL's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from .files import assert_refused, load_file, with_header

HEADER = "-- Do it.\n--\n-- :returns: nothing\n{}SELECT 1;"
HOW = "write :extension: name, such as :extension: vector"


@pytest.mark.parametrize("name", ["vector", "pg_trgm", "uuid-ossp", "x2"])
def test_a_statement_names_the_extension_that_it_needs(tmp_path: Path, name: str) -> None:
    assert load_file(tmp_path, HEADER.format(f"-- :extension: {name}\n")).extension == name


def test_a_statement_needs_none_unless_its_header_says_so(tmp_path: Path) -> None:
    assert load_file(tmp_path, with_header("SELECT 1;")).extension is None


@pytest.mark.parametrize(
    ("lines", "problem", "instead"),
    [
        ("-- :extension:⟨\n", "not the name of one extension", HOW),
        ("-- :extension: ⟨Vector\n", "not the name of one extension", HOW),
        ("-- :extension: ⟨vector, citext\n", "not the name of one extension", HOW),
        ('-- :extension: ⟨"vector"\n', "not the name of one extension", HOW),
        ("-- :extension: ⟨2x\n", "not the name of one extension", HOW),
        ("-- :extension: ⟨../vector\n", "not the name of one extension", HOW),
        ("-- :extension: vector\n-- ⟨:extension: citext\n", "a second :extension:", "keep one of them"),
        ("-- ⟨:extensions: vector\n", "unknown directive :extensions:", HOW),
        ("-- :extension: vector\n--     ⟨and more\n", "text between the directives of the header", "move it"),
    ],
)
def test_a_bad_line_is_refused_at_its_place(tmp_path: Path, lines: str, problem: str, instead: str) -> None:
    assert_refused(tmp_path, HEADER.format(lines), problem, instead)
