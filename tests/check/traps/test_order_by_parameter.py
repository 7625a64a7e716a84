"""Sorting by a parameter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.order_by_parameter import check_order_by_parameter

Found = Callable[..., list[Finding]]
RULE = "order-by-parameter"


@pytest.mark.parametrize("sql", [
    "SELECT id FROM songs ORDER BY lower(⟨:x), id;",
    "SELECT id, row_number() OVER (ORDER BY 'a' || ⟨:x) FROM songs;",
    "SELECT array_agg(id ORDER BY 'a' || ⟨:x) FROM songs;",
    "SELECT id FROM songs WHERE title = :x ORDER BY ⟨:x || 'a';",
])  # fmt: skip
def test_an_order_by_a_parameter_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_order_by_parameter, sql, "x: text")
    assert (finding.rule, finding.subject) == (RULE, "x")


@pytest.mark.parametrize("sql", [
    "SELECT id FROM songs ORDER BY title || :x, id;",
    "SELECT id FROM songs ORDER BY CASE :x WHEN 'title' THEN title END, id;",
    "SELECT id FROM songs ORDER BY (SELECT max(shows.title) FROM shows WHERE shows.title < :x), id;",
    "SELECT DISTINCT :x::text AS x FROM songs;",
    "SELECT id FROM songs WHERE title = :x ORDER BY id;",
])  # fmt: skip
def test_an_order_that_differs_from_row_to_row_is_no_trap(found: Found, sql: str) -> None:
    found(check_order_by_parameter, sql, "x: text")
