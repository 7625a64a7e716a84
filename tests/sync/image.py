"""A graph as plain data, and what a graph server has. Both sides of every comparison are one of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import neo4j
import neo4j.time

from tests.fixtures.bolt import bolt_session
from tests.sync.literal import literal

Properties = tuple[tuple[str, Any], ...]
Node = tuple[str, str, Properties]
"""Label, uid, properties."""
Link = tuple[str, str, str, str, str, Properties]
"""Type, label and uid of its start, label and uid of its end, properties."""

# What others write: it is no part of the projection.
_NOT_OURS = {"SyncFence", "GraphMigration"}
_OTHERS_LINKS = {"COMPATIBLE", "SIMILAR_TO", "HARMONIC_COMPATIBLE", "TEMPO_COMPATIBLE"}


@dataclass
class Image:
    """Nodes and relationships with how often each is there."""

    nodes: Counter[Node] = field(default_factory=Counter[Node])
    links: Counter[Link] = field(default_factory=Counter[Link])

    def add(self, label: str, **properties: Any) -> None:
        """Add this node, unless it is there with the same properties."""
        self.nodes[label, str(properties["uid"]), frozen(properties)] = 1

    def link(
        self, type_: str, start: tuple[str, str], end: tuple[str, str], properties: Mapping[str, Any]
    ) -> None:
        self.links[(type_, *start, *end, frozen(properties))] += 1


def frozen(properties: Mapping[str, Any]) -> Properties:
    """The properties as a value: sorted, numbers with their type, instants as UTC text."""
    return tuple(sorted((name, _plain(value)) for name, value in properties.items()))


def _plain(value: Any) -> str:
    if isinstance(value, neo4j.time.DateTime):
        assert value.nanosecond % 1000 == 0, "no instant of the database has nanoseconds"
        value = value.to_native()
    if isinstance(value, datetime):
        # One server drops the zone of what is stored, and all that is stored is UTC.
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return value.astimezone(UTC).isoformat()
    return repr(value)


def rows(driver: neo4j.Driver, text: str, **parameters: Any) -> list[list[Any]]:
    """What a statement of a test answers, each row a list."""
    with bolt_session(driver) as session:
        return [record.values() for record in session.run(literal(text), parameters)]


def graph_dump(driver: neo4j.Driver) -> Image:
    """All that this graph has of the projection, read with the plain driver."""
    image = Image()
    for labels, properties in rows(driver, "MATCH (n) RETURN labels(n), properties(n)"):
        assert len(labels) == 1, labels
        if labels[0] not in _NOT_OURS:
            image.nodes[labels[0], str(properties.get("uid")), frozen(properties)] += 1
    links = "MATCH (a)-[r]->(b) RETURN type(r), labels(a)[0], a.uid, labels(b)[0], b.uid, properties(r)"
    for type_, start, start_uid, end, end_uid, properties in rows(driver, links):
        if type_ not in _OTHERS_LINKS:
            image.links[type_, start, str(start_uid), end, str(end_uid), frozen(properties)] += 1
    return image


def differences(expected: Image, found: Image) -> list[str]:
    """What is missing, too much or doubled, in words."""
    return [
        f"{word} {count} x {thing}"[:300]
        for word, difference in (
            ("missing", expected.nodes - found.nodes),
            ("too much", _without_spare_keys(found.nodes - expected.nodes)),
            ("missing", expected.links - found.links),
            ("too much", found.links - expected.links),
        )
        for thing, count in sorted(difference.items(), key=repr)
    ]


def _without_spare_keys(nodes: Counter[Node]) -> Counter[Node]:
    # The 24 keys are few and always right: nobody removes one that is alone.
    return Counter({node: count for node, count in nodes.items() if node[0] != "Key" or count > 1})
