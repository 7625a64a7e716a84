"""A database whose policies hold for who logs in, and two people in it."""

from __future__ import annotations

import random
from collections.abc import Generator

import psycopg
import pytest

from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.service_role import service_role
from tests.privacy.crowd import move_in
from tests.privacy.people import Person
from tracktion_db import Settings


@pytest.fixture
def service_url(database_url: str) -> Generator[str]:
    """The test's database as a service logs in."""
    with service_role(database_url) as url:
        yield url


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def service(request: pytest.FixtureRequest, service_url: str) -> Generator[Run]:
    """``run``, but logged in as a service."""
    with request.param(Settings.from_url(service_url, pool_min_size=1)) as run:
        yield run


@pytest.fixture
def session(service_url: str) -> Generator[psycopg.Connection]:
    """What somebody can do who writes SQL of their own."""
    with psycopg.connect(service_url, autocommit=True) as session:
        yield session


@pytest.fixture
def people(database_url: str) -> tuple[Person, Person]:
    """Two people with rows of every kind."""
    ada, grace = move_in(database_url, random.Random(7), 2)
    return ada, grace


@pytest.fixture
def ada(people: tuple[Person, Person]) -> Person:
    """Who asks."""
    return people[0]


@pytest.fixture
def grace(people: tuple[Person, Person]) -> Person:
    """Whose rows it would be to see."""
    return people[1]
