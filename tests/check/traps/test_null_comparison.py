"""Comparisons with NULL."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.null_comparison import check_null_comparison

Found = Callable[..., list[Finding]]
RULE = "null-comparison"


@pytest.mark.parametrize("sql", [
    "SELECT count(*) FROM songs WHERE label = ⟨NULL;",
    "SELECT count(*) FROM songs WHERE label <> (⟨NULL);",
    "SELECT count(*) FROM songs WHERE ⟨NULL = label;",
    "SELECT count(*) FROM songs WHERE label LIKE ⟨NULL;",
    "SELECT count(*) FROM songs WHERE label IS NOT NULL AND label IN (title, ⟨NULL);",
    "SELECT count(*) FROM songs WHERE label = ANY(ARRAY[title, ⟨NULL]);",
    "SELECT count(*) FROM songs WHERE (show_id, id) < (1, ⟨NULL);",
    "UPDATE songs SET label = NULL WHERE label = ⟨NULL;",
    "SELECT CASE label WHEN ⟨NULL THEN 1 END FROM songs;",
])  # fmt: skip
def test_a_comparison_with_null_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_null_comparison, sql)
    assert finding.rule == RULE


def test_each_null_is_found(found: Found) -> None:
    assert (
        len(found(check_null_comparison, "SELECT count(*) FROM songs WHERE label = ⟨NULL OR title = ⟨NULL;"))
        == 2
    )


@pytest.mark.parametrize("sql", [
    "UPDATE songs SET label = NULL WHERE label IS NOT NULL;",
    "SELECT count(*) FROM songs WHERE label IS NULL OR label IS DISTINCT FROM NULL;",
    "SELECT nullif(label, title), coalesce(label, NULL), CASE WHEN label IS NULL THEN NULL END FROM songs;",
])  # fmt: skip
def test_asking_for_null_and_writing_it_is_no_trap(found: Found, sql: str) -> None:
    found(check_null_comparison, sql)
