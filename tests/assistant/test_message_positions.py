"""Messages are numbered 1, 2, 3 … in their conversation, whoever writes, however many at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from typing import Any, LiteralString, cast
from uuid import UUID

import psycopg
import pytest

from tests.assistant.samples import new_message
from tests.catalog.crowd import at_once
from tracktion_db import Database, Settings, assistant
from tracktion_db.assistant import Conversation, Message
from tracktion_db.errors import Conflict, TransactionAborted

WRITERS = 50
BY_HAND: LiteralString = (
    "INSERT INTO messages (user_id, conversation_id, role, content) VALUES (%s, %s, 'user', %s)"
)
MANY: LiteralString = """
    INSERT INTO messages (user_id, conversation_id, role, content)
    SELECT %s, %s, 'user', 'x' || n FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def crowd_db(database_url: str) -> Generator[Database]:
    settings = Settings.from_url(database_url, pool_min_size=1, pool_max_size=WRITERS, pool_timeout=60)
    with Database(settings) as db:
        yield db


@pytest.fixture
def conversation(db: Database, me: UUID) -> Conversation:
    return db.run(assistant.add_conversation(me))


def messages_of(db: Database, me: UUID, conversation: Conversation) -> list[Message]:
    return list(db.run(assistant.list_messages(me, conversation.id, limit=1000)).items)


def test_fifty_writers_number_a_conversation_without_a_hole(
    crowd_db: Database, database_url: str, me: UUID, conversation: Conversation
) -> None:
    def write(number: int) -> None:
        texts = [f"{number}:{n}" for n in range(4)]
        if number % 3 == 0:
            for text in texts:
                _ = crowd_db.run(assistant.add_message(me, new_message(conversation, text)))
        elif number % 3 == 1:
            _ = crowd_db.run(assistant.add_messages(me, [new_message(conversation, text) for text in texts]))
        else:
            with psycopg.connect(database_url) as connection:
                for text in texts:
                    _ = connection.execute(BY_HAND, [me, conversation.id, text])

    _ = at_once(WRITERS, write)

    rows = messages_of(crowd_db, me, conversation)
    assert [row.position for row in rows] == list(range(1, WRITERS * 4 + 1))
    for number in range(WRITERS):
        own = [row.content for row in rows if row.content.startswith(f"{number}:")]
        assert own == [f"{number}:{n}" for n in range(4)]
    touched = crowd_db.run(assistant.get_conversation(me, conversation.id))
    assert touched is not None
    assert touched.updated_at > conversation.updated_at


def test_fifty_writers_of_two_conversations_in_different_order_never_deadlock(
    crowd_db: Database, me: UUID, conversation: Conversation
) -> None:
    second = crowd_db.run(assistant.add_conversation(me))

    def write(number: int) -> None:
        order = (conversation, second) if number % 2 else (second, conversation)
        messages = [new_message(of, f"{number}:{n}") for n in range(4) for of in order]
        # A transaction never runs again by itself: a deadlock would come out here.
        with crowd_db.transaction(user_id=me) as tx:
            _ = tx.run(assistant.add_messages(me, messages))

    _ = at_once(WRITERS, write)

    for of in (conversation, second):
        rows = messages_of(crowd_db, me, of)
        assert [row.position for row in rows] == list(range(1, WRITERS * 4 + 1))


def test_two_calls_in_different_order_may_deadlock_and_one_is_told(
    crowd_db: Database, me: UUID, conversation: Conversation
) -> None:
    # The control of the test above: what is not ordered does meet crosswise.
    second = crowd_db.run(assistant.add_conversation(me))
    both_began = threading.Barrier(2)

    def write(number: int) -> str:
        order = (conversation, second) if number else (second, conversation)
        try:
            with crowd_db.transaction(user_id=me) as tx:
                _ = tx.run(assistant.add_message(me, new_message(order[0])))
                both_began.wait(timeout=30)
                _ = tx.run(assistant.add_message(me, new_message(order[1])))
        except TransactionAborted as aborted:
            return str(aborted.sqlstate)
        return "kept"

    assert sorted(at_once(2, write)) == ["40P01", "kept"]
    assert [len(messages_of(crowd_db, me, of)) for of in (conversation, second)] == [1, 1]


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_a_transaction_with_an_old_snapshot_is_refused_and_may_try_again(
    crowd_db: Database, me: UUID, conversation: Conversation, isolation: Any
) -> None:
    with (
        pytest.raises(TransactionAborted) as aborted,
        crowd_db.transaction(isolation=isolation, user_id=me) as tx,
    ):
        assert tx.run(assistant.list_last_messages(me, conversation.id)) == []
        _ = crowd_db.run(assistant.add_message(me, new_message(conversation, "between")))
        _ = tx.run(assistant.add_message(me, new_message(conversation, "late")))

    assert (aborted.value.sqlstate, aborted.value.retryable) == ("40001", True)
    _ = at_once(
        8,
        lambda number: crowd_db.transact(
            lambda tx: tx.run(assistant.add_message(me, new_message(conversation, str(number)))),
            isolation=isolation,
            user_id=me,
        ),
    )
    assert [row.position for row in messages_of(crowd_db, me, conversation)] == list(range(1, 10))


def test_a_rollback_leaves_no_hole(db: Database, me: UUID, conversation: Conversation) -> None:
    with db.transaction(user_id=me) as tx:
        _ = tx.run(assistant.add_message(me, new_message(conversation)))
        with pytest.raises(ZeroDivisionError), tx.transaction() as inner:
            _ = inner.run(assistant.add_message(me, new_message(conversation)))
            raise ZeroDivisionError
        last = tx.run(assistant.add_message(me, new_message(conversation)))

    assert last.position == 2


def test_copy_numbers_too_and_a_number_that_is_given_is_kept(
    db: Database, database_url: str, me: UUID, conversation: Conversation
) -> None:
    with psycopg.connect(database_url) as connection:
        with connection.cursor().copy(
            "COPY messages (user_id, conversation_id, role, content) FROM STDIN"
        ) as copy:
            for number in range(3):
                copy.write_row((me, conversation.id, "user", str(number)))
        restored = (
            "INSERT INTO messages (user_id, conversation_id, position, role, content)"
            " VALUES (%s, %s, 10, 'user', 'restored')"
        )
        _ = connection.execute(restored, [me, conversation.id])
    added = db.run(assistant.add_message(me, new_message(conversation)))

    assert [row.position for row in messages_of(db, me, conversation)] == [1, 2, 3, 10, 11]
    assert added.position == 11
    with (
        psycopg.connect(database_url) as connection,
        pytest.raises(psycopg.errors.UniqueViolation) as refused,
    ):
        _ = connection.execute(restored, [me, conversation.id])
    assert refused.value.diag.constraint_name == "messages_position_unique"
    assert Conflict.code == "conflict"


def test_a_conversation_is_touched_once_for_all_messages_of_a_statement(
    database_url: str, me: UUID, conversation: Conversation
) -> None:
    with psycopg.connect(database_url) as connection:
        updated = "SELECT pg_stat_get_xact_tuples_updated('conversations'::regclass)"
        _ = connection.execute(MANY, [me, conversation.id, 200])
        assert connection.execute(updated).fetchall() == [(1,)]
        for _ in range(3):
            _ = connection.execute(MANY, [me, conversation.id, 1])
        assert connection.execute(updated).fetchall() == [(4,)]


def buffers_per_message(url: str, me: UUID, conversation: Conversation, number: int) -> float:
    """Pages looked at for each message of one statement, by a connection that knows no plan yet."""
    with psycopg.connect(url) as connection, psycopg.ClientCursor(connection) as cursor:
        explain: LiteralString = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)" + MANY
        _ = cursor.execute(explain, [me, conversation.id, number])
        ((plan,),) = cursor.fetchall()
        connection.rollback()
    read = cast("dict[str, int]", (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return (read["Shared Hit Blocks"] + read["Shared Read Blocks"]) / number


def test_a_message_of_many_costs_no_more_than_one_of_few(
    database_url: str, me: UUID, conversation: Conversation
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:

        def cost(number: int) -> float:
            # An empty table, for which a plan without the index would be the cheapest.
            _ = connection.execute("VACUUM ANALYZE messages")
            return buffers_per_message(database_url, me, conversation, number)

        assert cost(5_000) < 1.5 * cost(500)

        # The control: without its settings the function keeps the plan for a small table.
        _ = connection.execute("ALTER FUNCTION number_message() RESET enable_seqscan")
        _ = connection.execute("ALTER FUNCTION number_message() RESET enable_bitmapscan")
        assert cost(2_000) > 1.5 * cost(200)
