from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from tests.catalog.samples import (
    KNIGHTS,
    STRINGS_OF_LIFE,
    THE_BELLS,
    new_tracklist,
)
from tests.fixtures.executors import Run
from tracktion_db import Transaction, catalog
from tracktion_db.catalog import NewTracklist, Track
from tracktion_db.errors import RuleViolated, ValidationError


def stored_tracks(database_url: str) -> list[Any]:
    """The JSON of every tracklist as the server has it, in the order of adding."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT tracks::text FROM tracklists ORDER BY created_at, id").fetchall()
    return [json.loads(text) for (text,) in rows]


def test_extra_keys_survive_a_round_trip_and_absent_ones_stay_absent(run: Run, database_url: str) -> None:
    tracks: list[dict[str, Any]] = [
        STRINGS_OF_LIFE | {"id": 7, "cue": {"bars": [1, 2.5, None, True], "ノート": 'a\\u0000b \\ " é 🎛'}},
        {"title": "", "artist": "ID", "extra": -0.5, "big": 10**40, "empty": {}, "list": []},
        KNIGHTS | {"start_time": 390.25},
        THE_BELLS | {"start_time": None},
        THE_BELLS | {"start_time": "1:00:00"},
    ]

    added = run(catalog.add_tracklist(new_tracklist(tracks=tracks)))

    assert stored_tracks(database_url) == [tracks]
    assert "start_time" not in stored_tracks(database_url)[0][1]
    again = run(catalog.get_tracklist(added.id))
    assert again is not None
    assert [track.model_dump(exclude_unset=True) for track in again.tracks] == tracks
    assert again.tracks[0].model_extra == {"id": 7, "cue": tracks[0]["cue"]}
    # What was read can be written again as it is.
    copied = run(catalog.add_tracklist(NewTracklist(source="copy", tracks=again.tracks)))
    assert copied.tracks == again.tracks
    assert stored_tracks(database_url)[1] == tracks


WRONG_TRACKS: list[tuple[Any, str]] = [
    ([STRINGS_OF_LIFE, {"title": "x"}], "tracks[1].artist"),
    ([{"title": 5, "artist": "x"}], "tracks[0].title"),
    ([{"title": None, "artist": "x"}], "tracks[0].title"),
    ([{"title": "nul\0", "artist": "x"}], "tracks[0].title"),
    ([{"title": "x", "artist": "\ud800"}], "tracks[0].artist"),
    ([STRINGS_OF_LIFE, KNIGHTS, THE_BELLS, THE_BELLS | {"start_time": "1:60"}], "tracks[3].start_time"),
    ([STRINGS_OF_LIFE | {"start_time": "90"}], "tracks[0].start_time"),
    ([STRINGS_OF_LIFE | {"start_time": "1:2:03"}], "tracks[0].start_time"),
    ([STRINGS_OF_LIFE | {"start_time": "\u0660\u0661:\u0660\u0660"}], "tracks[0].start_time"),
    ([STRINGS_OF_LIFE | {"start_time": "01:00\n"}], "tracks[0].start_time"),
    ([STRINGS_OF_LIFE | {"start_time": -1}], "tracks[0].start_time"),
    ([STRINGS_OF_LIFE | {"start_time": True}], "tracks[0].start_time"),
    ([STRINGS_OF_LIFE | {"start_time": float("nan")}], "tracks[0].start_time"),
    ([STRINGS_OF_LIFE | {"start_time": []}], "tracks[0].start_time"),
    ([KNIGHTS, STRINGS_OF_LIFE], "tracks[1].start_time"),
    (
        [KNIGHTS, THE_BELLS | {"start_time": None}, THE_BELLS | {"start_time": 389.5}],
        "tracks[2].start_time",
    ),
    ([STRINGS_OF_LIFE | {"label": float("inf")}], "tracks[0].label"),
    ([STRINGS_OF_LIFE | {"label": {"x": ["a", "nul\0"]}}], "tracks[0].label.x[1]"),
    ([STRINGS_OF_LIFE | {"label": b"bytes"}], "tracks[0].label"),
    ([STRINGS_OF_LIFE | {"nul\0": 1}], "tracks[0].<key 0>"),
    ([["x"]], "tracks[0]"),
    (["x"], "tracks[0]"),
    ("[]", "tracks"),
    ({}, "tracks"),
    (None, "tracks"),
]


@pytest.mark.parametrize(("tracks", "field"), WRONG_TRACKS)
def test_tracks_that_do_not_fit_are_refused_with_their_place(tracks: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = NewTracklist(source="manual", tracks=tracks)

    assert refused.value.field == field
    assert refused.value.__cause__ is None


def test_a_track_of_1000_levels_is_refused() -> None:
    deep: Any = "bottom"
    for _ in range(1000):
        deep = [deep]

    with pytest.raises(ValidationError, match="at most 100 deep"):
        _ = NewTracklist(source="manual", tracks=[STRINGS_OF_LIFE | {"deep": deep}])  # pyright: ignore[reportArgumentType]


def test_a_track_made_of_wrong_values_raises_our_own_error() -> None:
    with pytest.raises(ValidationError, match=r"^start_time: must be"):
        _ = Track(title="x", artist="y", start_time="soon")
    with pytest.raises(ValidationError, match=r"^artist: "):
        _ = Track(title="x")  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    ("start_time", "second"),
    [
        ("00:00", 0),
        ("06:30", 390),
        ("123:45", 7425),
        ("01:02:03", 3723),
        (12.5, 12.5),
        (90, 90),
        (None, None),
    ],
)
def test_a_track_knows_its_start_in_seconds_like_the_database(
    tx: Transaction, start_time: str | float | None, second: float | None
) -> None:
    track = Track(title="x", artist="y", start_time=start_time)

    assert track.start_second() == second
    added = tx.run(catalog.add_tracklist(NewTracklist(source="manual", tracks=(track,))))
    playing = tx.run(catalog.get_track_playing(added.id, 10**9))
    assert (playing and playing.start_second) == second


def test_equal_starts_and_unknown_ones_are_no_step_back(run: Run) -> None:
    tracks = [KNIGHTS, THE_BELLS | {"start_time": None}, THE_BELLS | {"start_time": 390}, THE_BELLS]

    assert run(catalog.add_tracklist(new_tracklist(tracks=tracks))).track_count == 4


def test_the_database_refuses_tracks_that_did_not_pass_this_package(database_url: str) -> None:
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        _ = connection.execute(
            """INSERT INTO tracklists (source, tracks) VALUES ('manual', '[{"title": "x"}]')"""
        )


def test_tracks_that_the_database_lets_through_are_rules_of_its_own(tx: Transaction) -> None:
    # An int and a float of that size are equal in Python, not in decimal notation: the server decides.
    tracks = [STRINGS_OF_LIFE | {"start_time": 2**70}, KNIGHTS | {"start_time": float(2**70)}]
    given = NewTracklist(source="manual", tracks=tracks)  # pyright: ignore[reportArgumentType]

    with pytest.raises(RuleViolated) as refused, tx.transaction() as inner:
        inner.run(catalog.add_tracklist(given))

    assert refused.value.constraint == "tracklists_tracks_valid"
