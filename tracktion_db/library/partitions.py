"""The months of ``audio_track_status_changes``: made ahead, listed, taken out when they are old.

A month that nobody made loses nothing: its changes land in the default partition and move to their month when
it is made. Making a month stops all reads and writes of status changes for a moment, once for all months that
one call makes; a call that finds none missing stops nobody. Do it once a month, from whatever runs jobs::

    db.run(library.add_status_change_partitions(months_ahead=3))

``add_status_change_partitions`` and ``detach_status_change_partition`` need the rights of the table's owner;
others get StatementError.
"""

from __future__ import annotations

from datetime import date, datetime

from tracktion_db.call import Call, many, one
from tracktion_db.errors import ValidationError
from tracktion_db.library.statements import sql
from tracktion_db.records import Record

MOST_MONTHS_AHEAD = 120


class StatusChangePartition(Record):
    """A month of status changes, or the partition for what has no month."""

    name: str
    """Of its table."""
    since: datetime | None
    """First instant of the month, UTC; None for the default partition."""
    until: datetime | None
    """First instant of the next month, UTC; None for the default partition."""
    estimated_rows: int | None
    """As of the server's last look (VACUUM or ANALYZE); None before the first."""


class StatusChangePartitionName(Record):
    """A month that was made or taken out."""

    name: str
    """Of its table."""


def add_status_change_partitions(months_ahead: int = 3) -> Call[list[StatusChangePartitionName]]:
    """Make the months that are missing, from this one on so many ahead (0 to 120), and answer them in order.

    What waits in the default partition moves to its month, for which one is made in any case.
    """
    if type(months_ahead) is not int or not 0 <= months_ahead <= MOST_MONTHS_AHEAD:
        raise ValidationError("months_ahead", f"must be a whole number from 0 to {MOST_MONTHS_AHEAD}")
    return many(
        sql["library.add_status_change_partitions"], StatusChangePartitionName, months_ahead=months_ahead
    )


def list_status_change_partitions() -> Call[list[StatusChangePartition]]:
    """The partitions, the oldest month first, the default partition last."""
    return many(sql["library.list_status_change_partitions"], StatusChangePartition)


def detach_status_change_partition(month: date) -> Call[StatusChangePartitionName]:
    """Take the month that this day lies in out of the history; its table stays as it is, append-only.

    Raises NotFound when that month has no partition. Copy the table away and drop it when you like; what
    happens in that month afterwards, if anything, lands in the default partition while the table is there.
    """
    return one(sql["library.detach_status_change_partition"], StatusChangePartitionName, month=month)
