"""Tasks that are cancelled at any moment: nothing is lost, nothing leaks, nothing goes on in the server."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.executors.faults.calls import (
    add_entry,
    add_entry_slowly,
    copy_entries,
    get_answer,
    get_answer_slowly,
    get_backend,
    list_entries,
    list_numbers,
)
from tracktion_db import AsyncDatabase
from tracktion_db.errors import TimedOut, UsageError

POOL = 4

Work = Callable[[AsyncDatabase, int, UUID], Coroutine[None, None, None]]


@pytest.fixture
def name() -> str:
    return f"faults {uuid4()}"


@pytest.fixture
async def adb(url: str, name: str) -> AsyncGenerator[AsyncDatabase]:
    async with AsyncDatabase.from_url(
        url, application_name=name, pool_min_size=POOL, pool_max_size=POOL, pool_max_waiting=1000
    ) as adb:
        yield adb


async def use_all(adb: AsyncDatabase) -> set[int]:
    """The processes of the server behind all connections of the pool, used at once."""
    all_taken = asyncio.Barrier(POOL)

    async def use() -> int:
        async with adb.transaction() as tx:
            await asyncio.wait_for(all_taken.wait(), 10)
            return (await tx.run(get_backend())).number

    return set(await asyncio.gather(*[use() for _ in range(POOL)]))


async def a_read(adb: AsyncDatabase, number: int, entry: UUID) -> None:
    assert (await adb.run(get_answer(number))).number == number


async def a_slow_read(adb: AsyncDatabase, number: int, entry: UUID) -> None:
    assert (await adb.run(get_answer_slowly(number, 0.005))).number == number


async def a_read_with_a_deadline(adb: AsyncDatabase, number: int, entry: UUID) -> None:
    with suppress(TimedOut):
        await adb.run(get_answer_slowly(number, 0.01), timeout=0.005)


async def a_pipeline(adb: AsyncDatabase, number: int, entry: UUID) -> None:
    await adb.run_all(add_entry(entry), list_numbers(200))


async def a_pipeline_of_reads(adb: AsyncDatabase, number: int, entry: UUID) -> None:
    first, second = await adb.run_all(get_answer(number), get_answer(-number))
    assert (first.number, second.number) == (number, -number)


async def a_transaction(adb: AsyncDatabase, number: int, entry: UUID) -> None:
    async with adb.transaction() as tx:
        await tx.run(add_entry(entry))
        with suppress(ZeroDivisionError):
            async with tx.transaction() as inner:
                await inner.run(get_answer(number))
                raise ZeroDivisionError
        await tx.run(get_answer_slowly(number, 0.002))


async def a_stream(adb: AsyncDatabase, number: int, entry: UUID) -> None:
    async with adb.stream(list_numbers(5000)) as rows:
        async for row in rows:
            if row.number == 1500:
                await asyncio.sleep(0)
            if row.number == 3000:
                break


async def a_copy(adb: AsyncDatabase, number: int, entry: UUID) -> None:
    await adb.run(copy_entries([entry, *[uuid4() for _ in range(50)]]))


CALLS = (a_read, a_slow_read, a_pipeline, a_pipeline_of_reads, a_transaction)
ALL = (*CALLS, a_read_with_a_deadline, a_stream, a_copy)


@pytest.mark.parametrize(
    ("kinds", "times", "ping_after"),
    [(CALLS, 1, 30.0), (ALL, 2, 30.0), (CALLS, 1, 0.0)],
    ids=["once", "twice", "while it asks each connection for a sign of life"],
)
async def test_thousands_of_cancellations_leave_the_pool_full(
    adb: AsyncDatabase,
    name: str,
    admin: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    kinds: Sequence[Work],
    times: int,
    ping_after: float,
) -> None:
    monkeypatch.setattr("tracktion_db.pool_async.PING_AFTER_IDLE_SECONDS", ping_after)
    chance = random.Random(20261121)
    before = await use_all(adb)
    cancelled: list[UUID] = []

    async def worker() -> None:
        for _ in range(125):
            entry = uuid4()
            task = asyncio.create_task(chance.choice(kinds)(adb, chance.randrange(10**9), entry))
            await asyncio.sleep(chance.choice((0, 0.001, 0.004)) * chance.random() * 4)
            for _ in range(times):
                task.cancel()
                await asyncio.sleep(0)  # the second one comes while the task cleans up after the first
            with suppress(asyncio.CancelledError):
                await asyncio.wait_for(asyncio.shield(task), 20)
            if task.cancelled():
                cancelled.append(entry)

    await asyncio.gather(*[worker() for _ in range(16)])

    assert len(cancelled) > 500
    after = await use_all(adb)
    assert len(after) == POOL
    stats = adb.stats()
    assert (stats["pool_size"], stats["pool_available"], stats["requests_waiting"]) == (POOL, POOL, 0)
    sessions = admin.execute(
        "SELECT state, count(*) FROM pg_stat_activity WHERE application_name = %s GROUP BY state", (name,)
    )
    assert sessions.fetchall() == [("idle", POOL)]
    if times == 1 and ping_after > 0:
        # Whoever is cancelled while it cleans up may cost its connection, which the pool replaces.
        assert after == before


async def test_a_cancelled_call_stops_in_the_server_and_its_connection_lives_on(
    adb: AsyncDatabase, name: str, admin: psycopg.Connection
) -> None:
    before = await use_all(adb)
    entry = uuid4()

    for call in (get_answer_slowly(1, 60), add_entry_slowly(entry, 60)):
        task = asyncio.create_task(adb.run(call))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 10)

    active = admin.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND state = 'active'", (name,)
    )
    assert active.fetchone() == (0,)
    assert await adb.run(list_entries([entry])) == []
    assert await use_all(adb) == before


async def test_a_cancellation_is_what_leaves_a_transaction(adb: AsyncDatabase) -> None:
    async def transaction() -> None:
        async with adb.transaction() as tx, tx.transaction() as inner:
            await inner.run(get_answer_slowly(1, 60))

    async def stream() -> None:
        async with adb.stream(list_numbers(400_000)) as rows:
            async for _ in rows:
                await asyncio.sleep(0)

    async def retried() -> None:
        await adb.transact(lambda tx: tx.run(get_answer_slowly(1, 60)))

    before = await use_all(adb)
    for work in (transaction, stream, retried):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await work()
    assert await use_all(adb) == before


async def test_two_calls_at_once_in_one_transaction_are_refused_and_leave_nothing_running(
    adb: AsyncDatabase, name: str, admin: psycopg.Connection
) -> None:
    before = await use_all(adb)
    entry = uuid4()

    with pytest.raises(UsageError, match="busy"):
        async with adb.transaction() as tx:
            await tx.run(add_entry(entry))
            await asyncio.gather(tx.run(get_answer_slowly(1, 60)), tx.run(get_answer(2)))

    assert await adb.run(list_entries([entry])) == []
    assert await use_all(adb) == before


async def test_a_cancelled_wait_for_a_connection_costs_nobody_a_connection(adb: AsyncDatabase) -> None:
    async def cancelled_soon(work: Callable[[], Awaitable[object]], seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await work()

    async def read() -> object:
        return await adb.run(get_answer_slowly(1, 0.003))

    chance = random.Random(7)
    for _ in range(10):
        await asyncio.gather(*[cancelled_soon(read, chance.random() * 0.03) for _ in range(60)])

    assert len(await use_all(adb)) == POOL
