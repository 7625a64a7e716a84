"""How many nodes and relationships of each kind the graph has."""

from __future__ import annotations

from tracktion_db.graph.call import GraphCall, many
from tracktion_db.graph.statements import cypher
from tracktion_db.records import Record

__all__ = ["NodeCount", "RelationshipCount", "count_nodes", "count_relationships"]


class NodeCount(Record):
    """How many nodes have this label."""

    label: str
    count: int


class RelationshipCount(Record):
    """How many relationships are of this type."""

    type: str
    count: int


def count_nodes() -> GraphCall[list[NodeCount]]:
    """How many nodes of each label there are."""
    return many(cypher["graph.count_nodes"], NodeCount)


def count_relationships() -> GraphCall[list[RelationshipCount]]:
    """How many relationships of each type there are."""
    return many(cypher["graph.count_relationships"], RelationshipCount)
