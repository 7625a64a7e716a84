"""Which fields hold which columns: what psycopg makes of a server's type, and what an annotation takes.

Records are built without validation, so that a field must say exactly what arrives: an ``int`` is no
``float``, and a ``datetime`` no ``date``, although the one may stand for the other elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from typing import Final, Literal, NamedTuple, cast, is_typeddict
from uuid import UUID

from psycopg.postgres import types as known_types
from pydantic import AwareDatetime, BaseModel, NaiveDatetime, SecretStr

from tracktion_db.adapters import BINARY, CONTEXT, JSON_OIDS
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.records.annotations import Choice, FieldType, field_type, spelled
from tracktion_db.records import JsonList
from tracktion_db.statements.suggestions import nearest

__all__ = ["ColumnType", "Misfit", "misfits", "python_type", "shown_type"]

# What psycopg makes of a column: one of these classes, and which one is the value's own affair.
LOADED: Final[Mapping[int, tuple[type, ...]]] = {
    known_types[name].oid: classes
    for classes, names in (
        ((bool,), ("bool",)),
        ((int,), ("int2", "int4", "int8", "oid")),
        ((float,), ("float4", "float8")),
        ((Decimal,), ("numeric",)),
        ((str,), ("text", "varchar", "bpchar", "name", '"char"')),
        ((bytes,), ("bytea",)),
        ((UUID,), ("uuid",)),
        ((date,), ("date",)),
        ((time,), ("time", "timetz")),
        ((datetime,), ("timestamp", "timestamptz")),
        ((timedelta,), ("interval",)),
        ((IPv4Address, IPv6Address, IPv4Interface, IPv6Interface), ("inet",)),
        ((IPv4Network, IPv6Network), ("cidr",)),
    )
    for name in names
}
TEXT: Final = frozenset(known_types[name].oid for name in ("text", "varchar", "bpchar", "name"))
VARCHAR: Final = frozenset(known_types[name].oid for name in ("varchar", "bpchar"))
NUMERIC: Final = known_types["numeric"].oid
# Pydantic's own names for a datetime with or without a zone.
ZONED: Final = {known_types["timestamptz"].oid: AwareDatetime, known_types["timestamp"].oid: NaiveDatetime}
# How a cast to what a field holds is written.
CASTS: Final[Mapping[type, str]] = {
    bool: "boolean",
    int: "bigint",
    float: "double precision",
    Decimal: "numeric",
    str: "text",
    bytes: "bytea",
    UUID: "uuid",
    date: "date",
    datetime: "timestamptz",
    timedelta: "interval",
}
DOCUMENTS: Final = (dict, list, tuple, JsonList, Mapping, Sequence)


class ColumnType(NamedTuple):
    """The type of a column that a statement answers."""

    oid: int
    """Of the type below a domain."""
    modifier: int
    """-1 for none."""
    enum: int
    """oid of the enum whose labels a text column holds; 0 where it holds no enum's."""


class Misfit(NamedTuple):
    """Why a field does not hold a column, and what to write."""

    problem: str
    instead: str


def misfits(server: ServerCatalog, column: ColumnType, field: FieldType, name: str) -> Iterator[Misfit]:
    """What keeps this field from holding the column of its name."""
    if unreadable := _unreadable(server, column.oid, name):
        yield unreadable
    elif not field.is_open:
        shown = shown_type(server, column.oid, column.modifier)
        if _held_by(server, column.oid, field):
            yield from _labels(server, column.enum, field, name)
            yield from _limits(column, field, name, shown)
        else:
            yield _other(server, column, field, name, shown)


def _held_by(server: ServerCatalog, oid: int, field: FieldType) -> bool:
    """Whether the field holds all that psycopg makes of a value of this type."""
    known = server.type(oid)
    if field.is_open:
        return True
    if oid in JSON_OIDS:
        return any(_is_document(choice) for choice in field.choices)
    if known is not None and known.element_type:
        lists = [choice for choice in field.choices if choice.origin is list]
        return any(_holds_elements(server, known.element_type, choice) for choice in lists)
    loaded = LOADED.get(oid)
    return loaded is not None and all(
        any(_holds(choice, one, oid) for choice in field.choices) for one in loaded
    )


def shown_type(server: ServerCatalog, oid: int, modifier: int = -1) -> str:
    """The type as SQL writes it: ``character varying(12)``, ``numeric(10,2)``, ``mood[]``."""
    known = server.type(oid)
    name = known.name if known else str(oid)
    base = server.base_type(oid)
    if modifier < 0:
        return name
    if base in VARCHAR:
        return f"{name}({modifier - 4})"
    if base == NUMERIC:
        precision, scale = _precision(modifier)
        return f"{name}({precision},{scale})"
    return name


def _holds(choice: Choice, loaded: type, oid: int) -> bool:
    if choice.origin is Literal:
        return all(type(value) is loaded for value in choice.arguments)
    if choice.kind is SecretStr:
        return loaded is str
    return choice.kind is loaded or (oid in ZONED and choice.kind is ZONED[oid])


def _holds_elements(server: ServerCatalog, oid: int, choice: Choice) -> bool:
    """Whether this list holds them; how many dimensions an array has, its type does not say."""
    if not choice.arguments:
        return True
    element = field_type(choice.arguments[0])
    nested = [inner for inner in element.choices if inner.origin is list]
    return _held_by(server, oid, element) or any(_holds_elements(server, oid, inner) for inner in nested)


def _is_document(choice: Choice) -> bool:
    kind = choice.origin
    if any(kind is document for document in DOCUMENTS) or is_typeddict(kind):
        return True
    return isinstance(kind, type) and issubclass(cast("type[object]", kind), BaseModel)


def _unreadable(server: ServerCatalog, oid: int, name: str) -> Misfit | None:
    known = server.type(oid)
    shown = shown_type(server, oid)
    element = server.type(known.element_type) if known and known.element_type else None
    inner = element or known
    if element is not None and element.id in JSON_OIDS:
        return Misfit(
            f"column {name} is an array of JSON", f"make it one JSON array: to_jsonb(...) AS {name}"
        )
    if inner is not None and (inner.kind == "c" or inner.short_name == "record"):
        return Misfit(
            f"column {name} is of the composite type {shown}",
            "answer its fields as columns of their own, or to_jsonb(...) as a document",
        )
    readable = CONTEXT.adapters.get_loader(oid, BINARY) is not None and (
        element is None or CONTEXT.adapters.get_loader(element.id, BINARY) is not None
    )
    if readable:
        return None
    cast_to = "text[]" if element is not None else "text"
    return Misfit(
        f"column {name} is of type {shown}, which cannot be read in binary",
        f"cast it: ...::{cast_to} AS {name}",
    )


def _labels(server: ServerCatalog, enum: int, field: FieldType, name: str) -> Iterator[Misfit]:
    literals = [choice for choice in field.choices if choice.origin is Literal]
    known = server.type(enum)
    if known is None or not literals or any(choice.kind is str for choice in field.choices):
        return
    written = [cast("str", value) for choice in literals for value in choice.arguments]
    if missing := [label for label in known.labels if label not in written]:
        yield Misfit(
            f"the enum {known.name} has labels that field {name} does not hold: {', '.join(missing)}",
            f"write Literal[{', '.join(repr(label) for label in known.labels)}]",
        )
    for value in written:
        if value not in known.labels:
            likely = nearest(value, known.labels)
            yield Misfit(
                f"field {name} holds {value!r}, which is no label of the enum {known.name}",
                f"write {likely!r}" if likely and likely not in written else "leave it out",
            )


def _limits(column: ColumnType, field: FieldType, name: str, shown: str) -> Iterator[Misfit]:
    if column.modifier < 0:
        return
    if column.oid in VARCHAR:
        wanted = {"max_length": column.modifier - 4}
    elif column.oid == NUMERIC:
        precision, scale = _precision(column.modifier)
        wanted = {"max_digits": precision, "decimal_places": scale}
    else:
        return
    for limit, value in wanted.items():
        # The widest of several types counts.
        said = [choice.limit(limit) for choice in field.choices]
        numbers = [number for number in said if number is not None]
        if numbers and len(numbers) == len(said) and max(numbers) < value:
            yield Misfit(
                f"field {name} has {limit}={max(numbers)}, its column is {shown}",
                f"write {limit}={value}, or cast the column",
            )


def _precision(modifier: int) -> tuple[int, int]:
    # As in numeric.c: eleven bits of scale, with their sign.
    return (modifier - 4) >> 16 & 0xFFFF, (((modifier - 4) & 0x7FF) ^ 1024) - 1024


def _other(server: ServerCatalog, column: ColumnType, field: FieldType, name: str, shown: str) -> Misfit:
    loaded = python_type(server, column.oid)
    kinds = [choice.kind for choice in field.choices]
    casts = [CASTS[kind] for kind in kinds if isinstance(kind, type) and kind in CASTS]
    or_cast = f", or cast the column: ...::{casts[0]} AS {name}" if casts else ""
    said = " | ".join([spelled(kind) for kind in kinds]) or "None"
    if column.oid in JSON_OIDS:
        instead = f"write JsonObject, JsonList[...] or a model{or_cast}"
    elif loaded is None:
        instead = f"cast the column: ...::text AS {name}"
    else:
        instead = f"write {loaded}{or_cast}"
    return Misfit(f"column {name} is {shown}, field {name} holds {said}", instead)


def python_type(server: ServerCatalog, oid: int) -> str | None:
    """The annotation for a column of this type, as it is written; None where no field holds it."""
    known = server.type(oid)
    if oid in JSON_OIDS:
        return "JsonObject"
    if known is not None and known.element_type:
        element = python_type(server, known.element_type)
        return f"list[{element}]" if element else None
    return " | ".join([kind.__name__ for kind in LOADED.get(oid, ())]) or None
