"""Error messages are cut to 2,000 characters, between letters, with a warning; NUL is refused."""

from __future__ import annotations

import logging
import warnings

import pytest

from tests.catalog.samples import NOBODY
from tests.fixtures.executors import Run
from tests.library.test_status_machine import history, new_track
from tracktion_db import library
from tracktion_db.errors import ValidationError
from tracktion_db.library import AudioTrackStatusUpdate

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
CUT = r"^error_message: only the first 2000 characters are kept$"


def kept(run: Run, message: str) -> str:
    """What a track and its history keep of this message."""
    track = new_track(run, "PROCESSING")
    failed = run(library.mark_as_failed(track.id, "worker 1", message))
    (change,) = history(run, track)
    assert change.reason == failed.error_message
    assert failed.error_message is not None
    return failed.error_message


@pytest.mark.parametrize("message", ["x", " ", "x" * 2000, "é" * 2000, "\U0001f3b5" * 2000, "line\nline"])
def test_a_message_that_fits_is_kept_as_it_is_without_a_warning(run: Run, message: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert kept(run, message) == message


@pytest.mark.parametrize("letter", ["x", "é", "\U0001f3b5"])
def test_a_longer_one_is_cut_with_a_warning_and_a_log_record(
    run: Run, caplog: pytest.LogCaptureFixture, letter: str
) -> None:
    with (
        caplog.at_level(logging.WARNING, "tracktion_db.library"),
        pytest.warns(UserWarning, match=CUT) as warned,
    ):
        assert kept(run, letter * 2001) == letter * 1999 + "…"
    assert [warning.filename for warning in warned] == [__file__]
    (record,) = caplog.records
    assert record.getMessage() == "error messages cut to 2000 characters: 1"


@pytest.mark.parametrize(
    ("message", "end"),
    [
        ("x" * 1998 + "e\u0301" + "x" * 9, 1998),  # e, acute
        ("x" * 1997 + "e\u0301\u0323" + "x" * 9, 1997),
        ("x" * 1998 + "\u0938\u094d\u0924" + "x" * 9, 1998),  # Devanagari, with virama
        ("x" * 1998 + "\u2764\ufe0f" + "x" * 9, 1998),  # variation selector
        ("x" * 1998 + "\U0001f44d\U0001f3fd" + "x" * 9, 1998),  # thumb with a skin tone
        ("x" * 1996 + FAMILY + "x" * 9, 1996),
        ("x" * 1999 + "e\u0301" + "x" * 9, 1999),
        ("\u0301" * 3000, 1999),  # nothing but marks: anywhere is as good
    ],
)
def test_it_is_never_cut_between_a_letter_and_its_marks(run: Run, message: str, end: int) -> None:
    with pytest.warns(UserWarning, match=CUT):
        assert kept(run, message) == message[:end] + "…"


@pytest.mark.parametrize(
    "wrong", [None, "", "a\0b", "x" * 5000 + "\0", "\ud800", "x" * 5000 + "\udfff", b"x", 5]
)
def test_what_is_no_text_or_cannot_be_stored_is_refused_before_anything_is_sent(wrong: object) -> None:
    with pytest.raises(ValidationError, match=r"^error_message: "):
        library.mark_as_failed(NOBODY, "worker 1", wrong)  # pyright: ignore[reportArgumentType]
    if wrong is not None:
        with pytest.raises(ValidationError, match=r"^error_message: "):
            AudioTrackStatusUpdate(id=NOBODY, status="FAILED", error_message=wrong)  # pyright: ignore[reportArgumentType]


def test_a_batch_cuts_too_and_warns_once(run: Run) -> None:
    tracks = [new_track(run, "PROCESSING") for _ in range(3)]
    updates = [
        AudioTrackStatusUpdate(id=track.id, status="FAILED", error_message="x" * length)
        for track, length in zip(tracks, (1999, 2001, 5000), strict=True)
    ]
    with pytest.warns(UserWarning, match=CUT) as warned:
        run(library.update_audio_track_statuses(updates, "worker 1"))
    assert [warning.filename for warning in warned] == [__file__]
    kept = run(library.get_audio_tracks([track.id for track in tracks]))
    messages = [found.track.error_message for found in kept if found.track is not None]
    assert messages == ["x" * 1999, "x" * 1999 + "…", "x" * 1999 + "…"]


def test_a_status_says_whether_it_takes_an_error_message() -> None:
    with pytest.raises(ValidationError, match="FAILED takes an error_message, and no reason"):
        AudioTrackStatusUpdate(id=NOBODY, status="FAILED")
    with pytest.raises(ValidationError, match="FAILED takes an error_message, and no reason"):
        AudioTrackStatusUpdate(id=NOBODY, status="FAILED", error_message="x", reason="y")
    with pytest.raises(ValidationError, match="only FAILED takes an error_message"):
        AudioTrackStatusUpdate(id=NOBODY, status="COMPLETED", error_message="x")
