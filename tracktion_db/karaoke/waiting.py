"""For workers who found no job to claim: waiting until there is one.

::

    while not stopped:
        jobs = db.run(karaoke.claim_jobs("stems 1", limit=4))
        if not jobs:
            _ = karaoke.wait_for_jobs(db, timeout=60)

A wait takes a connection of its own beside the pool, while there is nothing to do. The database tells it of
jobs that are added or become pending again (NOTIFY, on a channel of the schema's own). Nobody tells of a job
that becomes due or of a lease that runs out: the wait ends at that moment, by the server's clock. It also
looks by itself every five seconds: that is how it learns of leases that began meanwhile, and all that it has
where the server cannot tell it: while the connection is lost, or behind a pooler that hands its servers out
by transaction (pgbouncer).

A job that is due and yet was not to be had is in somebody's open transaction, for a moment or for long: who
waits then rests as long as it has been due by now, at most a second, before they are sent to claim again. So
the pauses grow by themselves, from one wait to the next.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final, TypeGuard

from tracktion_db.database import Database
from tracktion_db.database_async import AsyncDatabase
from tracktion_db.errors import TimedOut, Unavailable, ValidationError
from tracktion_db.karaoke.leases import NextClaim, get_job_channel, get_next_claim
from tracktion_db.listening import Listener
from tracktion_db.listening_async import AsyncListener

__all__ = ["wait_for_jobs", "wait_for_jobs_async"]

LOOK_SECONDS: Final = 5.0
"""The longest time between two looks at the queue."""
LONGEST_REST: Final = 1.0
"""Seconds for which nobody claims again while others have what is due."""
_WORTH_A_CONNECTION: Final = 0.1
_AWAY: Final = (Unavailable, TimedOut)


def wait_for_jobs(db: Database, *, timeout: float = 60.0) -> bool:
    """Wait until there is a job to claim, at most ``timeout`` seconds, and answer whether there is.

    Another worker may be faster: claim and, where nothing came of it, wait again. Raises Unavailable when the
    server is away from the start; when it goes meanwhile, this waits until it is back.
    """
    deadline = _deadline(timeout)
    channel, next_claim = db.run_all(get_job_channel(), get_next_claim())
    if _is_now(next_claim):
        rest = min(_rest(next_claim), timeout)
        if rest < _WORTH_A_CONNECTION:
            time.sleep(rest)
        else:
            with Listener(db, channel.name) as listener:
                _listen_or_sleep(listener, rest, is_told=listener.is_listening())
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
            _listen_or_sleep(listener, pause, is_told=is_told)


async def wait_for_jobs_async(db: AsyncDatabase, *, timeout: float = 60.0) -> bool:
    """The same for asyncio."""
    deadline = _deadline(timeout)
    channel, next_claim = await db.run_all(get_job_channel(), get_next_claim())
    if _is_now(next_claim):
        rest = min(_rest(next_claim), timeout)
        if rest < _WORTH_A_CONNECTION:
            await asyncio.sleep(rest)
        else:
            async with AsyncListener(db, channel.name) as listener:
                await _listen_or_sleep_async(listener, rest, is_told=await listener.is_listening())
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
            await _listen_or_sleep_async(listener, pause, is_told=is_told)


def _listen_or_sleep(listener: Listener, seconds: float, *, is_told: bool) -> None:
    if is_told:
        listener.wait(seconds)
    else:
        time.sleep(seconds)


async def _listen_or_sleep_async(listener: AsyncListener, seconds: float, *, is_told: bool) -> None:
    if is_told:
        await listener.wait(seconds)
    else:
        await asyncio.sleep(seconds)


def _deadline(timeout: float) -> float:
    if type(timeout) not in (int, float) or not 0 <= timeout < float("inf"):
        raise ValidationError("timeout", "must be a finite number of seconds from 0 on")
    return time.monotonic() + timeout


def _is_now(next_claim: NextClaim | None) -> TypeGuard[NextClaim]:
    return next_claim is not None and next_claim.seconds is not None and next_claim.seconds <= 0


def _rest(next_claim: NextClaim) -> float:
    """Seconds to leave what is due to those who have it: as long as it has been due by now."""
    return min(-(next_claim.seconds or 0.0), LONGEST_REST)


def _pause(next_claim: NextClaim | None, deadline: float) -> float:
    """Seconds until the next look; 0 or less at the end."""
    pause = min(LOOK_SECONDS, deadline - time.monotonic())
    if next_claim is None or next_claim.seconds is None:
        return pause
    return min(pause, next_claim.seconds)
