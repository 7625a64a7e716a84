"""Two users, and a role that row-level security holds for."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.assistant.samples import add_user
from tests.fixtures.server import Server


@pytest.fixture
def me(database_url: str) -> UUID:
    return add_user(database_url, "ada")


@pytest.fixture
def other(database_url: str) -> UUID:
    return add_user(database_url, "grace")


@pytest.fixture
def role_url(server: Server, database_url: str) -> Generator[str]:
    """The test's database, as a role that may read and write its tables, and is no superuser."""
    name = sql.Identifier(f"test_{server.run_id}_{secrets.token_hex(6)}")
    with psycopg.connect(database_url, autocommit=True) as owner:
        _ = owner.execute(sql.SQL("CREATE ROLE {} NOSUPERUSER NOBYPASSRLS").format(name))
        try:
            _ = owner.execute(
                sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}").format(
                    sql.Identifier("public"), name
                )
            )
            yield make_conninfo(database_url, options=f"-c role={name.as_string()[1:-1]}")
        finally:
            _ = owner.execute(sql.SQL("DROP OWNED BY {}").format(name))
            _ = owner.execute(sql.SQL("DROP ROLE {}").format(name))
