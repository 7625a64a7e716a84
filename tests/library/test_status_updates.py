"""Many statuses in one statement: an outcome for each row, locks in the order of ids."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from uuid import UUID

import psycopg
import pytest

from tests.catalog.crowd import at_once
from tests.catalog.samples import NOBODY
from tests.fixtures.executors import Run
from tests.library.test_status_machine import ALLOWED, ERROR, STEPS, history, new_track, wait_for_lock
from tracktion_db import library
from tracktion_db.errors import RuleViolated, ValidationError
from tracktion_db.library import AudioTrack, AudioTrackStatus, AudioTrackStatusOutcome, AudioTrackStatusUpdate


def update(track_id: UUID, status: AudioTrackStatus, reason: str | None = None) -> AudioTrackStatusUpdate:
    error = ERROR if status == "FAILED" else None
    return AudioTrackStatusUpdate(id=track_id, status=status, error_message=error, reason=reason)


def outcome(row: int, track_id: UUID, what: str, status: str | None) -> AudioTrackStatusOutcome:
    return AudioTrackStatusOutcome.model_validate(
        {"row": row, "id": track_id, "outcome": what, "status": status}
    )


def test_each_row_has_its_outcome_in_the_order_given(run: Run) -> None:
    first, second, third = (new_track(run) for _ in range(3))
    done = new_track(run, "COMPLETED")

    outcomes = run(
        library.update_audio_track_statuses(
            [
                update(third.id, "PROCESSING", "the third"),
                update(NOBODY, "PROCESSING"),
                update(done.id, "PROCESSING"),
                update(first.id, "PROCESSING", "the first"),
                update(third.id, "PROCESSING", "again"),
                update(second.id, "FAILED"),
                update(NOBODY, "COMPLETED"),
                update(second.id, "PROCESSING"),
            ],
            "worker 1",
        )
    )

    assert outcomes == [
        outcome(0, third.id, "changed", "PROCESSING"),
        outcome(1, NOBODY, "not_found", None),
        outcome(2, done.id, "not_allowed", "COMPLETED"),
        outcome(3, first.id, "changed", "PROCESSING"),
        outcome(4, third.id, "repeated", "PROCESSING"),
        outcome(5, second.id, "not_allowed", "PENDING"),
        outcome(6, NOBODY, "repeated", None),
        outcome(7, second.id, "repeated", "PENDING"),
    ]
    reasons = [[change.reason for change in history(run, track)] for track in (first, second, third, done)]
    assert reasons == [["the first"], [], ["the third"], []]
    assert history(run, first)[0].changed_by == "worker 1"


def test_what_is_allowed_is_what_single_steps_are_allowed(run: Run) -> None:
    pairs = list(product(STEPS, STEPS))
    tracks = [new_track(run, before) for before, _ in pairs]  # pyright: ignore[reportArgumentType]
    updates = [update(track.id, after) for track, (_, after) in zip(tracks, pairs, strict=True)]  # pyright: ignore[reportArgumentType]

    outcomes = run(library.update_audio_track_statuses(updates, "worker 1"))

    for track, (before, after), answer in zip(tracks, pairs, outcomes, strict=True):
        allowed = (before, after) in ALLOWED
        assert (answer.outcome == "changed") == allowed
        assert answer.status == (after if allowed else before)
        kept = run(library.get_audio_track(track.id))
        assert kept is not None and kept.status == answer.status
        assert len(history(run, track)) == allowed


def test_a_retry_is_counted_and_an_error_recorded_as_by_single_steps(run: Run) -> None:
    tracks = [new_track(run), new_track(run)]
    for status in ("PROCESSING", "FAILED", "PENDING"):
        run(library.update_audio_track_statuses([update(track.id, status) for track in tracks], "worker 1"))
        for track in tracks:
            kept = run(library.get_audio_track(track.id))
            assert kept is not None
            assert kept.error_message == (ERROR if status == "FAILED" else None)
            assert kept.retry_count == (status == "PENDING")
    assert [change.reason for change in history(run, tracks[0])] == [None, ERROR, None]


def test_no_rows_are_no_outcomes(run: Run) -> None:
    assert run(library.update_audio_track_statuses([], "worker 1")) == []


def test_batches_of_the_same_tracks_in_any_order_never_deadlock_and_each_track_is_changed_once(
    run: Run,
) -> None:
    tracks = [new_track(run) for _ in range(60)]
    for status in ("PROCESSING", "FAILED", "PENDING", "PROCESSING", "COMPLETED"):

        def change(number: int, status: AudioTrackStatus = status) -> list[str]:
            shuffled = random.Random(number).sample(tracks, len(tracks))
            updates = [update(track.id, status) for track in shuffled]
            answers = run(library.update_audio_track_statuses(updates, f"worker {number}"))
            assert {answer.status for answer in answers} == {status}
            return [answer.outcome for answer in answers]

        answers = [answer for answers in at_once(4, change) for answer in answers]
        assert answers.count("changed") == len(tracks)
        assert answers.count("not_allowed") == 3 * len(tracks)
    assert [len(history(run, track)) for track in tracks] == [5] * len(tracks)


def locked_by_a_batch_that_waits_for(
    run: Run, url: str, held: AudioTrack, tracks: list[AudioTrack]
) -> set[UUID]:
    """Which tracks a batch has locked when it comes to wait for ``held``, which another one has locked."""
    updates = [update(track.id, "PROCESSING") for track in tracks]
    lock = "SELECT id FROM audio_tracks WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED"
    ids = [track.id for track in tracks]
    with psycopg.connect(url) as other, ThreadPoolExecutor(1) as thread:
        other.execute("SELECT FROM audio_tracks WHERE id = %s FOR UPDATE", (held.id,))
        waiting = thread.submit(run, library.update_audio_track_statuses(updates, "worker 1"))
        wait_for_lock(url)
        with psycopg.connect(url) as third:
            free = {row[0] for row in third.execute(lock, (ids,)).fetchall()}
        other.rollback()
        assert {answer.outcome for answer in waiting.result()} == {"changed"}
    return set(ids) - free - {held.id}


def test_rows_are_locked_in_the_order_of_their_ids(run: Run, database_url: str) -> None:
    tracks = sorted((new_track(run) for _ in range(9)), key=lambda track: track.id)
    shuffled = random.Random(5).sample(tracks, len(tracks))

    locked = locked_by_a_batch_that_waits_for(run, database_url, tracks[4], shuffled)

    assert locked == {track.id for track in tracks[:4]}


def test_what_another_did_while_a_batch_waited_is_seen(run: Run, database_url: str) -> None:
    taken, removed, free = (new_track(run) for _ in range(3))
    updates = [update(track.id, "PROCESSING") for track in (taken, removed, free)]
    with psycopg.connect(database_url) as other, ThreadPoolExecutor(1) as thread:
        other.execute("UPDATE audio_tracks SET status = 'PROCESSING' WHERE id = %s", (taken.id,))
        other.execute("UPDATE audio_tracks SET status = 'FAILED' WHERE id = %s", (taken.id,))
        other.execute("DELETE FROM audio_tracks WHERE id = %s", (removed.id,))
        other.execute("SELECT FROM audio_tracks FOR UPDATE")
        waiting = thread.submit(run, library.update_audio_track_statuses(updates, "worker 1"))
        wait_for_lock(database_url)
        other.execute("UPDATE audio_tracks SET status = 'PENDING' WHERE id = %s", (taken.id,))
        other.execute("UPDATE audio_tracks SET status = 'PROCESSING' WHERE id = %s", (taken.id,))
        other.execute("UPDATE audio_tracks SET title = 'The Bell' WHERE id = %s", (free.id,))
        other.commit()
        answers = waiting.result()
    assert [(answer.outcome, answer.status) for answer in answers] == [
        ("not_allowed", "PROCESSING"),
        ("not_found", None),
        ("changed", "PROCESSING"),
    ]
    kept = run(library.get_audio_track(free.id))
    assert kept is not None and kept.title == "The Bell"


def test_a_batch_is_part_of_its_transaction(run: Run) -> None:
    track = new_track(run)
    with pytest.raises(RuleViolated):
        run.transact(
            library.update_audio_track_statuses([update(track.id, "PROCESSING")], "worker 1"),
            library.mark_as_processing(track.id, "worker 1"),
        )
    assert run(library.get_audio_track(track.id)) == track


def test_what_is_no_update_is_refused_before_anything_is_sent() -> None:
    good = update(NOBODY, "PROCESSING")
    with pytest.raises(ValidationError, match="at most 100,000 at once"):
        library.update_audio_track_statuses([good] * 100_001, "worker 1")
    with pytest.raises(ValidationError, match=r"^changes\[1\]: must be a AudioTrackStatusUpdate$"):
        library.update_audio_track_statuses([good, "x"], "worker 1")  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValidationError, match=r"^changed_by: "):
        library.update_audio_track_statuses([good], "")
    for field, wrong in (
        ("status", "DONE"),
        ("id", "x"),
        ("reason", ""),
        ("reason", "a\0b"),
        ("reason", "x" * 2001),
    ):
        with pytest.raises(ValidationError, match=f"^{field}: "):
            AudioTrackStatusUpdate(**{"id": NOBODY, "status": "PROCESSING", field: wrong})  # pyright: ignore[reportArgumentType]
