"""Two users, and how a service logs in that row-level security holds for."""

from __future__ import annotations

from collections.abc import Generator
from functools import cache
from uuid import UUID

import pytest

from tests.assistant.samples import add_user
from tests.fixtures.extensions import own_statements
from tests.fixtures.service_role import service_role


@cache
def _has_pgvector() -> bool:
    return "embeddings.search_nearest" in own_statements()


def pytest_ignore_collect() -> bool | None:
    """Without pgvector nothing here can run; the run says at its end what it left out."""
    return None if _has_pgvector() else True


@pytest.fixture
def me(database_url: str) -> UUID:
    return add_user(database_url, "ada")


@pytest.fixture
def other(database_url: str) -> UUID:
    return add_user(database_url, "grace")


@pytest.fixture
def service_url(database_url: str) -> Generator[str]:
    with service_role(database_url) as url:
        yield url
