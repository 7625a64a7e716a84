"""Twenty users at once on eight connections, with errors and cancellations between them."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID, uuid4

import psycopg

from tests.executors.owned.calls import (
    Note,
    add_note,
    add_note_of_anyone,
    get_door,
    get_note,
    get_quotient,
    get_told,
    list_all_notes,
    list_doors,
    list_notes,
    open_door,
)
from tracktion_db import AsyncDatabase, Database
from tracktion_db.errors import NotFound, RuleViolated, TimedOut

USERS = 20
CONNECTIONS = 8
WORKERS = 16
ROUNDS = 100


class Seen:
    """What all workers saw together."""

    def __init__(self) -> None:
        self.own: Counter[UUID] = Counter()
        self.foreign = 0

    def take(self, user: UUID | None, notes: list[Note]) -> None:
        """These rows were shown to this user; to nobody, if None."""
        for note in notes:
            if note.user_id == user:
                self.own[note.user_id] += 1
            else:
                self.foreign += 1


def users(admin: psycopg.Connection) -> list[UUID]:
    """Users with one note each, whose id is theirs."""
    users = [uuid4() for _ in range(USERS)]
    with admin.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO notes (id, user_id, body) VALUES (%s, %s, 'la')", [(u, u) for u in users]
        )
    return users


# None of these statements has a filter of its own but the last two: row-level security alone is tried.


def a_read(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    seen.take(me, db.run(list_all_notes(), user_id=me))


def a_read_of_nobody(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    seen.take(None, db.run(list_all_notes()))
    seen.take(None, db.run_all(list_all_notes(), get_told())[0])


def several(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    first, doors, second = db.run_all(list_all_notes(), list_doors("back"), list_all_notes(), user_id=me)
    seen.take(me, first + second)
    assert [door.code for door in doors] == ["back"]


def a_transaction(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    with suppress(ZeroDivisionError), db.transaction(user_id=me) as tx:
        seen.take(me, tx.run(list_all_notes()))
        tx.run(add_note(me, uuid4()))
        with suppress(RuleViolated), tx.transaction() as inner:
            inner.run(add_note_of_anyone(other, uuid4()))
        seen.take(me, tx.run(list_all_notes()))
        raise ZeroDivisionError


def a_stream(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    with db.stream(list_all_notes(), user_id=me) as rows:
        seen.take(me, [next(rows)])


def an_error(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    with suppress(RuleViolated):
        db.run(get_quotient(me, 0))
    with suppress(RuleViolated):
        db.run_all(add_note(me, uuid4()), get_quotient(me, 0))
    with suppress(RuleViolated):
        db.run(open_door("front", 0))


def a_foreign_write(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    try:
        db.run(add_note_of_anyone(other, uuid4(), "foreign"), user_id=me)
    except RuleViolated:
        return
    seen.foreign += 1


def a_deadline(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    with suppress(TimedOut):
        db.run(get_quotient(me, 1, 0.05), timeout=0.002)


def a_key(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    assert db.run(get_door("front")).code == "front"
    seen.take(me, db.run(list_notes(me)))


def a_foreign_row(db: Database, me: UUID, other: UUID, seen: Seen) -> None:
    with suppress(NotFound):
        seen.take(me, [db.run(get_note(me, other))])


WORKS: list[Callable[[Database, UUID, UUID, Seen], None]] = [
    a_read, a_read_of_nobody, several, a_transaction, a_stream, an_error, a_foreign_write, a_deadline, a_key,
    a_foreign_row,
]  # fmt: skip


def assert_only_own(seen: Seen, people: list[UUID], admin: psycopg.Connection) -> None:
    assert seen.foreign == 0
    assert set(seen.own) == set(people)
    assert min(seen.own.values()) > 10  # so that something was tried
    written = admin.execute(
        "SELECT body, count(*) FROM notes WHERE user_id = ANY(%s) GROUP BY body", (people,)
    )
    assert written.fetchall() == [("la", USERS)]  # nothing of what was undone, nothing foreign


def test_threads_of_twenty_users_see_no_row_of_another(url: str, admin: psycopg.Connection) -> None:
    people, seen = users(admin), Seen()

    def work(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(ROUNDS):
            me, other = rng.sample(people, 2)
            rng.choice(WORKS)(db, me, other, seen)

    with (
        Database.from_url(url, pool_min_size=CONNECTIONS, pool_max_size=CONNECTIONS) as db,
        ThreadPoolExecutor(WORKERS) as threads,
    ):
        for done in [threads.submit(work, seed) for seed in range(WORKERS)]:
            done.result()
    assert_only_own(seen, people, admin)


async def test_tasks_of_twenty_users_see_no_row_of_another(url: str, admin: psycopg.Connection) -> None:
    people, seen = users(admin), Seen()

    async def read(me: UUID) -> None:
        seen.take(me, await adb.run(list_all_notes(), user_id=me))
        seen.take(None, await adb.run(list_all_notes()))

    async def several(me: UUID) -> None:
        first, _, second = await adb.run_all(
            list_all_notes(), get_door("front"), list_all_notes(), user_id=me
        )
        seen.take(me, first + second)

    async def in_a_transaction(me: UUID) -> None:
        with suppress(ZeroDivisionError):
            async with adb.transaction(user_id=me) as tx:
                seen.take(me, await tx.run(list_all_notes()))
                await tx.run(add_note(me, uuid4()))
                await tx.run(get_door("front"))
                await asyncio.sleep(0)
                seen.take(me, await tx.run(list_all_notes()))
                raise ZeroDivisionError

    async def stream(me: UUID) -> None:
        async with adb.stream(list_all_notes(), user_id=me) as rows:
            seen.take(me, [await anext(rows)])

    async def fail(me: UUID) -> None:
        with suppress(RuleViolated):
            await adb.run(get_quotient(me, 0))
        with suppress(TimedOut):
            await adb.run(get_quotient(me, 1, 0.05), timeout=0.002)

    works: list[Callable[[UUID], Awaitable[None]]] = [read, several, in_a_transaction, stream, fail]

    async def work(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(ROUNDS):
            task = asyncio.ensure_future(rng.choice(works)(rng.choice(people)))
            if rng.random() < 0.3:
                await asyncio.sleep(rng.random() * 0.02)
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async with AsyncDatabase.from_url(url, pool_min_size=CONNECTIONS, pool_max_size=CONNECTIONS) as adb:
        await asyncio.gather(*[work(seed) for seed in range(WORKERS)])
    assert_only_own(seen, people, admin)
