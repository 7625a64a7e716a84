"""What a server's plan of a Cypher statement tells: where it starts, and its columns. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, cast

__all__ = ["Plan", "Scan", "read_neo4j_plan", "read_text_plan"]

# As in "migration:GraphMigration", "(a)-[r:KNOWS]->(b)" and "RANGE INDEX n:Recording(bpm) WHERE ...".
OWNER: Final = re.compile(r":\s*`?(\w+)")
# One line of the embedded server's plan. A range of an index is no scan, whatever it is called there.
SCAN: Final = re.compile(r"\+ (?!\w*IndexRange)(\w*Scan)\((\w*(?::\w+)?)")
FINAL: Final = re.compile(r"^\s*\+ FINAL PROJECTION \[(.*)\]$", re.MULTILINE)
PHYSICAL: Final = "Physical Plan:"


class Scan(NamedTuple):
    """A step that reads all nodes or relationships there are, or all of one label, type or index."""

    operator: str
    subject: str | None
    """The label or type; None for all there are."""


class Plan(NamedTuple):
    """What is known of a statement from its plan."""

    columns: list[str] | None
    """None where the plan does not show them."""
    scans: list[Scan]
    writes: bool | None
    """None where it does not show that."""
    shows_steps: bool
    """Whether all scans that there are would be among these."""


def read_neo4j_plan(columns: list[str], plan: Mapping[str, Any] | None, query_type: str | None) -> Plan:
    """A plan of Neo4j: a tree of operators."""
    scans = dict.fromkeys(_scans(plan)) if plan else {}
    return Plan(columns, list(scans), query_type is not None and "w" in query_type, shows_steps=True)


def read_text_plan(text: str) -> Plan:
    """A plan of the embedded server: words, from which the way of most statements cannot be told."""
    answered = FINAL.findall(text)
    columns = [name.strip() for name in answered[-1].split(",")] if answered else None
    scans = [Scan(operator, owner.partition(":")[2] or None) for operator, owner in SCAN.findall(text)]
    return Plan(columns, list(dict.fromkeys(scans)), None, shows_steps=PHYSICAL in text)


def _scans(plan: Mapping[str, Any]) -> Iterator[Scan]:
    # "NodeByLabelScan@neo4j", and one step may run in several ways: "NodeUniqueIndexSeek(Locking)".
    operator = str(plan["operatorType"]).partition("@")[0].partition("(")[0]
    if operator.endswith("Scan"):
        found = OWNER.search(str(plan.get("args", {}).get("Details", "")))
        yield Scan(operator, found.group(1) if found else None)
    for child in cast("list[Mapping[str, Any]]", plan.get("children", [])):
        yield from _scans(child)
