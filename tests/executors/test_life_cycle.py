"""Opening, closing and looking at a Database and an AsyncDatabase."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg
import pytest

from tests.executors import probes
from tests.executors.faults.either import EitherDatabase, blocking, on_asyncio
from tests.executors.probes import Number
from tracktion_db import AsyncDatabase, Database, Settings, catalog
from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.health import MigrationState, Server

Executor = Callable[[Settings], AbstractContextManager[EitherDatabase]]
both = pytest.mark.parametrize("executor", [blocking, on_asyncio])


def uses(db: EitherDatabase) -> list[Callable[[], object]]:
    """Everything that needs a connection."""
    return [
        lambda: db.run(probes.get_number(1)),
        lambda: db.run(probes.get_number(1), timeout=1),
        lambda: db.run_all(probes.get_number(1), probes.get_number(2)),
        lambda: db.stream(probes.list_numbers(1)).__enter__(),
        lambda: db.transaction().__enter__(),
        lambda: db.transact(lambda tx: tx.run(probes.get_number(1))),
    ]


@both
def test_a_database_is_refused_before_it_is_opened(executor: Executor, settings: Settings) -> None:
    with executor(settings) as db:
        for use in uses(db):
            with pytest.raises(UsageError, match="closed or not open yet"):
                use()
        db.open()
        assert db.run(probes.get_number(1)).number == 1


@both
def test_a_database_is_refused_after_it_is_closed(executor: Executor, settings: Settings) -> None:
    with executor(settings) as db:
        db.open()
        db.run(probes.get_number(1))
        db.close()
        for use in uses(db):
            with pytest.raises(UsageError, match="closed or not open yet"):
                use()


@both
def test_closing_is_harmless_when_repeated_or_too_early(executor: Executor, settings: Settings) -> None:
    with executor(settings) as db:
        db.close()
    with executor(settings) as db:
        db.open()
        db.close()
        db.close()


@both
def test_a_closed_database_is_not_opened_again(executor: Executor, settings: Settings) -> None:
    with executor(settings) as db:
        db.open()
        db.close()
        with pytest.raises(UsageError, match="closed"):
            db.open()


@both
def test_opening_twice_is_harmless(executor: Executor, settings: Settings) -> None:
    with executor(settings) as db:
        db.open()
        db.open()
        assert db.run(probes.get_number(1)).number == 1


@both
def test_closing_ends_the_sessions(executor: Executor, database_url: str) -> None:
    settings = Settings.from_url(database_url, pool_min_size=3, application_name="closing")
    with psycopg.connect(database_url, autocommit=True) as admin, executor(settings) as db:
        sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'closing'"
        db.open()
        db.run(probes.get_number(1))
        assert admin.execute(sessions).fetchall() != [(0,)]
        db.close()
        for _ in range(100):
            if admin.execute(sessions).fetchall() == [(0,)]:
                break
            admin.execute("SELECT pg_sleep(0.05)")
        assert admin.execute(sessions).fetchall() == [(0,)]


async def test_an_error_that_leaves_the_block_closes_it(settings: Settings) -> None:
    db, adb = Database(settings), AsyncDatabase(settings)
    with pytest.raises(ZeroDivisionError), db:
        raise ZeroDivisionError
    with pytest.raises(UsageError):
        db.run(probes.get_number(1))
    with pytest.raises(ZeroDivisionError):
        async with adb:
            raise ZeroDivisionError
    with pytest.raises(UsageError):
        await adb.run(probes.get_number(1))


def test_the_environment_names_the_server(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database.from_env({"DATABASE_URL": database_url, "DB_POOL_MAX_SIZE": "3"}) as db:
        assert db.run(probes.get_number(7)) == Number(number=7)
        assert db.stats()["pool_max"] == 3
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DB_APPLICATION_NAME", "renamer/2")
    with Database.from_env() as db:
        assert db.run(probes.get_setting("application_name")).setting == "renamer/2"


async def test_the_environment_names_the_server_for_asyncio(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncDatabase.from_env({"DATABASE_URL": database_url, "DB_POOL_MAX_SIZE": "3"}) as db:
        assert await db.run(probes.get_number(7)) == Number(number=7)
        assert db.stats()["pool_max"] == 3
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DB_APPLICATION_NAME", "renamer/2")
    async with AsyncDatabase.from_env() as db:
        assert (await db.run(probes.get_setting("application_name"))).setting == "renamer/2"


def test_a_url_comes_with_settings(database_url: str) -> None:
    with Database.from_url(database_url, pool_max_size=3, statement_timeout=7) as db:
        assert db.stats()["pool_max"] == 3
        assert db.run(probes.get_setting("statement_timeout")).setting == "7s"
    for wrong in ({"pool_max_size": 0}, {"pool_max_sise": 3}):
        with pytest.raises(ValidationError):
            Database.from_url(database_url, **wrong)
        with pytest.raises(ValidationError):
            AsyncDatabase.from_url(database_url, **wrong)


async def test_health_tells_of_server_schema_and_pool(db: Database, adb: AsyncDatabase) -> None:
    for health in (db.health(), await adb.health()):
        assert health.server == Server(
            server_version=db.run(probes.get_setting("server_version")).setting,
            database=health.server.database,
            in_recovery=False,
            has_migrations=True,
            has_graph_outbox=True,
        )
        assert health.server.database.startswith("test_")
        assert health.migrations.applied > 0
        assert health.migrations.newest is not None
        assert health.migrations.newest[:4].isdigit()
        assert 0 < health.latency_seconds < 60
        assert health.pool["pool_size"] >= 1


async def test_health_of_a_database_without_migrations(empty_database_url: str) -> None:
    with Database.from_url(empty_database_url) as db:
        health = db.health()
    assert (health.server.has_migrations, health.migrations) == (
        False,
        MigrationState(applied=0, newest=None),
    )
    assert (health.server.has_graph_outbox, health.graph) == (False, None)
    async with AsyncDatabase.from_url(empty_database_url) as adb:
        found = await adb.health()
    assert (found.migrations, found.graph) == (MigrationState(applied=0, newest=None), None)


async def test_health_of_a_database_older_than_the_graph_says_that_it_has_none(
    database_url: str, db: Database, adb: AsyncDatabase
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE graph_outbox RENAME TO of_another_release")
    for health in (db.health(), await adb.health()):
        assert health.migrations.applied > 0
        assert (health.server.has_graph_outbox, health.graph) == (False, None)


async def test_health_tells_how_far_the_graph_is_behind(
    database_url: str, db: Database, adb: AsyncDatabase
) -> None:
    for health in (db.health(), await adb.health()):
        assert health.graph is not None
        assert (health.graph.depth, health.graph.oldest_seconds) == (0, 0)
        assert (health.graph.dead, health.graph.failing_since, health.graph.failure) == (0, None, None)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO graph_outbox (kind, key, created_at)"
            " VALUES ('recording', 'a', now()), ('recording', 'b', now() - interval '1 hour')"
        )
        connection.execute("DELETE FROM graph_outbox WHERE key = 'a'")
        connection.execute(
            "INSERT INTO graph_failures (kind, key, next_at, error_code, reason)"
            " VALUES ('recording', 'c', NULL, 'x', 'x'), ('recording', 'd', now(), 'x', 'x')"
        )
        connection.execute("UPDATE graph_fence SET token = 7, failing_since = now(), failure = 'it is down'")
    for health in (db.health(), await adb.health()):
        assert health.graph is not None
        assert (health.graph.depth, health.graph.dead, health.graph.retrying) == (1, 1, 1)
        assert 3_600 <= health.graph.oldest_seconds < 7_200
        assert (health.graph.token, health.graph.failure) == (7, "it is down")
        assert health.graph.failing_since is not None


async def test_health_costs_one_round_trip_more_for_the_graph(db: Database, adb: AsyncDatabase) -> None:
    # The server, its migrations, the graph.
    for health in (db.health(), await adb.health()):
        assert health.pool["requests_num"] == 3


async def test_stats_count_what_was_asked_for(db: Database, adb: AsyncDatabase) -> None:
    for _ in range(5):
        db.run(catalog.list_recordings())
        await adb.run(catalog.list_recordings())
    for stats in (db.stats(), adb.stats()):
        assert stats["requests_num"] == 5
        # The pool may still be making one that nobody waits for any more.
        assert 1 <= stats["pool_available"] <= stats["pool_size"]
        assert stats["requests_waiting"] == 0


async def test_tasks_share_an_asyncio_database(database_url: str) -> None:
    async with AsyncDatabase.from_url(database_url, pool_min_size=1, pool_max_size=4) as adb:
        answers = await asyncio.gather(*[adb.run(probes.get_number(n)) for n in range(20)])
    assert [answer.number for answer in answers] == list(range(20))
