"""Who answers: the server's own words about itself, and what they mean."""

from __future__ import annotations

from typing import Literal

from tracktion_db.records import Record

from .call import GraphCall, one
from .statements import cypher

__all__ = ["Component", "GraphServer", "get_server", "server_of"]


class Component(Record):
    """What the server calls itself."""

    name: str
    versions: list[str]
    edition: str


class GraphServer(Record):
    """The server behind a graph."""

    product: Literal["neo4j", "arcadedb"]
    agent: str
    """As it introduces itself to the driver, such as ``Neo4j/5.26.30``."""
    version: str
    """The version of Neo4j that it is, or says that it is like."""
    edition: str
    """Such as ``community``."""


def get_server() -> GraphCall[Component]:
    """The server's name, versions and edition."""
    return one(cypher["graph.get_server"], Component)


def server_of(agent: str, component: Component) -> GraphServer:
    """The server with this agent and these words about itself."""
    return GraphServer(
        product="arcadedb" if "arcadedb" in agent.lower() else "neo4j",
        agent=agent,
        version=component.versions[0],
        edition=component.edition,
    )
