"""A graph without data, migrated."""

from __future__ import annotations

import neo4j

from tracktion_db import graph_migrations
from tracktion_db.graph import Graph


def empty(driver: neo4j.Driver, graph: Graph) -> None:
    """Remove all nodes, a few at a time, and migrate."""
    while driver.execute_query(
        "MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n",
        database_="neo4j",
        result_transformer_=lambda result: result.single(strict=True)["n"],
    ):
        pass
    graph_migrations.apply(graph)
