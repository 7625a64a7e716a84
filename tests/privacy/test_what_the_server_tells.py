"""What a service learns that sends SQL of its own, in a user's transaction: plans, statistics, COPY, names.

Time is left out.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from tests.fixtures.executors import Run
from tests.privacy.calls import KEYS, LISTS, READS, WRITES
from tests.privacy.marks import marks_in
from tests.privacy.people import Person
from tracktion_db import AsyncDatabase, Call, Database, Record, Statements, accounts, assistant
from tracktion_db.call import copy, many
from tracktion_db.errors import StatementError, TracktionDBError, UsageError

OWNED: list[LiteralString] = [
    "users",
    "sessions",
    "conversations",
    "messages",
    "transcripts",
    "chunks",
    "templates",
]
RNG = random.Random(2)
own_sql = Statements.load(Path(__file__).with_name("sql"))


class Named(Record):
    name: str
    text: str


def list_session_objects() -> Call[list[Named]]:
    return many(own_sql["privacy.list_session_objects"], Named)


def list_copied() -> Call[Any]:
    return copy(own_sql["privacy.copy_messages"], [])


def become(session: psycopg.Connection, person: Person) -> None:
    session.execute("SELECT set_config('app.user_id', %s, FALSE)", [str(person.id)])


def values_of(person: Person) -> list[str]:
    """Keys and texts of somebody, as any text would show them."""
    keys = [person.id, *person.conversations, *person.messages, *person.transcripts, *person.chunks]
    return [*map(str, keys), *person.videos, *person.tokens, person.mark]


async def test_plans_show_no_row_of_another(service_url: str, ada: Person, grace: Person) -> None:
    calls = [draw(ada, ada, RNG) for table in (READS, LISTS, KEYS, WRITES) for draw in table.values()]
    async with AsyncDatabase.from_url(service_url) as adb:
        with Database.from_url(service_url) as db:
            for call in calls:
                plans: list[str] = [db.explain(call), db.explain_generic(call.statement)]
                with suppress(TracktionDBError):  # as some are refused that add what is there
                    plans += [db.explain(call, analyze=True), await adb.explain(call, analyze=True)]
                for plan in plans:
                    assert not [value for value in values_of(grace) if value in plan], call
                # What was run was undone.
            assert db.run(assistant.list_messages(ada.id, ada.conversations[0])).items


def test_statistics_of_owned_tables_are_hidden(
    database_url: str, session: psycopg.Connection, ada: Person, grace: Person
) -> None:
    """They hold values of all users: the most common ones, and bounds of histograms."""
    views: list[LiteralString] = ["pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"]
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute("ANALYZE")
        become(session, ada)
        for view in views:
            ask = sql.SQL("SELECT * FROM {} WHERE tablename = ANY(%s)").format(sql.Identifier(view))
            assert session.execute(ask, [OWNED]).fetchall() == []
        shown = admin.execute("SELECT * FROM pg_stats WHERE tablename = ANY(%s)", [OWNED]).fetchall()
        assert any(grace.mark in str(row) for row in shown)  # so that there is something to hide
    for table in ("pg_statistic", "pg_statistic_ext_data"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))


def test_a_condition_of_ones_own_is_not_asked_about_rows_of_another(
    session: psycopg.Connection, ada: Person, grace: Person
) -> None:
    """However cheap a function claims to be, the policy goes first. Only a superuser could say otherwise."""
    told: list[str] = []
    session.add_notice_handler(lambda notice: told.append(str(notice.message_primary)))
    become(session, ada)
    session.execute(
        "CREATE FUNCTION pg_temp.peek(value text) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql"
        " AS $$BEGIN RAISE NOTICE '%', value; RETURN TRUE; END$$"
    )
    session.execute("SELECT FROM messages WHERE pg_temp.peek(content) AND content <> ''")
    assert told
    assert marks_in(" ".join(told)) == {ada.id}
    with pytest.raises(psycopg.errors.InvalidTextRepresentation) as refused:
        # An id, because this stands in the server's log as well.
        session.execute("SELECT FROM messages WHERE id::text::integer = 1")
    assert any(str(message) in str(refused.value) for message in ada.messages)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute("ALTER FUNCTION pg_temp.peek(text) LEAKPROOF")


def test_copy_takes_nothing_and_gives_ones_own_rows(
    session: psycopg.Connection, service: Run, ada: Person
) -> None:
    for owner in (None, ada):
        if owner is not None:
            become(session, owner)
        for table in OWNED:
            name = sql.Identifier(table)
            with session.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(name)) as rows:
                given = b"".join(bytes(row) for row in rows).decode()
            assert marks_in(given) <= (set() if owner is None else {ada.id}), table
            assert bool(given) == (owner is not None or table == "templates")
            with (
                pytest.raises(psycopg.errors.FeatureNotSupported),
                session.cursor() as cursor,
                cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name)) as rows,
            ):
                pass
    with pytest.raises(StatementError, match="FeatureNotSupported"):
        service(list_copied())


def test_copy_for_a_user_is_refused_before_anything_is_sent(service_url: str, ada: Person) -> None:
    with Database.from_url(service_url) as db, pytest.raises(UsageError):
        db.run(list_copied(), user_id=ada.id)


def test_notifications_say_nothing(database_url: str) -> None:
    """Who listens is asked for no rights: of all functions here that notify, none has a payload."""
    with psycopg.connect(database_url) as admin:
        found = admin.execute(
            "SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc ~* 'notify'"
        ).fetchall()
    assert len(found) == 1  # that of the jobs, which are nobody's
    assert "pg_notify(job_channel(), '')" in found[0][0]


def test_what_the_server_shows_of_a_session_has_no_values(
    service_url: str, database_url: str, session: psycopg.Connection, ada: Person
) -> None:
    """Sessions of one role see each other's statement: its text, and the user's id in SET LOCAL."""
    calls = [draw(ada, ada, RNG) for table in (READS, LISTS, KEYS, WRITES) for draw in table.values()]
    kept = [str(ada.id), *ada.videos]  # an id is no secret, and a video is everybody's
    with Database.from_url(service_url, pool_min_size=1, pool_max_size=1) as db:
        for call in calls:
            _ = answered(lambda call=call: db.run(call))
            rows = session.execute(
                "SELECT query FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
            )
            shown = " ".join(row[0] for row in rows)
            assert shown.strip()
            assert "insufficient privilege" not in shown
            assert not [value for value in values_of(ada) if value in shown and value not in kept]
        with db.stream(assistant.list_conversations_from(ada.id)) as rows:
            next(rows)
        with db.transaction(user_id=ada.id) as tx:
            objects = tx.run(list_session_objects())
    assert len(objects) > 20  # prepared statements
    for named in objects:
        assert not [value for value in values_of(ada) if value in f"{named.name} {named.text}"], named
    with psycopg.connect(database_url) as admin:
        temporary = admin.execute("SELECT relname FROM pg_class WHERE relpersistence = 't'").fetchall()
    assert temporary == []


def answered(work: Callable[[], object]) -> object:
    """The answer, or the error where the row of an earlier call was removed by another."""
    try:
        return work()
    except TracktionDBError as error:
        return error


def test_removing_a_user_counts_their_own_rows_only(service: Run, ada: Person, grace: Person) -> None:
    before = service(assistant.list_conversations(grace.id))
    removed = service(accounts.remove_user(ada.id))
    assert (removed.conversations, removed.messages, removed.transcripts) == (3, 12, 3)
    assert (removed.chunks, removed.templates, removed.sessions) == (9, 3, 3)
    assert service(assistant.list_conversations(grace.id)) == before


def test_the_planner_tells_sql_of_ones_own_how_many_rows_another_has(
    database_url: str, session: psycopg.Connection, ada: Person, grace: Person
) -> None:
    """PostgreSQL's limit, not ours to mend: who holds the role and a user's id is told an estimate, no row.

    No call tells it: ``db.explain`` shows no estimate for a value.
    """
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(
            "INSERT INTO messages (user_id, conversation_id, role, content)"
            " SELECT user_id, id, 'user', 'la' FROM conversations, generate_series(1, 500)"
            " WHERE user_id = %s",
            [grace.id],
        )
        admin.execute("ANALYZE messages")
    become(session, ada)
    for person, expected in ((grace, 1512), (ada, 12)):
        ask = sql.SQL("EXPLAIN SELECT FROM messages WHERE user_id = {}").format(sql.Literal(str(person.id)))
        plan = " ".join(row[0] for row in session.execute(ask))
        assert f"rows={expected}" in plan
