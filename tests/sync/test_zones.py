"""Instants are exact in the graph, whatever zone the server, the session or the source is in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.json import Jsonb

from tests.sync.lab import Lab
from tests.sync.literal import literal
from tracktion_db import Database
from tracktion_db.sync import Worker, drain

# Both are 02:30 in Paris, on the night when clocks go back; and microseconds.
BEFORE_THE_FOLD = datetime(2026, 10, 25, 0, 30, 0, 123456, UTC)
AFTER_THE_FOLD = BEFORE_THE_FOLD + timedelta(hours=1)


@pytest.fixture
def in_paris(lab: Lab) -> Lab:
    lab.admin.execute(
        literal(f"ALTER DATABASE {conninfo_to_dict(lab.url)['dbname']} SET timezone = 'Europe/Paris'")
    )
    lab.end_worker_sessions()
    return lab


def test_instants_around_the_change_of_clocks_are_exact(in_paris: Lab) -> None:
    lab = in_paris
    for instant in (BEFORE_THE_FOLD, AFTER_THE_FOLD):
        recording = lab.add_recording()
        lab.admin.execute("UPDATE recordings SET created_at = %s WHERE id = %s", (instant, recording))
        tracklist = lab.add_tracklist(("A", "one"), ("B", "two"), recording=recording)
        lab.admin.execute("UPDATE tracklists SET created_at = %s WHERE id = %s", (instant, tracklist))
    with Database.from_url(lab.url, pool_min_size=1) as db:
        drain(Worker(db, lab.graph))
    lab.check()
    found = {
        (native if (native := row[0].to_native()).tzinfo else native.replace(tzinfo=UTC)).astimezone(UTC)
        for row in lab.cypher("MATCH (r:Recording) RETURN r.created_at")
    }
    assert found == {BEFORE_THE_FOLD, AFTER_THE_FOLD}


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T02:30:00Z", "2026-10-25T02:30:00+00:00"),
        ("2026-10-25", "2026-10-25T00:00:00+00:00"),
    ],
)
def test_when_a_set_was_played_is_what_its_source_says(in_paris: Lab, said: str, instant: str) -> None:
    lab = in_paris
    tracklist = lab.add_tracklist(("A", "one"), ("B", "two"))
    lab.admin.execute("UPDATE tracklists SET metadata = %s WHERE id = %s", (Jsonb({"date": said}), tracklist))
    drain(lab.worker())
    lab.check()
    ((last,),) = lab.cypher("MATCH (:Track)-[p:PLAYED_BEFORE]->(:Track) RETURN p.last_at")
    native = last.to_native()
    assert (native if native.tzinfo else native.replace(tzinfo=UTC)) == datetime.fromisoformat(instant)
