"""Statistics: recordings per month and status, in the materialized view ``recording_statistics``.

They are as of the last refresh. Readers go on reading while the view is refreshed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from tracktion_db.call import Call, many, nothing
from tracktion_db.catalog.statements import sql
from tracktion_db.errors import ValidationError
from tracktion_db.records import Record


class RecordingStatistics(Record):
    """The recordings that were catalogued in one month and have one status."""

    month: datetime
    """First instant of the month, UTC."""
    status: str
    recordings: int
    total_file_size: int
    """Bytes, of the recordings whose size is known; 2**63 - 1 if it is more."""
    average_file_size: float | None
    """Bytes, of the recordings whose size is known; None when none is."""


def list_recording_statistics(
    first_month: date | None = None, last_month: date | None = None
) -> Call[list[RecordingStatistics]]:
    """The statistics by month and status, of the months from ``first_month`` to ``last_month`` inclusive.

    Any day of a month stands for it; None means from the beginning, or to the end.
    """
    return many(
        sql["catalog.list_recording_statistics"],
        RecordingStatistics,
        first_month=_month("first_month", date.min if first_month is None else first_month),
        last_month=_month("last_month", date.max if last_month is None else last_month),
    )


def refresh_recording_statistics() -> Call[None]:
    """Count again. Needs the owner's rights on the view; two at once wait for each other."""
    return nothing(sql["catalog.refresh_recording_statistics"])


def _month(name: str, day: object) -> datetime:
    # A datetime is a date too, but of which time zone the month would be meant it does not say.
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValidationError(name, "must be a date without a time")
    return datetime(day.year, day.month, 1, tzinfo=UTC)
