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
    INSERT INTO users (email, username) VALUES ('ada@example.org', 'ada'), ('grace@example.org', 'grace');
    INSERT INTO sessions (user_id, token_hash, expires_at)
    SELECT id, md5(username) || md5(username), now() + interval '1 day' FROM users;
"""
BREAKING = {
    "users_pkey": "INSERT INTO users (id, username) SELECT id, 'x' FROM users",
    "users_email_unique": "INSERT INTO users (email) VALUES ('ADA@example.org')",
    "users_username_unique": "INSERT INTO users (username) VALUES ('ADA')",
    "users_email_or_username": "INSERT INTO users DEFAULT VALUES",
    "users_email_length": (
        # 261 bytes in this form, 177 in the one that is compared
        "UPDATE users SET email = 'a@' || repeat(repeat(U&'e\\0301', 21) || '.', 4) || 'org'"
    ),
    "users_email_format": "UPDATE users SET email = username",
    "users_email_unicode": "UPDATE users SET email = U&'\\+01CCD6@example.org'",
    "users_username_length": "UPDATE users SET username = repeat('é', 65)",
    "users_username_format": "UPDATE users SET username = email",
    "users_username_unicode": "UPDATE users SET username = U&'\\+01CCD6'",
    "users_password_hash_format": "UPDATE users SET password_hash = 'secret'",
    "sessions_pkey": (
        "INSERT INTO sessions (id, user_id, token_hash, expires_at)"
        " SELECT id, user_id, repeat('0', 64), expires_at FROM sessions"
    ),
    "sessions_token_hash_unique": "UPDATE sessions SET token_hash = repeat('0', 64)",
    "sessions_user_id_fkey": "UPDATE sessions SET user_id = gen_random_uuid()",
    "sessions_token_hash_format": "UPDATE sessions SET token_hash = upper(token_hash || 'a')",
    "sessions_lifetime_range": "UPDATE sessions SET expires_at = last_seen_at",
}


@pytest.fixture(scope="module")
def with_rows(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Connection]:
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute(ADD_ROWS)
        yield connection


@pytest.fixture
def rows(with_rows: Connection) -> Generator[Connection]:
    """Two users with a session each, in a transaction that is rolled back."""
    with with_rows.transaction(force_rollback=True):
        yield with_rows


def test_no_rule_is_left_out() -> None:
    listed = tomllib.loads((sql_folder() / "accounts" / "constraints.toml").read_text(encoding="utf-8"))
    assert BREAKING.keys() == listed.keys()


@pytest.mark.parametrize("constraint", BREAKING)
def test_a_broken_rule_is_reported_under_its_name(rows: Connection, constraint: str) -> None:
    with pytest.raises(psycopg.IntegrityError) as caught, rows.transaction():
        rows.execute(BREAKING[constraint].encode())
    assert caught.value.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("seconds", "fits"),
    [(0, False), (0.999999, False), (1, True), (400 * 86400, True), (400 * 86400 + 1, False)],
)
def test_a_session_lasts_a_second_to_400_days(rows: Connection, seconds: float, fits: bool) -> None:
    query = "UPDATE sessions SET expires_at = last_seen_at + %s * interval '1 second'"
    if fits:
        rows.execute("SET LOCAL timezone TO 'Europe/Berlin'")
        assert rows.execute(query, [seconds]).rowcount == 2
        return
    with pytest.raises(psycopg.errors.CheckViolation):
        rows.execute(query, [seconds])


@pytest.mark.parametrize(("table", "column", "value"), [
    ("users", "username", "username || '1'"),
    ("users", "email", "NULL"),
    ("users", "password_hash", "'$2b$12$' || repeat('a', 53)"),
    ("sessions", "expires_at", "expires_at + interval '1 day'"),
])  # fmt: skip
def test_updated_at_follows_real_changes_and_no_caller(
    rows: Connection, table: str, column: str, value: str
) -> None:
    rows.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_set_updated_at".encode())
    rows.execute(f"UPDATE {table} SET updated_at = '2020-01-01 UTC'".encode())
    rows.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_set_updated_at".encode())
    is_now = f"SELECT DISTINCT updated_at = now() FROM {table}".encode()

    rows.execute(f"UPDATE {table} SET {column} = {column}".encode())
    assert rows.execute(is_now).fetchall() == [(False,)]
    rows.execute(f"UPDATE {table} SET {column} = {value}, updated_at = 'infinity'".encode())
    assert rows.execute(is_now).fetchall() == [(True,)]


def test_sessions_go_with_their_user(rows: Connection) -> None:
    rows.execute("DELETE FROM users WHERE username = 'ada'")
    assert rows.execute("SELECT count(*) FROM sessions").fetchall() == [(1,)]
