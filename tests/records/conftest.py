"""Both executors on one database for all of these tests, which write nothing there."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tracktion_db import Settings


@pytest.fixture(scope="package")
def shared_url(server: Server) -> Generator[str]:
    with server.clean_database("template0") as url:
        yield url


@pytest.fixture(scope="package", params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def read(request: pytest.FixtureRequest, shared_url: str) -> Generator[Run]:
    with request.param(Settings.from_url(shared_url, pool_min_size=1)) as run:
        yield run


@pytest.fixture(scope="package", params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def validating_read(request: pytest.FixtureRequest, shared_url: str) -> Generator[Run]:
    settings = Settings.from_env({"DATABASE_URL": shared_url, "DB_VALIDATE_ROWS": "1"})
    with request.param(settings) as run:
        yield run
