"""NOT IN with nulls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.not_in_nulls import check_not_in_nulls

Found = Callable[..., list[Finding]]
RULE = "not-in-nulls"


@pytest.mark.parametrize("sql", [
    "SELECT id FROM shows WHERE id ⟨NOT IN (SELECT show_id FROM songs);",
    "SELECT id FROM shows WHERE id ⟨<> ALL (SELECT songs.show_id FROM songs);",
    "SELECT id FROM shows WHERE id NOT IN (SELECT songs.id FROM songs) AND id ⟨NOT IN (SELECT"
    " songs.show_id FROM songs);",
    "WITH x AS (SELECT show_id FROM songs) SELECT id FROM shows WHERE id ⟨NOT IN (SELECT show_id FROM x);",
    "SELECT id FROM shows WHERE id ⟨NOT IN (SELECT songs.id FROM shows AS s LEFT JOIN songs ON songs.id"
    " = s.id);",
    "SELECT id FROM shows WHERE id ⟨NOT IN (SELECT songs.id FROM songs UNION SELECT songs.show_id FROM"
    " songs);",
])  # fmt: skip
def test_not_in_a_query_with_nulls_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_not_in_nulls, sql)
    assert finding.rule == RULE


def test_not_in_an_array_that_may_hold_none_is_found(found: Found) -> None:
    sql = "SELECT id FROM shows WHERE id ⟨<> ALL(:ids) AND id <> ALL(:others);"
    (finding,) = found(check_not_in_nulls, sql, "ids: bigint[] with nulls", "others: bigint[]")
    assert (finding.rule, finding.subject) == (RULE, "ids")


@pytest.mark.parametrize("sql", [
    "SELECT id FROM shows WHERE id NOT IN (SELECT id FROM songs);",
    "SELECT id FROM shows WHERE id NOT IN (SELECT show_id FROM songs WHERE show_id IS NOT NULL);",
    "SELECT id FROM shows WHERE id NOT IN (SELECT x.show_id FROM (SELECT show_id FROM songs WHERE"
    " show_id > 0) AS x);",
    "SELECT id FROM shows WHERE id IN (SELECT show_id FROM songs);",
    "SELECT id FROM shows WHERE NOT EXISTS (SELECT songs.id FROM songs WHERE songs.show_id = shows.id);",
    "SELECT id FROM shows WHERE id NOT IN (SELECT songs.id FROM songs EXCEPT SELECT songs.show_id FROM"
    " songs);",
    "SELECT id FROM shows WHERE id NOT IN (1, 2);",
])  # fmt: skip
def test_values_without_null_are_no_trap(found: Found, sql: str) -> None:
    found(check_not_in_nulls, sql)
