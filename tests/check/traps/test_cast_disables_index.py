"""Casts of indexed columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.cast_disables_index import check_cast_disables_index

Found = Callable[..., list[Finding]]
RULE = "cast-disables-index"


@pytest.mark.parametrize(("sql", "parameter"), [
    ("SELECT title FROM shows WHERE ⟨starts_at::date = :x;", "date"),
    ("SELECT title FROM shows WHERE ⟨id = :x;", "numeric"),
    ("SELECT title FROM shows WHERE ⟨id::text = :x;", "text"),
    ("SELECT title FROM shows WHERE :x = ANY(ARRAY[title]) AND ⟨code::char(10) = 'x';", "text"),
    ("SELECT songs.title FROM shows JOIN songs ON ⟨songs.show_id::text = shows.title WHERE songs.id ="
    " :x;", "bigint"),
    ("SELECT title FROM shows WHERE ⟨id::text = ANY(:x);", "text[]"),
])  # fmt: skip
def test_a_cast_that_the_index_does_not_have_is_found(found: Found, sql: str, parameter: str) -> None:
    (finding,) = found(check_cast_disables_index, sql, f"x: {parameter}")
    assert finding.rule == RULE


@pytest.mark.parametrize(("sql", "parameter"), [
    ("SELECT title FROM shows WHERE starts_at >= :x AND starts_at < :x;", "date"),
    ("SELECT title FROM shows WHERE id = :x;", "integer"),
    ("SELECT title FROM shows WHERE id = :x::bigint;", "numeric"),
    ("SELECT title FROM shows WHERE code = :x;", "text"),
    ("SELECT title FROM shows WHERE title::date = :x;", "date"),
    ("SELECT label FROM songs WHERE title::bytea = :x;", "bytea"),
    ("SELECT id::text FROM songs WHERE title = :x;", "text"),
])  # fmt: skip
def test_a_cast_of_the_other_side_is_no_trap(found: Found, sql: str, parameter: str) -> None:
    found(check_cast_disables_index, sql, f"x: {parameter}")
