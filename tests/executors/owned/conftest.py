"""A database with rows that belong to people, and a role that row-level security is meant for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.executors.faults.either import EitherDatabase, blocking, on_asyncio
from tests.executors.faults.proxy import Proxy
from tests.fixtures.server import Server
from tracktion_db import Settings

SCHEMA = Path(__file__).with_name("schema.sql")

Connect = Callable[..., EitherDatabase]


@pytest.fixture(scope="package")
def admin(server: Server) -> Generator[psycopg.Connection]:
    """The superuser in that database, who sees everything."""
    with (
        server.clean_database("template0") as url,
        psycopg.connect(url, autocommit=True) as admin,
    ):
        admin.execute(SCHEMA.read_bytes())
        admin.execute("INSERT INTO doors (code) VALUES ('front'), ('back')")
        yield admin


@pytest.fixture(scope="package")
def url(server: Server, admin: psycopg.Connection) -> Generator[str]:
    """Logs in as somebody for whom row-level security holds."""
    name, password = f"owned_{secrets.token_hex(6)}", secrets.token_hex(16)
    role = sql.Identifier(name)
    making = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}")
    admin.execute(making.format(role, sql.Literal(password)))
    try:
        admin.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE ON notes, doors TO {}").format(role))
        yield make_conninfo(server.url, dbname=admin.info.dbname, user=name, password=password)
    finally:
        admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(role))


@pytest.fixture
def proxy(url: str) -> Generator[Proxy]:
    proxy = Proxy(url)
    proxy.start()
    yield proxy
    proxy.close()


@pytest.fixture(params=[blocking, on_asyncio], ids=["blocking", "asyncio"])
def connect(request: pytest.FixtureRequest) -> Generator[Connect]:
    """Opens a database at a URL, with settings by name; closes it at the end of the test."""
    executor: Callable[[Settings], AbstractContextManager[EitherDatabase]] = request.param
    with ExitStack() as stack:

        def connect(url: str, **settings: Any) -> EitherDatabase:
            db = stack.enter_context(executor(Settings.from_url(url, **{"pool_min_size": 1, **settings})))
            db.open()
            return db

        yield connect


@pytest.fixture
def db(connect: Connect, url: str) -> EitherDatabase:
    """On one connection, so that what stays on it would be seen by the next."""
    return connect(url, pool_max_size=1)
