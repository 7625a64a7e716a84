"""What the graph says of itself: its constraints and indexes, and which migrations it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from tracktion_db.graph import GraphCall
from tracktion_db.graph.call import many, nothing
from tracktion_db.graph.statements import cypher
from tracktion_db.graph_migrations.files import SchemaFile
from tracktion_db.graph_migrations.rules import Rule
from tracktion_db.records import Record

__all__ = [
    "AppliedMigration",
    "StoredRule",
    "add_migrations",
    "list_constraints",
    "list_indexes",
    "list_migrations",
]


class StoredRule(Record):
    """A constraint, or an index that is none's; ``state`` is ``ONLINE`` once it is filled."""

    name: str
    type: str
    entity: str
    owners: list[str]
    properties: list[str]
    state: str

    @property
    def rule(self) -> Rule:
        """The same, to compare with what files declare."""
        return Rule(self.name, self.type, self.entity, tuple(self.owners), tuple(self.properties))


class AppliedMigration(Record):
    """A migration that the graph has, with the hash of what it was; None where it was begun only."""

    name: str
    hash: str | None
    applied_at: datetime | None


def list_constraints() -> GraphCall[list[StoredRule]]:
    """The graph's constraints, by name."""
    return many(cypher["graph.list_constraints"], StoredRule)


def list_indexes() -> GraphCall[list[StoredRule]]:
    """The graph's indexes but for those of its constraints, by name."""
    return many(cypher["graph.list_indexes"], StoredRule)


def list_migrations() -> GraphCall[list[AppliedMigration]]:
    """The migrations that the graph has, by name."""
    return many(cypher["graph.list_migrations"], AppliedMigration)


def add_migrations(files: Sequence[SchemaFile]) -> GraphCall[None]:
    """Record these files as applied now."""
    rows = [{"uid": file.name, "hash": file.content_sha256} for file in files]
    return nothing(cypher["graph.add_migrations"], rows=rows, applied_at=datetime.now(UTC))
