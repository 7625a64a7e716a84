"""The leading comment of a Cypher file: purpose, parameters, shape of the answer, access, waivers.

// Artists that were credited beside this one.
//
// :param artist: string  uid of the artist
// :param row_limit: integer  most rows
// :returns: many graph.Collaborator
// :access: read

The same directives as those of SQL files, with the graph's types; ``:plan:`` and pages have no meaning
here. The meaning of a ``map[]`` may begin with the keys that each of its rows must have::

// :param rows: map[]  {uid, target}: one pair each
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tracktion_db.statements.declarations import HOW_PARAMETER, require_name
from tracktion_db.statements.header import Shape
from tracktion_db.statements.source import Source
from tracktion_db.statements.suggestions import nearest
from tracktion_db.statements.waivers import HOW_WAIVE, Waiver, read_waiver

from .parameter_types import TYPES, ParameterType

__all__ = ["Header", "Parameter", "read_header"]

HEADER = re.compile(r"[ \t\r\n\f\v]*((?://[^\n]*(?:\n|\Z))*)")
DIRECTIVE = re.compile(r"(:[^\s:]*:?)[ \t]*(.*)")
PARAMETER = re.compile(r"([^\s:]*)[ \t]*:[ \t]*(.*)")
TYPE = re.compile(r"(\S+)([ \t]+or null(?=[ \t]|\Z))?[ \t]*(.*)")
SHAPE = re.compile(r"(one|at most one|many|count|nothing)(?:[ \t]+(.+))?")
RECORD = re.compile(r"[a-z][a-z0-9_]*\.[A-Z][A-Za-z0-9]*")
ROW_KEYS = re.compile(r"\{(\w+(?:, \w+)*)\}")

HOW_RETURNS = "one | at most one | many, each with domain.Record, or count | nothing"
HOW_DIRECTIVES = {
    "param": f"write {HOW_PARAMETER}",
    "returns": f"write :returns: and {HOW_RETURNS}",
    "access": "write :access: read",
    "waive": f"write {HOW_WAIVE}",
}
# What people write for a type of the graph.
INSTEAD_OF_TYPE = {
    "text": "string",
    "str": "string",
    "uuid": "string",
    "int": "integer",
    "bigint": "integer",
    "double": "float",
    "bool": "boolean",
    "timestamptz": "datetime",
    "timestamp": "datetime",
    "dict": "map",
    "object": "map",
    "json": "map",
}


class Parameter(NamedTuple):
    """One ``:param`` of a header; ``nullable`` says whether None may be given."""

    name: str
    type: ParameterType
    meaning: str
    nullable: bool

    def row_keys(self) -> tuple[str, ...]:
        """The keys that each row of a ``map[]`` must have; nothing where its meaning names none."""
        found = ROW_KEYS.match(self.meaning) if self.type.name == "map[]" else None
        return tuple(found.group(1).split(", ")) if found else ()


class Header(NamedTuple):
    """A header as read; ``places`` are the offsets of the parameters' names and ``end`` that of the code."""

    purpose: str
    parameters: tuple[Parameter, ...]
    places: tuple[int, ...]
    shape: Shape
    record: str | None
    returns_place: int
    reads_only: bool
    waivers: tuple[Waiver, ...]
    end: int


class _Reader:
    """Reads one header line by line."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.purpose: list[str] = []
        self.parameters: dict[str, Parameter] = {}
        self.places: list[int] = []
        self.returns: tuple[Shape, str | None] | None = None
        self.returns_place = 0
        self.reads_only = False
        self.waivers: list[Waiver] = []
        # Column of the latest directive, and the parameter that a deeper line goes on with.
        self.indent: int | None = None
        self.latest: str | None = None

    def line(self, place: int, line: str) -> None:
        """Take one line; ``place`` is the offset of its first character after ``//``."""
        words = line.strip()
        if not words:
            return
        indent = len(line) - len(line.lstrip())
        place += indent
        if words[0] == ":":
            self.latest = None
            self.directive(place, words)
            self.indent = indent
        elif self.indent is None:
            self.purpose.append(words)
        elif self.latest is not None and indent > self.indent:
            known = self.parameters[self.latest]
            self.parameters[self.latest] = known._replace(meaning=f"{known.meaning} {words}".lstrip())
        else:
            raise self.source.error(
                place,
                "text between the directives of the header",
                "move it above them, or indent it deeper to go on with a :param",
            )

    def directive(self, place: int, words: str) -> None:
        found = DIRECTIVE.fullmatch(words)
        word, rest = found.groups() if found else (words, "")
        rest_place = place + len(words) - len(rest)
        if word == ":param":
            self.add(rest_place, rest)
        elif word == ":returns:":
            self.once(place, word, self.returns is not None)
            self.returns_place = rest_place
            self.returns = self.shape(rest_place, rest)
        elif word == ":access:":
            self.once(place, word, self.reads_only)
            if rest != "read":
                raise self.source.error(
                    rest_place, "unknown access", "write :access: read, or leave the line out for a write"
                )
            self.reads_only = True
        elif word == ":waive":
            self.waive(read_waiver(self.source, place, rest))
        else:
            likely = nearest(word.strip(":"), HOW_DIRECTIVES)
            raise self.source.error(
                place,
                f"unknown directive {word}",
                HOW_DIRECTIVES[likely] if likely else "a header knows :param, :returns:, :access: and :waive",
            )

    def once(self, place: int, word: str, known: bool) -> None:
        if known:
            raise self.source.error(place, f"a second {word}", "keep one of them")

    def waive(self, waiver: Waiver) -> None:
        if any(known[:2] == waiver[:2] for known in self.waivers):
            raise self.source.error(waiver.place, "the same waiver twice", "keep one of them")
        if not waiver.reason:
            raise self.source.error(waiver.place, "a waiver without a reason", f"write {HOW_WAIVE}")
        self.waivers.append(waiver)

    def add(self, place: int, text: str) -> None:
        found = PARAMETER.fullmatch(text)
        name = found.group(1) if found else text.partition(" ")[0]
        require_name(self.source, place, name)
        if found is None or not found.group(2):
            raise self.source.error(place, f"parameter {name} has no type", f"write {HOW_PARAMETER}")
        if name in self.parameters:
            raise self.source.error(place, f"a second parameter {name}", "declare each parameter once")
        typed = TYPE.fullmatch(found.group(2))
        assert typed is not None  # it matches whatever is not blank
        spelled, or_null, meaning = typed.groups()
        kind = TYPES.get(spelled)
        if kind is None:
            raise self.source.error(
                place + found.start(2), f"unknown type {spelled}", _instead_of_type(spelled)
            )
        self.parameters[name] = Parameter(name, kind, meaning, or_null is not None)
        self.places.append(place)
        self.latest = name

    def shape(self, place: int, text: str) -> tuple[Shape, str | None]:
        found = SHAPE.fullmatch(text)
        if found is None:
            raise self.source.error(place, "unknown shape", f"write {HOW_RETURNS}")
        shape, record = Shape(found.group(1)), found.group(2)
        if shape.has_rows and (record is None or not RECORD.fullmatch(record)):
            raise self.source.error(
                place + (found.start(2) if record else 0),
                "not a record" if record else f"{shape} of what?",
                f"write {shape} domain.Record, such as graph.NodeCount",
            )
        if record is not None and not shape.has_rows:
            raise self.source.error(
                place + found.start(2), f"{shape} answers no rows, so no records", f"write {shape}"
            )
        return shape, record


def read_header(source: Source) -> Header:
    """The header of this file. Raises StatementError at the place where it is wrong."""
    found = HEADER.match(source.text)
    begin, end = found.span(1) if found else (0, 0)
    reader = _Reader(source)
    place = begin
    for line in source.text[begin:end].split("\n"):
        reader.line(place + 2, line[2:])
        place += len(line) + 1
    if not source.text.strip():
        raise source.error(0, "the file is empty", "write a header and one statement")
    if reader.returns is None:
        raise source.error(0, "the header has no :returns:", f"write // :returns: and {HOW_RETURNS}")
    if not reader.purpose:
        raise source.error(
            0, "the header has no purpose", "begin with a sentence that says what is answered or done"
        )
    shape, record = reader.returns
    return Header(
        purpose=" ".join(reader.purpose),
        parameters=tuple(reader.parameters.values()),
        places=tuple(reader.places),
        shape=shape,
        record=record,
        returns_place=reader.returns_place,
        reads_only=reader.reads_only,
        waivers=tuple(reader.waivers),
        end=end,
    )


def _instead_of_type(spelled: str) -> str:
    base = spelled.partition("[")[0].lower()
    likely = INSTEAD_OF_TYPE.get(base) or nearest(base, TYPES)
    if likely:
        suffix = "[]" if "[" in spelled else ""
        return f"write {likely.removesuffix('[]')}{suffix}"
    return f"write one of {', '.join(sorted(name for name in TYPES if name[-1] != ']'))} (with [] for a list)"
