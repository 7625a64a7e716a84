"""Constraints and indexes as values, and the commands that make and drop them. Pure."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from tracktion_db.graph.lexer import first_code
from tracktion_db.statements.source import Source

__all__ = ["RANGE", "UNIQUENESS", "Command", "Rule", "read_commands"]

UNIQUENESS: Final = "UNIQUENESS"
RANGE: Final = "RANGE"
NODE: Final = "NODE"
RELATIONSHIP: Final = "RELATIONSHIP"

NAME: Final = r"(?P<name>[a-z][a-z0-9_]*)"
OWNER: Final = r"(?P<variable>[a-z]\w*)\s*:\s*(?P<owner>[A-Z]\w*)"
ONE_OF_THEM: Final = r"(?P=variable)\s*\.\s*[a-z]\w*"
PROPERTY: Final = rf"(?P<properties>{ONE_OF_THEM})"
PROPERTIES: Final = rf"(?P<properties>{ONE_OF_THEM}(?:\s*,\s*{ONE_OF_THEM})*)"
PROPERTY_NAME: Final = re.compile(r"\.\s*([a-z]\w*)")
END: Final = r"\s*;"
# What may be written, and the type and the entity that servers show of it. A constraint has one property:
# nodes that lack one of two are unique on one server and are not on the other.
MADE: Final = (
    (
        re.compile(
            rf"CREATE\s+CONSTRAINT\s+{NAME}\s+IF\s+NOT\s+EXISTS\s+FOR\s*\(\s*{OWNER}\s*\)\s*"
            rf"REQUIRE\s+{PROPERTY}\s+IS\s+UNIQUE{END}"
        ),
        UNIQUENESS,
        NODE,
    ),
    (
        re.compile(
            rf"CREATE\s+INDEX\s+{NAME}\s+IF\s+NOT\s+EXISTS\s+FOR\s*\(\s*{OWNER}\s*\)\s*"
            rf"ON\s*\(\s*{PROPERTIES}\s*\){END}"
        ),
        RANGE,
        NODE,
    ),
    (
        re.compile(
            rf"CREATE\s+INDEX\s+{NAME}\s+IF\s+NOT\s+EXISTS\s+FOR\s*\(\)\s*-\s*\[\s*{OWNER}\s*\]\s*-\s*\(\)\s*"
            rf"ON\s*\(\s*{PROPERTY}\s*\){END}"
        ),
        RANGE,
        RELATIONSHIP,
    ),
)
DROPPED: Final = re.compile(rf"DROP\s+(?:CONSTRAINT|INDEX)\s+{NAME}\s+IF\s+EXISTS{END}")
HOW: Final = (
    "write CREATE CONSTRAINT name IF NOT EXISTS FOR (node:Label) REQUIRE node.property IS UNIQUE;\n"
    "or CREATE INDEX name IF NOT EXISTS FOR (node:Label) ON (node.property, node.other);\n"
    "or CREATE INDEX name IF NOT EXISTS FOR ()-[link:TYPE]-() ON (link.property);\n"
    "or DROP CONSTRAINT name IF EXISTS; or DROP INDEX name IF EXISTS;"
)


class Rule(NamedTuple):
    """A constraint or an index, as files declare it and as servers show it."""

    name: str
    type: str
    """``UNIQUENESS`` or ``RANGE``; a server may have others."""
    entity: str
    """``NODE`` or ``RELATIONSHIP``."""
    owners: tuple[str, ...]
    """The label, or the type of relationship."""
    properties: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What it is on, such as ``Recording.uid``."""
        return f"{'|'.join(self.owners)}.{', '.join(self.properties)}"

    def __str__(self) -> str:
        kind = {UNIQUENESS: "uniqueness constraint", RANGE: "index"}.get(self.type, self.type)
        return f"{kind} on {self.subject}"


class Command(NamedTuple):
    """One statement of a file; ``rule`` is what it makes, None where it drops what has the name."""

    source: Source
    place: int
    text: str
    name: str
    rule: Rule | None


def read_commands(source: Source) -> list[Command]:
    """The commands of a file, in order. Raises StatementError at the first place that is wrong."""
    commands: list[Command] = []
    here = first_code(source, 0)
    while here < len(source.text):
        command, end = _command(source, here)
        commands.append(command)
        here = first_code(source, end)
    if not commands:
        raise source.error(0, "the file has no statement", HOW)
    return commands


def _command(source: Source, here: int) -> tuple[Command, int]:
    for pattern, kind, entity in MADE:
        if found := pattern.match(source.text, here):
            properties = tuple(PROPERTY_NAME.findall(found["properties"]))
            rule = Rule(found["name"], kind, entity, (found["owner"],), properties)
            return _as_command(source, found, rule), found.end()
    if found := DROPPED.match(source.text, here):
        return _as_command(source, found, None), found.end()
    raise source.error(here, "not a statement of schema that every server understands alike", HOW)


def _as_command(source: Source, found: re.Match[str], rule: Rule | None) -> Command:
    return Command(source, found.start(), found.group()[:-1].rstrip(), found["name"], rule)
