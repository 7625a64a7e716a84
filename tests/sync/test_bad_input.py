"""What the tables take and a graph cannot have as it is: shown as what it is, or left out, and nothing stuck.

The same from callers is in ``tests/graph/test_bad_input.py``, what is too large in ``test_large``, what
nobody can read at all in ``test_poison``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.sync.lab import Lab
from tracktion_db.sync import drain, verify

ACCENTS = "\u0301\u0308"
BPM = "MATCH (r:Recording) WHERE r.title = 'it' RETURN r.bpm, r.energy"


def unknown_ids(lab: Lab) -> None:
    kinds = ("recording", "tracklist", "artist", "album", "genre", "track", "metadata")
    for kind in kinds:
        for key in (str(uuid4()), "", "\u0301", "x" * 5_000):
            lab.admin.execute("INSERT INTO graph_outbox (kind, key) VALUES (%s, %s)", (kind, key))


def empty_names(lab: Lab) -> None:
    lab.add_recording(**dict.fromkeys(("title", "artist", "album", "albumartist", "genre", "subgenre"), ""))
    lab.add_recording(**dict.fromkeys(("title", "artist", "album", "genre", "remixer", "key"), " \t\n;; "))
    lab.add_tracklist(("", ""), (" ", " "), ("", ""), ("A", ""), ("", "T"))


def names_of_accents(lab: Lab) -> None:
    names = ("title", "artist", "album", "albumartist", "genre", "subgenre", "remixer", "composer", "key")
    lab.add_recording(**dict.fromkeys(names, ACCENTS))
    lab.add_recording(artist=f"{ACCENTS}; \u0301; A feat. {ACCENTS}", genre=f"{ACCENTS};\u0301")
    lab.add_tracklist((ACCENTS, ACCENTS), (ACCENTS, "\u0301"), ("A", ACCENTS), (ACCENTS, "T"))


def circles_of_genres(lab: Lab) -> None:
    for genre, below in (("a", "b"), ("b", "c"), ("c", "a"), ("a", "a; A; b; c")):
        lab.add_recording(genre=genre, subgenre=below)


def relationships_to_oneself(lab: Lab) -> None:
    lab.add_recording(artist="A; a; Á feat. A", title="T (feat. A)", remixer="a", genre="X; x", subgenre="x")
    lab.add_tracklist(*[("A feat. A", "T")] * 5)


def null_keys(lab: Lab) -> None:
    recording = lab.add_recording(title="x")
    for key in ("artist", "album", "genre", "key", "bpm", "null"):
        lab.admin.execute(
            "INSERT INTO metadata (recording_id, key, value) VALUES (%s, %s, NULL)", (recording, key)
        )
    tracks = [{"title": "T", "artist": "A", "start_time": None, "key": None, "uid": None}] * 2
    lab.admin.execute(
        "INSERT INTO tracklists (recording_id, title, artist, source, source_url, tracks, metadata)"
        """ VALUES (NULL, NULL, NULL, 'test', NULL, %s, '{"date": null, "uid": null}')""",
        (json.dumps(tracks),),
    )


CASES: tuple[Callable[[Lab], None], ...] = (
    unknown_ids,
    empty_names,
    names_of_accents,
    circles_of_genres,
    relationships_to_oneself,
    null_keys,
)


def it(lab: Lab, **metadata: str) -> list[Any]:
    """Tempo and energy of a recording with this metadata, beside one that is as usual."""
    lab.add_recording(title="usual", bpm="120", energy="0.5")
    lab.add_recording(title="it", **metadata)
    drain(lab.worker())
    lab.check()
    (found,) = lab.cypher(BPM)
    return found


@pytest.mark.parametrize("write", CASES, ids=lambda write: write.__name__)
@pytest.mark.parametrize("most", [1_000, 1])
def test_all_of_it_arrives_as_the_rows_say_and_nothing_is_its_own_neighbour(
    lab: Lab, write: Callable[[Lab], None], most: int
) -> None:
    lab.add_recording(title="before", artist="A", genre="a")
    write(lab)
    after = lab.add_recording(title="after", artist="A", genre="a")
    worker = lab.worker(most=most)
    drain(worker)
    lab.check()
    assert lab.cypher("MATCH (a)-[r]->(a) WHERE type(r) <> 'COMPATIBLE' RETURN count(r)") == [[0]]
    assert lab.cypher("MATCH (n) WHERE n.uid IS NULL OR n.uid = '' RETURN labels(n)") in (
        [],
        [[["SyncFence"]]],
    )
    assert not verify(lab.db, lab.graph).findings
    for table in ("recordings", "tracklists"):
        lab.admin.execute(f"DELETE FROM {table}".encode())
    drain(worker)
    lab.check()
    assert lab.cypher("MATCH (r:Recording {uid: $uid}) RETURN r.uid", uid=str(after)) == []


@pytest.mark.parametrize("text", ["NaN", "nan", "Infinity", "-inf", "1e400", "128 bpm"])
def test_a_number_that_is_none_is_left_out(lab: Lab, text: str) -> None:
    assert it(lab, bpm=text, energy=text) == [None, None]


@pytest.mark.parametrize("text", ["-0.1", "1.1", "1000000"])
def test_a_share_outside_0_to_1_is_left_out(lab: Lab, text: str) -> None:
    assert it(lab, bpm="128", energy=text) == [128.0, None]


@pytest.mark.parametrize("text", ["0", "-128", "1000000", "1e6", "0.99"])
def test_a_tempo_that_nothing_has_is_left_out(lab: Lab, text: str) -> None:
    assert it(lab, bpm=text, energy="1") == [None, 1.0]


def test_100_000_rows_at_once_are_written_in_batches(lab: Lab) -> None:
    """Of one transaction: rows of metadata of many recordings, and changes of few."""
    ids = [UUID(int=number + 1) for number in range(100)]
    with lab.admin.transaction(), lab.admin.cursor() as cursor:
        with cursor.copy("COPY recordings (id, file_path, file_name) FROM STDIN") as copy:
            for id_ in ids:
                copy.write_row((id_, f"/{id_}", "file"))
        with cursor.copy("COPY metadata (recording_id, key, value) FROM STDIN") as copy:
            for id_ in ids:
                for number in range(100):
                    copy.write_row((id_, f"tag {number}", str(number % 7)))
        cursor.execute(
            "INSERT INTO graph_outbox (kind, key)"
            " SELECT 'recording', id::text FROM recordings CROSS JOIN generate_series(1, 1000)"
        )
    assert lab.scalar("SELECT count(*) FROM graph_outbox") >= 100_000
    lab.add_recording(title="after")
    # All changes of what a batch has claimed go with it.
    assert drain(lab.worker(most=30)) > 100_000
    lab.check()
