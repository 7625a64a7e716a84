"""Rule owner: whose rows a statement touches stands in its header, and in its SQL for each table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.check.support import analysed, told
from tracktion_db.check.findings import Finding
from tracktion_db.check.owners import check_owner

Connection = psycopg.Connection[Any]

MINE = "nullif(current_setting('app.user_id', TRUE), '')::uuid"
SCHEMA = f"""
    CREATE TABLE people (id uuid PRIMARY KEY, email text);
    ALTER TABLE people ENABLE ROW LEVEL SECURITY;
    CREATE POLICY people_by_key ON people FOR SELECT USING (email = current_setting('app.key', TRUE));
    CREATE POLICY people_own ON people USING ({MINE} = id);
    CREATE TABLE chats (id uuid PRIMARY KEY, user_id uuid NOT NULL, title text, UNIQUE (user_id, id));
    ALTER TABLE chats ENABLE ROW LEVEL SECURITY;
    CREATE POLICY chats_own ON chats USING (user_id = {MINE}) WITH CHECK (user_id = {MINE});
    CREATE TABLE lines (id bigint PRIMARY KEY, user_id uuid NOT NULL, chat_id uuid NOT NULL, body text,
        UNIQUE (body), UNIQUE (user_id, body));
    ALTER TABLE lines ENABLE ROW LEVEL SECURITY;
    CREATE POLICY lines_own ON lines USING (user_id = {MINE});
    CREATE TABLE forms (id integer PRIMARY KEY, user_id uuid, name text);
    ALTER TABLE forms ENABLE ROW LEVEL SECURITY;
    CREATE POLICY forms_own ON forms USING (user_id = {MINE});
    CREATE POLICY forms_of_all ON forms FOR SELECT USING (user_id IS NULL);
    CREATE TABLE doors (code text PRIMARY KEY);
    ALTER TABLE doors ENABLE ROW LEVEL SECURITY;
    CREATE POLICY doors_by_key ON doors USING (code = current_setting('app.key', TRUE));
    CREATE TABLE songs (id integer PRIMARY KEY, user_id uuid, name text);
    CREATE VIEW shown AS SELECT chat.id, chat.user_id FROM chats AS chat;
    CREATE VIEW hidden AS SELECT chat.id FROM chats AS chat;
    CREATE FUNCTION chat_count() RETURNS bigint LANGUAGE sql STABLE
        BEGIN ATOMIC SELECT count(*) FROM chats; END;
    CREATE FUNCTION guessed() RETURNS bigint LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1; END $$;
"""

KEPT = {
    "a filter": "SELECT c.id FROM chats AS c WHERE c.user_id = :user_id AND c.title = 'a'",
    "a filter the other way round": "SELECT c.id FROM chats AS c WHERE :user_id = c.user_id",
    "a table of which the row is the user": "SELECT p.email FROM people AS p WHERE p.id = :user_id",
    "UPDATE": "UPDATE chats SET title = 'a' WHERE user_id = :user_id",
    "UPDATE of the user to the same": "UPDATE chats SET user_id = :user_id WHERE user_id = :user_id",
    "DELETE": "DELETE FROM chats WHERE user_id = :user_id AND id = 'a0000000-0000-0000-0000-000000000000'",
    "a join by the user": (
        "SELECT l.id FROM chats AS c JOIN lines AS l ON (l.user_id, l.chat_id) = (c.user_id, c.id)"
        " WHERE c.user_id = :user_id"
    ),
    "a join, filtered at the other side": (
        "SELECT l.id FROM chats AS c JOIN lines AS l ON l.user_id = c.user_id WHERE l.user_id = :user_id"
    ),
    "USING": "SELECT l.id FROM chats AS c JOIN lines AS l USING (user_id) WHERE user_id = :user_id",
    "an outer join by the user": (
        "SELECT c.id, l.id FROM chats AS c LEFT JOIN lines AS l ON l.user_id = c.user_id AND l.chat_id = c.id"
        " WHERE c.user_id = :user_id"
    ),
    "a join inside of an outer one": (
        "SELECT s.id FROM songs AS s LEFT JOIN (chats AS c JOIN lines AS l ON l.user_id = c.user_id"
        " AND c.user_id = :user_id) ON c.title = s.name"
    ),
    "a subquery": (
        "SELECT s.id FROM songs AS s WHERE EXISTS"
        " (SELECT 1 FROM chats AS c WHERE c.title = s.name AND c.user_id = :user_id)"
    ),
    "a subquery by what is around it": (
        "SELECT c.id FROM chats AS c WHERE c.user_id = :user_id AND EXISTS"
        " (SELECT 1 FROM lines AS l WHERE l.user_id = c.user_id)"
    ),
    "LATERAL": (
        "SELECT c.id, x.id FROM chats AS c CROSS JOIN LATERAL"
        " (SELECT l.id FROM lines AS l WHERE l.user_id = c.user_id LIMIT 1) AS x WHERE c.user_id = :user_id"
    ),
    "a CTE": (
        "WITH mine AS (SELECT c.id, c.user_id FROM chats AS c WHERE c.user_id = :user_id)"
        " SELECT l.id FROM mine JOIN lines AS l ON l.user_id = mine.user_id"
    ),
    "a CTE of the parameter": (
        "WITH me AS (SELECT :user_id AS user_id)"
        " SELECT l.id FROM me JOIN lines AS l ON l.user_id = me.user_id"
    ),
    "UNION of what is filtered": (
        "SELECT c.title FROM chats AS c WHERE c.user_id = :user_id"
        " UNION ALL SELECT l.body FROM lines AS l WHERE l.user_id = :user_id"
    ),
    "a join with a UNION of users": (
        "SELECT l.id FROM lines AS l JOIN (SELECT :user_id AS user_id UNION ALL SELECT c.user_id"
        " FROM chats AS c WHERE c.user_id = :user_id) AS u ON u.user_id = l.user_id"
    ),
    "INSERT": "INSERT INTO chats (id, user_id) VALUES (gen_random_uuid(), :user_id)",
    "INSERT of several": (
        "INSERT INTO lines (id, user_id, chat_id) VALUES (1, :user_id, :user_id), (2, :user_id, :user_id)"
    ),
    "INSERT of a select": (
        "INSERT INTO lines (id, user_id, chat_id) SELECT 1, c.user_id, c.id FROM chats AS c"
        " WHERE c.user_id = :user_id"
    ),
    "INSERT of unnested rows": (
        "INSERT INTO lines (id, user_id, chat_id) SELECT n.n, :user_id, :user_id"
        " FROM generate_series(1, 3) AS n (n)"
    ),
    "DO UPDATE by a key of the user": (
        "INSERT INTO lines (id, user_id, chat_id, body) VALUES (1, :user_id, :user_id, 'a')"
        " ON CONFLICT (user_id, body) DO UPDATE SET body = excluded.body"
    ),
    "DO UPDATE of the user's row only": (
        "INSERT INTO lines AS l (id, user_id, chat_id, body) VALUES (1, :user_id, :user_id, 'a')"
        " ON CONFLICT (body) DO UPDATE SET body = excluded.body WHERE l.user_id = excluded.user_id"
        " AND l.user_id = :user_id"
    ),
    "DO NOTHING": (
        "INSERT INTO lines (id, user_id, chat_id, body) VALUES (1, :user_id, :user_id, 'a')"
        " ON CONFLICT (body) DO NOTHING"
    ),
    "a write that a CTE goes on with": (
        "WITH gone AS (DELETE FROM chats WHERE user_id = :user_id RETURNING id, user_id)"
        " DELETE FROM lines USING gone WHERE lines.user_id = gone.user_id AND lines.chat_id = gone.id"
    ),
    "rows of everybody, asked for by name": (
        "SELECT f.id FROM forms AS f WHERE f.user_id = :user_id OR f.user_id IS NULL"
    ),
    "a view that passes the user on": "SELECT s.id FROM shown AS s WHERE s.user_id = :user_id",
    "a table beside it that is nobody's": (
        "SELECT s.id FROM songs AS s, chats AS c WHERE c.user_id = :user_id AND s.name = c.title"
    ),
}
NOT_KEPT = {
    "no filter": ("SELECT c.id FROM chats AS c WHERE :user_id IS NOT NULL", ["chats"]),
    "a filter by another column": ("SELECT c.id FROM chats AS c WHERE c.id = :user_id", ["chats"]),
    "another parameter": (
        "SELECT c.id FROM chats AS c WHERE c.user_id = :other AND :user_id = :other",
        ["chats"],
    ),
    "not equal": ("SELECT c.id FROM chats AS c WHERE c.user_id <> :user_id", ["chats"]),
    "or something else": (
        "SELECT c.id FROM chats AS c WHERE c.user_id = :user_id OR c.title = 'shared'",
        ["chats"],
    ),
    "not": ("SELECT c.id FROM chats AS c WHERE NOT c.user_id = :user_id", ["chats"]),
    "equal or both null": (
        "SELECT f.id FROM forms AS f WHERE f.user_id IS NOT DISTINCT FROM :user_id",
        ["forms"],
    ),
    "one of two tables": (
        "SELECT l.id FROM chats AS c JOIN lines AS l ON l.chat_id = c.id WHERE c.user_id = :user_id",
        ["lines"],
    ),
    "the condition of an outer join": (
        "SELECT c.id FROM chats AS c LEFT JOIN lines AS l ON l.user_id = c.user_id AND c.user_id = :user_id",
        ["chats", "lines"],
    ),
    "the outer side of a join that looks filtered": (
        "SELECT c.id FROM chats AS c RIGHT JOIN lines AS l ON l.user_id = c.user_id AND c.user_id = :user_id",
        ["lines"],
    ),
    "FULL JOIN": (
        "SELECT c.id FROM chats AS c FULL JOIN lines AS l ON l.user_id = c.user_id AND c.user_id = :user_id",
        ["chats", "lines"],
    ),
    "a subquery": (
        "SELECT c.id FROM chats AS c WHERE c.user_id = :user_id AND EXISTS"
        " (SELECT 1 FROM lines AS l WHERE l.chat_id = c.id)",
        ["lines"],
    ),
    "a circle": (
        "SELECT c.id FROM chats AS c JOIN lines AS l ON l.user_id = c.user_id WHERE :user_id IS NOT NULL",
        ["chats", "lines"],
    ),
    "one arm of a UNION": (
        "SELECT c.title FROM chats AS c WHERE c.user_id = :user_id UNION SELECT l.body FROM lines AS l",
        ["lines"],
    ),
    "a CTE of which one arm is not filtered": (
        "WITH u AS (SELECT :user_id AS user_id UNION SELECT s.user_id FROM songs AS s)"
        " SELECT l.id FROM lines AS l JOIN u ON u.user_id = l.user_id",
        ["lines"],
    ),
    "UPDATE": (
        "UPDATE chats SET user_id = :user_id WHERE id = 'a0000000-0000-0000-0000-000000000000'",
        ["chats"],
    ),
    "UPDATE that gives a row away": (
        "UPDATE chats SET user_id = gen_random_uuid() WHERE user_id = :user_id",
        ["chats"],
    ),
    "DELETE by a join": (
        "DELETE FROM lines USING chats AS c WHERE c.user_id = :user_id AND lines.chat_id = c.id",
        ["lines"],
    ),
    "INSERT of somebody else's": (
        "INSERT INTO chats (id, user_id) VALUES (:user_id, gen_random_uuid())",
        ["chats"],
    ),
    "INSERT of which one row is somebody else's": (
        "INSERT INTO chats (id, user_id) VALUES (:user_id, :user_id), (gen_random_uuid(), gen_random_uuid())",
        ["chats"],
    ),
    "INSERT of the rows of all": (
        "INSERT INTO lines (id, user_id, chat_id) SELECT s.id, s.user_id, :user_id FROM songs AS s",
        ["lines"],
    ),
    "INSERT of what a null may be": (
        "INSERT INTO chats (id, user_id) VALUES (:user_id, coalesce(:user_id, gen_random_uuid()))",
        ["chats"],
    ),
    "DO UPDATE by a key of all": (
        "INSERT INTO lines (id, user_id, chat_id, body) VALUES (1, :user_id, :user_id, 'a')"
        " ON CONFLICT (body) DO UPDATE SET body = excluded.body",
        ["lines"],
    ),
    "a view": ("SELECT s.id FROM shown AS s WHERE s.id = :user_id", ["shown"]),
    "a view that hides the user": ("SELECT h.id FROM hidden AS h WHERE h.id = :user_id", ["hidden"]),
}


@pytest.fixture
def schema(connection: Connection) -> Connection:
    connection.execute(SCHEMA.encode())
    return connection


def found(connection: Connection, folder: Path, statement: str, setting: str | None) -> list[Finding]:
    names = [name for name in ("user_id", "other") if f":{name}" in statement]
    header = [f"-- :param {name}: uuid" for name in names]
    if ":code" in statement:
        header.append("-- :param code: text")
    if setting:
        header.append(f"-- :set: {setting}")
    text = "\n".join(["-- Do it.", "--", *header, "-- :returns: nothing", statement])
    return list(check_owner(analysed(connection, folder, text + ";")))


@pytest.mark.parametrize("name", KEPT)
def test_a_statement_keeps_to_one_user_by(schema: Connection, tmp_path: Path, name: str) -> None:
    assert found(schema, tmp_path, KEPT[name], "app.user_id = user_id") == []


@pytest.mark.parametrize("name", NOT_KEPT)
def test_a_statement_does_not_keep_to_one_user_by(schema: Connection, tmp_path: Path, name: str) -> None:
    statement, tables = NOT_KEPT[name]
    findings = found(schema, tmp_path, statement, "app.user_id = user_id")
    assert sorted(told(findings), key=str) == [("owner", table) for table in tables]
    assert ":user_id" in findings[0].problem or "does not show" in findings[0].problem


@pytest.mark.parametrize("name", [name for name in KEPT if ":user_id" in KEPT[name]])
def test_a_statement_without_the_line_is_told_to_have_it(
    schema: Connection, tmp_path: Path, name: str
) -> None:
    finding, *more = found(schema, tmp_path, KEPT[name], None)
    assert more == []
    assert finding.rule == "owner"
    assert "the header does not say to whom" in finding.problem
    assert "write -- :set: app.user_id = user_id" in finding.instead


def test_the_wrong_parameter_in_the_line_is_told_with_the_right_one(
    schema: Connection, tmp_path: Path
) -> None:
    statement = "SELECT l.id FROM lines AS l WHERE l.user_id = :user_id AND l.chat_id = :other"
    (finding,) = found(schema, tmp_path, statement, "app.user_id = other")
    assert ":other" in finding.problem
    assert finding.instead.startswith(
        "write -- :set: app.user_id = user_id, by which all is filtered already"
    )
    assert found(schema, tmp_path, statement, "app.user_id = user_id") == []


def test_no_other_parameter_is_told_where_none_filters_every_table(
    schema: Connection, tmp_path: Path
) -> None:
    statement = (
        "SELECT l.id FROM lines AS l CROSS JOIN chats AS c WHERE l.user_id = :user_id AND l.chat_id = :other"
    )
    findings = found(schema, tmp_path, statement, "app.user_id = other")
    assert told(findings) == [("owner", "lines"), ("owner", "chats")]
    assert all(finding.instead.startswith("filter each table by its user") for finding in findings)


def test_a_function_reaches_what_it_reads(schema: Connection, tmp_path: Path) -> None:
    assert told(found(schema, tmp_path, "SELECT chat_count()", None)) == [("owner", "chats")]


def test_a_line_where_nothing_asks_for_it_is_too_much(schema: Connection, tmp_path: Path) -> None:
    statement = "SELECT s.id FROM songs AS s WHERE s.user_id = :user_id"
    assert found(schema, tmp_path, statement, None) == []
    finding, *more = found(schema, tmp_path, statement, "app.user_id = user_id")
    assert (finding.rule, more) == ("owner", [])
    assert (finding.line, finding.column) == (4, 10)
    assert "a setting that no table here asks for" in finding.problem


def test_what_is_not_understood_may_ask_for_it(schema: Connection, tmp_path: Path) -> None:
    assert found(schema, tmp_path, "SELECT guessed(), :user_id", "app.user_id = user_id") == []


def test_a_key_finds_its_row_without_a_user(schema: Connection, tmp_path: Path) -> None:
    by_key = "SELECT d.code FROM doors AS d WHERE d.code = :code"
    assert found(schema, tmp_path, by_key, "app.key = code") == []
    assert told(found(schema, tmp_path, by_key, None)) == [("owner", "doors")]
    by_email = "SELECT p.id FROM people AS p WHERE p.email = :code"
    assert found(schema, tmp_path, by_email, "app.key = code") == []


def test_a_copy_is_told_to_be_an_insert(schema: Connection, tmp_path: Path) -> None:
    copy = (
        "-- Copy.\n--\n-- :param id: uuid\n-- :param user_id: uuid\n-- :returns: count\n"
        "COPY chats (id, user_id) FROM STDIN (FORMAT BINARY);"
    )
    (finding,) = check_owner(analysed(schema, tmp_path, copy))
    assert finding.subject == "chats"
    assert "write INSERT" in finding.instead


def test_the_rule_does_not_depend_on_the_role_of_the_check(schema: Connection, tmp_path: Path) -> None:
    schema.execute("CREATE ROLE owner_rule_reader NOSUPERUSER NOBYPASSRLS")
    granting = sql.SQL("GRANT TEMPORARY ON DATABASE {} TO owner_rule_reader")
    schema.execute(granting.format(sql.Identifier(schema.info.dbname)))
    schema.execute("SET LOCAL ROLE owner_rule_reader")
    statement, _ = NOT_KEPT["no filter"]
    assert told(found(schema, tmp_path, statement, "app.user_id = user_id")) == [("owner", "chats")]
