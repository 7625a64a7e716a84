"""Whole rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.star import check_star

Found = Callable[..., list[Finding]]
RULE = "star"


@pytest.mark.parametrize("sql", [
    "SELECT id, ⟨songs FROM songs;",
    "SELECT ⟨to_jsonb(song) AS song FROM songs AS song;",
    "SELECT ⟨jsonb_agg(song) FROM songs AS song;",
    "DELETE FROM songs AS song WHERE id = 1 RETURNING ⟨song;",
    "WITH x AS (SELECT to_jsonb(song) AS song FROM songs AS song) SELECT ⟨x.song FROM x;",
])  # fmt: skip
def test_a_whole_row_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_star, sql)
    assert finding.rule == RULE


@pytest.mark.parametrize("sql", [
    "SELECT count(*), count(song) FROM songs AS song;",
    "SELECT to_jsonb(song) ->> 'title' AS title FROM songs AS song;",
    "SELECT to_jsonb(part) FROM (SELECT song.id FROM songs AS song) AS part;",
    "SELECT song IS NULL FROM shows LEFT JOIN songs AS song ON song.show_id = shows.id;",
])  # fmt: skip
def test_counts_single_values_and_listed_columns_are_no_trap(found: Found, sql: str) -> None:
    found(check_star, sql)
