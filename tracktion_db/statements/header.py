"""The leading comment of a statement file: its purpose, its parameters and what else holds for it.

-- Find one recording by its path.
--
-- :param file_path: text  absolute path as given by the file system,
--     compared byte for byte
-- :returns: at most one catalog.Recording
-- :access: read
-- :plan: custom  an optional filter is left out of the plan where it is not asked for
-- :set: app.user_id = user_id
-- :extension: vector
-- :waive order: at most one row
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from .declarations import HOW_PARAMETER, Parameter, plain_parameter, read_parameter
from .row_setting import HOW_SET, RowSetting, SetLine, read_set_line, row_setting
from .source import Source
from .suggestions import nearest
from .waivers import HOW_WAIVE, Waiver, read_waiver

__all__ = ["Header", "Shape", "has_header", "read_header"]

HEADER = re.compile(r"[ \t\r\n\f\v]*((?:--[^\n]*(?:\n|\Z))*)")
HEADED = re.compile(r"^--[ \t]*:(?:param|returns)\b", re.MULTILINE)
DIRECTIVE = re.compile(r"(:[^\s:]*:?)[ \t]*(.*)")
SHAPE = re.compile(r"(one|at most one|many|page|count|nothing)(?:[ \t]+(.+))?")
PLAN = re.compile(r"custom(?:[ \t]+(.*))?")
EXTENSION = re.compile(r"[a-z][a-z0-9_-]*")
RECORD = re.compile(r"[a-z][a-z0-9_]*\.[A-Z][A-Za-z0-9]*")

HOW_RETURNS = "one | at most one | many | page, each with or without domain.Record, or count | nothing"
HOW_PLAN = ":plan: custom  reason"
HOW_EXTENSION = ":extension: name, such as :extension: vector"
HOW_DIRECTIVES = {
    "param": f"write {HOW_PARAMETER}",
    "returns": f"write :returns: and one of {HOW_RETURNS}",
    "access": "write :access: read",
    "plan": f"write {HOW_PLAN}",
    "set": f"write {HOW_SET}",
    "extension": f"write {HOW_EXTENSION}",
    "waive": f"write {HOW_WAIVE}",
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


class Header(NamedTuple):
    """A header as read; ``places`` are the offsets of the parameters' names and ``end`` that of the code.

    ``custom_plan`` is the reason for planning each call for its values, None for one plan for all of them;
    ``set_place`` the offset of the setting in its line, 0 where there is none. ``extension`` is what the
    database must have beside PostgreSQL's own, None for nothing.
    """

    purpose: str
    parameters: tuple[Parameter, ...]
    places: tuple[int, ...]
    shape: Shape
    record: str | None
    access_place: int | None
    returns_place: int
    custom_plan: str | None
    row_setting: RowSetting | None
    set_place: int
    extension: str | None
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
        self.access_place: int | None = None
        self.plan_place = 0
        self.custom_plan: str | None = None
        self.set_line: SetLine | None = None
        self.extension: str | None = None
        self.waivers: list[Waiver] = []
        # Column of the latest directive, and what takes the words of a deeper line that goes on with it.
        self.indent: int | None = None
        self.go_on: Callable[[str], None] | None = None

    def line(self, place: int, line: str) -> None:
        """Take one line; ``place`` is the offset of its first character after ``--``."""
        if found := plain_parameter(line):
            parameter, self.indent, column = found
            self.add(parameter, place + column)
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
        elif self.go_on is not None and indent > self.indent:
            self.go_on(words)
        else:
            raise self.source.error(
                place,
                "text between the directives of the header",
                "move it above them, or indent it deeper to go on with a :param, :plan: or :waive",
            )

    def directive(self, place: int, words: str) -> None:
        found = DIRECTIVE.fullmatch(words)
        word, rest = found.groups() if found else (words, "")
        rest_place = place + len(words) - len(rest)
        self.go_on = None
        if word == ":param":
            self.add(read_parameter(self.source, rest_place, rest), rest_place)
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
        elif word == ":plan:":
            self.once(place, word, self.custom_plan is not None)
            self.plan_place = rest_place
            self.plan(rest_place, rest.rstrip())
        elif word == ":set:":
            self.once(place, word, self.set_line is not None)
            self.set_line = read_set_line(self.source, rest_place, rest.rstrip())
        elif word == ":extension:":
            self.once(place, word, self.extension is not None)
            self.extension = self.extension_name(rest_place, rest.rstrip())
        elif word == ":waive":
            self.waive(read_waiver(self.source, place, rest))
        else:
            likely = nearest(word.strip(":"), HOW_DIRECTIVES)
            raise self.source.error(
                place,
                f"unknown directive {word}",
                HOW_DIRECTIVES[likely]
                if likely
                else "a header knows :param, :returns:, :access:, :plan:, :set:, :extension: and :waive",
            )

    def once(self, place: int, word: str, known: bool) -> None:
        if known:
            raise self.source.error(place, f"a second {word}", "keep one of them")

    def add(self, parameter: Parameter, place: int) -> None:
        if parameter.name in self.parameters:
            raise self.source.error(
                place, f"a second parameter {parameter.name}", "declare each parameter once"
            )
        self.parameters[parameter.name] = parameter
        self.places.append(place)
        self.go_on = self.more_meaning

    def waive(self, waiver: Waiver) -> None:
        if any(known[:2] == waiver[:2] for known in self.waivers):
            raise self.source.error(waiver.place, "the same waiver twice", "keep one of them")
        self.waivers.append(waiver)
        self.go_on = self.more_reason

    def plan(self, place: int, text: str) -> None:
        found = PLAN.fullmatch(text)
        if found is None:
            raise self.source.error(
                place, "unknown plan", f"write {HOW_PLAN}, or leave the line out for one plan for all values"
            )
        self.custom_plan = found.group(1) or ""
        self.go_on = self.more_of_plan

    def more_of_plan(self, words: str) -> None:
        self.custom_plan = f"{self.custom_plan} {words}".lstrip()

    def more_meaning(self, words: str) -> None:
        name, known = self.parameters.popitem()
        self.parameters[name] = known._replace(meaning=f"{known.meaning} {words}".lstrip())

    def more_reason(self, words: str) -> None:
        known = self.waivers.pop()
        self.waivers.append(known._replace(reason=f"{known.reason} {words}".lstrip()))

    def extension_name(self, place: int, text: str) -> str:
        if EXTENSION.fullmatch(text) is None:
            raise self.source.error(place, "not the name of one extension", f"write {HOW_EXTENSION}")
        return text

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


def has_header(source: Source) -> bool:
    """Whether this file begins with a header, right or wrong: a comment with ``:param`` or ``:returns:``."""
    found = HEADER.match(source.text)
    return found is not None and HEADED.search(found.group(1)) is not None


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
    if reader.custom_plan == "":
        raise source.error(reader.plan_place, "a custom plan without a reason", f"write {HOW_PLAN}")
    for waiver in reader.waivers:
        if not waiver.reason:
            raise source.error(waiver.place, "a waiver without a reason", f"write {HOW_WAIVE}")
    shape, record = reader.returns
    set_line = reader.set_line
    return Header(
        purpose=" ".join(reader.purpose),
        parameters=tuple(reader.parameters.values()),
        places=tuple(reader.places),
        shape=shape,
        record=record,
        access_place=reader.access_place,
        returns_place=reader.returns_place,
        custom_plan=reader.custom_plan,
        row_setting=set_line and row_setting(source, set_line, reader.parameters),
        set_place=set_line.place if set_line else 0,
        extension=reader.extension,
        waivers=tuple(reader.waivers),
        end=end,
    )
