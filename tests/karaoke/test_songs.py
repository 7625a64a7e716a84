from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest

from tests.fixtures.executors import Run
from tests.karaoke.samples import NOBODY, bare_song, new_job, new_song, sql
from tracktion_db import Call, Page, karaoke
from tracktion_db.errors import Conflict, NotFound, RuleViolated, ValidationError
from tracktion_db.karaoke import NewSong, Song, SongChanges


def every_page(run: Run, page_of: Callable[..., Call[Page[Song]]]) -> list[Song]:
    seen: list[Song] = []
    cursor = None
    while True:
        page = run(page_of(cursor=cursor))
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            return seen


def test_an_added_song_comes_back_as_it_was_given(run: Run) -> None:
    given = new_song()

    added = run(karaoke.add_song(given))

    assert added.model_dump(include=set(NewSong.model_fields)) == given.model_dump()
    assert run(karaoke.get_song(added.id)) == added
    assert run(karaoke.get_song_by_youtube_id(given.youtube_id or "")) == added
    assert run(karaoke.get_song(NOBODY)) is None
    assert run(karaoke.get_song_by_youtube_id("0" * 11)) is None


def test_a_song_needs_a_title_and_a_source_only_and_is_added_now(run: Run) -> None:
    added = run(karaoke.add_song(bare_song()))

    assert abs(added.date_added - added.created_at) < timedelta(seconds=1)
    assert (added.artist, added.youtube_id, added.lyrics) == (None, None, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 1001}, "title"),
        ({"title": None}, "title"),
        ({"artist": "a\0"}, "artist"),
        ({"source": "tape"}, "source"),
        ({"source": None}, "source"),
        ({"youtube_id": "short"}, "youtube_id"),
        ({"youtube_id": "twelve-chars"}, "youtube_id"),
        ({"youtube_id": "dQw4w9WgXc!"}, "youtube_id"),
        ({"youtube_id": "dQw4w9WgXc\n"}, "youtube_id"),
        ({"youtube_id": "dQw4w9WgXcQ\n"}, "youtube_id"),
        ({"youtube_id": "dQw4w9WgXcé"}, "youtube_id"),
        ({"file_path": "a\0b"}, "file_path"),
        ({"vocals_path": "é" * 2049}, "vocals_path"),
        ({"lyrics": "x" * 1_000_001}, "lyrics"),
        ({"date_added": "today"}, "date_added"),
        ({"id": NOBODY}, "id"),
    ],
)
def test_a_song_that_does_not_fit_is_refused_with_its_field(wrong: dict[str, Any], field: str) -> None:
    given: dict[str, Any] = {"title": "Roxanne", "source": "local"}
    with pytest.raises(ValidationError) as refused:
        _ = NewSong(**given | wrong)

    assert refused.value.field == field


@pytest.mark.parametrize("wrong", ["short", "dQw4w9WgXc!", "dQw4w9WgXcQ\n", "", None, 5])
def test_what_is_no_id_of_a_video_is_not_looked_for(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = karaoke.get_song_by_youtube_id(wrong)

    assert refused.value.field == "youtube_id"


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("youtube_id", "dQw4w9WgXc!", "songs_youtube_id_format"),
        ("youtube_id", "dQw4w9WgXcQ\n", "songs_youtube_id_format"),
        ("source", "tape", "songs_source_known"),
        ("title", "", "songs_title_length"),
        ("file_path", "", "songs_file_path_length"),
        ("date_added", "infinity", "songs_date_added_range"),
    ],
)
def test_the_database_refuses_the_same_from_anybody(
    run: Run, database_url: str, column: str, value: str, constraint: str
) -> None:
    _ = run(karaoke.add_song(bare_song()))
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        sql(database_url, f"UPDATE songs SET {column} = %s", [value])

    assert refused.value.diag.constraint_name == constraint


def test_a_video_is_one_song_and_case_counts(run: Run) -> None:
    first = run(karaoke.add_song(bare_song(youtube_id="dQw4w9WgXcQ")))
    other = run(karaoke.add_song(bare_song(youtube_id="dQw4w9WgXcq")))

    for call in (
        karaoke.add_song(bare_song(youtube_id="dQw4w9WgXcQ")),
        karaoke.add_song_with_job(bare_song(youtube_id="dQw4w9WgXcQ")),
        karaoke.update_song(other.id, SongChanges(youtube_id="dQw4w9WgXcQ")),
    ):
        with pytest.raises(Conflict) as refused:
            run(call)
        assert (refused.value.field, refused.value.constraint) == ("youtube_id", "songs_youtube_id_unique")
    assert run(karaoke.get_song_by_youtube_id("dQw4w9WgXcQ")) == first
    assert run(karaoke.list_songs()).items == [other, first]


def test_songs_come_newest_first_page_by_page(run: Run) -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    added = [
        run(
            karaoke.add_song(
                bare_song(source=("local", "upload")[n % 2], date_added=day + timedelta(days=n // 3))
            )
        )
        for n in range(10)
    ]
    newest = sorted(added, key=lambda song: (song.date_added, song.id))[::-1]
    uploads = [song for song in newest if song.source == "upload"]

    assert run(karaoke.list_songs()).items == newest
    assert run(karaoke.list_songs_by_source("upload")).items == uploads
    assert run(karaoke.list_songs_by_source("youtube")).items == []
    assert every_page(run, partial(karaoke.list_songs, limit=4)) == newest
    assert every_page(run, partial(karaoke.list_songs_by_source, "upload", limit=2)) == uploads


@pytest.mark.parametrize("wrong", ["Youtube", "", None, 5, []])
def test_a_source_that_no_song_has_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = karaoke.list_songs_by_source(wrong)

    assert refused.value.field == "source"


def test_every_field_of_a_song_can_be_changed_and_no_other_moves(run: Run) -> None:
    before = run(karaoke.add_song(new_song()))
    wanted: dict[str, Any] = {
        "title": "Halo",
        "artist": None,
        "album": "I Am",
        "source": "upload",
        "youtube_id": None,
        "file_path": None,
        "vocals_path": "/v",
        "instrumental_path": "/i",
        "lyrics": None,
        "date_added": datetime(2026, 1, 1, tzinfo=UTC),
    }
    assert set(wanted) == set(SongChanges.model_fields) == set(NewSong.model_fields)

    for field, value in wanted.items():
        after = run(karaoke.update_song(before.id, SongChanges(**{field: value})))
        assert after == before.model_copy(update={field: value, "updated_at": after.updated_at})
        assert after.updated_at > before.updated_at
        before = after
    assert run(karaoke.update_song(before.id, SongChanges(**wanted))) == before


def test_an_unknown_song_is_not_found_and_removed_to_the_number_of_none(run: Run) -> None:
    with pytest.raises(NotFound):
        run(karaoke.update_song(NOBODY, SongChanges(title="x")))
    assert run(karaoke.remove_song(NOBODY)) == 0


def test_a_song_goes_with_its_jobs(run: Run) -> None:
    kept, gone = (run(karaoke.add_song_with_job(bare_song())) for _ in range(2))

    assert run(karaoke.remove_song(gone.id)) == 1

    assert run(karaoke.get_song(gone.id)) is None
    assert gone.job_id is not None and kept.job_id is not None
    assert run(karaoke.get_job(gone.job_id)) is None
    assert run(karaoke.get_job(kept.job_id)) is not None


def test_a_song_is_added_with_its_job(run: Run) -> None:
    song, job = new_song(), new_job()

    added = run(karaoke.add_song_with_job(song, job))

    assert added.model_dump(include=set(NewSong.model_fields)) == song.model_dump()
    assert added.job_id is not None
    queued = run(karaoke.get_job(added.job_id))
    assert queued is not None
    assert queued.song_id == added.id
    assert {f"job_{name}": value for name, value in queued.model_dump(exclude={"song_id"}).items()} == (
        added.model_dump(include={name for name in type(added).model_fields if name.startswith("job_")})
    )
    assert {name: getattr(queued, name) for name in job.model_dump()} == job.model_dump()
    assert run(karaoke.list_songs_with_latest_job()).items == [added]


@pytest.mark.parametrize("rule", ["jobs_message_length", "jobs_priority_range"])
def test_neither_song_nor_job_is_there_when_one_fails(run: Run, database_url: str, rule: str) -> None:
    # Sabotage: a rule that no job keeps.
    sql(database_url, f"ALTER TABLE jobs DROP CONSTRAINT {rule}")
    sql(database_url, f"ALTER TABLE jobs ADD CONSTRAINT {rule} CHECK (false)")

    with pytest.raises(RuleViolated) as refused:
        run(karaoke.add_song_with_job(new_song()))

    assert refused.value.constraint == rule
    assert run(karaoke.list_songs()).items == []
    assert run(karaoke.count_jobs()) == []


def test_songs_come_with_the_job_that_was_added_last_or_with_none(run: Run) -> None:
    first = run(karaoke.add_song_with_job(bare_song()))
    second = run(karaoke.add_song(bare_song()))
    third = run(karaoke.add_song_with_job(bare_song()))
    latest = run(karaoke.add_job(first.id, new_job(message="again")))

    rows = run(karaoke.list_songs_with_latest_job()).items

    assert [row.id for row in rows] == [third.id, second.id, first.id]
    assert [row.job_id for row in rows] == [third.job_id, None, latest.id]
    assert (rows[2].job_message, rows[2].job_status) == ("again", "pending")
    assert {name for name, value in rows[1] if name.startswith("job_") and value is not None} == set()
    page = run(karaoke.list_songs_with_latest_job(limit=2))
    assert run(karaoke.list_songs_with_latest_job(limit=2, cursor=page.next_cursor)).items == rows[2:]
