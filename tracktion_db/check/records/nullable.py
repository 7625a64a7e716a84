"""A field may be None if and only if its column may be null; so may the items of a list.

A record may be shared: None is useless only where no statement that answers it has a null there. No type and
no NOT NULL keeps null out of an array: ``list[str]`` needs a statement that shows it itself (``array_agg`` of
what is never null), or a waiver that says what does; ``list[str | None]`` needs nothing. A field of Any or
JsonValue says nothing of None and is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tracktion_db.check.findings import Finding
from tracktion_db.check.nullability import Nullability, Verdict
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.records.annotations import FieldType, field_type, spelled
from tracktion_db.check.records.record import record_of
from tracktion_db.records import Record

__all__ = ["check_never_null", "check_nullable"]


class _Answered(NamedTuple):
    """A column of a statement beside the field that it is read into."""

    analysed: Analysed
    number: int
    """Of the column, from 0."""
    name: str
    record: type[Record]
    annotation: Any
    field: FieldType
    verdict: Verdict

    def finding(self, problem: str, because: str, instead: str) -> Finding:
        offset = self.analysed.places.column(self.number)
        return self.analysed.finding("nullable", offset, f"{problem}: {because}", instead, subject=self.name)


def check_nullable(analysed: Analysed) -> Iterator[Finding]:
    """What may be null of a column may be None in its field."""
    nullability = Nullability(analysed)
    for answered in analysed.part(_answered):
        name, annotation = answered.name, spelled(answered.annotation)
        if answered.verdict.nullable and not answered.field.takes_none:
            yield answered.finding(
                f"column {name} may be null, field {name} of {answered.record.__name__} is never None",
                answered.verdict.because,
                f"write {name}: {annotation} | None, or have the statement leave the nulls out",
            )
            continue
        bare = _list_without_none(answered.field) if _is_array(answered) else None
        elements = nullability.elements(answered.number) if bare else None
        if bare and elements and elements.nullable:
            yield answered.finding(
                f"an item of column {name} may be null, {bare} of {answered.record.__name__} holds no None",
                elements.because,
                f"write {name}: {bare[:-1]} | None], or have the statement leave the nulls out",
            )


def check_never_null(analyses: Iterable[Analysed], beside: Iterable[Analysed] = ()) -> Iterator[Finding]:
    """What may be None in a record may be null in one of the statements that answer it.

    Those of ``beside`` count, but nothing is said of them. Told once for each field.
    """
    given, others = list(analyses), list(beside)
    needed: set[tuple[type[Record], str]] = set()
    useless: defaultdict[tuple[type[Record], str], list[_Answered]] = defaultdict(list)
    for analysed in [*given, *others]:
        if analysed.query is None and (record := record_of(analysed)):
            needed.update((record, field) for field in record.model_fields)
        for answered in analysed.part(_answered):
            if answered.verdict.nullable:
                needed.add((answered.record, answered.name))
            elif answered.field.takes_none and any(analysed is one for one in given):
                useless[answered.record, answered.name].append(answered)
    for key, found in useless.items():
        if key in needed:
            continue
        first = min(found, key=lambda answered: answered.analysed.source.path)
        name = first.name
        yield first.finding(
            f"column {name} is never null, field {name} of {first.record.__name__} may be None",
            first.verdict.because,
            f"write {name}: {spelled(first.annotation).removesuffix(' | None')}",
        )


def _answered(analysed: Analysed) -> list[_Answered]:
    found: list[_Answered] = []
    record = record_of(analysed)
    if record is None or analysed.query is None:
        return found
    columns = zip(analysed.prepared.columns, Nullability(analysed).columns(), strict=True)
    for number, (column, verdict) in enumerate(columns):
        info = record.model_fields.get(column.name)
        if info is None:
            continue
        annotation = info.rebuild_annotation()
        field = field_type(annotation)
        if not field.is_open:
            found.append(_Answered(analysed, number, column.name, record, annotation, field, verdict))
    return found


def _is_array(answered: _Answered) -> bool:
    known = answered.analysed.server.type(answered.analysed.prepared.columns[answered.number].type)
    return known is not None and known.element_type != 0


def _list_without_none(field: FieldType) -> str | None:
    """The list of this field, as it is written, if its items are never None."""
    for choice in field.choices:
        items = choice
        while items.origin is list and items.arguments:
            inside = field_type(items.arguments[0])
            if inside.takes_none or not inside.choices:
                break
            items = inside.choices[0]
        else:
            if choice.origin is list and choice.arguments:
                return spelled(choice.kind)
    return None
