"""What is larger than any message that a graph server takes: written in pieces, or a dead letter.

A value has at most a million characters, and a recording as many values as somebody commits; a tracklist has
as many tracks. One server drops messages above 16 MiB without a word.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from tests.sync.lab import Lab
from tracktion_db.errors import TimedOut
from tracktion_db.sync import Worker, drain, list_failures, verify

MESSAGE = 17 * 1024 * 1024
LONGEST = 1_000_000


def add_metadata(lab: Lab, recording: UUID, rows: int, characters: int, sign: str = "x") -> None:
    """So many values of so many signs, each another one."""
    lab.admin.execute(
        "INSERT INTO metadata (recording_id, key, value)"
        " SELECT %s, 'tag ' || row, row || repeat(%s, %s - length(row::text))"
        " FROM generate_series(1, %s) AS row",
        (recording, sign, characters, rows),
    )


def add_tracks(lab: Lab, tracks: int, characters: int = 20) -> UUID:
    """A tracklist of so many tracks, each another one."""
    entries = [
        {"artist": f"artist {number % 50}", "title": f"{number} ".ljust(characters, "x")}
        for number in range(tracks)
    ]
    tracklist = lab.add_tracklist()
    lab.admin.execute("UPDATE tracklists SET tracks = %s WHERE id = %s", (Jsonb(entries), tracklist))
    return tracklist


def bytes_of(lab: Lab) -> int:
    return lab.scalar(
        "SELECT (SELECT coalesce(sum(octet_length(value)), 0) FROM metadata)"
        " + (SELECT coalesce(sum(octet_length(tracks::text)), 0) FROM tracklists)"
    )


@pytest.mark.parametrize(
    ("rows", "characters", "sign"),
    [(18, LONGEST, "x"), (5, LONGEST, "🎧"), (2_300, 2_000, "🎧")],
    ids=["long values", "long values of four bytes", "many values"],
)
def test_a_recording_larger_than_a_message_is_written_in_pieces(
    lab: Lab, rows: int, characters: int, sign: str
) -> None:
    lab.add_recording(title="before")
    large = lab.add_recording(title="large", artist="A")
    add_metadata(lab, large, rows, characters, sign)
    lab.add_recording(title="after", artist="A")
    assert bytes_of(lab) > MESSAGE
    drain(lab.worker(graph_timeout=50.0))
    lab.check()
    # The same again, and away.
    lab.set(large, "title", "larger")
    lab.drain()
    assert not verify(lab.db, lab.graph).findings
    lab.remove(large)
    drain(lab.worker(graph_timeout=50.0))
    lab.check()


def test_a_tracklist_larger_than_a_message_is_written_in_pieces(lab: Lab) -> None:
    lab.add_tracklist(("artist 1", "before"))
    large = add_tracks(lab, 2_100, characters=9_000)
    lab.add_recording(title="after")
    assert bytes_of(lab) > MESSAGE
    drain(lab.worker(graph_timeout=50.0))
    lab.check()
    lab.admin.execute("DELETE FROM tracklists WHERE id = %s", (large,))
    drain(lab.worker(graph_timeout=50.0))
    lab.check()


def test_tens_of_thousands_of_tracks_for_which_there_is_no_time_are_a_dead_letter(lab: Lab) -> None:
    """And everything else goes on, and nothing of it is there."""
    before = lab.add_recording(title="before", artist="A")
    large = add_tracks(lab, 20_000, characters=900)
    after = lab.add_recording(title="after", artist="A")
    assert bytes_of(lab) > MESSAGE
    worker = lab.worker(graph_timeout=2.0)
    worker.open()
    go_on(worker)
    assert [failure.key for failure in lab.db.run(list_failures()).items] == [str(large)]
    assert lab.cypher("MATCH (r:Recording) RETURN r.uid AS uid ORDER BY r.title DESC") == [
        [str(before)],
        [str(after)],
    ]
    lab.admin.execute("UPDATE graph_failures SET attempts = 4, next_at = now()")
    go_on(worker)
    (failure,) = lab.db.run(list_failures(only_dead=True)).items
    assert (failure.kind, failure.key, failure.error_code) == ("tracklist", str(large), "timed_out")
    assert failure.reason
    assert lab.waiting() == []
    assert lab.cypher("MATCH (n) WHERE n:Tracklist OR n:Track RETURN count(n)") == [[0]]
    lab.admin.execute("DELETE FROM tracklists WHERE id = %s", (large,))
    drain(lab.worker())
    lab.check()


def go_on(worker: Worker) -> None:
    """As ``tracktion-db sync`` does: a batch that took too long is tried again, smaller."""
    while True:
        try:
            if not worker.write_batch().claimed:
                return
        except TimedOut:
            continue
