from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from tests.catalog.crowd import at_once
from tests.catalog.samples import NOBODY
from tests.fixtures.executors import Run
from tracktion_db import Call, library
from tracktion_db.errors import NotFound, RuleViolated, ValidationError
from tracktion_db.library import AudioTrack, AudioTrackStatusChange, NewAudioTrack

ERROR = "no such codec: opus"
STEPS: dict[str, Callable[[UUID], Call[AudioTrack]]] = {
    "PROCESSING": lambda track_id: library.mark_as_processing(track_id, "worker 1", "next in line"),
    "COMPLETED": lambda track_id: library.mark_as_completed(track_id, "worker 1", "all went well"),
    "FAILED": lambda track_id: library.mark_as_failed(track_id, "worker 1", ERROR),
    "PENDING": lambda track_id: library.retry_audio_track(track_id, "worker 1", "codec installed"),
}
REASONS = {
    "PROCESSING": "next in line",
    "COMPLETED": "all went well",
    "FAILED": ERROR,
    "PENDING": "codec installed",
}
ALLOWED = {
    ("PENDING", "PROCESSING"),
    ("PROCESSING", "COMPLETED"),
    ("PROCESSING", "FAILED"),
    ("FAILED", "PENDING"),
}


def new_track(run: Run, status: library.AudioTrackStatus = "PENDING") -> AudioTrack:
    error = ERROR if status == "FAILED" else None
    return run(library.save_audio_track(NewAudioTrack(title="The Bells", status=status, error_message=error)))


def history(run: Run, track: AudioTrack) -> list[AudioTrackStatusChange]:
    return list(run(library.list_status_changes(track.id, oldest_first=True)).items)


@pytest.mark.parametrize("after", STEPS)
@pytest.mark.parametrize("before", STEPS)
def test_a_track_moves_along_allowed_steps_only_and_each_is_recorded(
    run: Run, before: library.AudioTrackStatus, after: str
) -> None:
    track = new_track(run, before)

    if (before, after) in ALLOWED:
        moved = run(STEPS[after](track.id))
        assert moved.status == after
        (change,) = history(run, track)
        assert (change.audio_track_id, change.from_status, change.to_status) == (track.id, before, after)
        assert (change.changed_by, change.reason) == ("worker 1", REASONS[after])
        assert moved.updated_at <= change.changed_at
    else:
        with pytest.raises(RuleViolated) as refused:
            run(STEPS[after](track.id))
        assert refused.value.constraint == f"audio_tracks_status_is_{before.lower()}"
        assert refused.value.field == "status"
        assert not refused.value.retryable
        assert f"the track is {before}: " in str(refused.value)
        assert run(library.get_audio_track(track.id)) == track
        assert history(run, track) == []


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_of_an_unknown_track_is_not_found(run: Run, step: Callable[[UUID], Call[AudioTrack]]) -> None:
    with pytest.raises(NotFound):
        run(step(NOBODY))


def test_a_retry_is_counted_and_clears_the_error(run: Run) -> None:
    track = new_track(run)
    for retries in range(3):
        run(STEPS["PROCESSING"](track.id))
        failed = run(STEPS["FAILED"](track.id))
        assert (failed.retry_count, failed.error_message) == (retries, ERROR)
        again = run(STEPS["PENDING"](track.id))
        assert (again.retry_count, again.error_message) == (retries + 1, None)
    assert [change.to_status for change in history(run, track)] == ["PROCESSING", "FAILED", "PENDING"] * 3


def test_without_a_reason_none_is_recorded(run: Run) -> None:
    track = new_track(run)
    run(library.mark_as_processing(track.id, "worker 1"))
    assert [change.reason for change in history(run, track)] == [None]


def test_of_workers_at_once_one_gets_the_track_and_the_others_learn_why_not(run: Run) -> None:
    for _ in range(10):
        track = new_track(run)

        def take(number: int, track: AudioTrack = track) -> str:
            try:
                run(library.mark_as_processing(track.id, f"worker {number}"))
            except RuleViolated as refused:
                return str(refused.constraint)
            return f"worker {number}"

        answers = at_once(4, take)

        assert answers.count("audio_tracks_status_is_processing") == 3
        (winner,) = set(answers) - {"audio_tracks_status_is_processing"}
        assert [change.changed_by for change in history(run, track)] == [winner]


def test_of_two_ends_at_once_one_is_kept_and_recorded(run: Run) -> None:
    for _ in range(10):
        track = new_track(run, "PROCESSING")

        def finish(number: int, track: AudioTrack = track) -> str:
            try:
                return run(STEPS[("COMPLETED", "FAILED")[number % 2]](track.id)).status
            except RuleViolated as refused:
                return str(refused.constraint)

        answers = at_once(2, finish)

        (status,) = {"COMPLETED", "FAILED"} & set(answers)
        assert f"audio_tracks_status_is_{status.lower()}" in answers
        assert [change.to_status for change in history(run, track)] == [status]


def test_who_waited_for_another_is_told_what_the_track_is_by_then(run: Run, database_url: str) -> None:
    track = new_track(run)
    with psycopg.connect(database_url) as other, ThreadPoolExecutor(1) as thread:
        for status in ("PROCESSING", "COMPLETED"):
            other.execute("UPDATE audio_tracks SET status = %s WHERE id = %s", (status, track.id))
        waiting = thread.submit(run, library.mark_as_processing(track.id, "worker 1"))
        wait_for_lock(database_url)
        other.commit()
        with pytest.raises(RuleViolated) as refused:
            waiting.result()
    assert refused.value.constraint == "audio_tracks_status_is_completed"


def wait_for_lock(database_url: str, waiting: int = 1) -> None:
    """Return when so many in this database wait for a lock."""
    query = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    pause = threading.Event()
    with psycopg.connect(database_url, autocommit=True) as connection:
        for _ in range(1000):
            if len(connection.execute(query).fetchall()) >= waiting:
                return
            pause.wait(0.01)
    raise AssertionError("nobody waits")


def test_what_psql_changes_is_recorded_under_the_role_that_logged_in(run: Run, database_url: str) -> None:
    track = new_track(run)
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE ROLE status_nobody")
        connection.execute("GRANT UPDATE, SELECT ON audio_tracks TO status_nobody")
        connection.execute("SET LOCAL ROLE status_nobody")
        for change in ("status = 'PROCESSING'", "status = 'FAILED', error_message = 'broken'"):
            connection.execute(f"UPDATE audio_tracks SET {change} WHERE title = 'The Bells'".encode())
        connection.execute("UPDATE audio_tracks SET title = 'The Bell', genre = 'techno'")
        connection.execute("RESET ROLE")
        connection.execute("REVOKE ALL ON audio_tracks FROM status_nobody")
        connection.execute("DROP ROLE status_nobody")
        login = connection.info.user
    assert [(change.to_status, change.changed_by, change.reason) for change in history(run, track)] == [
        ("PROCESSING", login, None),
        ("FAILED", login, "broken"),
    ]


def test_psql_can_say_who_and_why(run: Run, database_url: str) -> None:
    track = new_track(run)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "UPDATE audio_tracks SET"
            " status = 'PROCESSING', status_changed_by = 'Ada', status_change_reason = 'by hand'"
        )
        kept = connection.execute(
            "SELECT status_changed_by, status_change_reason FROM audio_tracks"
        ).fetchall()
    assert kept == [(None, None)]
    (change,) = history(run, track)
    assert (change.changed_by, change.reason) == ("Ada", "by hand")


@pytest.mark.parametrize("column", ["status_changed_by", "status_change_reason"])
def test_who_and_why_are_said_only_with_a_change_of_status(run: Run, database_url: str, column: str) -> None:
    new_track(run)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for statement in (
            f"UPDATE audio_tracks SET {column} = 'Ada'",
            f"INSERT INTO audio_tracks (title, {column}) VALUES ('x', 'Ada')",
        ):
            with pytest.raises(psycopg.errors.CheckViolation) as refused:
                connection.execute(statement.encode())
            assert refused.value.diag.constraint_name == f"audio_tracks_{column}_not_kept"


@pytest.mark.parametrize("before", STEPS)
def test_psql_is_refused_the_same_steps(
    run: Run, database_url: str, before: library.AudioTrackStatus
) -> None:
    new_track(run, before)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for after in (*STEPS, "NONSENSE"):
            if (before, after) not in ALLOWED:
                with pytest.raises(psycopg.errors.CheckViolation) as refused:
                    connection.execute("UPDATE audio_tracks SET status = %s", (after,))
                assert refused.value.diag.constraint_name == f"audio_tracks_status_is_{before.lower()}"


def test_a_status_that_is_null_is_refused_as_such(run: Run, database_url: str) -> None:
    new_track(run)
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.NotNullViolation):
        connection.execute("UPDATE audio_tracks SET status = NULL")


def test_saving_a_track_again_changes_no_status_and_records_nothing(run: Run) -> None:
    track = new_track(run)
    run(library.mark_as_processing(track.id, "worker 1"))
    again = run(library.save_audio_track(NewAudioTrack(id=track.id, title="The Bells (Live)")))
    assert again.status == "PROCESSING"
    assert len(history(run, track)) == 1


def test_what_a_transaction_takes_back_is_not_recorded(run: Run) -> None:
    track = new_track(run)
    with pytest.raises(RuleViolated):
        run.transact(library.mark_as_processing(track.id, "worker 1"), STEPS["PENDING"](track.id))
    assert history(run, track) == []


@pytest.mark.parametrize(
    "function", [library.mark_as_processing, library.mark_as_completed, library.retry_audio_track]
)
@pytest.mark.parametrize("wrong", ["", "a\0b", "\ud800", "x" * 2001, 5])
def test_who_and_why_are_checked_before_anything_is_sent(
    function: Callable[..., Call[AudioTrack]], wrong: object
) -> None:
    with pytest.raises(ValidationError, match=r"^changed_by: "):
        function(NOBODY, wrong)
    with pytest.raises(ValidationError, match=r"^reason: "):
        function(NOBODY, "worker 1", wrong)
