"""What the tests of the graph share.

================  ===============================================================================
``graph_server``  the server of this process, with whatever other tests left in it
``clean_graph``   the same without data, and for this test alone; constraints and indexes stay
================  ===============================================================================
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.fixtures.graph_server import GraphServer, graph_server_of_the_run


@pytest.fixture(scope="session")
def graph_server(request: pytest.FixtureRequest) -> GraphServer:
    return graph_server_of_the_run(request.config)


@pytest.fixture
def clean_graph(graph_server: GraphServer) -> Generator[GraphServer]:
    with graph_server.empty():
        yield graph_server
