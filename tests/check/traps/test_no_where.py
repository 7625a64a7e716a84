"""UPDATE and DELETE without WHERE."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.no_where import check_no_where

Found = Callable[..., list[Finding]]
RULE = "no-where"


@pytest.mark.parametrize("sql", [
    "⟨UPDATE songs SET label = title;",
    "⟨DELETE FROM songs;",
    "⟨DELETE FROM songs USING shows;",
    "WITH gone AS (⟨DELETE FROM songs RETURNING songs.id) SELECT gone.id FROM gone WHERE gone.id > 1;",
])  # fmt: skip
def test_a_write_of_all_rows_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_no_where, sql)
    assert finding.rule == RULE


@pytest.mark.parametrize("sql", [
    "UPDATE songs SET label = title WHERE id = 1;",
    "DELETE FROM songs WHERE TRUE;",
    "SELECT id FROM songs FOR UPDATE;",
    "INSERT INTO shows (id, title, code, starts_at, day) VALUES (1, '', '', now(), current_date)"
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title;",
])  # fmt: skip
def test_a_condition_and_other_updates_are_no_trap(found: Found, sql: str) -> None:
    found(check_no_where, sql)
