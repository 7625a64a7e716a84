"""Functions with the rights of their owner serve our triggers, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Generator
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql

from tests.migrations.conftest import Connection

# The name, whether everybody may execute it, and all that is set while it runs.
DEFINERS = """
    SELECT
        function.proname,
        has_function_privilege('public', function.oid, 'EXECUTE'),
        array_to_string(function.proconfig, ';')
    FROM pg_proc AS function
    WHERE function.prosecdef AND function.pronamespace = current_schema()::regnamespace
    ORDER BY function.proname
"""

# A table of one's own with keys of a type of one's own, whose cast to uuid[] tells whose rights it runs with.
TRAP = """
    CREATE TEMPORARY TABLE ran_as (name text);
    GRANT INSERT ON ran_as TO PUBLIC;
    CREATE TYPE pg_temp.bait AS (number integer);
    CREATE TEMPORARY TABLE baits (id pg_temp.bait, recording_id pg_temp.bait);
    CREATE FUNCTION pg_temp.take(pg_temp.bait[]) RETURNS uuid[] LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO pg_temp.ran_as VALUES (current_user);
        RETURN ARRAY[]::uuid[];
    END $$;
    CREATE CAST (pg_temp.bait[] AS uuid[]) WITH FUNCTION pg_temp.take(pg_temp.bait[]) AS ASSIGNMENT;
"""
SPRING = """
    CREATE TRIGGER spring AFTER INSERT ON baits REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {}();
    INSERT INTO baits VALUES (ROW (1)::pg_temp.bait, ROW (1)::pg_temp.bait);
"""


@pytest.fixture
def stranger(migrated: Connection) -> Generator[sql.Identifier]:
    """A role without rights that the owner's session may become."""
    role = sql.Identifier(f"stranger_{uuid4().hex}")
    migrated.execute(sql.SQL("CREATE ROLE {} NOSUPERUSER NOBYPASSRLS").format(role))
    yield role
    migrated.execute("RESET SESSION AUTHORIZATION")
    migrated.execute(sql.SQL("DROP OWNED BY {}").format(role))
    migrated.execute(sql.SQL("DROP ROLE {}").format(role))


def test_no_function_with_rights_of_its_owner_is_everybodys(migrated: Connection) -> None:
    found = migrated.execute(DEFINERS.encode()).fetchall()
    assert {name for name, *_ in found} >= {"recordings_to_graph", "add_words_of_new_tracks"}
    assert [name for name, is_public, _ in found if is_public] == []
    # Temporary tables come last: anybody could make one of any name.
    assert [name for name, _, set_ in found if not re.search("search_path=[^;]+, pg_temp(;|$)", set_)] == []


@pytest.mark.parametrize("function", ["recordings_to_graph", "metadata_to_graph", "tracklists_to_graph"])
def test_nobody_becomes_the_owner_by_a_trigger_of_their_own(
    migrated: Connection, stranger: sql.Identifier, function: str
) -> None:
    name = sql.Identifier(function)
    spring = sql.SQL(SPRING).format(name)
    owner = migrated.execute("SELECT current_user").fetchall()
    with migrated.transaction(force_rollback=True):
        migrated.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(stranger))
        migrated.execute(TRAP.encode())
        with pytest.raises(errors.InsufficientPrivilege), migrated.transaction():
            migrated.execute(spring)
        assert migrated.execute("SELECT name FROM ran_as").fetchall() == []

        # The trap is a good one: it catches the same function as it was before it was revoked.
        migrated.execute("RESET SESSION AUTHORIZATION")
        migrated.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {}() TO PUBLIC").format(name))
        migrated.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(stranger))
        migrated.execute(spring)
        assert migrated.execute("SELECT name FROM ran_as").fetchall() == owner


def test_what_others_write_is_told_to_the_graph_all_the_same(
    migrated: Connection, stranger: sql.Identifier
) -> None:
    with migrated.transaction(force_rollback=True):
        migrated.execute(sql.SQL("GRANT INSERT, SELECT ON recordings TO {}").format(stranger))
        before = migrated.execute("SELECT count(*) FROM graph_outbox").fetchall()[0][0]
        migrated.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(stranger))
        migrated.execute("INSERT INTO recordings (file_path, file_name) VALUES ('/stranger', 'stranger')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), migrated.transaction():
            migrated.execute("SELECT count(*) FROM graph_outbox")
        migrated.execute("RESET SESSION AUTHORIZATION")
        assert migrated.execute("SELECT count(*) FROM graph_outbox").fetchall()[0][0] == before + 1
