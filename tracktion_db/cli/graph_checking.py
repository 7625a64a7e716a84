"""The Cypher of a package, checked on the graph of the environment or on one that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tracktion_db import graph_migrations
from tracktion_db.check.check import Checked
from tracktion_db.check.cypher import check_cypher, cypher_of
from tracktion_db.check.packages import import_package
from tracktion_db.cli.checking import OWN_PACKAGE, complain
from tracktion_db.cli.graph_server import names_a_graph
from tracktion_db.embedded_graph import EmbeddedGraph
from tracktion_db.graph import Graph, GraphSettings

__all__ = ["checked_cypher"]


def checked_cypher(package: str | None) -> Checked:
    """What the check of all Cypher of this package, or ours, comes to.

    A graph of the environment is taken as it is, with a hint where it lacks migrations. Raises Unavailable.
    """
    modules, _ = import_package(package or OWN_PACKAGE)
    with _open_graph() as settings:
        return check_cypher(cypher_of(modules), settings)


@contextmanager
def _open_graph() -> Generator[GraphSettings]:
    if names_a_graph():
        settings = GraphSettings.from_env()
        with Graph(settings) as graph:
            if problems := graph_migrations.status(graph).problems:
                complain(f"hint: run tracktion-db graph migrate first: {problems[0]}")
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="tracktion_db-check-") as folder:
        server = EmbeddedGraph(Path(folder) / "graph")
        try:
            # As a context manager it goes away with this process too.
            with server:
                settings = GraphSettings.from_uri(
                    server.start(), user=server.user, password=server.password, database=server.database
                )
                with Graph(settings) as graph:
                    graph_migrations.apply(graph)
                yield settings
        finally:
            server.remove()
