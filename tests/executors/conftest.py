"""Both executors with their whole face, and on a database that is shared by all tests that write nothing."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.executors.faults.either import EitherDatabase, blocking, on_asyncio
from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tracktion_db import Settings


@pytest.fixture(params=[blocking, on_asyncio], ids=["blocking", "asyncio"])
def either(request: pytest.FixtureRequest, settings: Settings) -> Generator[EitherDatabase]:
    """A Database and, in a second run of the test, an AsyncDatabase; open, on a database of its own."""
    with request.param(settings) as db:
        db.open()
        yield db


@pytest.fixture(scope="package")
def shared_url(server: Server, postgresql_noproc: NoopExecutor) -> Generator[str]:
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        yield url


@pytest.fixture(scope="package", params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def read(request: pytest.FixtureRequest, shared_url: str) -> Generator[Run]:
    """``run`` for tests that write nothing: fast, because they share a database and its one connection."""
    with request.param(Settings.from_url(shared_url, pool_min_size=1, pool_max_size=1)) as run:
        yield run


@pytest.fixture(scope="package", params=[blocking, on_asyncio], ids=["blocking", "asyncio"])
def shared(request: pytest.FixtureRequest, shared_url: str) -> Generator[EitherDatabase]:
    """``either`` for tests that write nothing."""
    with request.param(Settings.from_url(shared_url, pool_min_size=1)) as db:
        db.open()
        yield db
