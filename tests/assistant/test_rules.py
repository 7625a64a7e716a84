"""Every rule of constraints.toml can be broken, and is broken under its name."""

from __future__ import annotations

import tomllib
from collections.abc import Generator
from typing import Any, TypeAlias

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.server import Server
from tracktion_db.statements import sql_folder

Connection: TypeAlias = psycopg.Connection[Any]

ADD_ROWS = """
    INSERT INTO users (username) VALUES ('ada'), ('grace');
    INSERT INTO conversations (user_id) SELECT id FROM users;
    INSERT INTO messages (user_id, conversation_id, role, content)
    SELECT user_id, id, 'user', 'x' FROM conversations, generate_series(1, 2);
    INSERT INTO transcripts (user_id, youtube_video_id, transcript_text)
    SELECT id, video, 'x' FROM users, unnest(ARRAY['aaaaaaaaaaa', 'bbbbbbbbbbb']) AS video;
    INSERT INTO chunks (user_id, transcript_id, chunk_index, chunk_text, token_count)
    SELECT user_id, id, number, 'x', 1 FROM transcripts, generate_series(0, 1) AS number;
    INSERT INTO templates (user_id, template_type, template_name, template_content)
    SELECT id, 'blog', name, 'x' FROM users, unnest(ARRAY['a', 'b']) AS name;
    INSERT INTO templates (template_type, template_name, template_content)
    SELECT 'blog', name, 'x' FROM unnest(ARRAY['a', 'b']) AS name;
    INSERT INTO config (key, value) VALUES ('a', '1'), ('b', '2');
"""
BREAKING = {
    "conversations_pkey": "UPDATE conversations SET id = (SELECT min(id::text)::uuid FROM conversations)",
    "conversations_user_id_id_unique": None,  # the key is refused first
    "conversations_user_id_fkey": "INSERT INTO conversations (user_id) VALUES (gen_random_uuid())",
    "conversations_title_length": "UPDATE conversations SET title = ''",
    "messages_pkey": "UPDATE messages SET id = (SELECT min(id::text)::uuid FROM messages)",
    "messages_position_unique": "UPDATE messages SET position = 7",
    "messages_conversation_id_fkey": "UPDATE messages SET conversation_id = gen_random_uuid()",
    "messages_position_positive": "UPDATE messages SET position = -position",
    "messages_role_known": "UPDATE messages SET role = 'tool'",
    "messages_content_length": "UPDATE messages SET content = repeat('x', 1000001)",
    "messages_metadata_object": "UPDATE messages SET metadata = '[]'",
    "transcripts_pkey": "UPDATE transcripts SET id = (SELECT min(id::text)::uuid FROM transcripts)",
    "transcripts_configuration_unique": None,
    "transcripts_youtube_video_id_unique": "UPDATE transcripts SET youtube_video_id = 'ccccccccccc'",
    "transcripts_user_id_fkey": (
        "INSERT INTO transcripts (user_id, youtube_video_id, transcript_text)"
        " VALUES (gen_random_uuid(), 'aaaaaaaaaaa', 'x')"
    ),
    "transcripts_youtube_video_id_format": "UPDATE transcripts SET youtube_video_id = 'aaaaaaaaaa'",
    "transcripts_title_length": "UPDATE transcripts SET title = ''",
    "transcripts_channel_name_length": "UPDATE transcripts SET channel_name = ''",
    "transcripts_duration_not_negative": "UPDATE transcripts SET duration = -1",
    "transcripts_language_length": "UPDATE transcripts SET language = ''",
    "transcripts_configuration_known": "UPDATE transcripts SET configuration = 'klingon'",
    "transcripts_transcript_text_length": "UPDATE transcripts SET transcript_text = repeat('x', 5000001)",
    "transcripts_metadata_object": "UPDATE transcripts SET metadata = '\"a\"'",
    "chunks_pkey": "UPDATE chunks SET id = (SELECT min(id::text)::uuid FROM chunks)",
    "chunks_chunk_index_unique": "UPDATE chunks SET chunk_index = 7",
    "chunks_transcript_id_fkey": "UPDATE chunks SET transcript_id = gen_random_uuid()",
    "chunks_chunk_index_not_negative": "UPDATE chunks SET chunk_index = chunk_index - 2",
    "chunks_chunk_text_length": "UPDATE chunks SET chunk_text = ''",
    "chunks_token_count_not_negative": "UPDATE chunks SET token_count = -1",
    "chunks_start_seconds_range": "UPDATE chunks SET start_seconds = 'nan'",
    "chunks_end_seconds_range": "UPDATE chunks SET end_seconds = 'infinity'",
    "chunks_end_seconds_after_start": "UPDATE chunks SET start_seconds = 2, end_seconds = 1",
    "chunks_metadata_object": "UPDATE chunks SET metadata = 'null'",
    "templates_pkey": "UPDATE templates SET id = (SELECT min(id::text)::uuid FROM templates)",
    "templates_template_name_unique": "UPDATE templates SET template_name = 'c' WHERE user_id IS NOT NULL",
    "templates_default_name_unique": "UPDATE templates SET template_name = 'c' WHERE user_id IS NULL",
    "templates_user_id_fkey": (
        "UPDATE templates SET user_id = gen_random_uuid() WHERE user_id IS NULL AND template_name = 'a'"
    ),
    "templates_template_type_known": "UPDATE templates SET template_type = 'sms'",
    "templates_template_name_length": "UPDATE templates SET template_name = ''",
    "templates_template_content_length": "UPDATE templates SET template_content = ''",
    "templates_variables_agree": "UPDATE templates SET template_content = '{{a}}'",
    "config_pkey": "INSERT INTO config (key, value) VALUES ('a', '1')",
    "config_key_length": "INSERT INTO config (key, value) VALUES ('', '1')",
    "config_description_length": "UPDATE config SET description = ''",
    "config_version_positive": "INSERT INTO config (key, value, version) VALUES ('c', '1', 0)",
    "config_first_version": "INSERT INTO config (key, value, version) VALUES ('c', '1', 2)",
    "config_expected_version": "UPDATE config SET version = 3",
    "config_changes_pkey": "UPDATE config_changes SET id = (SELECT min(id::text)::uuid FROM config_changes)",
    "config_changes_version_unique": "INSERT INTO config_changes (key, version) VALUES ('a', 1)",
    "config_changes_changed_by_fkey": "UPDATE config_changes SET changed_by = gen_random_uuid()",
}


@pytest.fixture(scope="module")
def with_rows(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Connection]:
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute(ADD_ROWS)
        yield connection


def test_every_rule_that_can_be_broken_is_tried_here() -> None:
    text = (sql_folder() / "assistant" / "constraints.toml").read_text(encoding="utf-8")
    assert set(BREAKING) == set(tomllib.loads(text))


@pytest.mark.parametrize("name", [name for name, statement in BREAKING.items() if statement])
def test_a_rule_is_broken_under_its_name(with_rows: Connection, name: str) -> None:
    statement = BREAKING[name]
    assert statement is not None
    with with_rows.transaction(force_rollback=True), pytest.raises(psycopg.errors.IntegrityError) as broken:
        _ = with_rows.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _ = with_rows.execute(statement.encode())
    assert broken.value.diag.constraint_name == name
