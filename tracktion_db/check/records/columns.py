"""The columns of a statement are the fields of its record: names in any order, and types that fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracktion_db.adapters import JSON_OIDS
from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.records.annotations import field_type
from tracktion_db.check.records.documents import Document, document_misfits, made_document
from tracktion_db.check.records.origins import Origin, enum_behind
from tracktion_db.check.records.record import record_of
from tracktion_db.check.records.types import TEXT, ColumnType, misfits
from tracktion_db.records import Record
from tracktion_db.statements import Shape
from tracktion_db.statements.suggestions import nearest

VOID: Final = 2278

__all__ = ["Difference", "check_columns", "check_types", "differences"]


class Difference(NamedTuple):
    """One way in which columns are not the fields of a record."""

    number: int | None
    """Of the column, from 0; None where it is missing."""
    name: str
    problem: str
    instead: str


def check_columns(analysed: Analysed) -> Iterator[Finding]:
    """Every field has a column and every column a field, no name comes twice, and rows are not lost."""
    statement = analysed.statement
    if statement is None:
        return
    names = [column.name for column in analysed.prepared.columns]
    if not statement.shape.has_rows:
        if names and not (statement.shape is Shape.NOTHING and _only_void(analysed)):
            yield analysed.finding(
                "columns",
                analysed.places.returns,
                f"it returns {statement.shape}, but the statement answers rows",
                "write one, at most one or many and their record, or have it answer no columns: "
                "count is how many rows it writes",
            )
        return
    if not names:
        yield analysed.finding(
            "columns",
            analysed.places.returns,
            f"it returns {statement.shape}, but the statement answers no columns",
            "add RETURNING and the columns, or write :returns: count or :returns: nothing",
        )
        return
    for number, name, problem, instead in differences(record_of(analysed), names):
        place = analysed.places.returns if number is None else analysed.places.column(number)
        yield analysed.finding("columns", place, problem, instead, subject=name)


def _only_void(analysed: Analysed) -> bool:
    """Whether its columns are of functions that answer nothing: the only way to call one is to select it."""
    return all(column.type == VOID for column in analysed.prepared.columns)


def differences(record: type[Record] | None, names: list[str]) -> Iterator[Difference]:
    """How columns of these names differ from the fields of their record; without one, from a record's."""
    for name, count in Counter(names).items():
        if count > 1:
            second = names.index(name, names.index(name) + 1)
            yield Difference(second, name, f"a second column {name}", "give it a name of its own with AS")
    if record is None:
        return
    fields = record.model_fields
    missing = [field for field in fields if field not in names]
    for number, name in enumerate(names):
        if name in fields:
            continue
        if likely := nearest(name, missing):
            # One mistake, told once.
            missing.remove(likely)
            instead = f"write AS {likely}, or call the field {name}"
        elif meant := nearest(name, fields):
            instead = f"leave it out (there is a column {meant} already), or add the field"
        else:
            instead = f"leave it out, or add the field {name}"
        yield Difference(number, name, f"{record.__name__} has no field {name}", instead)
    for field in missing:
        yield Difference(
            None,
            field,
            f"no column for the field {field} of {record.__name__}",
            f"answer a column {field}, or remove the field",
        )


def check_types(analysed: Analysed) -> Iterator[Finding]:
    """Each field holds what arrives of its column. Raises TreeError where a view is not understood."""
    record = record_of(analysed)
    if record is None:
        return
    for number, column in enumerate(analysed.prepared.columns):
        info = record.model_fields.get(column.name)
        if info is None:
            continue
        enum = _enum(analysed, number) if column.type in TEXT else 0
        field = field_type(info.rebuild_annotation())
        known = ColumnType(column.type, column.modifier, enum)
        found = list(misfits(analysed.server, known, field, column.name))
        if not found and column.type in JSON_OIDS and (document := _document(analysed, number)):
            found = list(document_misfits(document, field, column.name))
        for problem, instead in found:
            yield _at(analysed, number, column.name, problem, instead, rule="type")


def _enum(analysed: Analysed, number: int) -> int:
    node = _expression(analysed, number)
    return enum_behind(analysed.server, *node) if node else 0


def _document(analysed: Analysed, number: int) -> Document | None:
    node = _expression(analysed, number)
    return made_document(analysed.server, *node) if node else None


def _expression(analysed: Analysed, number: int) -> Origin | None:
    """What a column is computed by; None where several parts of a set operation do."""
    query = analysed.query
    if query is None or query.set_operations is not None or number >= len(query.outputs):
        return None
    return Origin(query.outputs[number].expr, (query,))


def _at(
    analysed: Analysed, number: int, name: str, problem: str, instead: str, rule: str = "columns"
) -> Finding:
    return analysed.finding(rule, analysed.places.column(number), problem, instead, subject=name)
