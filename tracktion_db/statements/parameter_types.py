"""The types that a parameter may have: PostgreSQL's built-in ones, by name.

A closed set: each has a fixed oid, checked in Python before anything is dumped. Whatever else a statement
needs is a cast in its SQL. ``text[]`` takes no None among its elements, because ``= ANY`` and ``<> ALL``
answer nothing then; ``text[] with nulls`` does, for ``unnest``.
"""

from __future__ import annotations

from collections.abc import Callable

from . import scalars
from .arrays import array_of
from .json_text import convert_jsonb

__all__ = ["TYPES", "ParameterType"]

Convert = Callable[[object, str], object]


class ParameterType:
    """One type of parameters.

    ``convert(value, field)`` gives what psycopg's binary dumper for ``oid`` takes, and raises
    ValidationError naming the field; None, which is NULL, passes. For jsonb it gives UTF-8 bytes.
    ``element`` is the type of an array's elements, ``nulls`` whether some of them may be None.
    """

    __slots__ = ("convert", "element", "name", "nulls", "oid")

    def __init__(
        self, name: str, oid: int, convert: Convert, element: ParameterType | None = None, nulls: bool = False
    ) -> None:
        self.name = name
        self.oid = oid
        self.convert = convert
        self.element = element
        self.nulls = nulls

    def __repr__(self) -> str:
        return f"<ParameterType {self.name}{' with nulls' if self.nulls else ''}>"


# Name, oid, oid of its array (both from PostgreSQL's pg_type.dat), conversion, other spellings.
BUILT_IN: tuple[tuple[str, int, int, Convert, tuple[str, ...]], ...] = (
    ("boolean", 16, 1000, scalars.convert_boolean, ("bool",)),
    ("bytea", 17, 1001, scalars.convert_bytea, ()),
    ("bigint", 20, 1016, scalars.convert_bigint, ("int8",)),
    ("smallint", 21, 1005, scalars.convert_smallint, ("int2",)),
    ("integer", 23, 1007, scalars.convert_integer, ("int", "int4")),
    ("text", 25, 1009, scalars.convert_text, ()),
    ("double precision", 701, 1022, scalars.convert_double, ("float8", "float")),
    ("date", 1082, 1182, scalars.convert_date, ()),
    ("timestamptz", 1184, 1185, scalars.convert_timestamptz, ("timestamp with time zone",)),
    ("interval", 1186, 1187, scalars.convert_interval, ()),
    ("numeric", 1700, 1231, scalars.convert_numeric, ("decimal",)),
    ("uuid", 2950, 2951, scalars.convert_uuid, ()),
    ("jsonb", 3802, 3807, convert_jsonb, ()),
)


def _all_types() -> dict[str, ParameterType]:
    types: dict[str, ParameterType] = {}
    for name, oid, array_oid, convert, aliases in BUILT_IN:
        scalar = ParameterType(name, oid, convert)
        sized = name in ("text", "bytea", "jsonb")
        plain, holed = (
            ParameterType(
                name + "[]", array_oid, array_of(convert, sized=sized, nulls=nulls), scalar, nulls=nulls
            )
            for nulls in (False, True)
        )
        for spelling in (name, *aliases):
            types[spelling] = scalar
            types[spelling + "[]"] = plain
            types[spelling + "[] with nulls"] = holed
    return types


TYPES = _all_types()
