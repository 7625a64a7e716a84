"""Changes that wait to be written to the graph. Tables ``graph_outbox`` and ``graph_failures``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from tracktion_db.call import Call, Page, count, many, one, page
from tracktion_db.health import GraphLag, get_graph_lag
from tracktion_db.records import Record
from tracktion_db.sync.statements import sql

__all__ = [
    "MOST_ATTEMPTS",
    "Change",
    "Failure",
    "GraphLag",
    "Thing",
    "acknowledge_changes",
    "add_failures",
    "claim_changes",
    "claim_more_changes",
    "enqueue_changes",
    "get_graph_lag",
    "list_failures",
    "remove_failures",
    "requeue_dead_letters",
    "retry_due_failures",
    "try_lead",
]

Thing = tuple[str, str]
"""Kind and uid of something in the graph: ``("recording", "<uuid>")``."""

MOST_ATTEMPTS: Final = 5
_RETRY_SECONDS: Final = 0.2
_DUE_AT_ONCE: Final = 1000
_LOOK_AHEAD: Final = 50_000


class Change(Record):
    """Something that changed and is not in the graph yet."""

    id: int
    kind: str
    key: str
    created_at: datetime


class Failure(Record):
    """Something that the graph refused."""

    id: UUID
    kind: str
    key: str
    attempts: int
    next_at: datetime | None
    """When it is tried again; None for a dead letter."""
    error_code: str
    reason: str
    created_at: datetime
    """When it was refused first."""
    updated_at: datetime
    """When it was refused last."""


class Leading(Record):
    """Whether this transaction leads."""

    is_leading: bool


def try_lead() -> Call[Leading]:
    """Become the one worker that writes, until the transaction ends; another one may be it already."""
    return one(sql["sync.try_lead"], Leading)


def claim_changes(row_limit: int, *, after_id: int = 0) -> Call[list[Change]]:
    """The oldest changes that nobody else has claimed; they stay claimed until the transaction ends."""
    return many(sql["sync.claim_changes"], Change, after_id=after_id, row_limit=row_limit)


def claim_more_changes(changes: Sequence[Change]) -> Call[list[Change]]:
    """Further changes of the same things, of the next 50,000 that may be there."""
    last = changes[-1].id
    return many(
        sql["sync.claim_more_changes"],
        Change,
        after_id=last,
        up_to_id=last + _LOOK_AHEAD,
        keys=sorted({change.key for change in changes}),
    )


def acknowledge_changes(ids: Sequence[int]) -> Call[int]:
    """Forget exactly these changes."""
    return count(sql["sync.acknowledge_changes"], ids=ids)


def enqueue_changes(things: Sequence[Thing]) -> Call[int]:
    """Have the graph look at these things again."""
    return count(sql["sync.enqueue_changes"], **_arrays(things))


def add_failures(refused: Sequence[tuple[Thing, str, str]]) -> Call[int]:
    """Remember what was refused: thing, stable code, reason. After the fifth time it is a dead letter."""
    return count(
        sql["sync.add_failures"],
        **_arrays([thing for thing, _, _ in refused]),
        error_codes=[code for _, code, _ in refused],
        reasons=[reason for _, _, reason in refused],
        most_attempts=MOST_ATTEMPTS,
        retry_seconds=_RETRY_SECONDS,
    )


def remove_failures(things: Sequence[Thing]) -> Call[int]:
    """Forget the failures of these things: the graph has taken them."""
    return count(sql["sync.remove_failures"], **_arrays(things))


def retry_due_failures() -> Call[int]:
    """Put what is due to be tried again back into the outbox."""
    return count(sql["sync.retry_due_failures"], row_limit=_DUE_AT_ONCE)


def requeue_dead_letters(things: Sequence[Thing] | None = None) -> Call[int]:
    """Try these dead letters again, or all of them; answers how many there were."""
    if things is None:
        return count(sql["sync.requeue_all_dead_letters"])
    return count(sql["sync.requeue_dead_letters"], **_arrays(things))


def list_failures(
    *, only_dead: bool = False, limit: int = 100, cursor: str | None = None
) -> Call[Page[Failure]]:
    """What the graph refused, the oldest first, page by page."""
    return page(
        sql["sync.list_failures"],
        Failure,
        before_first={"created_at": datetime(1, 1, 1, tzinfo=UTC), "id": UUID(int=0)},
        limit=limit,
        cursor=cursor,
        only_dead=only_dead,
    )


def _arrays(things: Sequence[Thing]) -> dict[str, list[str]]:
    return {"kinds": [kind for kind, _ in things], "keys": [key for _, key in things]}
