"""For workers who found no job to claim: waiting until there is one.

::

    while not stopped:
        jobs = db.run(karaoke.claim_jobs("stems 1", limit=4))
        if not jobs:
            wait_for_jobs(db, timeout=60)

A wait takes a connection of its own beside the pool, while there is nothing to do. The database tells it of
jobs that are added or become pending again (NOTIFY, on a channel of the schema's own). Nobody tells of a job
that becomes due or of a lease that runs out: the wait ends at that moment, by the server's clock. It also
looks by itself every five seconds: that is how it learns of leases that began meanwhile, and all that it has
where the server cannot tell it: while the connection is lost, or behind a pooler that hands its servers out
by transaction (pgbouncer).
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

from tracktion_db.database import Database
from tracktion_db.database_async import AsyncDatabase
from tracktion_db.errors import TimedOut, Unavailable, ValidationError
from tracktion_db.karaoke.leases import NextClaim, get_job_channel, get_next_claim
from tracktion_db.listening import Listener
from tracktion_db.listening_async import AsyncListener

__all__ = ["wait_for_jobs", "wait_for_jobs_async"]

LOOK_SECONDS: Final = 5.0
"""The longest time between two looks at the queue."""
_TAKEN_SECONDS: Final = 0.01
_AWAY: Final = (Unavailable, TimedOut)


def wait_for_jobs(db: Database, *, timeout: float = 60.0) -> bool:
    """Wait until there is a job to claim, at most ``timeout`` seconds, and answer whether there is.

    Another worker may be faster: claim and, where nothing came of it, wait again. Raises Unavailable when the
    server is away from the start; when it goes meanwhile, this waits until it is back.
    """
    deadline = _deadline(timeout)
    channel, next_claim = db.run_all(get_job_channel(), get_next_claim())
    if _is_now(next_claim):
        # It is due and was not had: another is about to take it. So nobody asks without a pause.
        time.sleep(min(_TAKEN_SECONDS, timeout))
        return True
    with Listener(db, channel.name) as listener:
        while True:
            is_told = listener.is_listening()  # before the look: what comes after it is told
            try:
                next_claim = db.run(get_next_claim())
            except _AWAY:
                next_claim = None
            if _is_now(next_claim):
                return True
            pause = _pause(next_claim, deadline)
            if pause <= 0:
                return False
            if is_told:
                listener.wait(pause)
            else:
                time.sleep(pause)


async def wait_for_jobs_async(db: AsyncDatabase, *, timeout: float = 60.0) -> bool:
    """The same for asyncio."""
    deadline = _deadline(timeout)
    channel, next_claim = await db.run_all(get_job_channel(), get_next_claim())
    if _is_now(next_claim):
        await asyncio.sleep(min(_TAKEN_SECONDS, timeout))
        return True
    async with AsyncListener(db, channel.name) as listener:
        while True:
            is_told = await listener.is_listening()
            try:
                next_claim = await db.run(get_next_claim())
            except _AWAY:
                next_claim = None
            if _is_now(next_claim):
                return True
            pause = _pause(next_claim, deadline)
            if pause <= 0:
                return False
            if is_told:
                await listener.wait(pause)
            else:
                await asyncio.sleep(pause)


def _deadline(timeout: float) -> float:
    if type(timeout) not in (int, float) or not 0 <= timeout < float("inf"):
        raise ValidationError("timeout", "must be a number of seconds from 0 on")
    return time.monotonic() + timeout


def _is_now(next_claim: NextClaim | None) -> bool:
    return next_claim is not None and next_claim.seconds is not None and next_claim.seconds <= 0


def _pause(next_claim: NextClaim | None, deadline: float) -> float:
    """Seconds until the next look; 0 or less at the end."""
    pause = min(LOOK_SECONDS, deadline - time.monotonic())
    if next_claim is None or next_claim.seconds is None:
        return pause
    return min(pause, next_claim.seconds)
