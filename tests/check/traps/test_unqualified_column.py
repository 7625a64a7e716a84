"""Columns without their relation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.traps.unqualified_column import check_unqualified_column

Found = Callable[..., list[Finding]]
RULE = "unqualified-column"


@pytest.mark.parametrize("sql", [
    "SELECT shows.id, ⟨label FROM shows JOIN songs ON songs.show_id = shows.id;",
    "SELECT shows.id FROM shows JOIN songs ON ⟨show_id = shows.id;",
    "SELECT shows.id FROM shows, songs WHERE lower(⟨label) = shows.title;",
    "SELECT shows.id FROM shows LEFT JOIN songs ON songs.show_id = shows.id ORDER BY ⟨label;",
    "SELECT array_agg(songs.id ORDER BY ⟨label) FROM shows JOIN songs ON songs.show_id = shows.id;",
    "UPDATE songs SET label = ⟨host FROM shows WHERE songs.show_id = shows.id;",
    "DELETE FROM songs USING shows WHERE ⟨show_id = shows.id;",
    "SELECT shows.id FROM shows CROSS JOIN unnest(ARRAY[⟨host]) AS part (label);",
    "SELECT id FROM shows WHERE EXISTS (SELECT 1 FROM songs JOIN shows AS s ON s.id = songs.id WHERE"
    " ⟨show_id = 1);",
    "WITH x AS (SELECT s.id, ⟨label FROM songs AS s CROSS JOIN shows) SELECT id FROM x;",
    "SELECT CASE WHEN ⟨label > '' THEN shows.id END AS host FROM shows JOIN songs USING (id);",
])  # fmt: skip
def test_a_column_that_does_not_say_whose_it_is_is_found(found: Found, sql: str) -> None:
    (finding,) = found(check_unqualified_column, sql)
    assert finding.rule == RULE


@pytest.mark.parametrize("sql", [
    "SELECT id, label FROM songs WHERE show_id = 1 ORDER BY title;",
    "SELECT shows.id AS label, songs.title host FROM shows JOIN songs ON songs.show_id = shows.id ORDER"
    " BY label, host;",
    "SELECT shows.title AS name FROM shows JOIN songs USING (id) GROUP BY name;",
    "SELECT shows.id FROM shows JOIN songs ON songs.show_id = shows.id ORDER BY id;",
    "UPDATE songs SET label = shows.host, title = shows.title FROM shows WHERE songs.show_id = shows.id;",
    "UPDATE songs SET (label, title) = (shows.host, shows.title) FROM shows WHERE songs.show_id = shows.id;",
    "INSERT INTO songs AS song (id, title, heard_at) SELECT shows.id, shows.title, now() FROM shows, songs"
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title WHERE song.title > '' RETURNING id, title;",
    "SELECT id, shows.host FROM shows FULL JOIN songs USING (id) ORDER BY shows.day;",
    "SELECT id, shows.host FROM shows NATURAL JOIN songs;",
    "WITH gone AS (DELETE FROM songs WHERE id = 1 RETURNING id, label) SELECT shows.id FROM gone, shows;",
    "MERGE INTO songs USING shows ON songs.id = shows.id WHEN MATCHED THEN UPDATE SET label = shows.host"
    " WHEN NOT MATCHED THEN INSERT (id, title, heard_at) VALUES (shows.id, shows.title, now());",
    "SELECT extract(day FROM shows.starts_at) FROM shows CROSS JOIN songs;",
    "SELECT shows.id FROM shows CROSS JOIN LATERAL (SELECT label FROM songs WHERE show_id = 1) AS part"
    " (host);",
    "WITH part (id, label) AS (SELECT songs.id, songs.label FROM songs) SELECT part.id FROM part, shows;",
    "SELECT songs.id FROM shows, songs WHERE songs.id IN (SELECT show_id FROM songs);",
    "SELECT songs.id FROM shows JOIN songs ON songs.id = shows.id FOR UPDATE OF songs;",
    "SELECT shows.id, '2 days'::interval day FROM shows, songs WHERE shows.day > date '2020-01-01';",
    "SELECT id FROM shows UNION ALL SELECT songs.id FROM songs JOIN shows ON shows.id = songs.id ORDER"
    " BY id;",
])  # fmt: skip
def test_names_that_can_mean_one_thing_only_are_no_trap(found: Found, sql: str) -> None:
    found(check_unqualified_column, sql)
