"""The header and the record that a statement needs, ready to paste; what only people know is left to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from keyword import iskeyword
from pathlib import Path
from textwrap import wrap
from typing import Final

from tracktion_db.adapters import JSON_OIDS
from tracktion_db.check.nullability import Nullability
from tracktion_db.check.parameters.contract import ParameterContract
from tracktion_db.check.reading.analysis import Analysed, ParameterUse
from tracktion_db.check.records.annotations import spelled
from tracktion_db.check.records.documents import made_document
from tracktion_db.check.records.origins import enum_behind
from tracktion_db.check.records.record import record_of
from tracktion_db.check.records.types import TEXT, python_type
from tracktion_db.check.tree import TreeError
from tracktion_db.statements.parameter_types import TYPES

__all__ = ["draft_header", "draft_record"]

HEADER_TYPES: Final = {known.oid: known.name for known in TYPES.values() if not known.nulls}
TEXT_OID: Final = TYPES["text"].oid
NO_ROWS: Final = ("count", "nothing")
# Of what is proved, what a header may make more of: `one` misses its row, a page ends.
STRICTER: Final = (("at most one", "one"), ("many", "page"))
WIDTH: Final = 110
NAME: Final = re.compile(r"[a-z]+_(?P<noun>\w+)")


def draft_header(
    analysed: Analysed, parameters: Sequence[ParameterContract], shape: str, *, reads_only: bool
) -> str:
    """The header for what was proved; with the words of the header that is there."""
    statement = analysed.statement
    known = {parameter.name: parameter for parameter in statement.parameters} if statement else {}
    purpose = statement.purpose if statement else "What it answers or does, in a sentence."
    lines = [*[f"-- {line}" for line in wrap(purpose, WIDTH)], "--"]
    for use, contract in zip(analysed.parameters, parameters, strict=False):
        meaning = known[use.name].meaning if use.name in known else _meaning(use, contract)
        lines.append(f"-- :param {use.name}: {_type(use.type, contract)}  {meaning}".rstrip())
    waived = {waiver.rule for waiver in statement.waivers} if statement else set[str]()
    if statement is not None and ("cardinality" in waived or (shape, statement.shape) in STRICTER):
        shape = statement.shape
    record = "" if shape in NO_ROWS else f" {_record_name(analysed)}"
    lines.append(f"-- :returns: {shape}{record}")
    if reads_only or (statement is not None and statement.reads_only and "read-only" in waived):
        lines.append("-- :access: read")
    if statement is not None and statement.custom_plan:
        lines.append(f"-- :plan: custom  {statement.custom_plan}")
    if statement is not None and statement.row_setting:
        lines.append(f"-- :set: {statement.row_setting.setting} = {statement.row_setting.parameter}")
    if statement is not None and statement.extension:
        lines.append(f"-- :extension: {statement.extension}")
    for waiver in statement.waivers if statement else ():
        about = f" {waiver.subject}" if waiver.subject else ""
        lines.append(f"-- :waive {waiver.rule}{about}: {waiver.reason}")
    return "\n".join(lines)


def draft_record(analysed: Analysed, nullability: Nullability) -> str:
    """The record class for the columns; empty where there are none."""
    if not analysed.prepared.columns:
        return ""
    name = _record_name(analysed).rpartition(".")[2]
    fields = [f"    {line}" for line in _fields(analysed, nullability)]
    return "\n".join([f"class {name}(Record):", '    """What a row is."""', "", *fields])


def _fields(analysed: Analysed, nullability: Nullability) -> Iterator[str]:
    names: set[str] = set()
    for number, verdict in enumerate(nullability.columns()):
        column = analysed.prepared.columns[number]
        if column.name in names or not column.name.isidentifier() or iskeyword(column.name):
            yield f"# column {number + 1} is called {column.name!r}: give it a name of its own, ... AS name"
            continue
        names.add(column.name)
        kind = (
            _document(analysed, number)
            or _literal(analysed, number)
            or python_type(analysed.server, column.type)
        )
        if kind is None:
            yield f"{column.name}: str  # after a cast in the statement: no field holds its type as it is"
            continue
        known = analysed.server.type(column.type)
        if known is not None and known.element_type and nullability.elements(number).nullable:
            kind = f"{kind[:-1]} | None]"
        yield f"{column.name}: {kind}{' | None' if verdict.nullable else ''}"


def _document(analysed: Analysed, number: int) -> str | None:
    """What the record that is there says of a JSON column: what is in it only people know."""
    column = analysed.prepared.columns[number]
    if column.type not in JSON_OIDS:
        return None
    record = record_of(analysed)
    info = record.model_fields.get(column.name) if record else None
    if info is not None:
        return spelled(info.rebuild_annotation()).removesuffix(" | None")
    query = analysed.query
    if query is None or query.set_operations is not None or number >= len(query.outputs):
        return None
    try:
        made = made_document(analysed.server, query.outputs[number].expr, (query,))
    except TreeError:
        return None
    return "JsonList[JsonValue]" if made and made.is_array else None


def _literal(analysed: Analysed, number: int) -> str | None:
    query = analysed.query
    if query is None or query.set_operations is not None or number >= len(query.outputs):
        return None
    if analysed.prepared.columns[number].type not in TEXT:
        return None
    try:
        enum = enum_behind(analysed.server, query.outputs[number].expr, (query,))
    except TreeError:
        return None
    known = analysed.server.type(enum)
    return f"Literal[{', '.join(repr(label) for label in known.labels)}]" if known else None


def _meaning(use: ParameterUse, contract: ParameterContract) -> str:
    if use.type in HEADER_TYPES:
        return "what it is"
    return f"what it is; in the statement (:{use.name})::{contract.type}"


def _type(oid: int, contract: ParameterContract) -> str:
    # What a header cannot say (an enum, a domain) is given as text and cast in the statement.
    name = HEADER_TYPES.get(oid, HEADER_TYPES[TEXT_OID])
    with_nulls = " with nulls" if contract.elements == "meaningful" else ""
    return f"{name}{with_nulls}{' or null' if contract.none == 'meaningful' else ''}"


def _record_name(analysed: Analysed) -> str:
    """The record of the header; else one made of the file's name: ``list_shows`` of radio is radio.Show."""
    if analysed.statement is not None and analysed.statement.record is not None:
        return analysed.statement.record
    path = Path(analysed.source.path).absolute()
    found = NAME.fullmatch(path.stem)
    noun = (found["noun"] if found else path.stem).partition("_by_")[0]
    words = [word.capitalize() for word in noun.removesuffix("s").split("_")]
    return f"{path.parent.name}.{''.join(words)}"
