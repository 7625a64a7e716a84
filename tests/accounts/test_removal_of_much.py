"""Removing a user costs what that user has, and waits for who writes without a deadlock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests.accounts.samples import new_user
from tests.assistant.skew import MESSAGES, Connection, add_skewed, crowd, few, nobody, rows_read
from tests.library.test_status_machine import wait_for_lock
from tracktion_db import Call, Database, accounts, assistant
from tracktion_db.accounts import RemovedUser


@pytest.mark.parametrize("others", [crowd, few, nobody])
@pytest.mark.parametrize("is_fresh", [True, False], ids=["fresh", "stale"])
def test_what_removing_a_user_reads_does_not_grow_with_their_conversations(
    database_url: str, service_url: str, others: Callable[[Connection], None], is_fresh: bool
) -> None:
    user = add_skewed(database_url, others, is_fresh=is_fresh)

    for read in rows_read(service_url, user, accounts.remove_user(user), "messages", "chunks"):
        # Among six users alike one walk through the table is no loss; once for each conversation would be 60.
        assert MESSAGES <= read <= 10 * MESSAGES


def conversations(owner: Connection, user: UUID, number: int) -> Call[Any]:
    added = UUID(int=number)
    owner.execute("INSERT INTO conversations (id, user_id) VALUES (%s, %s)", [added, user])
    return assistant.add_message(user, assistant.NewMessage(conversation_id=added, role="user", content="x"))


def transcripts(owner: Connection, user: UUID, number: int) -> Call[Any]:
    added = UUID(int=number)
    owner.execute(
        "INSERT INTO transcripts (id, user_id, youtube_video_id, transcript_text)"
        " VALUES (%s, %s, lpad(%s, 11, '0'), 'x')",
        [added, user, str(number)],
    )
    chunk = assistant.NewChunk(transcript_id=added, chunk_index=0, chunk_text="x", token_count=1)
    return assistant.add_chunks(user, [chunk])


@pytest.mark.parametrize("adding", [conversations, transcripts])
def test_who_is_removed_while_they_write_to_one_after_the_other_deadlocks_with_nobody(
    db: Database, database_url: str, adding: Callable[[Connection, UUID, int], Call[Any]]
) -> None:
    user = db.run(accounts.add_user(new_user())).id
    with psycopg.connect(database_url) as owner:
        # The second one lies before the first one, and would be met before it.
        second, first = (adding(owner, user, number) for number in (2, 1))

    def remove() -> RemovedUser:
        with db.transaction(user_id=user) as tx:
            return tx.run(accounts.remove_user(user))

    with ThreadPoolExecutor(1) as thread:
        # A transaction never runs again by itself: a deadlock would come out here.
        with db.transaction(user_id=user) as tx:
            _ = tx.run(first)
            removing = thread.submit(remove)
            wait_for_lock(database_url)
            _ = tx.run(second)
        removed = removing.result(timeout=30)

    assert removed.conversations + removed.transcripts == 2
    with psycopg.connect(database_url) as connection:
        for table in ("conversations", "messages", "transcripts", "chunks"):
            left = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            assert connection.execute(left).fetchall() == [(0,)]
