"""Roles that row-level security is meant for, and the executors logged in as one."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.service_role import service_role
from tracktion_db import Settings


@pytest.fixture
def service_url(database_url: str) -> Generator[str]:
    """Logs in as a service would: with rights to the tables, and no way around their policies."""
    with service_role(database_url) as url:
        yield url


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def service(request: pytest.FixtureRequest, service_url: str) -> Generator[Run]:
    """``run``, but logged in as a service; on one connection, so that what stays on it would be seen."""
    settings = Settings.from_url(service_url, pool_min_size=1, pool_max_size=1)
    with request.param(settings) as run:
        yield run
