"""Fixtures of the sync: ``lab`` has a migrated database, an empty migrated graph, and both executors."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.fixtures.graph_server import GraphServer
from tests.graph.conftest import clean_graph, graph_server
from tests.sync.lab import Lab, open_lab

__all__ = ["clean_graph", "graph_server", "lab"]


@pytest.fixture
def lab(database_url: str, clean_graph: GraphServer) -> Generator[Lab]:
    with open_lab(database_url, clean_graph) as lab:
        yield lab
