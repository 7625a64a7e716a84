"""count(column)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.count_nullable import check_count_nullable

Found = Callable[..., list[Finding]]
RULE = "count-nullable"


@pytest.mark.parametrize("sql", [
    "SELECT ⟨count(label) FROM songs;",
    "SELECT count(*), count(id), ⟨count(DISTINCT song.label) FROM songs AS song;",
    "SELECT ⟨count(label) OVER () FROM songs;",
    "SELECT ⟨count(part.label) FROM (SELECT songs.label FROM songs) AS part;",
    "SELECT ⟨count(label) FILTER (WHERE id > 1) FROM songs;",
])  # fmt: skip
def test_a_count_that_leaves_nulls_out_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_count_nullable, sql)
    assert (finding.rule, finding.subject) == (RULE, "label")


@pytest.mark.parametrize("sql", [
    "SELECT count(*), count(id), count(title) FROM songs;",
    "SELECT count(songs.id) FROM shows LEFT JOIN songs ON songs.show_id = shows.id GROUP BY shows.id;",
    "SELECT count(label) FROM songs WHERE label IS NOT NULL;",
    "SELECT count(part.label) FROM (SELECT songs.label FROM songs WHERE songs.label > '') AS part;",
    "SELECT count(label) FILTER (WHERE label IS NOT NULL) FROM songs;",
    "SELECT count(CASE WHEN id > 1 THEN 1 END) FROM songs;",
])  # fmt: skip
def test_a_count_that_says_what_it_counts_is_no_trap(found: Found, sql: str) -> None:
    found(check_count_nullable, sql)
