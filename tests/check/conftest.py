"""One empty database for each worker, where each test's tables are rolled back."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from tests.fixtures.server import Server


@pytest.fixture(scope="session")
def empty_database_of_worker(server: Server) -> Generator[str]:
    with server.clean_database("template0") as url:
        yield url


@pytest.fixture
def connection(empty_database_of_worker: str) -> Generator[psycopg.Connection[Any]]:
    """A connection to an empty database; whatever the test does on it is rolled back."""
    with psycopg.connect(empty_database_of_worker) as connection:
        yield connection
        if not connection.closed:
            connection.rollback()
