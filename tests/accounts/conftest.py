"""Roles that row-level security is meant for, and the executors logged in as one."""

from __future__ import annotations

import secrets
from collections.abc import Generator

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tracktion_db import Settings


@pytest.fixture
def service_url(server: Server, database_url: str) -> Generator[str]:
    """Logs in as a service would: with rights to the tables, and no way around their policies."""
    name, password = f"service_{secrets.token_hex(6)}", secrets.token_hex(16)
    role = sql.Identifier(name)
    making = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}")
    granting = sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}")
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(making.format(role, sql.Literal(password)))
        try:
            admin.execute(granting.format(role))
            database = str(conninfo_to_dict(database_url)["dbname"])
            yield make_conninfo(server.url, dbname=database, user=name, password=password)
        finally:
            admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(role))


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def service(request: pytest.FixtureRequest, service_url: str) -> Generator[Run]:
    """``run``, but logged in as a service; on one connection, so that what stays on it would be seen."""
    settings = Settings.from_url(service_url, pool_min_size=1, pool_max_size=1)
    with request.param(settings) as run:
        yield run
