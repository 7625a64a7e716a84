"""The graph server of the tests: empty for each, and back after whatever a test did to it."""

from __future__ import annotations

import pytest
from neo4j.exceptions import AuthError

from tests.fixtures.graph_server import GraphServer


def count(server: GraphServer) -> int:
    with server.driver() as driver:
        [record] = driver.execute_query("MATCH (n:Left) RETURN count(n) AS nodes", database_="neo4j").records
    return record["nodes"]


def leave_nodes(server: GraphServer, number: int) -> None:
    with server.driver() as driver:
        driver.execute_query(
            "UNWIND range(1, $number) AS i CREATE (:Left)-[:NEXT_TO]->(:Left)",
            number=number,
            database_="neo4j",
        )


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_starts_without_data(clean_graph: GraphServer, turn: int) -> None:
    assert count(clean_graph) == 0
    leave_nodes(clean_graph, 6_000)
    assert count(clean_graph) == 12_000


def test_a_killed_server_comes_back_with_its_data(clean_graph: GraphServer) -> None:
    leave_nodes(clean_graph, 1)
    clean_graph.kill()
    clean_graph.start()
    assert count(clean_graph) == 2


def test_a_frozen_server_goes_on(clean_graph: GraphServer) -> None:
    leave_nodes(clean_graph, 1)
    clean_graph.freeze()
    clean_graph.start()
    assert count(clean_graph) == 2


def test_a_test_that_leaves_the_server_dead_hurts_no_other(graph_server: GraphServer) -> None:
    with graph_server.empty():
        graph_server.kill()
    with graph_server.empty():
        assert count(graph_server) == 0


def test_nobody_gets_in_without_the_password(graph_server: GraphServer) -> None:
    with graph_server.driver(auth=(graph_server.user, "guess")) as driver:
        with pytest.raises(AuthError):
            driver.execute_query("RETURN 1", database_="neo4j")
