"""What a statement is, in the server's eyes: parameters, columns, rows, and what it reads and writes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg

from tracktion_db.check.drafts import draft_header, draft_record
from tracktion_db.check.findings import Finding
from tracktion_db.check.nullability import Nullability
from tracktion_db.check.parameters.contract import ParameterContract, parameter_uses
from tracktion_db.check.reach.lineage import Lineage, lineage
from tracktion_db.check.reach.read_only import ReadOnly, read_only
from tracktion_db.check.reading.analysis import Analysed, analyse, analyse_bare
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.records.origins import type_of
from tracktion_db.check.records.types import shown_type
from tracktion_db.check.rows.cardinality import Cardinality, cardinality
from tracktion_db.check.tree import TreeError
from tracktion_db.errors import StatementError
from tracktion_db.statements import Statement, has_header, read_bare, read_source, read_statements

__all__ = ["ColumnVerdict", "Description", "describe"]


class ColumnVerdict(NamedTuple):
    """A column that a statement answers."""

    name: str
    type: str
    """As SQL writes it, a domain by its own name."""
    nullable: bool
    because: str


@dataclass(frozen=True, slots=True)
class Description:
    """All that is proved of one statement. ``str()`` shows it to people, with what its file needs."""

    path: str
    parameters: tuple[ParameterContract, ...]
    columns: tuple[ColumnVerdict, ...]
    cardinality: Cardinality
    read_only: ReadOnly
    reads: Mapping[str, list[str]]
    """Columns by table, both in the order of their names."""
    writes: Mapping[str, list[str]]
    header: str
    """The header that the file needs, ready to paste."""
    record: str
    """The record class that it needs; empty where no rows come back."""
    notes: tuple[str, ...]
    """What was not understood."""

    def to_json(self) -> dict[str, Any]:
        """The same for programs: what ``tracktion-db describe --json`` prints."""
        return {
            "parameters": [
                {"name": known.name, "type": known.type, "none": known.none} for known in self.parameters
            ],
            "columns": [column._asdict() for column in self.columns],
            "cardinality": {"kind": str(self.cardinality.kind), "proof": self.cardinality.proof},
            "read_only": self.read_only.proved,
            "reads": dict(self.reads),
            "writes": dict(self.writes),
        }

    def __str__(self) -> str:
        parameters = [
            (known.name, known.type, f"None is {known.none}: {known.because}") for known in self.parameters
        ]
        columns = [
            (name, kind, f"{'may be' if nullable else 'never'} null: {because}")
            for name, kind, nullable, because in self.columns
        ]
        facts = [
            ("rows", f"{self.cardinality.kind}: {self.cardinality.proof}"),
            ("read only", f"{'yes' if self.read_only.proved else 'no'}: {self.read_only.because}"),
            *[(f"reads {table}", ", ".join(names)) for table, names in self.reads.items()],
            *[(f"writes {table}", ", ".join(names)) for table, names in self.writes.items()],
            *[("not understood", note) for note in self.notes],
        ]
        parts = [
            self.path,
            _table("parameters", parameters),
            _table("columns", columns),
            _table("", facts).lstrip("\n"),
            self.header,
            self.record,
        ]
        return "\n\n".join([part for part in parts if part])


def describe(
    statement: Statement | str | os.PathLike[str], connection: psycopg.Connection[Any]
) -> Description:
    """What the server makes of a statement, or of a file, with or without a header.

    On any database that has its tables; nothing is executed and nothing stays. Raises StatementError, with
    the place in the file, for what the server refuses, is no statement or needs an extension that is not
    there, and UsageError as ``check`` does.
    """
    with Session.open(connection) as session:
        server = ServerCatalog(session)
        analysed = _analysed(session, server, statement)
        if isinstance(analysed, Finding):
            raise StatementError(
                str(analysed), path=analysed.path, line=analysed.line, column=analysed.column
            )
        return _described(analysed)


def _analysed(
    session: Session, server: ServerCatalog, statement: Statement | str | os.PathLike[str]
) -> Analysed | Finding:
    if isinstance(statement, Statement):
        return _proved(session, server, statement)
    path = os.fspath(statement)
    source = read_source(path)
    if not has_header(source):
        return analyse_bare(session, server, read_bare(source))
    statements, errors = read_statements([path])
    for error in errors:
        raise error
    (found,) = statements.values()
    return _proved(session, server, found)


def _proved(session: Session, server: ServerCatalog, statement: Statement) -> Analysed | Finding:
    if lack := server.lack_of(statement):
        raise StatementError(f"{statement.source.path}: {lack}", path=statement.source.path)
    return analyse(session, server, statement)


def _described(analysed: Analysed) -> Description:
    notes = [analysed.note] if analysed.note else []
    try:
        found = lineage(analysed)
    except TreeError as error:
        found = Lineage({}, {}, {}, (), (f"what it reads and writes: {error}",))
    notes += found.unknown
    nullability = Nullability(analysed)
    verdicts = nullability.columns()
    columns = tuple(
        [
            ColumnVerdict(column.name, _type(analysed, number), *verdict)
            for number, (column, verdict) in enumerate(zip(analysed.prepared.columns, verdicts, strict=True))
        ]
    )
    parameters = tuple(parameter_uses(analysed))
    rows = cardinality(analysed)
    reading = read_only(analysed)
    return Description(
        path=analysed.source.path,
        parameters=parameters,
        columns=columns,
        cardinality=rows,
        read_only=reading,
        reads=_columns_by_table(found.reads),
        writes=_columns_by_table(found.writes),
        header=draft_header(analysed, parameters, str(rows.kind), reads_only=reading.proved),
        record=draft_record(analysed, nullability),
        notes=tuple(dict.fromkeys(notes)),
    )


def _type(analysed: Analysed, number: int) -> str:
    column = analysed.prepared.columns[number]
    query = analysed.query
    if query is not None and query.set_operations is None and number < len(query.outputs):
        oid = type_of(query.outputs[number].expr)
        # The server tells the type below a domain only.
        if oid is not None and oid != column.type and analysed.server.base_type(oid) == column.type:
            return shown_type(analysed.server, oid)
    return shown_type(analysed.server, column.type, column.modifier)


def _columns_by_table(found: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    return {table: sorted(names) for table, names in found.items()}


def _table(title: str, rows: list[tuple[str, ...]]) -> str:
    """Rows below a title, each column as wide as its widest cell; nothing where there are none."""
    if not rows:
        return ""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([title, *lines])
