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

__all__ = ["Constraint", "Statement", "read_statement"]


class Constraint(NamedTuple):
    """A constraint that may appear in errors: the field it is about, if it is one, and the rule in words."""

    name: str
    field: str | None
    rule: str


class Statement:
    """One SQL file; made by ``Statements.load``, compared and hashed by identity, never changed.

    ``sql`` is what goes to the server: ``$1`` and so on in the order of the header, the statement's name
    after its first keyword, neither header nor semicolon. ``oids`` are the types of ``$1``, ``$2``, ...
    ``reads_only`` is the header's claim: such a statement may be sent again after a lost connection.
    """

    __slots__ = (
        "_converts",
        "_path",
        "constraints",
        "is_copy",
        "name",
        "oids",
        "parameters",
        "purpose",
        "reads_only",
        "record",
        "record_name",
        "shape",
        "sql",
        "text",
    )

    def __init__(
        self,
        name: str,
        source: Source,
        header: Header,
        scanned: Scanned,
        constraints: Mapping[str, Constraint],
    ) -> None:
        self.name: Final = name
        self.purpose: Final = header.purpose
        self.parameters: Final = header.parameters
        self.shape: Final = header.shape
        self.record: Final = header.record
        self.record_name: Final = None if header.record is None else header.record.rpartition(".")[2]
        self.reads_only: Final = header.access_place is not None
        self.is_copy: Final = first_word(scanned) == "COPY"
        self.text: Final = source.text
        self.sql: Final = _wire_form(name, source.text, header, scanned)
        self.oids: Final = tuple([parameter.type.oid for parameter in header.parameters])
        self.constraints: Final = constraints
        self._path: Final = source.path
        self._converts: Final = tuple([(p.name, p.type.convert) for p in header.parameters])

    @property
    def path(self) -> Path:
        """The file, as its folder was given to ``Statements.load``."""
        return Path(self._path)

    def arguments(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """The values in the order of ``$n``, checked, as psycopg's binary dumpers take them.

        Raises UsageError for a name that is missing or unknown, ValidationError for a value.
        """
        if len(values) != len(self._converts):
            raise self._wrong_names(values)
        try:
            return tuple([convert(values[name], name) for name, convert in self._converts])
        except ValidationError as error:
            error.statement = self.name
            raise
        except KeyError:
            raise self._wrong_names(values) from None

    def refused(self, position: int | None, problem: str, instead: str) -> StatementError:
        """The error for what the server says of ``sql``, shown at its place in the file.

        ``position`` counts characters of ``sql`` from 1, as the server does; None points at the first.
        """
        source = Source(self._path, self.text)
        # Read again, because what was found in the file at load is of no use to statements that work.
        header = read_header(source)
        start = first_code(source, header.end)
        scanned = scan(source, start, frozenset([parameter.name for parameter in header.parameters]))
        place = _place_in_file((position or 1) - 1, self.name, source.text, header, scanned)
        error = source.error(place, problem, instead)
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
    header = read_header(source)
    start = first_code(source, header.end)
    if start == len(source.text):
        raise source.error(0, "no statement below the header", "write one statement, ended by a semicolon")
    scanned = scan(source, start, frozenset([parameter.name for parameter in header.parameters]))
    check_statement(source, header, scanned)
    return Statement(name, source, header, scanned, constraints)


def _wire_form(name: str, text: str, header: Header, scanned: Scanned) -> bytes:
    pieces = [piece for piece, _ in _pieces(name, text, header, scanned)]
    return "".join(pieces).rstrip(" \t\n\r\f\v").encode()


def _place_in_file(position: int, name: str, text: str, header: Header, scanned: Scanned) -> int:
    """The offset in the file of what stands at this offset of the wire form."""
    place = scanned.start
    for piece, place in _pieces(name, text, header, scanned):
        if position < len(piece):
            return place + position if text.startswith(piece, place) else place
        position -= len(piece)
    return place


def _pieces(name: str, text: str, header: Header, scanned: Scanned) -> list[tuple[str, int]]:
    """What the wire form consists of, each piece with the offset in the file that it comes from."""
    numbers = {parameter.name: f"${number}" for number, parameter in enumerate(header.parameters, 1)}
    here = scanned.start + len(first_word(scanned))
    # After the first keyword: PostgreSQL 18 drops a comment in front from pg_stat_statements.
    pieces = [(text[scanned.start : here], scanned.start), (f" /* {name} */", here)]
    for placeholder in scanned.placeholders:
        pieces.append((text[here : placeholder.start], here))
        before = text[placeholder.start - 1]
        if before.isalnum() or before in "_$" or before > "\x7f":
            # "AND:x" would become the name "AND$1".
            pieces.append((" ", placeholder.start))
        pieces.append((numbers[placeholder.name], placeholder.start))
        here = placeholder.end
        if text[here] == "$":
            pieces.append((" ", here))
    pieces.append((text[here : scanned.end], here))
    return pieces
