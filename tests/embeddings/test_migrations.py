"""The extra migrations: taken back and applied again; by an owner who is no superuser, for a tenant."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.assistant.samples import add_user
from tests.embeddings.samples import MODEL, add_embedded
from tests.migrations.conftest import Connection, Yoyo, connect, empty, yoyo
from tests.migrations.roles.rights import login
from tracktion_db import Database, accounts, assistant, embeddings
from tracktion_db.errors import StatementError
from tracktion_db.migrations import apply_migrations, extension_folder
from tracktion_db.migrations.files import read_folder

__all__ = ["connect", "empty", "yoyo"]

FOLDER = extension_folder("vector")
IDS = [file.id for file in read_folder(FOLDER)]
# Columns, constraints and functions that these migrations make.
MADE = """
    SELECT attname::text FROM pg_attribute
    WHERE attrelid = 'chunks'::regclass AND attname LIKE 'embedding%'
    UNION ALL
    SELECT conname::text FROM pg_constraint WHERE conrelid = 'chunks'::regclass AND conname LIKE '%embedding%'
    UNION ALL
    SELECT proname::text FROM pg_proc
    WHERE proname = 'nearest_chunks' AND pronamespace = current_schema()::regnamespace
    UNION ALL
    SELECT indexrelid::regclass::text FROM pg_index
    WHERE indrelid = 'chunks'::regclass AND indexrelid::regclass::text LIKE '%embedding%'
"""


def made(connection: Connection) -> list[str]:
    return sorted([name for (name,) in connection.execute(MADE.encode()).fetchall()])


def test_taken_back_they_leave_the_chunks_and_the_extension_and_are_applied_again(
    yoyo: Yoyo, empty: Connection
) -> None:
    yoyo.ok("apply")
    assert made(empty) == []
    yoyo.ok("apply", FOLDER)
    everything = made(empty)
    assert len(everything) == 8
    with Database.from_url(yoyo.url, pool_min_size=1) as db:
        me = add_user(yoyo.url)
        (chunk,) = add_embedded(db.run, me, [[1.0]])

        for _ in IDS:
            yoyo.ok("rollback", FOLDER)
        assert made(empty) == []
        assert empty.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'").fetchone() == (1,)
        assert db.run(assistant.get_chunks(me, [chunk.id])) == [chunk]
        with pytest.raises(StatementError):
            _ = db.run(embeddings.search_nearest(me, [1.0], MODEL))

        yoyo.ok("apply", FOLDER)
        assert made(empty) == everything
        assert db.run(embeddings.search_nearest(me, [1.0], MODEL)) == []


def test_rules_are_looked_at_in_a_step_of_their_own_and_hold(yoyo: Yoyo, empty: Connection) -> None:
    valid = "SELECT DISTINCT convalidated FROM pg_constraint WHERE conname LIKE 'chunks_embedding%'"
    yoyo.ok("apply")
    yoyo.ok("apply", FOLDER)
    assert empty.execute(valid).fetchall() == [(True,)]
    text = (FOLDER / f"{IDS[0]}.sql").read_text(encoding="utf-8")
    assert text.count("ADD CONSTRAINT") == text.count("NOT VALID") == 3


def test_the_owner_of_a_schema_needs_the_extension_to_be_there(
    empty_database_url: str,
) -> None:
    with psycopg.connect(empty_database_url, autocommit=True) as admin:
        _ = admin.execute("CREATE EXTENSION vector SCHEMA public")
        _ = admin.execute("CREATE SCHEMA tenant")
        with login(empty_database_url) as (name, url):
            _ = admin.execute(sql.SQL("ALTER SCHEMA tenant OWNER TO {}").format(sql.Identifier(name)))
            url = make_conninfo(url, options="-c search_path=tenant,public")
            _ = apply_migrations(url)
            assert apply_migrations(url, extension="vector") == IDS

            # The users of a tenant are added by its owner, whom row-level security holds as well.
            with Database.from_url(url) as db:
                me = db.run(accounts.add_user(accounts.NewUser(username="ada"))).id
                (chunk,) = add_embedded(db.run, me, [[1.0]])
                (hit,) = db.run(embeddings.search_hybrid(me, "piece", [1.0], MODEL))
                assert (hit.id, hit.text_rank, hit.vector_rank) == (chunk.id, 1, 1)
            # A path without the schema that the extension is in is told apart from everything else.
            alone = make_conninfo(url, options="-c search_path=tenant")
            with Database.from_url(alone) as db, pytest.raises(StatementError, match="vector"):
                _ = db.run(embeddings.search_nearest(me, [1.0], MODEL))
