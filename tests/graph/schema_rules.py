"""What tests do to a graph's schema behind the library's back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString, cast

import neo4j


@dataclass(frozen=True)
class Sabotage:
    """Runs Cypher as it is given, each statement by itself."""

    driver: neo4j.Driver

    def rows(self, text: str) -> list[list[Any]]:
        with self.driver.session(database="neo4j") as session:  # pyright: ignore[reportUnknownMemberType]
            return [record.values() for record in session.run(cast("LiteralString", text))]

    def run(self, text: str) -> None:
        self.rows(text)

    def delete_all(self) -> None:
        self.run("MATCH (n) DETACH DELETE n")

    def drop_all(self) -> None:
        for (name,) in self.rows("SHOW CONSTRAINTS YIELD name"):
            self.run(f"DROP CONSTRAINT `{name}` IF EXISTS")
        for (name,) in self.rows(
            "SHOW INDEXES YIELD name, type, owningConstraint "
            "WHERE type <> 'LOOKUP' AND owningConstraint IS NULL RETURN name"
        ):
            self.run(f"DROP INDEX `{name}` IF EXISTS")

    def contents(self) -> list[Any]:
        """All nodes and relationships, but for when the keys were last looked at."""
        nodes = self.rows("MATCH (n) RETURN labels(n), properties(n)")
        links = self.rows("MATCH (a)-[r]->(b) RETURN a.uid, type(r), b.uid, properties(r)")
        for _, properties in nodes:
            for name in ("tried_at", "applied_at"):
                properties.pop(name, None)
        return sorted([*map(repr, nodes), *map(repr, links)])
