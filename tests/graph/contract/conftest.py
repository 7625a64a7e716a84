"""What the tests of the contract share; the contract itself is contract.toml of the folder above.

================  ===========================================================
``holds``         takes what was seen, which is what the contract says
``open_session``  sessions of the plain driver, closed at the end
``beside``        runs a function beside the test, in a thread of its own
``unique_uid``    a constraint, gone after the test as all that it makes of schema
================  ===========================================================
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, LiteralString, cast

import neo4j
import pytest

from tests.fixtures.bolt import bolt_session
from tests.fixtures.graph_server import GraphServer

CONTRACT = Path(__file__).parent.parent / "contract.toml"

OpenSession = Callable[..., neo4j.Session]
Holds = Callable[[str], None]
Beside = Callable[[Callable[[], object]], Future[object]]


@pytest.fixture(scope="session")
def contract() -> dict[str, dict[str, str]]:
    return tomllib.loads(CONTRACT.read_text())


def entry_of(test: Callable[..., object]) -> str:
    """The name in the contract of what a test proves."""
    return test.__name__.removeprefix("test_")


@pytest.fixture
def holds(
    request: pytest.FixtureRequest, contract: dict[str, dict[str, str]], clean_graph: GraphServer
) -> Holds:
    """Compare what was seen with what the contract says of this test on the running server."""

    def holds(seen: str) -> None:
        says = contract[entry_of(request.function)][clean_graph.kind]
        assert seen == says, f"on {clean_graph.kind}: {seen}"

    return holds


@pytest.fixture
def driver(clean_graph: GraphServer) -> Generator[neo4j.Driver]:
    with clean_graph.driver() as driver:
        yield driver


@pytest.fixture
def beside() -> Generator[Beside]:
    with ThreadPoolExecutor() as threads:
        yield threads.submit


@pytest.fixture
def open_session(driver: neo4j.Driver, beside: Beside) -> Generator[OpenSession]:
    # After ``beside``, so that sessions end before it: then nobody waits for them any more.
    with ExitStack() as stack:

        def open_session(**config: Any) -> neo4j.Session:
            return stack.enter_context(bolt_session(driver, **config))

        yield open_session


@pytest.fixture
def session(open_session: OpenSession) -> neo4j.Session:
    return open_session()


@pytest.fixture(autouse=True)
def schema_stays(clean_graph: GraphServer) -> Generator[None]:
    """Drop what a test leaves of constraints and indexes: other tests look at all there are."""
    before = schema(clean_graph)
    yield
    for kind, name in schema(clean_graph):
        if (kind, name) not in before:
            drop = cast("LiteralString", "DROP " + kind + " `" + name + "` IF EXISTS")
            with clean_graph.driver() as driver:
                driver.execute_query(drop, database_="neo4j")


def schema(server: GraphServer) -> list[tuple[str, str]]:
    """Indexes first: ArcadeDB keeps the type of a property for as long as an index is on it."""
    with server.driver() as driver, bolt_session(driver) as session:
        indexes = session.run("SHOW INDEXES YIELD name, owningConstraint WHERE owningConstraint IS NULL")
        names = [("INDEX", name) for name in indexes.value("name")]
        constraints = session.run("SHOW CONSTRAINTS YIELD name")
        return names + [("CONSTRAINT", name) for name in constraints.value("name")]


@pytest.fixture
def unique_uid(driver: neo4j.Driver) -> None:
    """A constraint: nodes ``Unique`` differ in ``uid``."""
    driver.execute_query(
        "CREATE CONSTRAINT contract_unique FOR (n:Unique) REQUIRE n.uid IS UNIQUE", database_="neo4j"
    )
