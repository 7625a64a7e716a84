"""The plans of the statements under row-level security: its conditions come after the index, not before."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from typing import Any, TypeAlias

import psycopg
import pytest
from psycopg import sql
from pytest_postgresql.executors import NoopExecutor

from tests.accounts.samples import DAY, HASH, NOBODY, TOKEN
from tests.fixtures.server import Server
from tracktion_db import Call, accounts
from tracktion_db.accounts import UserChanges

Connection: TypeAlias = psycopg.Connection[Any]

FILL = (
    "INSERT INTO users (email, username)"
    " SELECT number || '@example.org', 'user ' || number FROM generate_series(1, 5000) AS number",
    "INSERT INTO sessions (user_id, token_hash, last_seen_at, expires_at)"
    " SELECT id, encode(sha256((username || number)::bytea), 'hex'), moment, moment + interval '1 day'"
    " FROM users, generate_series(1, 4) AS number,"
    " LATERAL (SELECT now() - number * interval '10 hours') AS begun (moment)",
    "ANALYZE",
)
SERVED: list[tuple[Call[Any], str]] = [
    (accounts.get_user(NOBODY), "users_pkey"),
    (accounts.update_user(NOBODY, UserChanges(username="x")), "users_pkey"),
    (accounts.set_password_hash(NOBODY, HASH), "users_pkey"),
    (accounts.get_user_by_email("7@example.org"), "users_email_unique"),
    (accounts.get_credentials_by_email("7@example.org"), "users_email_unique"),
    (accounts.get_user_by_username("user 7"), "users_username_unique"),
    (accounts.get_credentials_by_username("user 7"), "users_username_unique"),
    (accounts.get_session(TOKEN), "sessions_token_hash_unique"),
    (accounts.extend_session(TOKEN, DAY), "sessions_token_hash_unique"),
    (accounts.list_sessions(NOBODY), "sessions_user_id_idx"),
    (accounts.remove_session(NOBODY, NOBODY), "sessions_pkey"),
    (accounts.remove_session_by_token(TOKEN), "sessions_token_hash_unique"),
    (accounts.remove_other_sessions(NOBODY, NOBODY), "sessions_user_id_idx"),
    (accounts.remove_sessions(NOBODY), "sessions_user_id_idx"),
    (accounts.remove_user(NOBODY), "sessions_user_id_idx"),
    (accounts.remove_user(NOBODY), "users_pkey"),
    (accounts.remove_expired_sessions(), "sessions_expires_at_idx"),
]


@pytest.fixture(scope="module")
def filled(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Connection]:
    """Many users and sessions, seen by a role that row-level security binds; it is the worker's too."""
    role = sql.Identifier(f"service_{secrets.token_hex(6)}")
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        for statement in FILL:
            connection.execute(statement.encode())
        connection.execute(sql.SQL("CREATE ROLE {} IN ROLE tracktion_worker").format(role))
        connection.execute(sql.SQL("GRANT ALL ON ALL TABLES IN SCHEMA public TO {}").format(role))
        connection.execute(sql.SQL("SET ROLE {}").format(role))
        connection.execute("SET plan_cache_mode TO force_generic_plan")
        yield connection
        connection.execute(sql.SQL("RESET ROLE"))
        connection.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(role))


@pytest.mark.parametrize(
    ("call", "index"), SERVED, ids=[f"{call.statement.name}-{index}" for call, index in SERVED]
)
def test_row_security_leaves_a_statement_its_index(filled: Connection, call: Call[Any], index: str) -> None:
    types = ", ".join(parameter.type.name for parameter in call.statement.parameters)
    arguments = ", ".join(["%s"] * len(call.parameters))
    prepare = f"PREPARE looked_at {f'({types})' if types else ''} AS ".encode() + call.statement.sql
    with filled.transaction(force_rollback=True), psycopg.ClientCursor(filled) as cursor:
        cursor.execute(prepare)
        cursor.execute(f"EXPLAIN EXECUTE looked_at ({arguments})".encode(), call.parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("DEALLOCATE looked_at")
    assert f" {index} on " in plan or f"on {index} " in plan, plan
    for table in ("users", "sessions"):
        assert f"Seq Scan on {table}" not in plan
