"""Fixtures of the fault tests; every test with ``db`` or ``connect`` runs twice, once for each executor."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.executors.faults.either import EitherDatabase, blocking, on_asyncio
from tests.executors.faults.own_server import OwnServer
from tests.executors.faults.proxy import Proxy
from tests.fixtures.memory import servers_folder
from tests.fixtures.server import Server
from tracktion_db import Settings
from tracktion_db.embedded import EmbeddedPostgres

SCHEMA = Path(__file__).with_name("schema.sql")

Connect = Callable[..., EitherDatabase]


@pytest.fixture(scope="package")
def url(server: Server) -> Generator[str]:
    """A database with the tables of these tests, for all of them: each makes rows of its own."""
    with server.clean_database("template0") as url:
        make_tables(url)
        yield url


@pytest.fixture(scope="package")
def own_server(pytestconfig: pytest.Config) -> Generator[OwnServer]:
    """A server that a test may stop; shared, so that it is made only once."""
    folder = servers_folder(pytestconfig.rootpath) / f"faults-{secrets.token_hex(6)}"
    embedded = EmbeddedPostgres(folder, durable=False)
    try:
        with embedded:
            own_server = OwnServer(embedded, embedded.start())
            make_tables(own_server.url)
            yield own_server
    finally:
        embedded.remove()


@pytest.fixture
def admin(url: str) -> Generator[psycopg.Connection]:
    """Somebody else at the same database."""
    with psycopg.connect(url, autocommit=True) as admin:
        yield admin


@pytest.fixture
def proxy(url: str) -> Generator[Proxy]:
    proxy = Proxy(url)
    proxy.start()
    yield proxy
    proxy.close()


@pytest.fixture(params=[blocking, on_asyncio], ids=["blocking", "asyncio"])
def executor(request: pytest.FixtureRequest) -> Callable[[Settings], AbstractContextManager[EitherDatabase]]:
    return request.param


@pytest.fixture
def connect(executor: Callable[[Settings], AbstractContextManager[EitherDatabase]]) -> Generator[Connect]:
    """Opens a database at a URL, with settings by name; closes it at the end of the test."""
    with ExitStack() as stack:

        def connect(url: str, **settings: Any) -> EitherDatabase:
            db = stack.enter_context(executor(Settings.from_url(url, **{"pool_min_size": 1, **settings})))
            db.open()
            return db

        yield connect


@pytest.fixture
def db(connect: Connect, url: str) -> EitherDatabase:
    return connect(url, application_name=f"faults {secrets.token_hex(4)}", pool_max_size=4)


def make_tables(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.read_bytes())
