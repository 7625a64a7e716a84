"""Which indexes serve the statements: for a role that row-level security holds for, and for one it does not.

Under row-level security PostgreSQL lets an index test a condition before the policy only where the function
of the condition is marked leakproof. Those of ``@>`` on jsonb and of ``@@`` are not: what reads with them
goes by the index on the user, and looks at the user's own rows and no others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.adapt import Transformer
from psycopg.conninfo import make_conninfo
from psycopg.pq import ExecStatus
from pytest_postgresql.executors import NoopExecutor

from tests.assistant.skew import (
    CONVERSATIONS,
    MESSAGES,
    Connection,
    add_skewed,
    crowd,
    few,
    nobody,
    rows_read,
)
from tests.fixtures.server import Server
from tracktion_db import Call, Database, assistant
from tracktion_db.adapters import BINARY, CONTEXT

USERS = 40
OWN_MESSAGES = 500
OWN_CHUNKS = 150

FILL = f"""
    SET session_replication_role = replica;
    INSERT INTO users (id, username)
    SELECT md5('user ' || n)::uuid, 'user ' || n
    FROM generate_series(1, {USERS}) AS n;
    INSERT INTO conversations (id, user_id)
    SELECT md5('conversation ' || n)::uuid, md5('user ' || n)::uuid
    FROM generate_series(1, {USERS}) AS n;
    INSERT INTO messages (user_id, conversation_id, position, role, content, metadata, created_at)
    SELECT
        user_id, id, n, 'user', 'x', jsonb_build_object('id', id || ' ' || n),
        now() - n * interval '1 second'
    FROM conversations, generate_series(1, {OWN_MESSAGES}) AS n;
    INSERT INTO transcripts (id, user_id, youtube_video_id, transcript_text, configuration, metadata)
    SELECT
        md5(user_id::text || n)::uuid, user_id, lpad(n::text, 11, '0'), 'w' || n || left(id::text, 8),
        'english', jsonb_build_object('id', id || ' ' || n)
    FROM conversations, generate_series(1, {OWN_CHUNKS}) AS n;
    INSERT INTO chunks (user_id, transcript_id, chunk_index, chunk_text, token_count, configuration, metadata)
    SELECT user_id, id, 0, 'many words of some speech ' || transcript_text, 5, configuration, metadata
    FROM transcripts;
    INSERT INTO conversations (user_id, updated_at)
    SELECT id, now() - n * interval '1 minute'
    FROM users, generate_series(1, {OWN_CHUNKS}) AS n;
    RESET session_replication_role;
    VACUUM ANALYZE
"""
ROW = """
    SELECT said.user_id, said.conversation_id, said.metadata, spoken.metadata, spoken.transcript_text
    FROM messages AS said
    INNER JOIN transcripts AS spoken ON said.user_id = spoken.user_id
    WHERE said.position = 7 AND spoken.youtube_video_id = '00000000007'
    ORDER BY said.user_id
    LIMIT 1
"""


@dataclass(frozen=True)
class Filled:
    url: str
    role: str
    me: UUID
    conversation: UUID
    message_metadata: dict[str, Any]
    metadata: dict[str, Any]
    word: str

    @property
    def role_url(self) -> str:
        return make_conninfo(self.url, options=f"-c role={self.role}")


@pytest.fixture(scope="module")
def filled(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Filled]:
    role = f"test_{server.run_id}_plans_{uuid4().hex[:8]}"
    name = sql.Identifier(role)
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url, autocommit=True) as owner,
    ):
        for statement in FILL.split(";"):
            _ = owner.execute(statement.encode())
        _ = owner.execute(sql.SQL("CREATE ROLE {}").format(name))
        _ = owner.execute(
            sql.SQL("GRANT ALL ON ALL TABLES IN SCHEMA {} TO {}").format(sql.Identifier("public"), name)
        )
        rows = owner.execute(ROW).fetchall()
        yield Filled(url, role, *rows[0])
        _ = owner.execute(sql.SQL("DROP OWNED BY {}").format(name))
        _ = owner.execute(sql.SQL("DROP ROLE {}").format(name))


def rare(filled: Filled) -> list[tuple[Call[Any], str, int]]:
    """Calls that one row answers, the GIN index for it, and how many rows the user has."""
    return [
        (
            assistant.list_messages_by_metadata(filled.me, filled.message_metadata),
            "messages_metadata_gin",
            OWN_MESSAGES,
        ),
        (
            assistant.list_transcripts_by_metadata(filled.me, filled.metadata),
            "transcripts_metadata_gin",
            OWN_CHUNKS,
        ),
        (assistant.list_chunks_by_metadata(filled.me, filled.metadata), "chunks_metadata_gin", OWN_CHUNKS),
        (assistant.search_transcripts(filled.me, filled.word), "transcripts_search_vector_gin", OWN_CHUNKS),
        (assistant.search_chunks(filled.me, filled.word), "chunks_search_vector_gin", OWN_CHUNKS),
    ]


def plan_of(url: str, call: Call[Any], user: UUID) -> str:
    with Database.from_url(url, pool_min_size=1) as db:
        assert len(db.run(call).items) == 1
    return plan_with_all(url, call, user)


def plan_with_all(url: str, call: Call[Any], user: UUID) -> str:
    """With the rows that were looked at and passed over, which ``db.explain`` leaves out."""
    with psycopg.connect(url) as connection:
        _ = connection.execute("SELECT set_config('app.user_id', %s, TRUE)", [str(user)])
        text = b"EXPLAIN (ANALYZE, BUFFERS FALSE) " + call.statement.sql
        transformer = Transformer(CONTEXT)
        transformer.set_dumper_types(call.statement.oids, BINARY)
        values = transformer.dump_sequence(call.parameters, ())
        formats = [BINARY] * len(values)
        answer = connection.pgconn.exec_params(text, values, call.statement.oids, formats)
        assert answer.status == ExecStatus.TUPLES_OK, answer.error_message
        return "\n".join((answer.get_value(row, 0) or b"").decode() for row in range(answer.ntuples))


def removed(plan: str) -> int:
    return max([0, *(int(rows) for rows in re.findall(r"Rows Removed by (?:Join )?Filter: (\d+)", plan))])


def test_where_no_row_security_applies_gin_serves_containment_and_search(filled: Filled) -> None:
    for call, index, _ in rare(filled):
        plan = plan_of(filled.url, call, filled.me)
        assert re.search(rf"\b{index}\b", plan), plan
        assert "Seq Scan on" not in plan, plan


def test_under_row_security_the_users_own_rows_are_read_and_no_others(filled: Filled) -> None:
    for call, index, own in rare(filled):
        plan = plan_of(filled.role_url, call, filled.me)
        assert not re.search(rf"\b{index}\b", plan), plan
        assert "Seq Scan on" not in plan, plan
        assert own - 1 <= removed(plan) <= own, plan


def test_an_owner_who_marks_the_two_functions_leakproof_has_gin_under_row_security(filled: Filled) -> None:
    mark = (
        "ALTER FUNCTION jsonb_contains(jsonb, jsonb) {0}; ALTER FUNCTION ts_match_vq(tsvector, tsquery) {0}"
    )
    with psycopg.connect(filled.url, autocommit=True) as owner:
        _ = owner.execute(mark.format("LEAKPROOF").encode())
        try:
            for call, index, _ in rare(filled):
                plan = plan_of(filled.role_url, call, filled.me)
                assert re.search(rf"\b{index}\b", plan), plan
        finally:
            _ = owner.execute(mark.format("NOT LEAKPROOF").encode())


def test_lists_under_row_security_read_a_page_and_no_more(filled: Filled) -> None:
    me, conversation = filled.me, filled.conversation
    with Database.from_url(filled.role_url, pool_min_size=1) as db:
        cursor = db.run(assistant.list_messages(me, conversation, limit=400)).next_cursor
        assert cursor is not None
        served: list[tuple[Call[Any], str]] = [
            (assistant.list_messages(me, conversation, limit=20), "messages_position_unique"),
            (assistant.list_last_messages(me, conversation, 20), "messages_position_unique"),
            (assistant.list_conversations(me, limit=20), "conversations_updated_at_idx"),
            (assistant.list_transcripts(me, limit=20), "transcripts_created_at_idx"),
            (assistant.get_conversation(me, conversation), "conversations_(?:pkey|user_id_id_unique)"),
            (
                assistant.get_transcript_by_video(me, "00000000007"),
                "transcripts_youtube_video_id_unique",
            ),
        ]
        for call, index in served:
            assert re.search(rf"\b{index}\b", db.explain(call)), call
            plan = plan_with_all(filled.role_url, call, me)
            assert re.search(rf"\b{index}\b", plan), plan
            assert "Seq Scan on" not in plan, plan
            assert removed(plan) == 0, plan
            read = [float(rows) for rows in re.findall(r"actual.*? rows=([\d.]+) loops=1\)", plan)]
            assert max(read) <= 21, plan

        # The 400 rows before the page: by cursor they are not read, by offset they are.
        next_page = db.explain(
            assistant.list_messages(me, conversation, limit=400, cursor=cursor), analyze=True
        )
        from_offset = db.explain(assistant.list_messages_from(me, conversation, 400, limit=20), analyze=True)
    assert "rows=500" not in next_page, next_page
    assert re.search(r"rows=420(\.00)? loops=1", from_offset), from_offset


@pytest.mark.parametrize("others", [crowd, few, nobody])
@pytest.mark.parametrize("is_fresh", [True, False], ids=["fresh", "stale"])
def test_a_page_is_read_and_no_more_whatever_others_have(
    database_url: str, role_url: str, others: Callable[[Connection], None], is_fresh: bool
) -> None:
    me = add_skewed(database_url, others, is_fresh=is_fresh)
    with Database.from_url(database_url, pool_min_size=1) as db:
        conversation = db.run(assistant.list_conversations(me, limit=1)).items[0].id
    lists: list[Call[Any]] = [
        assistant.list_messages(me, conversation, limit=3),
        assistant.list_messages_from(me, conversation, limit=3),
        assistant.list_last_messages(me, conversation, 3),
    ]
    for call in lists:
        (read,) = rows_read(role_url, me, call, "messages")
        # With its other messages, for statistics that are stale do not tell that there are more than a page.
        assert read <= MESSAGES // CONVERSATIONS, call
    assert rows_read(role_url, me, assistant.list_messages_by_metadata(me, {"a": 1}), "messages") == [
        MESSAGES
    ]
