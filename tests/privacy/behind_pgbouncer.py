"""The crowd behind a PgBouncer, which gives a connection of the server to another client at each transaction.

Not collected by itself, since it needs a program that few machines have: ``make test-pooler``.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Generator
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier, Literal

from tests.fixtures.pooler import SERVERS, pooler
from tests.privacy.crowd import count_mixed_up, mix, move_in, unchanged
from tests.privacy.filters import Unfiltered
from tests.privacy.people import Person
from tests.privacy.test_crowd import OPERATIONS, assert_only_own, seeded
from tracktion_db import Database, Settings, accounts, karaoke, row_scope
from tracktion_db.errors import StatementError, Unavailable
from tracktion_db.karaoke.waiting import wait_for_jobs


@pytest.fixture
def pooled_url(service_url: str) -> Generator[str]:
    """The test's database as a service logs in, through a PgBouncer."""
    with pooler(service_url) as url:
        yield url


def left_behind(url: str) -> list[tuple[str | None, int]]:
    """For each connection of the server: whom it knows of, and how many conversations it shows to nobody."""
    with ExitStack() as stack:
        # Each in a transaction of its own at the same time, and so each on another connection of the server.
        clients = [stack.enter_context(psycopg.connect(url)) for _ in range(SERVERS)]
        question = (
            "SELECT pg_backend_pid(), current_setting('app.user_id', TRUE), current_setting('app.key', TRUE),"
            " (SELECT count(*) FROM conversations)"
        )
        found = [client.execute(question).fetchall()[0] for client in clients]
    assert len({pid for pid, *_ in found}) == SERVERS
    return [(user or key or None, conversations) for _, user, key, conversations in found]


def set_for_the_session(user_id: UUID) -> bytes:
    """What an application might send that knows of no poolers."""
    return b"SET app.user_id TO " + Literal(str(user_id)).as_bytes(None)


def test_both_executors_share_eight_connections_and_everybody_sees_their_own(
    database_url: str, pooled_url: str
) -> None:
    seed = seeded()
    people = move_in(database_url, random.Random(seed))

    assert_only_own(mix(pooled_url, people, OPERATIONS, seed, rewrite=unchanged))
    assert count_mixed_up(database_url) == 0
    with psycopg.connect(database_url) as admin:
        of_the_role = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
        used = admin.execute(of_the_role, [conninfo_to_dict(pooled_url)["user"]]).fetchone()
    assert used == (SERVERS,)
    assert left_behind(pooled_url) == [(None, 0)] * SERVERS


def test_without_filters_row_security_alone_shows_everybody_their_own(
    database_url: str, pooled_url: str, tmp_path: Path
) -> None:
    seed = seeded()
    people = move_in(database_url, random.Random(seed))

    assert_only_own(mix(pooled_url, people, OPERATIONS, seed, rewrite=Unfiltered(tmp_path).rewrite))
    assert count_mixed_up(database_url) == 0
    assert left_behind(pooled_url) == [(None, 0)] * SERVERS


def test_were_the_user_set_for_the_session_rows_of_others_would_be_seen(
    database_url: str, pooled_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = seeded()
    people = move_in(database_url, random.Random(seed))
    monkeypatch.setattr(row_scope, "set_user", set_for_the_session)

    seen = mix(pooled_url, people, OPERATIONS, seed, rewrite=Unfiltered(tmp_path).rewrite)
    assert seen.foreign.total() > 0
    with pytest.raises(AssertionError):
        assert_only_own(seen)
    assert {conversations > 0 for _, conversations in left_behind(pooled_url)} == {True}


def test_what_one_client_sets_for_its_session_another_one_gets(
    pooled_url: str, ada: Person, grace: Person
) -> None:
    """So that the tests above say something: this pooler does mix."""
    with (
        psycopg.connect(pooled_url, autocommit=True) as adas,
        psycopg.connect(pooled_url, autocommit=True) as graces,
    ):
        adas.execute(set_for_the_session(ada.id))
        graces.execute(set_for_the_session(grace.id))
        shown = adas.execute("SELECT DISTINCT user_id FROM conversations").fetchall()
    assert shown == [(grace.id,)]


def test_fewer_prepared_statements_than_are_used_cost_time_and_nothing_else(
    database_url: str, service_url: str
) -> None:
    seed = seeded()
    people = move_in(database_url, random.Random(seed))

    with pooler(service_url, {"max_prepared_statements": "3"}) as url:
        assert_only_own(mix(url, people, OPERATIONS, seed, rewrite=unchanged))


def test_a_pooler_that_does_not_let_options_pass_is_refused_at_the_start(service_url: str) -> None:
    with pooler(service_url, {"ignore_startup_parameters": ""}) as url:
        with pytest.raises(Unavailable) as refused:
            Database.from_url(url, pool_min_size=1, retry_attempts=1).open()
    assert "unsupported startup parameter" in str(refused.value.__cause__)


def test_utc_arrives_and_time_outs_are_those_of_the_role(database_url: str, service_url: str) -> None:
    role = Identifier(str(conninfo_to_dict(service_url)["user"]))
    with psycopg.connect(database_url, autocommit=True) as admin:
        for name, value in (("TimeZone", "Asia/Tokyo"), ("statement_timeout", "7s")):
            admin.execute(SQL("ALTER ROLE {} SET {} TO {}").format(role, Identifier(name), Literal(value)))

    with pooler(service_url) as url, psycopg.connect(Settings.from_url(url).conninfo()) as session:
        names = ("TimeZone", "statement_timeout", "lock_timeout")
        found = [session.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
    assert found == [("UTC",), ("7s",), ("0",)]


def test_a_schema_chosen_by_options_arrives_only_where_the_pooler_follows_it(database_url: str) -> None:
    def found(url: str) -> list[tuple[str]]:
        with ExitStack() as stack:
            choices = [f"-csearch_path={schema}" for schema in ("tenant_a", "tenant_b")]
            clients = [
                stack.enter_context(psycopg.connect(url, options=choice, autocommit=True))
                for choice in choices
            ]
            return [client.execute("SHOW search_path").fetchall()[0] for client in clients]

    with pooler(database_url) as url:
        assert found(url) == [('"$user", public',)] * 2
    with pooler(database_url, {"track_extra_parameters": "IntervalStyle, search_path"}) as url:
        assert found(url) == [("tenant_a",), ("tenant_b",)]


def test_listen_is_taken_and_nothing_is_told_so_waiting_looks_by_itself(
    database_url: str, pooled_url: str
) -> None:
    with (
        psycopg.connect(pooled_url, autocommit=True) as client,
        psycopg.connect(database_url, autocommit=True) as admin,
    ):
        assert client.execute("LISTEN something").statusmessage == "LISTEN"
        admin.execute("NOTIFY something")
        assert list(client.notifies(timeout=1, stop_after=1)) == []

    def add_job() -> None:
        with Database.from_url(database_url, pool_min_size=1) as db:
            db.run(karaoke.add_song_with_job(karaoke.NewSong(title="Roxanne", source="upload")))

    later = threading.Timer(1, add_job)
    with Database.from_url(pooled_url, pool_min_size=1) as db:
        later.start()
        assert wait_for_jobs(db, timeout=60)
    later.join()


def test_a_pooler_that_follows_no_prepared_statements_never_runs_another_statement(
    service_url: str, ada: Person, grace: Person
) -> None:
    """Such as PgBouncer before 1.21: two processes, each with another first statement."""
    settings = {"max_prepared_statements": "0", "default_pool_size": "2"}
    with (
        pooler(service_url, settings) as url,
        Database.from_url(url, pool_min_size=1, pool_max_size=1) as asks,
        Database.from_url(url, pool_min_size=1, pool_max_size=1) as removes,
        psycopg.connect(url) as busy,
    ):
        busy.execute("SELECT")  # has one of the two connections of the server
        assert asks.run(accounts.get_user(ada.id)) is not None
        with asks.transaction():  # has the other one again
            busy.rollback()
            removes.run(accounts.remove_sessions(ada.id))
        busy.execute("SELECT")
        with suppress(StatementError):
            asks.run(accounts.get_user(grace.id))  # where the other process was
    with Database.from_url(service_url, pool_min_size=1) as db:
        assert db.run(accounts.list_sessions(grace.id)) != []
