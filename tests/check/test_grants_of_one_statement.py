"""Each right that a statement needs is granted, and without any of them the server refuses it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tracktion_db.check.reach.grants import grants

TABLES = """
    CREATE SCHEMA inner_room;
    CREATE SEQUENCE numbers;
    CREATE FUNCTION is_short(name text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN length(name) < 20;
    REVOKE EXECUTE ON FUNCTION is_short FROM PUBLIC;
    CREATE TABLE shows (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL CHECK (is_short(name)),
        number bigint NOT NULL DEFAULT nextval('numbers'),
        host text
    );
    INSERT INTO shows (name) VALUES ('Late');
    CREATE TABLE inner_room.guests (name text, UNIQUE (name));
    CREATE TABLE keys_only (id integer PRIMARY KEY);
    CREATE VIEW hosts AS SELECT show.name, show.host FROM shows AS show;
    CREATE VIEW own_hosts WITH (security_invoker = true) AS SELECT show.name, show.host FROM shows AS show;
    CREATE FUNCTION first_name() RETURNS text LANGUAGE sql STABLE
        BEGIN ATOMIC SELECT min(show.name) FROM shows AS show; END;
    CREATE FUNCTION first_host() RETURNS text LANGUAGE sql STABLE
        AS $$ SELECT min(show.host) FROM public.shows AS show -- that is all $$;
    CREATE FUNCTION owners_name() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
        BEGIN ATOMIC SELECT min(show.name) FROM shows AS show; END;
    CREATE FUNCTION some_name() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'Late'; END $$;
    CREATE TABLE log (text text);
    CREATE TABLE logged (id integer, text text);
    CREATE FUNCTION write_log() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN INSERT INTO log (text) VALUES (NEW.text); RETURN NEW; END $$;
    CREATE TRIGGER logged_texts AFTER INSERT OR UPDATE OF text ON logged
        FOR EACH ROW EXECUTE FUNCTION write_log();
"""
ROLE = "app_of_the_test"
CASES: dict[str, tuple[str, list[str]]] = {
    "count(*) needs any one column": ("SELECT count(*) FROM shows", ['SELECT ("id") ON TABLE "shows"']),
    "FOR UPDATE needs UPDATE of one column": (
        "SELECT show.name FROM shows AS show FOR UPDATE",
        ['SELECT ("name") ON TABLE "shows"', 'UPDATE ("id") ON TABLE "shows"'],
    ),
    "all columns are the table": (
        "SELECT show.id, show.name, show.number, show.host FROM shows AS show",
        ['SELECT ON TABLE "shows"'],
    ),
    "a whole row is the table": ("SELECT show FROM shows AS show", ['SELECT ON TABLE "shows"']),
    "a column of the system has a grant": (
        "SELECT show.ctid FROM shows AS show",
        ['SELECT ("ctid") ON TABLE "shows"'],
    ),
    "a default's sequence and a check's function are needed, an identity's sequence is not": (
        "INSERT INTO shows (name) VALUES ('Early')",
        [
            'INSERT ("name") ON TABLE "shows"',
            'USAGE ON SEQUENCE "public"."numbers"',
            'EXECUTE ON ROUTINE "public"."is_short"(text)',
        ],
    ),
    "a column that is given needs no default": (
        "INSERT INTO shows (name, number) VALUES ('Early', 5)",
        [
            'INSERT ("name", "number") ON TABLE "shows"',
            'EXECUTE ON ROUTINE "public"."is_short"(text)',
        ],
    ),
    "UPDATE of a sequence is enough for nextval": (
        "SELECT setval('numbers', 5), nextval('numbers')",
        ['UPDATE ON SEQUENCE "public"."numbers"'],
    ),
    "but not for currval": (
        "SELECT setval('numbers', 5), currval('numbers')",
        ['UPDATE ON SEQUENCE "public"."numbers"', 'USAGE ON SEQUENCE "public"."numbers"'],
    ),
    "setval needs UPDATE of its sequence": (
        "SELECT setval('numbers', 5)",
        ['UPDATE ON SEQUENCE "public"."numbers"'],
    ),
    "ON CONFLICT needs SELECT on the columns that it is about": (
        "INSERT INTO inner_room.guests (name) VALUES ('Ada') ON CONFLICT (name) DO NOTHING",
        [
            'USAGE ON SCHEMA "inner_room"',
            'SELECT ON TABLE "inner_room"."guests"',
            'INSERT ON TABLE "inner_room"."guests"',
        ],
    ),
    "DELETE needs SELECT on what it looks at": (
        "DELETE FROM shows AS show WHERE show.name = 'Early'",
        ['SELECT ("name") ON TABLE "shows"', 'DELETE ON TABLE "shows"'],
    ),
    "MERGE needs what its actions do": (
        "MERGE INTO shows AS show USING (VALUES ('Late')) AS item (name) ON show.name = item.name"
        " WHEN MATCHED THEN UPDATE SET host = 'Ada'",
        [
            'SELECT ("name") ON TABLE "shows"',
            'UPDATE ("host") ON TABLE "shows"',
            'EXECUTE ON ROUTINE "public"."is_short"(text)',
        ],
    ),
    "below a view its owner's rights count": (
        "SELECT host.name FROM hosts AS host",
        ['SELECT ("name") ON TABLE "hosts"'],
    ),
    "but what is called for the rows of its table is called by the role": (
        "UPDATE hosts SET host = 'Ada' WHERE name = 'Late'",
        [
            'SELECT ("name") ON TABLE "hosts"',
            'UPDATE ("host") ON TABLE "hosts"',
            'EXECUTE ON ROUTINE "public"."is_short"(text)',
        ],
    ),
    "and so are its defaults": (
        "INSERT INTO hosts (name) VALUES ('Ada')",
        [
            'INSERT ("name") ON TABLE "hosts"',
            'USAGE ON SEQUENCE "public"."numbers"',
            'EXECUTE ON ROUTINE "public"."is_short"(text)',
        ],
    ),
    "a view with its readers' rights needs its table's too": (
        "DELETE FROM own_hosts WHERE name = 'Late'",
        [
            'SELECT ("name") ON TABLE "own_hosts"',
            'DELETE ON TABLE "own_hosts"',
            'SELECT ("name", "host") ON TABLE "shows"',
            'DELETE ON TABLE "shows"',
        ],
    ),
    "a function of SQL has the rights of whoever calls it": (
        "SELECT first_name()",
        ['SELECT ("name") ON TABLE "shows"'],
    ),
    "so has one whose body is text": ("SELECT first_host()", ['SELECT ("host") ON TABLE "shows"']),
    "a security definer has its owner's": ("SELECT owners_name()", []),
    "what everybody may do is not granted": ("SELECT class.relname FROM pg_class AS class", []),
}


def granted(connection: psycopg.Connection[Any], folder: Path, text: str) -> list[str]:
    return grants([analysed(connection, folder, f"{text};")], ROLE)


def may_run(connection: psycopg.Connection[Any], lines: Iterable[str], text: str) -> bool:
    with connection.transaction(force_rollback=True):
        for line in lines:
            connection.execute(line.encode())
        connection.execute(b"SET LOCAL ROLE %s" % ROLE.encode())
        try:
            with connection.transaction():
                connection.execute(text.encode())
        except psycopg.errors.InsufficientPrivilege:
            return False
        return True


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_grants_are_exactly_what_the_server_asks_for(
    connection: psycopg.Connection[Any], tmp_path: Path, text: str, expected: list[str]
) -> None:
    connection.execute(TABLES)
    connection.execute(b"CREATE ROLE %s" % ROLE.encode())
    found = granted(connection, tmp_path, text)
    assert found == [f'GRANT {right} TO "{ROLE}";' for right in expected]
    assert may_run(connection, found, text)
    for dropped in found:
        assert not may_run(connection, [line for line in found if line != dropped], text), dropped


def test_a_view_of_its_readers_rights_needs_both(connection: psycopg.Connection[Any], tmp_path: Path) -> None:
    connection.execute(TABLES)
    connection.execute(b"CREATE ROLE %s" % ROLE.encode())
    text = "SELECT host.name FROM own_hosts AS host"
    found = granted(connection, tmp_path, text)
    # The server asks for all that the view reads, whatever is read of it.
    assert found == [
        f'GRANT SELECT ("name") ON TABLE "own_hosts" TO "{ROLE}";',
        f'GRANT SELECT ("name", "host") ON TABLE "shows" TO "{ROLE}";',
    ]
    assert may_run(connection, found, text)
    assert not may_run(connection, found[:1], text)


def test_what_a_function_in_plpgsql_needs_is_a_comment(
    connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    connection.execute(TABLES)
    assert granted(connection, tmp_path, "SELECT some_name()") == [
        "-- function some_name() runs with the role's rights; what it needs is not known"
    ]
    inserted = granted(connection, tmp_path, "INSERT INTO logged (id) VALUES (1)")
    comment = "-- trigger logged_texts runs write_log() with the role's rights; what it needs is not known"
    assert inserted[1:] == [comment]
    assert comment not in granted(connection, tmp_path, "UPDATE logged SET id = 2 WHERE id = 1")
