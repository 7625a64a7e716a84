"""One user with much among users who mislead the planner, and how many rows a call reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import UUID

import psycopg
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus

from tracktion_db import Call
from tracktion_db.adapters import BINARY, CONTEXT

Connection: TypeAlias = psycopg.Connection[Any]

CONVERSATIONS, MESSAGES = 60, 600
"""Of the user with much; so many transcripts and chunks, too."""
USERS = "INSERT INTO users (username) SELECT %s || n FROM generate_series(1, %s) AS n"
BELONGINGS = (
    "INSERT INTO conversations (user_id)"
    " SELECT id FROM users, generate_series(1, %(conversations)s) WHERE username LIKE %(users)s",
    "INSERT INTO messages (user_id, conversation_id, position, role, content)"
    " SELECT user_id, conversation.id, n, 'user', 'x'"
    " FROM conversations AS conversation, users, generate_series(1, %(parts)s) AS n"
    " WHERE user_id = users.id AND username LIKE %(users)s",
    "INSERT INTO transcripts (user_id, youtube_video_id, transcript_text)"
    " SELECT id, lpad(n::text, 11, '0'), 'x'"
    " FROM users, generate_series(1, %(conversations)s) AS n WHERE username LIKE %(users)s",
    "INSERT INTO chunks (user_id, transcript_id, chunk_index, chunk_text, token_count, configuration)"
    " SELECT user_id, transcript.id, n, 'x', 1, 'simple'"
    " FROM transcripts AS transcript, users, generate_series(1, %(parts)s) AS n"
    " WHERE user_id = users.id AND username LIKE %(users)s",
)
READ = """
    SELECT
        (
            SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid))::integer
            FROM pg_index
            WHERE indrelid = named.id
        ) + pg_stat_get_xact_tuples_returned(named.id)
    FROM (SELECT %s::regclass AS id) AS named
"""


def crowd(connection: Connection) -> None:
    """Users with one conversation each: a user's messages look as few as those of a conversation."""
    _fill(connection, "crowd", 2_000, 1, 5)


def few(connection: Connection) -> None:
    """Users like the one with much."""
    _fill(connection, "few", 5, CONVERSATIONS, MESSAGES // CONVERSATIONS)


def nobody(connection: Connection) -> None:
    """The user is alone."""


def add_skewed(url: str, others: Callable[[Connection], None], *, is_fresh: bool) -> UUID:
    """The user with much, of whom statistics know if they are fresh."""
    with psycopg.connect(url, autocommit=True) as owner:
        for table in (b"messages", b"chunks"):
            owner.execute(b"ALTER TABLE " + table + b" SET (autovacuum_enabled = off)")
        owner.execute("SET session_replication_role = replica")
        others(owner)
        if not is_fresh:
            owner.execute("ANALYZE")
        _fill(owner, "much", 1, CONVERSATIONS, MESSAGES // CONVERSATIONS)
        if is_fresh:
            owner.execute("ANALYZE")
        return owner.execute("SELECT id FROM users WHERE username = 'much1'").fetchall()[0][0]


def rows_read(url: str, user: UUID, call: Call[Any], *tables: str) -> list[int]:
    """Rows of each table that the call looked at, in its indexes and beside them, the keys' included."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, TRUE)", [str(user)])
        transformer = Transformer(CONTEXT)
        transformer.set_dumper_types(call.statement.oids, BINARY)
        values = transformer.dump_sequence(call.parameters, ())
        formats = [BINARY] * len(values)
        done = connection.pgconn.exec_params(call.statement.sql, values, call.statement.oids, formats)
        assert done.status == ExecStatus.TUPLES_OK, done.error_message
        return [connection.execute(READ, [table]).fetchall()[0][0] for table in tables]


def _fill(connection: Connection, users: str, number: int, conversations: int, parts: int) -> None:
    """So many users with so many conversations and transcripts each, of so many parts."""
    connection.execute(USERS, [users, number])
    for text in BELONGINGS:
        values = {"users": f"{users}%", "conversations": conversations, "parts": parts}
        connection.execute(text.encode(), values)
