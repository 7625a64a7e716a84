"""Volatile functions in conditions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.volatile_per_row import check_volatile_per_row

Found = Callable[..., list[Finding]]
RULE = "volatile-per-row"


@pytest.mark.parametrize("sql", [
    "SELECT id FROM songs WHERE id = ⟨random();",
    "SELECT id FROM songs ORDER BY ⟨random();",
    "SELECT random() FROM songs WHERE id < ⟨random();",
    "SELECT songs.id FROM songs JOIN shows ON shows.id < ⟨random();",
    "SELECT CASE WHEN ⟨random() < 0.5 THEN 1 END FROM songs;",
    "SELECT count(*) FILTER (WHERE ⟨random() < 0.5) FROM songs;",
    "UPDATE songs SET label = title WHERE id < ⟨random();",
])  # fmt: skip
def test_a_volatile_function_in_a_condition_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_volatile_per_row, sql)
    assert (finding.rule, finding.subject) == (RULE, "random")


@pytest.mark.parametrize("sql", [
    "SELECT id FROM songs WHERE id < (SELECT random());",
    "SELECT gen_random_uuid() FROM songs;",
    "INSERT INTO songs (id, title, heard_at) SELECT 1 + random(), '', now() FROM shows;",
    "UPDATE songs SET label = random()::text WHERE id = 1;",
    "SELECT CASE WHEN random() < 0.5 THEN 1 END;",
    "SELECT id FROM shows WHERE starts_at < now() ORDER BY starts_at;",
])  # fmt: skip
def test_one_call_and_a_value_for_each_row_are_no_trap(found: Found, sql: str) -> None:
    found(check_volatile_per_row, sql)
