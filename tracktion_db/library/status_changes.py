"""The status machine of audio tracks, and its history. Table ``audio_track_status_changes``.

::

    PENDING ── mark_as_processing ──> PROCESSING ── mark_as_completed ──> COMPLETED
       ^                                  └──────── mark_as_failed ─────> FAILED
       └───────────────────── retry_audio_track ────────────────────────────┘

The database keeps to these steps and records each one, whoever makes it: who, what, when and why. Whoever
comes second, at once or later, gets RuleViolated, whose constraint says what the track was:
``audio_tracks_status_is_pending``, ``..._is_processing``, ``..._is_completed``, ``..._is_failed``.

History is only ever added to, and outlives its track; ``partitions`` keeps its months.
"""

from __future__ import annotations

import logging
import unicodedata
import warnings
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from tracktion_db.call import Call, Page, many, one, page
from tracktion_db.errors import ValidationError
from tracktion_db.inputs import require_outcomes, rows_of
from tracktion_db.library.audio_tracks import AudioTrack
from tracktion_db.library.fields import AudioTrackStatus
from tracktion_db.library.statements import sql
from tracktion_db.paging import EARLIEST, FIRST_ID, LAST_ID, LATEST
from tracktion_db.records import NO_NUL, Input, Record, text

MOST_KEPT = 2000
"""Characters of an error message that are kept."""

ZERO_WIDTH_JOINER = "\u200d"
SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")

logger = logging.getLogger("tracktion_db.library")

Reason = Annotated[str, text(2000, min_length=1)]
UncutMessage = Annotated[str, StringConstraints(strict=True, min_length=1, pattern=NO_NUL)]


class AudioTrackStatusChange(Record):
    """One change of a track's status; never changed afterwards."""

    id: UUID
    audio_track_id: UUID
    """The track, which may be removed by now."""
    from_status: AudioTrackStatus
    to_status: AudioTrackStatus
    changed_by: str
    """Who: as the call said; for an UPDATE that did not say, the role that was logged in."""
    reason: str | None
    """Why; the error message where ``to_status`` is ``FAILED``."""
    changed_at: datetime
    """When the change was made; of one track in the order of its changes."""


class AudioTrackStatusOutcome(Record):
    """What became of one row of ``update_audio_track_statuses``."""

    row: int
    """Position in what was given, from 0."""
    id: UUID
    """As given."""
    outcome: Literal["changed", "not_allowed", "not_found", "repeated"]
    """``repeated`` says that an earlier row has the same id: that row counts, this one does not."""
    status: AudioTrackStatus | None
    """What the track has now; None where there is no track."""


class AudioTrackStatusUpdate(Input):
    """One row for ``update_audio_track_statuses``: a track and the status that it should have."""

    id: UUID
    status: AudioTrackStatus
    """``PENDING`` is a retry."""
    error_message: UncutMessage | None = None
    """Why it failed: needed for ``FAILED``, and not taken for any other status."""
    reason: Reason | None = None
    """Why, at most 2,000 characters; not for ``FAILED``, where the error message says it."""

    @model_validator(mode="after")
    def _say_why_it_failed(self) -> Self:
        if self.status == "FAILED" and (self.error_message is None or self.reason is not None):
            raise PydanticCustomError("failed", "FAILED takes an error_message, and no reason")
        if self.status != "FAILED" and self.error_message is not None:
            raise PydanticCustomError("failed", "only FAILED takes an error_message")
        return self


class _Change(Input):
    changed_by: Annotated[str, text(255, min_length=1)]
    reason: Reason | None = None


class _Failure(Input):
    changed_by: Annotated[str, text(255, min_length=1)]
    error_message: UncutMessage


def mark_as_processing(track_id: UUID, changed_by: str, reason: str | None = None) -> Call[AudioTrack]:
    """Tell that somebody works on a pending track now; raises NotFound, RuleViolated in any other status.

    ``changed_by`` has 1 to 255 characters, ``reason`` 1 to 2,000. Of two workers at once one gets the track.
    """
    given = _Change(changed_by=changed_by, reason=reason)
    return one(sql["library.mark_as_processing"], AudioTrack, track_id=track_id, **vars(given))


def mark_as_completed(track_id: UUID, changed_by: str, reason: str | None = None) -> Call[AudioTrack]:
    """Tell that the processing of a track is done.

    Raises NotFound, RuleViolated when it is not PROCESSING.
    """
    given = _Change(changed_by=changed_by, reason=reason)
    return one(sql["library.mark_as_completed"], AudioTrack, track_id=track_id, **vars(given))


def mark_as_failed(track_id: UUID, changed_by: str, error_message: str) -> Call[AudioTrack]:
    """Tell that the processing of a track failed; raises NotFound, RuleViolated when it is not PROCESSING.

    Of the error message, which must not be empty, 2,000 characters are kept: a longer one is cut, which ends
    in "…", with a UserWarning and a log record.
    """
    given = _Failure(changed_by=changed_by, error_message=error_message)
    (kept,) = _cut([given.error_message])
    return one(
        sql["library.mark_as_failed"],
        AudioTrack,
        track_id=track_id,
        changed_by=given.changed_by,
        error_message=kept,
    )


def retry_audio_track(track_id: UUID, changed_by: str, reason: str | None = None) -> Call[AudioTrack]:
    """Make a failed track pending again: ``retry_count`` is one more, ``error_message`` None.

    Raises NotFound, RuleViolated when it is not FAILED.
    """
    given = _Change(changed_by=changed_by, reason=reason)
    return one(sql["library.retry_audio_track"], AudioTrack, track_id=track_id, **vars(given))


def update_audio_track_statuses(
    changes: Sequence[AudioTrackStatusUpdate], changed_by: str
) -> Call[list[AudioTrackStatusOutcome]]:
    """Change the status of many tracks, and answer for each what became of it, in the order given.

    What is not allowed or not there does not keep the others from being changed. Error messages are cut as
    by ``mark_as_failed``. At most 100,000 at once, or ValidationError.
    """
    rows = rows_of(changes, AudioTrackStatusUpdate, "changes")
    require_outcomes(rows, "changes")
    return many(
        sql["library.update_audio_track_statuses"],
        AudioTrackStatusOutcome,
        ids=[row["id"] for row in rows],
        statuses=[row["status"] for row in rows],
        error_messages=_cut([row["error_message"] for row in rows]),
        reasons=[row["reason"] for row in rows],
        changed_by=_Change(changed_by=changed_by).changed_by,
    )


def list_status_changes(
    track_id: UUID, *, oldest_first: bool = False, limit: int = 100, cursor: str | None = None
) -> Call[Page[AudioTrackStatusChange]]:
    """The status changes of one track, the newest first or, if asked, the oldest; also of a removed track."""
    if type(oldest_first) is not bool:
        raise ValidationError("oldest_first", "must be a bool")
    name = "library.list_status_changes_oldest_first" if oldest_first else "library.list_status_changes"
    before_first = (
        {"changed_at": EARLIEST, "id": FIRST_ID} if oldest_first else {"changed_at": LATEST, "id": LAST_ID}
    )
    return page(
        sql[name],
        AudioTrackStatusChange,
        before_first=before_first,
        limit=limit,
        cursor=cursor,
        track_id=track_id,
    )


def list_status_changes_by_time(
    since: datetime, until: datetime, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[AudioTrackStatusChange]]:
    """The status changes of all tracks from ``since`` on and before ``until`` (aware), the newest first."""
    return page(
        sql["library.list_status_changes_by_time"],
        AudioTrackStatusChange,
        before_first={"changed_at": until, "id": FIRST_ID},
        limit=limit,
        cursor=cursor,
        since=since,
        until=until,
    )


def _cut(messages: Sequence[str | None]) -> list[str | None]:
    """At most 2,000 characters of each message; tells the caller of the public function if one was longer."""
    long = sum(message is not None and len(message) > MOST_KEPT for message in messages)
    if long:
        logger.warning("error messages cut to %d characters: %d", MOST_KEPT, long)
        warnings.warn(f"error_message: only the first {MOST_KEPT} characters are kept", stacklevel=3)
    return [message and _head(message) for message in messages]


def _head(message: str) -> str:
    """The message or, where it is longer, its first 1,999 characters and "…"; no letter loses its marks."""
    if len(message) <= MOST_KEPT:
        return message
    end = MOST_KEPT - 1
    while end > 0 and _belong_together(message[end - 1], message[end]):
        end -= 1
    return message[: end or MOST_KEPT - 1] + "…"


def _belong_together(before: str, after: str) -> bool:
    return (
        ZERO_WIDTH_JOINER in (before, after)
        or after in SKIN_TONES
        or unicodedata.category(after).startswith("M")
    )
