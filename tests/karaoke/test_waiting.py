"""Workers that wait: woken by what happens and when a job becomes due, and never asking all the time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.fixtures.server import Server
from tests.karaoke.samples import add_jobs, bare_song, sql
from tracktion_db import AsyncDatabase, Call, Database, Settings, karaoke
from tracktion_db.errors import Unavailable, ValidationError
from tracktion_db.karaoke import wait_for_jobs, wait_for_jobs_async, waiting

LISTENERS = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()"

Wait = Callable[[float], bool]


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Who finds no server is told soon."""
    return Settings.from_url(database_url, pool_min_size=1, pool_timeout=0.5)


@pytest.fixture(params=["blocking", "asyncio"])
def wait(request: pytest.FixtureRequest, settings: Settings) -> Wait:
    """``wait_for_jobs``, or its twin on a loop of its own."""

    async def on_a_loop(timeout: float) -> bool:
        async with AsyncDatabase(settings) as adb:
            return await wait_for_jobs_async(adb, timeout=timeout)

    def blocking(timeout: float) -> bool:
        with Database(settings) as db:
            return wait_for_jobs(db, timeout=timeout)

    return blocking if request.param == "blocking" else lambda timeout: asyncio.run(on_a_loop(timeout))


@pytest.fixture
def in_background(wait: Wait) -> Generator[Callable[[float], Future[bool]]]:
    with ThreadPoolExecutor() as executor:
        yield lambda timeout: executor.submit(wait, timeout)


@pytest.fixture
def never_looks_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that only what is told, or what is due, can end a wait."""
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 3600.0)


@pytest.fixture
def song_id(db: Database) -> UUID:
    return db.run(karaoke.add_song(bare_song())).id


def listeners(url: str, number: int) -> list[int]:
    """The sessions that listen, once there are so many."""
    for _ in range(2_000):
        found = sql(url, LISTENERS)
        if len(found) == number:
            return [pid for (pid,) in found]
        time.sleep(0.01)
    raise AssertionError(f"there are never {number} listeners")


def test_a_wait_ends_without_a_job_at_its_time_out(wait: Wait) -> None:
    assert wait(0) is False
    assert wait(0.1) is False


def test_who_waits_where_a_job_is_due_does_not_wait(wait: Wait, db: Database, song_id: UUID) -> None:
    db.run(karaoke.add_job(song_id))

    assert wait(3600) is True


@pytest.mark.usefixtures("never_looks_twice")
def test_a_job_that_is_added_wakes_those_who_wait(
    in_background: Callable[[float], Future[bool]], db: Database, song_id: UUID, database_url: str
) -> None:
    waits = [in_background(3600) for _ in range(3)]
    listeners(database_url, 3)

    db.run(karaoke.add_job(song_id))

    assert [ended.result(timeout=30) for ended in waits] == [True] * 3
    listeners(database_url, 0)


@pytest.mark.usefixtures("never_looks_twice")
def test_who_waits_is_woken_by_the_commit_and_not_before(
    in_background: Callable[[float], Future[bool]], db: Database, song_id: UUID, database_url: str
) -> None:
    ended = in_background(3600)
    listeners(database_url, 1)

    with db.transaction() as tx:
        tx.run(karaoke.add_job(song_id))
        time.sleep(0.2)
        assert not ended.done()

    assert ended.result(timeout=30) is True


@pytest.mark.usefixtures("never_looks_twice")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE jobs SET due_at = now()",
        "UPDATE jobs SET due_at = now(), priority = 5",
        "INSERT INTO jobs (song_id) SELECT id FROM songs",
    ],
)
def test_what_is_typed_in_psql_wakes_too(
    in_background: Callable[[float], Future[bool]], database_url: str, statement: str
) -> None:
    add_jobs(database_url, 1, due_at="now() + interval '1 day'")
    ended = in_background(3600)
    listeners(database_url, 1)

    sql(database_url, statement)

    assert ended.result(timeout=30) is True


@pytest.mark.usefixtures("never_looks_twice")
@pytest.mark.parametrize(
    "columns",
    [
        {"due_at": "clock_timestamp() + interval '0.7 second'"},
        {
            "status": "'processing'",
            "attempts": "1",
            "worker": "'worker 1'",
            "lease_expires_at": "clock_timestamp() + interval '0.7 second'",
        },
    ],
    ids=["due", "lease"],
)
def test_a_wait_ends_when_a_job_becomes_due_or_a_lease_runs_out(
    wait: Wait, db: Database, database_url: str, columns: dict[str, str]
) -> None:
    add_jobs(database_url, 1, **columns)
    assert db.run(karaoke.claim_jobs("worker 2")) == []

    assert wait(3600) is True

    assert len(db.run(karaoke.claim_jobs("worker 2"))) == 1


@pytest.mark.usefixtures("never_looks_twice")
def test_a_job_that_becomes_due_sooner_than_the_first_shortens_the_wait(
    in_background: Callable[[float], Future[bool]], database_url: str
) -> None:
    add_jobs(database_url, 1, due_at="now() + interval '1 day'")
    ended = in_background(3600)
    listeners(database_url, 1)

    add_jobs(database_url, 1, due_at="clock_timestamp() + interval '0.5 second'")

    assert ended.result(timeout=30) is True


@pytest.mark.usefixtures("never_looks_twice")
def test_a_wait_survives_the_loss_of_its_connection(
    in_background: Callable[[float], Future[bool]], db: Database, song_id: UUID, database_url: str
) -> None:
    ended = in_background(3600)
    for _ in range(3):
        (lost,) = listeners(database_url, 1)
        sql(database_url, "SELECT pg_terminate_backend(%s)", [lost])
        while listeners(database_url, 1) == [lost]:
            time.sleep(0.01)
    assert not ended.done()

    db.run(karaoke.add_job(song_id))

    assert ended.result(timeout=30) is True


def test_a_wait_survives_a_server_that_is_away_for_a_while(
    in_background: Callable[[float], Future[bool]],
    server: Server,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.3)
    add_jobs(database_url, 1, due_at="now() + interval '1 day'")
    name = str(conninfo_to_dict(database_url)["dbname"])
    ended = in_background(3600)
    listeners(database_url, 1)

    sql(server.url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    sql(server.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    time.sleep(2)
    with pytest.raises(psycopg.OperationalError):
        sql(database_url, "SELECT 1")
    assert not ended.done()
    sql(server.url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    sql(database_url, "UPDATE jobs SET due_at = now()")

    assert ended.result(timeout=60) is True


def test_where_nothing_can_be_told_it_looks_now_and_then(
    in_background: Callable[[float], Future[bool]],
    db: Database,
    song_id: UUID,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As behind a pooler that hands servers out by transaction: LISTEN is taken and nothing comes of it.
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.3)
    sql(database_url, "DROP TRIGGER jobs_tell_of_added ON jobs")
    ended = in_background(3600)
    listeners(database_url, 1)

    db.run(karaoke.add_job(song_id))

    assert ended.result(timeout=30) is True


@pytest.mark.usefixtures("never_looks_twice")
def test_without_the_trigger_nobody_is_woken(
    in_background: Callable[[float], Future[bool]], db: Database, song_id: UUID, database_url: str
) -> None:
    # The control of what wakes above.
    sql(database_url, "DROP TRIGGER jobs_tell_of_added ON jobs")
    ended = in_background(1.5)
    listeners(database_url, 1)

    job = db.run(karaoke.add_job(song_id))
    with psycopg.connect(database_url, autocommit=True) as connection:
        time.sleep(0.5)
        assert not ended.done()
        connection.execute(b"DELETE FROM jobs WHERE id = %s", [job.id])

    assert ended.result(timeout=30) is False


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When those who wait looked at the queue."""
    times: list[float] = []

    def counted() -> Call[karaoke.NextClaim]:
        times.append(time.monotonic())
        return karaoke.get_next_claim()

    monkeypatch.setattr(waiting, "get_next_claim", counted)
    return times


def test_who_waits_looks_a_few_times_only(wait: Wait, looks: list[float]) -> None:
    assert wait(2.0) is False

    # Once before it listens, once after, and at the end; twice there where a wait ended a little early.
    assert 2 <= len(looks) <= 4


@pytest.fixture(params=["blocking", "asyncio"])
def claims_of_a_while(request: pytest.FixtureRequest, settings: Settings) -> Callable[[float, bool], int]:
    """How many claims a worker makes in so many seconds; it ends with the first job, if that is asked for."""

    def blocking(seconds: float, until_one: bool) -> int:
        end, claims = time.monotonic() + seconds, 0
        with Database(settings) as db:
            while time.monotonic() < end:
                claims += 1
                if db.run(karaoke.claim_jobs("worker 1")) and until_one:
                    break
                _ = wait_for_jobs(db, timeout=60)
        return claims

    async def on_a_loop(seconds: float, until_one: bool) -> int:
        end, claims = time.monotonic() + seconds, 0
        async with AsyncDatabase(settings) as adb:
            while time.monotonic() < end:
                claims += 1
                if await adb.run(karaoke.claim_jobs("worker 1")) and until_one:
                    break
                _ = await wait_for_jobs_async(adb, timeout=60)
        return claims

    if request.param == "blocking":
        return blocking
    return lambda seconds, until_one: asyncio.run(on_a_loop(seconds, until_one))


def test_while_others_have_what_is_due_a_worker_claims_less_and_less(
    claims_of_a_while: Callable[[float, bool], int], db: Database, song_id: UUID
) -> None:
    job = db.run(karaoke.add_job(song_id))
    with db.transaction() as tx:
        assert tx.run(karaoke.claim_jobs("worker 2"))[0].id == job.id

        claims = claims_of_a_while(3.0, False)

    # Pauses that double up to a second: about 11 to the first second, then one each; 200 without growing.
    assert 3 <= claims <= 20


@pytest.mark.usefixtures("never_looks_twice")
def test_who_rests_is_woken_by_another_job(
    claims_of_a_while: Callable[[float, bool], int],
    db: Database,
    song_id: UUID,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "LONGEST_REST", 3600.0)
    add_jobs(database_url, 1, due_at="now() - interval '1 hour'")
    with ThreadPoolExecutor() as executor, db.transaction() as tx:
        assert len(tx.run(karaoke.claim_jobs("worker 2"))) == 1
        claims = executor.submit(claims_of_a_while, 3600.0, True)
        listeners(database_url, 1)

        _ = db.run(karaoke.add_job(song_id))

        assert claims.result(timeout=30) == 2


def test_a_server_that_is_away_from_the_start_is_unavailable(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise Unavailable("no connection")

    monkeypatch.setattr(db, "run_all", away)

    with pytest.raises(Unavailable):
        wait_for_jobs(db)


@pytest.mark.parametrize("wrong", [-1, float("nan"), float("inf"), True, None, "1"])
async def test_a_time_out_that_cannot_be_is_refused(db: Database, adb: AsyncDatabase, wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        wait_for_jobs(db, timeout=wrong)
    assert str(refused.value) == "timeout: must be a finite number of seconds from 0 on"
    with pytest.raises(ValidationError):
        _ = await wait_for_jobs_async(adb, timeout=wrong)


async def test_a_task_that_waits_can_be_cancelled(adb: AsyncDatabase, database_url: str) -> None:
    task = asyncio.create_task(wait_for_jobs_async(adb, timeout=3600))
    await asyncio.to_thread(listeners, database_url, 1)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await asyncio.to_thread(listeners, database_url, 0)
