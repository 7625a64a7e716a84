"""What the tests of mixing share: a graph to fill, on the server of the run."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.fixtures.graph_server import GraphServer
from tests.graph import conftest as of_the_graph
from tracktion_db.graph import Graph

graph_server = of_the_graph.graph_server
clean_graph = of_the_graph.clean_graph


@pytest.fixture
def graph(clean_graph: GraphServer) -> Generator[Graph]:
    """An open executor on an empty graph."""
    with Graph.from_env(clean_graph.environment) as opened:
        yield opened
