"""LIMIT without ORDER BY."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.limit_without_order import check_limit_without_order

Found = Callable[..., list[Finding]]
RULE = "limit-without-order"


@pytest.mark.parametrize("sql", [
    "SELECT id FROM songs ⟨LIMIT 1;",
    "SELECT id FROM songs ⟨FETCH FIRST 2 ROWS ONLY;",
    "SELECT id FROM songs ⟨OFFSET 2;",
    "SELECT id FROM shows WHERE id IN (SELECT show_id FROM songs ⟨LIMIT 5) ORDER BY id LIMIT 3;",
    "WITH some_songs AS (SELECT id FROM songs ⟨LIMIT 5) SELECT id FROM some_songs ORDER BY id;",
    "SELECT id FROM songs UNION ALL SELECT id FROM shows ⟨LIMIT 1;",
    "SELECT array_agg(id ORDER BY id) FROM songs GROUP BY show_id ⟨LIMIT 1;",
])  # fmt: skip
def test_rows_taken_from_no_order_are_found(found: Found, sql: str) -> None:
    (finding,) = found(check_limit_without_order, sql)
    assert finding.rule == RULE


@pytest.mark.parametrize("sql", [
    "SELECT id FROM songs ORDER BY id LIMIT 1;",
    "SELECT count(*) FROM songs LIMIT 1;",
    "SELECT 1 LIMIT 1;",
    "SELECT id FROM songs LIMIT ALL;",
    "SELECT id FROM songs LIMIT 0;",
    "SELECT part.id FROM (SELECT songs.id FROM songs OFFSET 0) AS part;",
    "SELECT (SELECT 1 FROM songs LIMIT 1) AS one;",
    "SELECT title FROM songs WHERE id = 3 LIMIT 1;",
    "SELECT (SELECT shows.title FROM shows WHERE shows.id = songs.show_id LIMIT 1) FROM songs;",
    "SELECT id FROM shows WHERE EXISTS (SELECT songs.id FROM songs WHERE songs.show_id = shows.id LIMIT 1);",
])  # fmt: skip
def test_an_order_one_row_and_exists_are_no_trap(found: Found, sql: str) -> None:
    found(check_limit_without_order, sql)
