from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from pydantic import ValidationError as PydanticError

from tests.fixtures.executors import Run
from tests.library.samples import NOBODY, bare_track, new_track, track_id
from tracktion_db import library
from tracktion_db.errors import ValidationError
from tracktion_db.library import AudioTrack, NewAudioTrack

# gs://bucket/object: a bucket has 3 to 222 characters, an object at least one.
PATHS = [
    "/",
    "/a",
    "/a/../b",
    "//x",
    "gs://abc/x",
    "gs://a-b.c_d/ü/x y.flac",
    f"gs://{'b' * 222}/x",
    "/\n",
    "/" + "é" * 2047,
]
NO_PATHS = [
    *(
        "gs://",
        "gs://b",
        "gs://b/x",
        "gs://abc",
        "gs://abc/",
        "gs:///x",
        "gs://Abc/x",
        "gs://-bc/x",
        "GS://abc/x",
    ),
    *(f"gs://{'b' * 223}/x", "relative/path", "./x", "s3://x/y", "https://x/y", "", " /x", "\n/x"),
    *("/\0", "/\udcff", "/" + "x" * 4096, "/" + "é" * 2048),
]


def with_field(field: str, value: object, number: int = 0) -> NewAudioTrack:
    fields: dict[str, Any] = {"id": track_id(number), field: value}
    return NewAudioTrack(**fields)


def test_a_track_is_saved_with_all_its_fields_and_found_again(run: Run) -> None:
    given = new_track()

    saved = run(library.save_audio_track(given))

    assert saved.model_dump(include=set(NewAudioTrack.model_fields)) == dict(given)
    assert abs(saved.created_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert saved.updated_at == saved.created_at
    assert run(library.get_audio_track(saved.id)) == saved
    assert run(library.get_audio_track(NOBODY)) is None


def test_a_track_without_an_id_gets_one_of_its_own(run: Run) -> None:
    call = library.save_audio_track(NewAudioTrack())
    saved = run(call)

    assert saved.id.version == 4
    assert (saved.title, saved.status, saved.retry_count) == ("Untitled", "PENDING", 0)
    assert run(library.save_audio_track(NewAudioTrack())).id != saved.id
    # The id is the call's: running it again writes the same track.
    assert run(call).id == saved.id
    assert run(library.count_audio_tracks()).tracks == 2


def test_saving_a_track_that_is_there_writes_its_fields_anew(run: Run) -> None:
    before = run(library.save_audio_track(new_track()))
    anew = bare_track(title="Silence", artist="Delerium", duration=0.0)

    after = run(library.save_audio_track(anew))

    kept = {"id", "status", "error_message", "retry_count", "created_at"}
    assert after.model_dump(include=kept) == before.model_dump(include=kept)
    others = set(NewAudioTrack.model_fields) - kept
    assert after.model_dump(include=others) == anew.model_dump(include=others)
    assert after.updated_at > before.updated_at
    assert run(library.count_audio_tracks()).tracks == 1


def test_saving_never_changes_what_belongs_to_the_status_machine(run: Run) -> None:
    before = run(library.save_audio_track(new_track(status="FAILED", retry_count=7)))

    after = run(
        library.save_audio_track(new_track(status="COMPLETED", retry_count=0, error_message=None, year=2005))
    )

    assert (after.status, after.retry_count, after.error_message) == ("FAILED", 7, before.error_message)
    assert after.year == 2005


def test_tracks_are_found_in_the_order_asked_and_missing_ones_are_seen(run: Run) -> None:
    tracks = [run(library.save_audio_track(track)) for track in (new_track(1), bare_track(2), new_track(3))]
    asked = [tracks[2].id, NOBODY, tracks[0].id, tracks[1].id, tracks[0].id, track_id(99)]

    found = run(library.get_audio_tracks(asked))

    assert [row.id for row in found] == asked
    assert [row.track for row in found] == [tracks[2], None, tracks[0], tracks[1], tracks[0], None]
    assert all(type(row.track) is AudioTrack for row in found if row.track is not None)
    assert run(library.get_audio_tracks([])) == []


def test_a_track_that_was_found_among_others_is_the_same_as_alone(run: Run) -> None:
    # Numbers that have no short notation, and every kind of instant and text.
    given = new_track(duration=0.1 + 0.2, title='"\\ü\u2028\U0001f3b5', year=None)
    saved = run(library.save_audio_track(given))

    (found,) = run(library.get_audio_tracks([saved.id]))

    assert found.track is not None
    assert found.track == saved
    assert hash(found.track) == hash(saved)
    assert found.track.created_at.utcoffset() == timedelta(0)
    assert found.track.model_dump_json() == saved.model_dump_json()


def test_a_track_is_removed_once(run: Run) -> None:
    saved = run(library.save_audio_track(new_track()))

    assert run(library.remove_audio_track(saved.id)) == 1
    assert run(library.remove_audio_track(saved.id)) == 0
    assert run(library.get_audio_track(saved.id)) is None


@pytest.mark.parametrize("field", ["audio_path", "thumbnail_path"])
def test_paths_are_objects_of_a_bucket_or_absolute(run: Run, field: str) -> None:
    for path in [*PATHS, None]:
        saved = run(library.save_audio_track(with_field(field, path)))
        assert getattr(saved, field) == path


@pytest.mark.parametrize("path", NO_PATHS)
@pytest.mark.parametrize("field", ["audio_path", "thumbnail_path"])
def test_any_other_path_is_refused_with_its_field(field: str, path: str) -> None:
    with pytest.raises(ValidationError, match="gs://bucket/object or an absolute path") as refused:
        _ = with_field(field, path)

    assert refused.value.field == field


LIMITS: list[tuple[str, list[Any], list[Any]]] = [
    ("status", ["PENDING", "FAILED"], ["pending", "", None, 5]),
    ("title", ["x", "\U0001f3b5" * 1000], ["", "x" * 1001, None, "\0", "\ud800", b"x"]),
    ("artist", ["x", "é" * 1000, None], ["", "x" * 1001, "\0"]),
    ("album", ["x", "é" * 1000, None], ["", "x" * 1001, "\udfff"]),
    ("genre", ["x", "é" * 255, None], ["", "x" * 256]),
    ("year", [1800, 2100, None], [1799, 2101, 0, -1, 2**40, True, "2000", 2000.5]),
    ("duration", [0.0, 5, 999_999_999.5, None], [-0.5, 1e9, float("nan"), float("inf"), "5", True]),
    ("channels", [1, 16, None], [0, 17, -1, True]),
    ("sample_rate", [1, 2**31 - 1, None], [0, 2**31, -44_100]),
    ("bitrate", [1, 2**31 - 1, None], [0, 2**31, 1.5]),
    ("format", ["x", "é" * 50, None], ["", "x" * 51]),
    ("error_message", ["x", "é" * 2000, None], ["", "x" * 2001, "\0"]),
    ("retry_count", [0, 2**31 - 1], [-1, 2**31, None]),
    ("id", [NOBODY, None], [str(NOBODY), 5, "x"]),
]


@pytest.mark.parametrize(("field", "good", "bad"), LIMITS, ids=[field for field, *_ in LIMITS])
def test_inputs_and_the_schema_keep_the_same_limits(
    run: Run, field: str, good: list[Any], bad: list[Any]
) -> None:
    for number, value in enumerate(good):
        saved = run(library.save_audio_track(with_field(field, value, number)))
        assert value is None or getattr(saved, field) == value
    for value in bad:
        with pytest.raises(ValidationError) as refused:
            _ = with_field(field, value)
        assert refused.value.field == field


def test_the_schema_refuses_by_itself_what_inputs_refuse(database_url: str) -> None:
    # The control of the test above: another way in, which no input guards. Text with a NUL never arrives.
    with psycopg.connect(database_url, autocommit=True) as connection:
        for field, _, bad in LIMITS:
            if field == "id":
                continue
            for value in bad:
                if value in ("\0", "\ud800", "\udfff", b"x", "2000", "5", 1.5, 2000.5) or value is True:
                    continue
                with pytest.raises(psycopg.Error):
                    _ = connection.execute(
                        f"INSERT INTO audio_tracks (title, {field}) VALUES ('x', %s)".encode()
                        if field != "title"
                        else b"INSERT INTO audio_tracks (title) VALUES (%s)",
                        (value,),
                    )
        for path in NO_PATHS:
            if "\0" in path or "\udcff" in path:
                continue
            with pytest.raises(psycopg.errors.CheckViolation):
                _ = connection.execute(
                    "INSERT INTO audio_tracks (title, audio_path) VALUES ('x', %s)", (path,)
                )


def test_records_do_not_change() -> None:
    with pytest.raises(PydanticError):
        new_track().title = "other"  # type: ignore[misc]
