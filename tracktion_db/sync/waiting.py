"""For callers who must read their own write in the graph: waiting until it is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from tracktion_db.call import Call, one
from tracktion_db.database import Database
from tracktion_db.database_async import AsyncDatabase
from tracktion_db.errors import RuleViolated, TimedOut, ValidationError
from tracktion_db.records import Record
from tracktion_db.sync.changes import Thing
from tracktion_db.sync.statements import sql

__all__ = ["Position", "Unsynced", "get_newest_change", "get_unsynced", "wait_synced", "wait_synced_async"]

_FIRST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 0.25
# Behind a million changes a look is a long one: those who wait must not be what the server is busy with.
_PAUSE_RATIO: Final = 10


class Position(Record):
    """How far the outbox reaches."""

    id: int


class Unsynced(Record):
    """What is still to come of some changes."""

    is_pending: bool
    refused: str | None
    """Why the graph refused one of the things that were asked for; None where it refused none."""


def get_newest_change() -> Call[Position]:
    """How far the outbox reaches."""
    return one(sql["sync.get_newest_change"], Position)


def get_unsynced(up_to_id: int, uids: Sequence[str] | None = None) -> Call[Unsynced]:
    """Whether changes up to this position are still to come, all of them or those of these things."""
    if uids is None:
        return one(sql["sync.get_unsynced"], Unsynced, up_to_id=up_to_id)
    return one(sql["sync.get_unsynced_of"], Unsynced, up_to_id=up_to_id, keys=uids)


class Pauses:
    """How long to wait between looks, ``timeout`` seconds in all. Raises ValidationError for no number."""

    def __init__(self, timeout: float) -> None:
        if not timeout >= 0:
            raise ValidationError("timeout", "must be a number of seconds from 0 on")
        self._until = time.monotonic() + timeout
        self._least = _FIRST_PAUSE

    def after_look(self, began: float) -> float:
        """Seconds to wait after a look that began then: the longer, the longer it took.

        Never beyond the end, at which there is one look more; after that it raises TimedOut.
        """
        now = time.monotonic()
        if now >= self._until:
            raise TimedOut("the graph does not have it yet; is a worker running (`tracktion-db sync`)?")
        pause = max(self._least, (now - began) * _PAUSE_RATIO)
        self._least = min(_LONGEST_PAUSE, self._least * 2)
        return min(pause, self._until - now)


def wait_synced(db: Database, things: Sequence[Thing] | None = None, *, timeout: float = 10.0) -> None:
    """Wait until all that was committed before this call is in the graph, or what of it is about ``things``.

    ``timeout`` is in seconds. Raises TimedOut when it takes longer (is a worker running?), RuleViolated when
    the graph refused one of ``things``, which is a dead letter or will be tried again.
    """
    uids = _uids(things)
    up_to = db.run(get_newest_change()).id
    pauses = Pauses(timeout)
    began = time.monotonic()
    while not _is_done(db.run(get_unsynced(up_to, uids))):
        time.sleep(pauses.after_look(began))
        began = time.monotonic()


async def wait_synced_async(
    db: AsyncDatabase, things: Sequence[Thing] | None = None, *, timeout: float = 10.0
) -> None:
    """The same for asyncio."""
    uids = _uids(things)
    up_to = (await db.run(get_newest_change())).id
    pauses = Pauses(timeout)
    began = time.monotonic()
    while not _is_done(await db.run(get_unsynced(up_to, uids))):
        await asyncio.sleep(pauses.after_look(began))
        began = time.monotonic()


def _uids(things: Sequence[Thing] | None) -> list[str] | None:
    return None if things is None else [uid for _, uid in things]


def _is_done(unsynced: Unsynced) -> bool:
    if unsynced.refused is not None:
        raise RuleViolated(f"the graph refused it: {unsynced.refused}")
    return not unsynced.is_pending
