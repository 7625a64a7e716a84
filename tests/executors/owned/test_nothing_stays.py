"""Whatever ends a call or transaction: the next user of its connection is nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.executors.faults.either import EitherDatabase, EitherTransaction
from tests.executors.faults.proxy import Proxy
from tests.executors.owned.calls import (
    add_note,
    get_door,
    get_note,
    get_quotient,
    get_told,
    list_all_notes,
    list_doors,
    list_notes,
    open_door,
    set_body,
)
from tests.executors.owned.conftest import Connect
from tracktion_db import AsyncDatabase
from tracktion_db.errors import CommitOutcomeUnknown, TimedOut, TracktionDBError, Unavailable

ME = uuid4()

End = Callable[[EitherDatabase], object]


def a_transaction(work: Callable[[EitherTransaction], object]) -> End:
    def end(db: EitherDatabase) -> None:
        with db.transaction(user_id=ME) as tx:
            work(tx)

    return end


def a_stream_left_early(runner: EitherDatabase | EitherTransaction) -> None:
    with runner.stream(list_notes(ME)) as rows:
        next(rows, None)


def an_error_in_a_nested_one(tx: EitherTransaction) -> None:
    with suppress(TracktionDBError), tx.transaction() as inner:
        inner.run(get_quotient(ME, 0))
    assert tx.run(get_told()).user_id == str(ME)


def an_error_that_is_caught(tx: EitherTransaction) -> None:
    with suppress(TracktionDBError):
        tx.run(get_quotient(ME, 0))


ENDS: dict[str, End] = {
    "a read": lambda db: db.run(list_notes(ME)),
    "a write": lambda db: db.run(add_note(ME, uuid4())),
    "no row": lambda db: db.run(get_note(ME, uuid4())),
    "a write without a row": lambda db: db.run(set_body(ME, uuid4(), "la")),
    "an error of the server": lambda db: db.run(get_quotient(ME, 0)),
    "a deadline": lambda db: db.run(get_quotient(ME, 1, 5), timeout=0.05),
    "several": lambda db: db.run_all(list_notes(ME), add_note(ME, uuid4()), get_door("front")),
    "several reads": lambda db: db.run_all(list_notes(ME), get_told(), get_door("front")),
    "an error among several": lambda db: db.run_all(add_note(ME, uuid4()), get_quotient(ME, 0)),
    "no row among several": lambda db: db.run_all(add_note(ME, uuid4()), set_body(ME, uuid4(), "la")),
    "a deadline among several": lambda db: db.run_all(
        add_note(ME, uuid4()), get_quotient(ME, 1, 5), timeout=0.05
    ),
    "a stream": a_stream_left_early,
    "a key": lambda db: db.run(list_doors("front")),
    "a write by a key": lambda db: db.run(open_door("front")),
    "an error by a key": lambda db: db.run(open_door("front", 0)),
    "a key and a user": lambda db: db.run(get_door("front"), user_id=ME),
    "a transaction": a_transaction(lambda tx: tx.run(add_note(ME, uuid4()))),
    "an error in a transaction": a_transaction(lambda tx: tx.run(get_quotient(ME, 0))),
    "an error that is caught": a_transaction(an_error_that_is_caught),
    "an error in a nested one": a_transaction(an_error_in_a_nested_one),
    "a deadline in a transaction": a_transaction(lambda tx: tx.run(get_quotient(ME, 1, 5), timeout=0.05)),
    "a stream in a transaction": a_transaction(a_stream_left_early),
    "a key in a transaction": a_transaction(lambda tx: tx.run(open_door("front"))),
    "an error by a key in a transaction": a_transaction(lambda tx: tx.run(open_door("front", 0))),
    "an error of Python": a_transaction(lambda tx: 1 / 0),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_after_each_kind_of_end_its_connection_is_nobodys(db: EitherDatabase, end: End) -> None:
    before = db.run(get_told())
    for _ in range(2):  # the statements are prepared the second time
        with suppress(TracktionDBError, ZeroDivisionError):
            end(db)
        assert db.run(get_told()) == before  # by the same backend, so that this says something
        assert db.run(list_all_notes()) == []
    assert (before.user_id, before.key) == ("", "")


async def test_after_a_cancellation_its_connection_is_nobodys(url: str) -> None:
    async with AsyncDatabase.from_url(url, pool_min_size=1, pool_max_size=1) as adb:
        before = await adb.run(get_told())

        async def in_a_transaction() -> None:
            async with adb.transaction(user_id=ME) as tx:
                await tx.run(get_quotient(ME, 1, 5))

        async def by_a_key() -> None:
            async with adb.transaction(user_id=ME) as tx:
                await tx.run(get_door("front"))
                await asyncio.sleep(5)

        for work in (
            lambda: adb.run(get_quotient(ME, 1, 5)),
            lambda: adb.run_all(add_note(ME, uuid4()), get_quotient(ME, 1, 5)),
            lambda: adb.explain(get_quotient(ME, 1, 5), analyze=True),
            in_a_transaction,
            by_a_key,
        ):
            for seconds in (0.0, 0.001, 0.05):
                task = asyncio.ensure_future(work())
                await asyncio.sleep(seconds)
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
                assert await adb.run(get_told()) == before
                assert await adb.run(list_all_notes()) == []


def notes(admin: psycopg.Connection, body: str) -> int:
    return admin.execute("SELECT FROM notes WHERE body = %s", (body,)).rowcount


@pytest.mark.parametrize("arrives", [True, False])
def test_a_write_whose_answer_is_lost_is_in_doubt_and_not_repeated(
    connect: Connect, proxy: Proxy, admin: psycopg.Connection, arrives: bool
) -> None:
    db = connect(proxy.url, pool_max_size=1)
    db.run(add_note(ME, uuid4()))  # prepares
    body = f"lost {uuid4()}"
    (proxy.cut_after if arrives else proxy.cut_before)(body.encode())
    with pytest.raises(CommitOutcomeUnknown) as caught:
        db.run(add_note(ME, uuid4(), body))
    assert caught.value.statement == "owned.add_note"
    # The server may still be at it: a pipeline's first answer comes before the rest is done.
    deadline = time.monotonic() + 20
    while arrives and not notes(admin, body):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert db.run(get_told()).user_id == ""
    assert notes(admin, body) == int(arrives)


def test_a_read_whose_connection_is_lost_runs_again_for_its_user(connect: Connect, proxy: Proxy) -> None:
    db = connect(proxy.url, pool_max_size=1)
    me = uuid4()
    db.run(add_note(me, me))
    db.run(list_notes(me))
    proxy.cut_before(str(me).encode(), times=2)
    assert [note.id for note in db.run(list_notes(me))] == [me]
    proxy.cut_before(str(me).encode())
    assert [note.id for note in db.run(list_all_notes(), user_id=me)] == [me]
    proxy.cut_before(b"front")
    assert db.run(get_door("front")).code == "front"
    assert proxy.cuts == 4


def test_a_transaction_that_lost_its_connection_runs_again_for_its_user(
    connect: Connect, proxy: Proxy, admin: psycopg.Connection
) -> None:
    db = connect(proxy.url, pool_max_size=1)
    me, body = uuid4(), f"again {uuid4()}"
    proxy.cut_before(body.encode())
    db.transact(lambda tx: tx.run(add_note(me, me, body)), user_id=me)
    assert notes(admin, body) == 1
    proxy.cut_before(body.encode())
    with pytest.raises(Unavailable), db.transaction(user_id=me) as tx:
        tx.run(add_note(me, uuid4(), body))
    assert notes(admin, body) == 1


def test_a_stale_plan_runs_again_for_its_user(db: EitherDatabase, admin: psycopg.Connection) -> None:
    me = uuid4()
    db.run(add_note(me, me))
    assert db.run(set_body(me, me, "one")).body == "one"
    admin.execute("ALTER TABLE notes ALTER COLUMN body TYPE varchar")
    try:
        assert db.run(get_note(me, me)).body == "one"
        assert db.run(set_body(me, me, "two")).body == "two"
    finally:
        admin.execute("ALTER TABLE notes ALTER COLUMN body TYPE text")
    assert db.run(set_body(me, me, "three")).body == "three"
    assert db.run(get_told()).user_id == ""


def test_a_deadline_says_that_nothing_was_kept_and_nothing_is(
    db: EitherDatabase, admin: psycopg.Connection
) -> None:
    body = f"late {uuid4()}"
    with pytest.raises(TimedOut):
        db.run_all(add_note(ME, uuid4(), body), get_quotient(ME, 1, 5), timeout=0.05)
    assert notes(admin, body) == 0


def test_the_role_of_these_tests_is_one_that_row_level_security_holds_for(
    connect: Connect, url: str, admin: psycopg.Connection
) -> None:
    # What the tests prove, proved to be by the policies: the superuser sees all with the same calls.
    me = UUID(int=uuid4().int)
    admin.execute("INSERT INTO notes (id, user_id, body) VALUES (%s, %s, 'la')", (me, me))
    superuser = connect(admin.info.dsn + f" password={admin.info.password}", pool_max_size=1)
    assert me in {note.id for note in superuser.run(list_all_notes())}
    assert connect(url).run(list_all_notes()) == []
