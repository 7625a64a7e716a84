from __future__ import annotations

from typing import Any

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
from tracktion_db import JsonList, catalog
from tracktion_db.catalog import NewTracklist, Track, TracklistChanges
from tracktion_db.errors import Conflict, InvalidReference, NotFound, ValidationError


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
