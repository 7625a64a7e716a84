"""timestamp without zone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.timestamp_without_zone import check_timestamp_without_zone

Found = Callable[..., list[Finding]]
RULE = "timestamp-without-zone"


@pytest.mark.parametrize("sql", [
    "SELECT ⟨heard_at FROM songs;",
    "SELECT id, ⟨starts_at AT TIME ZONE 'UTC' AS heard FROM shows;",
    "SELECT id FROM songs WHERE ⟨heard_at < now();",
    "INSERT INTO songs (id, title, ⟨heard_at) VALUES (1, '', now());",
    "UPDATE songs SET ⟨heard_at = now() WHERE id = 1;",
    "SELECT id FROM shows WHERE starts_at::⟨timestamp < current_date;",
    "SELECT ⟨localtimestamp AS here;",
    "SELECT id FROM shows WHERE day < ⟨LOCALTIMESTAMP;",
])  # fmt: skip
def test_a_wall_clock_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_timestamp_without_zone, sql)
    assert finding.rule == RULE


@pytest.mark.parametrize("sql", [
    "SELECT starts_at FROM shows;",
    "SELECT id FROM songs;",
    "SELECT id FROM shows WHERE extract(hour FROM starts_at AT TIME ZONE 'UTC') = 2;",
    "SELECT heard_at AT TIME ZONE 'UTC' AS heard_at FROM songs;",
    "SELECT date_trunc('day', starts_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS day FROM shows;",
    "SELECT (starts_at AT TIME ZONE 'UTC')::date AS day FROM shows;",
])  # fmt: skip
def test_an_instant_and_a_named_zone_are_no_trap(found: Found, sql: str) -> None:
    found(check_timestamp_without_zone, sql)
