"""A graph server for what runs outside of pytest: embedded, or a real Neo4j with ``TEST_NEO4J=real``."""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.fixtures.graph_server import GraphServer
from tests.fixtures.memory import servers_folder
from tests.fixtures.neo4j_server import Neo4jServer, neo4j_server
from tracktion_db.embedded_graph import EmbeddedGraph


@contextmanager
def own_graph_server(checkout: Path) -> Generator[GraphServer]:
    """A server that is removed at the end."""
    home = servers_folder(checkout) / f"graph-{secrets.token_hex(6)}"
    with ExitStack() as stack:
        own: EmbeddedGraph | Neo4jServer
        if os.environ.get("TEST_NEO4J") == "real":
            own = stack.enter_context(neo4j_server(home, checkout / ".embedded" / "cache" / "neo4j"))
            kind = "neo4j"
        else:
            own = EmbeddedGraph(home)
            stack.callback(own.remove)
            stack.enter_context(own)
            kind = "arcadedb"
        yield GraphServer(
            uri=own.start(),
            user=own.user,
            password=own.password,
            kind=kind,
            description=kind,
            turns=None,
            own=own,
        )
