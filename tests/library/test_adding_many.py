from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.catalog.crowd import at_once
from tests.fixtures.executors import Run
from tests.library.samples import NOBODY, bare_track, new_track, track_id
from tracktion_db import Call, Database, library
from tracktion_db.errors import Conflict, ValidationError
from tracktion_db.library import AudioTrackOutcome, NewAudioTrack


def all_rows(database_url: str) -> list[tuple[object, ...]]:
    """What callers gave, of every track."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "SELECT id, status, title, artist, album, genre, year, duration, channels, sample_rate, bitrate,"
            " format, audio_path, thumbnail_path, error_message, retry_count FROM audio_tracks ORDER BY id"
        ).fetchall()


@pytest.mark.parametrize("number", [0, 1, 30, 31, 1000])
def test_tracks_added_at_once_equal_those_saved_one_by_one(run: Run, database_url: str, number: int) -> None:
    given = [new_track(n) if n % 3 else bare_track(n) for n in range(number)]

    assert run(library.add_audio_tracks(given)) == number

    together = all_rows(database_url)
    with psycopg.connect(database_url) as connection:
        _ = connection.execute("DELETE FROM audio_tracks")
    for track in given[:100]:
        _ = run(library.save_audio_track(track))
    assert all_rows(database_url) == together[:100]
    assert len(together) == number


def test_many_tracks_go_by_copy_few_by_arrays_and_one_by_itself() -> None:
    given = [bare_track(number) for number in range(31)]

    assert library.add_audio_tracks(given[:1]).statement.name == "library.add_audio_track"
    assert library.add_audio_tracks(given[:2]).statement.name == "library.add_audio_tracks"
    assert library.add_audio_tracks([]).statement.name == "library.add_audio_tracks"
    assert library.add_audio_tracks(given[:30]).statement.name == "library.add_audio_tracks"
    assert library.add_audio_tracks(given).statement.name == "library.copy_audio_tracks"


@pytest.mark.parametrize("number", [1, 40])
def test_tracks_without_an_id_get_one_each(run: Run, number: int) -> None:
    assert run(library.add_audio_tracks([NewAudioTrack(title="x")] * number)) == number
    assert run(library.count_audio_tracks()).tracks == number


@pytest.mark.parametrize("number", [0, 2, 50], ids=["insert", "arrays", "copy"])
def test_a_taken_id_keeps_all_out_and_is_named(run: Run, database_url: str, number: int) -> None:
    given = [new_track(n) for n in range(number)]
    _ = run(library.save_audio_track(bare_track(number)))
    before = all_rows(database_url)

    # Taken in the table, then in the batch.
    for taken in (bare_track(number), *given[:1]):
        with pytest.raises(Conflict) as refused:
            run(library.add_audio_tracks([*given, taken]))
        assert (refused.value.field, refused.value.constraint) == ("id", "audio_tracks_pkey")

    assert all_rows(database_url) == before
    assert run(library.add_audio_tracks(given)) == number


def test_bulk_adds_of_the_same_tracks_at_once_end_in_a_conflict_and_not_in_a_deadlock(db: Database) -> None:
    given = [bare_track(number) for number in range(2000)]
    orders = [given, given[::-1]]

    def add(number: int) -> int | str:
        try:
            return db.run(library.add_audio_tracks(orders[number]))
        except Conflict as problem:
            return problem.code

    assert sorted(at_once(2, add), key=str) == [2000, "conflict"]


def outcomes(answer: Sequence[AudioTrackOutcome]) -> list[str]:
    assert [one.row for one in answer] == list(range(len(answer)))
    return [one.outcome for one in answer]


def test_each_track_gets_its_outcome_in_the_order_given(run: Run, database_url: str) -> None:
    _ = run(library.save_audio_track(bare_track(5)))
    before = all_rows(database_url)
    given: list[Any] = [
        new_track(9),
        new_track(5),
        {"id": track_id(3), "title": "Silence", "year": 1999},
        {"id": track_id(4), "title": "Silence", "year": 99},
        {"title": "\0"},
        {"id": "4", "titel": "x"},
        new_track(9, title="again"),
        {},
        "no track",
        None,
        {5: 5},
        NewAudioTrack(audio_path="/x"),
        {"audio_path": "x"},
    ]

    answer = run(library.add_each_audio_track(given))

    assert outcomes(answer) == [
        *("saved", "conflict", "saved", "invalid", "invalid", "invalid", "conflict"),
        *("saved", "invalid", "invalid", "invalid", "saved", "invalid"),
    ]
    assert [one.field for one in answer] == [
        *(None, "id", None, "year", "title", "id", "id"),
        *(None, "row", "row", "row", None, "audio_path"),
    ]
    assert answer[1].reason == answer[6].reason == "is taken"
    assert [one.reason is None for one in answer] == [one.outcome == "saved" for one in answer]
    ids = [one.id for one in answer]
    assert ids[:7] == [*map(track_id, (9, 5, 3, 4)), None, None, track_id(9)]
    assert all(ids[row] is not None for row in (7, 11))
    assert len(all_rows(database_url)) == 1 + outcomes(answer).count("saved")
    assert before[0] in all_rows(database_url)
    saved = run(library.get_audio_track(track_id(9)))
    assert saved is not None
    assert saved.model_dump(include=set(NewAudioTrack.model_fields)) == dict(new_track(9))


def test_reasons_tell_nothing_of_what_was_given(run: Run) -> None:
    secret = "S3CR3T"
    rows: list[Any] = [{"title": secret + "\0"}, {"audio_path": secret}, {secret: 1}, {"id": secret}, secret]

    for one in run(library.add_each_audio_track(rows)):
        assert one.outcome == "invalid"
        assert secret not in (one.reason or "")


def test_adding_each_equals_adding_all(run: Run, database_url: str) -> None:
    given = [new_track(number) if number % 2 else bare_track(number) for number in range(500)]
    _ = run(library.add_audio_tracks(given))
    together = all_rows(database_url)
    again = run(library.add_each_audio_track(given))
    assert set(outcomes(again)) == {"conflict"}
    with psycopg.connect(database_url) as connection:
        _ = connection.execute("DELETE FROM audio_tracks")

    each = run(library.add_each_audio_track([given[0], *[dict(track) for track in given[1:]]]))

    assert set(outcomes(each)) == {"saved"}
    assert all_rows(database_url) == together
    assert [one.id for one in each] == [one.id for one in again] == [track.id for track in given]


def test_no_tracks_have_no_outcomes(run: Run) -> None:
    assert run(library.add_each_audio_track([])) == []


def test_many_who_add_the_same_tracks_add_each_once(run: Run, database_url: str) -> None:
    given = [bare_track(number) for number in range(200)]
    orders = [given, given[::-1]]

    answers = at_once(6, lambda number: run(library.add_each_audio_track(orders[number % 2])))

    saved = [one.id for answer in answers for one in answer if one.outcome == "saved"]
    assert sorted(map(str, saved)) == sorted(str(track.id) for track in given)
    assert {one.outcome for answer in answers for one in answer} == {"saved", "conflict"}
    assert len(all_rows(database_url)) == 200


def test_a_hundred_thousand_tracks_are_the_most_that_have_outcomes() -> None:
    given = [bare_track()] * 100_001

    assert isinstance(library.add_each_audio_track(given[:100_000]), Call)
    with pytest.raises(ValidationError, match=r"^tracks: must be at most 100,000 at once"):
        _ = library.add_each_audio_track(given)


def test_what_is_no_list_of_tracks_is_refused() -> None:
    for wrong, place in (
        (None, "tracks"),
        ("text", "tracks"),
        ([bare_track(), {"title": "x"}], "tracks[1]"),
        ([NOBODY], "tracks[0]"),
    ):
        with pytest.raises(ValidationError) as refused:
            _ = library.add_audio_tracks(wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        assert refused.value.field == place
    for wrong in (None, "text", {"title": "x"}):
        with pytest.raises(ValidationError) as refused:
            _ = library.add_each_audio_track(wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        assert refused.value.field == "tracks"


def test_the_ids_of_a_call_are_its_own_and_stay(run: Run) -> None:
    call = library.add_each_audio_track([{"title": "x"}, {"title": "y"}])

    first, second = run(call), run(call)

    assert outcomes(first) == ["saved", "saved"]
    assert outcomes(second) == ["conflict", "conflict"]
    assert [one.id for one in first] == [one.id for one in second]
    assert all(isinstance(one.id, UUID) for one in first)
