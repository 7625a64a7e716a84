"""BETWEEN with instants."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.between_timestamps import check_between_timestamps

Found = Callable[..., list[Finding]]
RULE = "between-timestamps"


@pytest.mark.parametrize("sql", [
    "SELECT count(*) FROM shows WHERE starts_at ⟨BETWEEN now() AND now();",
    "SELECT count(*) FROM shows WHERE starts_at NOT ⟨BETWEEN now() AND now();",
    "SELECT count(*) FROM shows WHERE id BETWEEN 1 AND 2 AND shows.starts_at ⟨BETWEEN now() AND now();",
    "SELECT count(*) FROM songs WHERE heard_at ⟨BETWEEN localtimestamp AND localtimestamp;",
    "SELECT count(*) FROM shows WHERE now() ⟨BETWEEN starts_at AND starts_at;",
    "WITH x AS (SELECT id FROM shows WHERE day BETWEEN current_date AND current_date)"
    " SELECT count(*) FROM shows WHERE starts_at ⟨BETWEEN now() AND now() AND id IN (SELECT id FROM x);",
])  # fmt: skip
def test_between_with_instants_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_between_timestamps, sql)
    assert finding.rule == RULE


@pytest.mark.parametrize("sql", [
    "SELECT count(*) FROM shows WHERE starts_at >= now() AND starts_at < now();",
    "SELECT count(*) FROM shows WHERE starts_at >= now() AND starts_at <= now();",
    "SELECT count(*) FROM shows WHERE day BETWEEN current_date AND current_date AND id BETWEEN 1 AND 2;",
    "SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM shows"
    " WHERE starts_at >= now() AND starts_at <= now();",
])  # fmt: skip
def test_a_half_open_span_and_days_are_no_trap(found: Found, sql: str) -> None:
    found(check_between_timestamps, sql)
