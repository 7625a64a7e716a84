"""The leading comment of a statement file: purpose, parameters, shape of the answer, access.

-- Find one recording by its path.
--
-- :param file_path: text  absolute path as given by the file system,
--     compared byte for byte
-- :returns: at most one catalog.Recording
-- :access: read
"""

from __future__ import annotations

import re
from enum import StrEnum
from keyword import iskeyword
from typing import NamedTuple

from .parameter_types import TYPES, ParameterType
from .source import Source
from .suggestions import nearest

__all__ = ["Header", "Parameter", "Shape", "read_header"]

HEADER = re.compile(r"[ \t\r\n\f\v]*((?:--[^\n]*(?:\n|\Z))*)")
# What most lines of most headers are: an ordinary parameter with its type and meaning.
PARAMETER_LINE = re.compile(
    r"([ \t]+):param ([a-z_][a-z0-9_]*): ([a-z0-9\[\]]+(?>(?: [a-z0-9\[\]]+)*))(?:[ ]{2,}(\S.*))?"
)
DIRECTIVE = re.compile(r"(:[^\s:]*:?)[ \t]*(.*)")
PARAMETER = re.compile(r"([a-z_][a-z0-9_]*)[ \t]*:[ \t]*(.*)")
SEVERAL_BLANKS = re.compile(r"[ \t]{2,}|\t")
SHAPE = re.compile(r"(one|at most one|many|page|count|nothing)(?:[ \t]+(.+))?")
RECORD = re.compile(r"[a-z][a-z0-9_]*\.[A-Z][A-Za-z0-9]*")

HOW_PARAMETER = ":param name: type  meaning"
HOW_RETURNS = "one | at most one | many | page, each with or without domain.Record, or count | nothing"
# What people write for a type that is deliberately not in the list.
INSTEAD_OF_TYPE = {
    "timestamp": "timestamptz",
    "timestamp without time zone": "timestamptz",
    "datetime": "timestamptz",
    "json": "jsonb",
    "dict": "jsonb",
    "varchar": "text",
    "character varying": "text",
    "char": "text",
    "str": "text",
    "string": "text",
    "real": "double precision",
    "float4": "double precision",
    "bytes": "bytea",
    "serial": "integer",
    "bigserial": "bigint",
}


class Shape(StrEnum):
    """What a statement answers: how many rows, or only that it was done."""

    ONE = "one"
    AT_MOST_ONE = "at most one"
    MANY = "many"
    PAGE = "page"
    COUNT = "count"
    NOTHING = "nothing"

    @property
    def has_rows(self) -> bool:
        """Whether rows come back: not for ``count`` and ``nothing``."""
        return self not in (Shape.COUNT, Shape.NOTHING)


class Parameter(NamedTuple):
    """One ``:param`` of a header."""

    name: str
    type: ParameterType
    meaning: str


class Header(NamedTuple):
    """A header as read; ``places`` are the offsets of the parameters' names and ``end`` that of the code."""

    purpose: str
    parameters: tuple[Parameter, ...]
    places: tuple[int, ...]
    shape: Shape
    record: str | None
    access_place: int | None
    returns_place: int
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
        self.access_place: int | None = None
        # Column of the directive that a deeper line goes on with, and the parameter that it describes.
        self.indent: int | None = None
        self.latest: str | None = None

    def line(self, place: int, line: str) -> None:
        """Take one line; ``place`` is the offset of its first character after ``--``."""
        if (found := PARAMETER_LINE.fullmatch(line)) and (kind := TYPES.get(found.group(3))):
            blank, name, _, meaning = found.groups()
            if name not in self.parameters and not iskeyword(name):
                self.parameters[name] = Parameter(name, kind, meaning.rstrip() if meaning else "")
                self.places.append(place + found.start(2))
                self.indent = len(blank)
                self.latest = name
                return
        words = line.strip()
        if not words:
            return
        indent = len(line) - len(line.lstrip())
        place += indent
        if words[0] == ":":
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
                "move it above them, or indent it deeper to go on with the meaning of a :param",
            )

    def directive(self, place: int, words: str) -> None:
        found = DIRECTIVE.fullmatch(words)
        word, rest = found.groups() if found else (words, "")
        rest_place = place + len(words) - len(rest)
        self.latest = None
        if word == ":param":
            self.parameter(rest_place, rest)
        elif word == ":returns:":
            self.once(place, word, self.returns is not None)
            self.returns_place = rest_place
            self.returns = self.shape(rest_place, rest.rstrip())
        elif word == ":access:":
            self.once(place, word, self.access_place is not None)
            if rest != "read":
                raise self.source.error(
                    rest_place, "unknown access", "write :access: read, or leave the line out for a write"
                )
            self.access_place = place
        else:
            likely = nearest(word.strip(":"), ("param", "returns", "access"))
            raise self.source.error(
                place,
                f"unknown directive {word}",
                {
                    "param": f"write {HOW_PARAMETER}",
                    "returns": f"write :returns: and one of {HOW_RETURNS}",
                    "access": "write :access: read",
                }.get(likely or "", "a header knows :param, :returns: and :access:"),
            )

    def once(self, place: int, word: str, known: bool) -> None:
        if known:
            raise self.source.error(place, f"a second {word}", "keep one of them")

    def parameter(self, place: int, text: str) -> None:
        found = PARAMETER.fullmatch(text)
        if found is None:
            name = text.partition(" ")[0].rstrip(":")
            if re.fullmatch(r"[a-z_][a-z0-9_]*", name):
                raise self.source.error(place, f"parameter {name} has no type", f"write {HOW_PARAMETER}")
            raise self.source.error(
                place,
                "a bad parameter name",
                f"write {HOW_PARAMETER}, the name in lower case: letters, digits and _",
            )
        name, rest = found.groups()
        if iskeyword(name):
            raise self.source.error(
                place, f"{name} is a keyword of Python", "choose another name for the parameter"
            )
        if name in self.parameters:
            raise self.source.error(place, f"a second parameter {name}", "declare each parameter once")
        if not rest:
            raise self.source.error(place, f"parameter {name} has no type", f"write {HOW_PARAMETER}")
        kind, meaning = self.type_and_meaning(place + found.start(2), rest)
        self.parameters[name] = Parameter(name, kind, meaning)
        self.places.append(place)
        self.latest = name

    def type_and_meaning(self, place: int, text: str) -> tuple[ParameterType, str]:
        """Two blanks part the type from the meaning; one blank will do where the type is known."""
        split = SEVERAL_BLANKS.search(text)
        spelled, meaning = (text[: split.start()], text[split.end() :]) if split else (text, "")
        if known := TYPES.get(spelled):
            return known, meaning
        words = text.split()
        for count in range(min(len(words), 6), 0, -1):
            if known := TYPES.get(" ".join(words[:count]).lower()):
                return known, " ".join(words[count:])
        spelled = spelled if split else words[0]
        base = spelled.lower().partition("[")[0].partition("(")[0].strip()
        suffix = "[]" if "[" in spelled else ""
        likely = INSTEAD_OF_TYPE.get(base) or nearest(base, TYPES) or ""
        if base in TYPES and "(" in spelled:
            instead = f"write {TYPES[base].name}{suffix} without a modifier, and cast in the statement"
        elif likely:
            instead = f"write {TYPES[likely].name.removesuffix('[]')}{suffix}"
        else:
            instead = "write one of " + ", ".join(
                sorted({t.name for t in TYPES.values() if t.element is None})
            )
            instead += " (with [] for an array), and cast in the statement"
        raise self.source.error(place, f"unknown type {spelled}", instead)

    def shape(self, place: int, text: str) -> tuple[Shape, str | None]:
        found = SHAPE.fullmatch(text)
        if found is None:
            raise self.source.error(place, "unknown shape", f"write {HOW_RETURNS}")
        shape, record = Shape(found.group(1)), found.group(2)
        if record is not None and not (shape.has_rows and RECORD.fullmatch(record)):
            raise self.source.error(
                place + found.start(2),
                "not a record" if shape.has_rows else f"{shape} answers no rows, so no records",
                "write domain.Record, such as catalog.Recording" if shape.has_rows else f"write {shape}",
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
        raise source.error(0, "the header has no :returns:", f"write -- :returns: and one of {HOW_RETURNS}")
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
        access_place=reader.access_place,
        returns_place=reader.returns_place,
        end=end,
    )
