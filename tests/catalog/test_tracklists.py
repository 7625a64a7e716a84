from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from tests.catalog.samples import (
    CORRELATION,
    KNIGHTS,
    NOBODY,
    STRINGS_OF_LIFE,
    THE_BELLS,
    bare_recording,
    fields_of,
    new_recording,
    new_tracklist,
)
from tests.fixtures.executors import Run
from tracktion_db import JsonList, Transaction, catalog
from tracktion_db.catalog import NewTracklist, Track, TracklistChanges
from tracktion_db.errors import Conflict, InvalidReference, NotFound, RuleViolated, ValidationError


def stored_tracks(database_url: str) -> list[Any]:
    """The JSON of every tracklist as the server has it, in the order of adding."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT tracks::text FROM tracklists ORDER BY created_at, id").fetchall()
    return [json.loads(text) for (text,) in rows]


def test_an_added_tracklist_comes_back_as_it_was_given(run: Run) -> None:
    recording = run(catalog.add_recording(new_recording()))
    given = new_tracklist(
        recording_id=recording.id,
        source="1001tracklists.com",
        source_url="https://www.1001tracklists.com/tracklist/1",
        cue_file_path="/music/tresor.cue",
        correlation_id=CORRELATION,
    )

    added = run(catalog.add_tracklist(given))

    assert added.model_dump(include=set(NewTracklist.model_fields)) == given.model_dump() | {
        "tracks": [track.model_dump() for track in given.tracks]
    }
    assert isinstance(added.tracks, JsonList)
    assert added.tracks == given.tracks
    assert added.track_count == 3
    assert run(catalog.get_tracklist(added.id)) == added
    assert run(catalog.get_tracklist_by_recording(recording.id)) == added
    assert run(catalog.list_tracklists()).items == [added]


def test_a_set_need_not_be_on_disk(run: Run) -> None:
    first = run(catalog.add_tracklist(NewTracklist(source="manual")))
    second = run(catalog.add_tracklist(NewTracklist(source="manual")))

    assert (first.recording_id, first.track_count, list(first.tracks), first.metadata) == (None, 0, [], {})
    assert first.id != second.id


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


def test_a_recording_has_at_most_one_tracklist(run: Run) -> None:
    recording = run(catalog.add_recording(new_recording()))
    _ = run(catalog.add_tracklist(new_tracklist(recording_id=recording.id)))

    with pytest.raises(Conflict) as refused:
        run(catalog.add_tracklist(new_tracklist(recording_id=recording.id)))

    assert (refused.value.field, refused.value.constraint) == (
        "recording_id",
        "tracklists_recording_id_unique",
    )
    with pytest.raises(InvalidReference) as unknown:
        run(catalog.add_tracklist(new_tracklist(recording_id=NOBODY)))
    assert unknown.value.field == "recording_id"


@pytest.mark.parametrize("number", [0, 2, 30, 31, 200])
def test_tracklists_added_at_once_equal_those_added_one_by_one(run: Run, number: int) -> None:
    given = [
        new_tracklist(
            title=f"Set {position:03}",
            artist=None if position % 3 == 0 else "Jeff Mills",
            tracks=[STRINGS_OF_LIFE, KNIGHTS][: position % 3],
            total_duration=None if position % 4 == 0 else position,
            source_url=None if position % 5 == 0 else "https://example.org/set",
        )
        for position in range(number)
    ]

    assert run(catalog.add_tracklists(given)) == number

    rows = sorted(run(catalog.list_tracklists(limit=1000)).items, key=lambda row: str(row.title))
    assert len(rows) == number
    for row, one in zip(rows, given, strict=True):
        assert row.model_dump(include=set(NewTracklist.model_fields) - {"tracks"}) == one.model_dump(
            exclude={"tracks"}
        )
        assert row.tracks == one.tracks


@pytest.mark.parametrize("number", [3, 40], ids=["arrays", "copy"])
def test_of_tracklists_added_at_once_a_bad_one_keeps_all_out(run: Run, number: int) -> None:
    given = [new_tracklist() for _ in range(number)]

    with pytest.raises(InvalidReference):
        run(catalog.add_tracklists([*given, new_tracklist(recording_id=NOBODY)]))

    assert run(catalog.list_tracklists()).items == []


def test_tracklists_are_found_by_a_track_that_they_contain(run: Run) -> None:
    first = run(catalog.add_tracklist(new_tracklist()))
    second = run(catalog.add_tracklist(new_tracklist(tracks=[STRINGS_OF_LIFE, THE_BELLS | {"id": 42}])))
    mixed = [KNIGHTS | {"artist": "Jeff Mills"}, THE_BELLS | {"artist": "DJ Rolando", "title": "Jaguar"}]
    third = run(catalog.add_tracklist(new_tracklist(tracks=mixed)))

    assert run(catalog.list_tracklists_containing(title="Strings of Life")).items == [second, first]
    assert run(catalog.list_tracklists_containing(artist="DJ Rolando")).items == [third, first]
    # All that is asked must hold of one track.
    assert run(
        catalog.list_tracklists_containing(title="Knights of the Jaguar", artist="DJ Rolando")
    ).items == [first]
    assert run(catalog.list_tracklists_containing(track_id="mc-1")).items == [third, first]
    assert run(catalog.list_tracklists_containing(track_id=42)).items == [second]
    assert run(catalog.list_tracklists_containing(track_id="42")).items == []
    assert run(catalog.list_tracklists_containing(title="strings of life")).items == []
    page = run(catalog.list_tracklists_containing(title="Strings of Life", limit=1))
    assert page.items == [second]
    assert page.next_cursor is not None
    following = run(
        catalog.list_tracklists_containing(title="Strings of Life", limit=1, cursor=page.next_cursor)
    )
    assert (following.items, following.has_more) == ([first], False)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "title"),
        ({"title": 5}, "title"),
        ({"artist": ["x"]}, "artist"),
        ({"track_id": 1.5}, "track_id"),
        ({"track_id": True}, "track_id"),
        ({"title": "nul\0"}, "track.title"),
    ],
)
def test_a_track_that_cannot_be_asked_for_is_refused(asked: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = catalog.list_tracklists_containing(**asked)

    assert refused.value.field == field


def test_tracklists_are_found_by_their_metadata(run: Run) -> None:
    first = run(catalog.add_tracklist(new_tracklist()))
    _ = run(catalog.add_tracklist(new_tracklist(metadata={"venue": "Berghain", "year": 1999})))

    assert run(catalog.list_tracklists_by_metadata({"venue": "Tresor"})).items == [first]
    assert len(run(catalog.list_tracklists_by_metadata({"year": 1999})).items) == 2
    assert run(catalog.list_tracklists_by_metadata({"year": "1999"})).items == []


def test_a_change_touches_only_the_fields_that_were_given(run: Run) -> None:
    before = run(catalog.add_tracklist(new_tracklist(cue_file_path="/music/tresor.cue")))

    after = run(
        catalog.update_tracklist(
            before.id, TracklistChanges(title=None, tracks=[Track(**THE_BELLS), Track(title="x", artist="y")])
        )
    )

    assert (after.title, after.track_count) == (None, 2)
    assert after.tracks[0].title == "The Bells"
    changed = {"title", "tracks", "track_count", "updated_at"}
    assert after.model_dump(exclude=changed) == before.model_dump(exclude=changed)
    assert after.updated_at > before.updated_at


def test_every_field_of_a_tracklist_can_be_changed(run: Run) -> None:
    recording = run(catalog.add_recording(bare_recording()))
    before = run(catalog.add_tracklist(NewTracklist(source="manual")))
    wanted = fields_of(
        new_tracklist(
            recording_id=recording.id,
            source="1001tracklists.com",
            source_url="https://example.org",
            cue_file_path="/x.cue",
            correlation_id=CORRELATION,
        )
    )

    after = run(catalog.update_tracklist(before.id, TracklistChanges(**wanted)))

    assert {name: getattr(after, name) for name in wanted} == wanted


@pytest.mark.parametrize("field", ["source", "tracks", "metadata"])
def test_a_column_that_is_never_null_cannot_be_set_to_none(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = TracklistChanges(**{field: None})  # pyright: ignore[reportArgumentType]

    assert refused.value.field == field


def test_changing_or_removing_an_unknown_tracklist(run: Run) -> None:
    with pytest.raises(NotFound):
        run(catalog.update_tracklist(NOBODY, TracklistChanges(title="x")))
    assert run(catalog.get_tracklist(NOBODY)) is None
    assert run(catalog.remove_tracklist(NOBODY)) == 0
    added = run(catalog.add_tracklist(new_tracklist()))
    assert run(catalog.remove_tracklist(added.id)) == 1
    assert run(catalog.get_tracklist(added.id)) is None


@pytest.mark.parametrize(
    ("second", "position"),
    [
        (-1, None),
        (0, None),
        (29.999, None),
        (30, 0),
        (389, 0),
        (390, 3),
        (734.999, 3),
        (735, 4),
        (900, 4),
        (1080, 4),
        (1080.001, None),
    ],
)
def test_the_track_playing_at_a_second_is_the_last_that_has_started(
    tx: Transaction, second: float, position: int | None
) -> None:
    tracks = [
        STRINGS_OF_LIFE | {"start_time": "00:30"},
        {"title": "unknown start", "artist": "ID"},
        KNIGHTS,
        {"title": "mixed over it", "artist": "ID", "start_time": 390},
        THE_BELLS,
        {"title": "no start either", "artist": "ID", "start_time": None},
    ]
    added = tx.run(catalog.add_tracklist(new_tracklist(tracks=tracks, total_duration=1080)))

    playing = tx.run(catalog.get_track_playing(added.id, second))

    assert (playing and playing.position) == position
    if playing is not None:
        assert playing.track == added.tracks[playing.position]
        assert playing.start_second == playing.track.start_second()


def test_the_last_track_plays_on_where_the_duration_is_not_known(run: Run) -> None:
    added = run(catalog.add_tracklist(new_tracklist(total_duration=None)))

    playing = run(catalog.get_track_playing(added.id, 10**6))

    assert playing is not None
    assert (playing.position, playing.track.title) == (2, "The Bells")
    assert playing.track.model_extra == {"label": "Purpose Maker"}
    assert run(catalog.get_track_playing(NOBODY, 5)) is None
    empty = run(catalog.add_tracklist(NewTracklist(source="manual")))
    assert run(catalog.get_track_playing(empty.id, 0)) is None


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), "5", None, True])
def test_a_second_that_is_no_number_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = catalog.get_track_playing(NOBODY, wrong)

    assert refused.value.field == "second"


def test_tracks_that_the_database_lets_through_are_rules_of_its_own(tx: Transaction) -> None:
    # An int and a float of that size are equal in Python, not in decimal notation: the server decides.
    tracks = [STRINGS_OF_LIFE | {"start_time": 2**70}, KNIGHTS | {"start_time": float(2**70)}]
    given = NewTracklist(source="manual", tracks=tracks)  # pyright: ignore[reportArgumentType]

    with pytest.raises(RuleViolated) as refused, tx.transaction() as inner:
        inner.run(catalog.add_tracklist(given))

    assert refused.value.constraint == "tracklists_tracks_valid"
