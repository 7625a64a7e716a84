"""No number of a message comes again, and none is dated before what was said before it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import LiteralString, cast
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests.assistant.samples import add_user, new_message
from tests.catalog.crowd import at_once
from tests.fixtures.executors import Run
from tracktion_db import Database, assistant
from tracktion_db.assistant import Conversation, Message
from tracktion_db.migrations import migrations_folder

MIGRATION = migrations_folder() / "0030.assistant.message_order.sql"
ROLLBACK = migrations_folder() / "0030.assistant.message_order.rollback.sql"
LAST = "SELECT last_position FROM conversations WHERE id = %s"
BY_HAND: LiteralString = """
    INSERT INTO messages (user_id, conversation_id, position, role, content, created_at)
    VALUES (%s, %s, %s, 'user', 'by hand', coalesce(%s, now()))
"""


@pytest.fixture
def conversation(run: Run, me: UUID) -> Conversation:
    return run(assistant.add_conversation(me))


def say(run: Run, me: UUID, conversation: Conversation, *texts: str) -> list[Message]:
    return [run(assistant.add_message(me, new_message(conversation, text))) for text in texts]


def said(run: Run, me: UUID, conversation: Conversation) -> list[Message]:
    return list(run(assistant.list_messages(me, conversation.id, limit=1000)).items)


def test_a_cursor_passes_over_no_message_that_came_after_the_last_ones_were_removed(
    run: Run, me: UUID, conversation: Conversation
) -> None:
    messages = say(run, me, conversation, "1", "2", "3", "4")
    first = run(assistant.list_messages(me, conversation.id, limit=2))
    for message in messages[1:]:
        assert run(assistant.remove_message(me, message.id)) == 1

    (added,) = say(run, me, conversation, "5")

    assert added.position == 5
    assert run(assistant.list_messages(me, conversation.id, limit=2, cursor=first.next_cursor)).items == [
        added
    ]


def test_a_number_comes_not_again_however_it_was_given_and_removed(
    run: Run, database_url: str, me: UUID, conversation: Conversation
) -> None:
    texts = [new_message(conversation, str(number)) for number in range(3)]
    with psycopg.connect(database_url, autocommit=True) as connection:
        assert run(assistant.add_messages(me, texts)) == 3
        _ = connection.execute("DELETE FROM messages")
        assert say(run, me, conversation, "again")[0].position == 4

        _ = connection.execute(BY_HAND, [me, conversation.id, 10, None])
        _ = connection.execute(BY_HAND, [me, conversation.id, 7, None])
        _ = connection.execute("TRUNCATE messages")
        assert run(assistant.add_messages(me, texts)) == 3
        assert [message.position for message in said(run, me, conversation)] == [11, 12, 13]
        assert connection.execute(LAST, [conversation.id]).fetchall() == [(13,)]


def test_who_adds_beside_a_removal_that_is_not_over_takes_the_next_number(
    run: Run, database_url: str, me: UUID, conversation: Conversation
) -> None:
    _ = say(run, me, conversation, "1", "2")
    for is_kept in (False, True):
        with psycopg.connect(database_url) as connection:
            _ = connection.execute("DELETE FROM messages WHERE position >= 2")
            (beside,) = say(run, me, conversation, "beside")
            assert beside.position == 3 + is_kept
            if not is_kept:
                connection.rollback()
    assert [message.position for message in said(run, me, conversation)] == [1, 4]


def test_who_began_before_and_writes_after_another_dates_no_message_back(
    run: Run, database_url: str, me: UUID, conversation: Conversation
) -> None:
    with psycopg.connect(database_url) as connection:
        _ = connection.execute("SELECT now()")
        (before,) = say(run, me, conversation, "before")
        _ = connection.execute(BY_HAND, [me, conversation.id, None, None])
    _ = say(run, me, conversation, "after")

    times = [message.created_at for message in said(run, me, conversation)]

    assert times[0] == times[1] == before.created_at < times[2]
    assert run(assistant.get_conversation(me, conversation.id)) == conversation.model_copy(
        update={"updated_at": times[2]}
    )


def test_of_many_at_once_none_is_dated_before_what_was_said_before_it(
    db: Database, database_url: str, me: UUID
) -> None:
    conversation = db.run(assistant.add_conversation(me))

    def write(number: int) -> None:
        with psycopg.connect(database_url) as connection:
            _ = connection.execute("SELECT now(), pg_sleep(%s)", [number % 3 / 100])
            _ = connection.execute(BY_HAND, [me, conversation.id, None, None])

    _ = at_once(20, write)

    messages = db.run(assistant.list_messages(me, conversation.id)).items
    times = [message.created_at for message in messages]
    assert len(times) == 20
    assert times == sorted(times)


def test_a_time_that_is_given_is_kept(
    run: Run, database_url: str, me: UUID, conversation: Conversation
) -> None:
    given = datetime(1987, 5, 1, tzinfo=UTC)
    _ = say(run, me, conversation, "now")
    with psycopg.connect(database_url) as connection:
        _ = connection.execute(BY_HAND, [me, conversation.id, None, given])
    messages = said(run, me, conversation)
    assert [message.created_at == given for message in messages] == [False, True]


def scans_of_conversations(url: str, me: UUID) -> int:
    """How often they were all read by who adds to the only one, then to 500 more, in one connection.

    A plan is kept by a connection: it is made for a small table.
    """
    with psycopg.connect(url) as connection:
        begin: LiteralString = (
            "INSERT INTO conversations (user_id) SELECT %s FROM generate_series(1, %s) RETURNING id"
        )
        add: LiteralString = """
            INSERT INTO messages (user_id, conversation_id, role, content)
            SELECT %s, id, 'user', 'x' FROM unnest(%s::uuid[]) AS id
        """
        for number in (1, 500):
            ids = [row[0] for row in connection.execute(begin, [me, number]).fetchall()]
            _ = connection.execute(add, [me, ids])
        scans = connection.execute("SELECT pg_stat_get_xact_numscans('conversations'::regclass)").fetchall()
        connection.rollback()
    return scans[0][0]


def test_conversations_are_touched_by_index_though_the_plan_was_made_while_they_were_few(
    database_url: str, me: UUID
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        # The foreign key looks at conversations too, with a plan of its own.
        _ = connection.execute("ALTER TABLE messages DROP CONSTRAINT messages_conversation_id_fkey")
        _ = connection.execute("INSERT INTO conversations (user_id) VALUES (%s)", [me])
        _ = connection.execute("VACUUM ANALYZE conversations")
        assert scans_of_conversations(database_url, me) == 0
        _ = connection.execute("VACUUM conversations")
        # The control: without its setting the function keeps the plan for a small table.
        _ = connection.execute("ALTER FUNCTION touch_conversations() RESET enable_seqscan")
        assert scans_of_conversations(database_url, me) > 500


def test_conversations_from_before_know_their_last_number_and_no_other_change(
    run: Run, database_url: str, me: UUID
) -> None:
    """Applied by an owner whom row-level security holds for, as it does for all but superusers."""

    def execute(*texts: str) -> None:
        with psycopg.connect(database_url) as connection:
            for text in texts:
                _ = connection.execute(cast("LiteralString", text))

    conversations = [
        run(assistant.add_conversation(user)) for user in (me, me, add_user(database_url, "grace"))
    ]
    owner = sql.Identifier(f"owner_{me.hex}")
    execute(ROLLBACK.read_text(encoding="utf-8"))
    for number, begun in enumerate(conversations):
        _ = say(run, begun.user_id, begun, *"abcdef"[: number * 3])
    listed = {user: run(assistant.list_conversations(user)).items for user in (me, conversations[2].user_id)}
    giving = [
        sql.SQL(text).format(owner).as_string()
        for text in (
            "CREATE ROLE {} NOSUPERUSER NOBYPASSRLS",
            "GRANT ALL ON SCHEMA public TO {}",
            "ALTER TABLE conversations OWNER TO {}",
            "ALTER TABLE messages OWNER TO {}",
            "ALTER FUNCTION number_message() OWNER TO {}",
            "ALTER FUNCTION touch_conversations() OWNER TO {}",
            "ALTER FUNCTION take_configuration() OWNER TO {}",
            "SET ROLE {}",
        )
    ]
    try:
        execute(*giving, MIGRATION.read_text(encoding="utf-8"))

        assert {user: run(assistant.list_conversations(user)).items for user in listed} == listed
        with psycopg.connect(database_url) as connection:
            last = [connection.execute(LAST, [begun.id]).fetchall() for begun in conversations]
            _ = connection.execute("DELETE FROM messages")
        assert last == [[(0,)], [(3,)], [(6,)]]
        assert [say(run, begun.user_id, begun, "next")[0].position for begun in conversations] == [1, 4, 7]
    finally:
        execute(
            sql.SQL("REASSIGN OWNED BY {0} TO CURRENT_USER; DROP OWNED BY {0}; DROP ROLE {0}")
            .format(owner)
            .as_string()
        )
