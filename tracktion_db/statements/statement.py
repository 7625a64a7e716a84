"""A statement: one file of SQL, read, checked and ready to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tracktion_db.errors import StatementError, UsageError, ValidationError

from .checks import check_statement
from .commands import first_word
from .header import Header, read_header
from .lexer import Scanned, first_code, scan
from .source import Source
from .suggestions import nearest
from .wire_form import WireForm, wire_form

__all__ = ["Constraint", "ScannedFile", "Statement", "read_statement", "scanned_file"]


class Constraint(NamedTuple):
    """A constraint that may appear in errors: the field it is about, if it is one, and the rule in words."""

    name: str
    field: str | None
    rule: str


class ScannedFile(NamedTuple):
    """What was found in a statement's file, for whoever shows places in it."""

    source: Source
    header: Header
    scanned: Scanned

    def wire_form(self, statement: str) -> WireForm:
        """What is sent of it under this statement's name, and where each part of that stands."""
        names = [parameter.name for parameter in self.header.parameters]
        return wire_form(self.source, self.scanned, names, statement)


class Statement:
    """One SQL file; made by ``Statements.load``, compared and hashed by identity, never changed.

    ``sql`` is what goes to the server: ``$1`` and so on in the order of the header, the statement's name
    after its first keyword, neither header nor semicolon. ``oids`` are the types of ``$1``, ``$2``, ...
    ``reads_only`` is the header's claim: such a statement may be sent again after a lost connection.
    ``custom_plan`` says why each call is planned for its own values; None where one plan serves all.
    ``row_setting`` is what row-level security is told of each call; None where that is not its matter.
    ``extension`` is the one that the database must have; None where PostgreSQL alone is enough.
    ``waivers`` are the findings of the checks that its author stands by.
    """

    __slots__ = (
        "_converts",
        "constraints",
        "custom_plan",
        "extension",
        "is_copy",
        "name",
        "oids",
        "parameters",
        "purpose",
        "reads_only",
        "record",
        "record_name",
        "row_setting",
        "shape",
        "source",
        "sql",
        "waivers",
    )

    def __init__(self, name: str, file: ScannedFile, constraints: Mapping[str, Constraint]) -> None:
        header = file.header
        self.name: Final = name
        self.source: Final = file.source
        self.purpose: Final = header.purpose
        self.parameters: Final = header.parameters
        self.shape: Final = header.shape
        self.record: Final = header.record
        self.record_name: Final = None if header.record is None else header.record.rpartition(".")[2]
        self.reads_only: Final = header.access_place is not None
        self.custom_plan: Final = header.custom_plan
        self.row_setting: Final = header.row_setting
        self.extension: Final = header.extension
        self.waivers: Final = header.waivers
        self.is_copy: Final = first_word(file.scanned) == "COPY"
        self.sql: Final = file.wire_form(name).sql
        self.oids: Final = tuple([parameter.type.oid for parameter in header.parameters])
        self.constraints: Final = constraints
        self._converts: Final = tuple([(p.name, p.type.convert, p.nullable) for p in header.parameters])

    @property
    def path(self) -> Path:
        """The file, as its folder was given to ``Statements.load``."""
        return Path(self.source.path)

    @property
    def text(self) -> str:
        """The whole file."""
        return self.source.text

    def arguments(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """The values in the order of ``$n``, checked, as psycopg's binary dumpers take them.

        Raises UsageError for a name that is missing or unknown, ValidationError for a value.
        """
        if len(values) != len(self._converts):
            raise self._wrong_names(values)
        arguments: list[object] = []
        try:
            for name, convert, nullable in self._converts:
                value = values[name]
                if value is None and not nullable:
                    raise ValidationError(name, "must not be None")
                arguments.append(convert(value, name))
        except ValidationError as error:
            error.statement = self.name
            raise
        except KeyError:
            raise self._wrong_names(values) from None
        return tuple(arguments)

    def refused(self, position: int | None, problem: str, instead: str) -> StatementError:
        """The error for what the server says of ``sql``, shown at its place in the file.

        ``position`` counts characters of ``sql`` from 1, as the server does; None points at the first.
        """
        # Read again, because what was found in the file at load is of no use to statements that work.
        place = scanned_file(self).wire_form(self.name).place_in_file((position or 1) - 1)
        error = self.source.error(place, problem, instead)
        error.statement = self.name
        return error

    def _wrong_names(self, values: Mapping[str, object]) -> UsageError:
        known = [parameter.name for parameter in self.parameters]
        problems = [f"no value for {name}" for name in known if name not in values]
        for name in values:
            if name not in known:
                likely = nearest(name, known)
                problems.append(f"no parameter {name}" + (f" (meant {likely}?)" if likely else ""))
        return UsageError(f"{self.name}: {', '.join(problems)}", statement=self.name)

    def __repr__(self) -> str:
        return f"<Statement {self.name}>"


def read_statement(name: str, source: Source, constraints: Mapping[str, Constraint]) -> Statement:
    """The statement in this file. Raises StatementError at the first place that is wrong."""
    file = _scan(source)
    check_statement(source, file.header, file.scanned)
    return Statement(name, file, constraints)


def scanned_file(statement: Statement) -> ScannedFile:
    """The header and the code of this statement's file, found once more in the text that it keeps."""
    return _scan(statement.source)


def _scan(source: Source) -> ScannedFile:
    header = read_header(source)
    start = first_code(source, header.end)
    if start == len(source.text):
        raise source.error(0, "no statement below the header", "write one statement, ended by a semicolon")
    scanned = scan(source, start, frozenset([parameter.name for parameter in header.parameters]))
    return ScannedFile(source, header, scanned)
