"""Functions and operators of PostgreSQL that answer null for null only, or never: ``total.toml``."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Final

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.server_rows import Function, Operator

_TABLES: Final[dict[str, Any]] = tomllib.loads(
    files("tracktion_db.check.nullability").joinpath("total.toml").read_text(encoding="utf-8")
)
_FUNCTIONS: Final[dict[str, list[str]]] = _TABLES["functions"]

_OTHERS: Final = ("never_null", "null_with_the_first", "null_with_all")

NEVER_NULL_FUNCTIONS: Final = frozenset(_FUNCTIONS["never_null"])
"""Functions that answer no null, whatever they are given."""
TOTAL: Final = frozenset(
    [name for group, names in _FUNCTIONS.items() if group not in _OTHERS for name in names]
)
"""Functions that answer no null when they are given none, but for EXCEPT."""
EXCEPT: Final = frozenset([(each["name"], tuple(each["types"])) for each in _TABLES["except"]])
NULL_WITH_THE_FIRST: Final = frozenset(_FUNCTIONS["null_with_the_first"])
"""Functions that answer null when their first argument is, and for no other one."""
NULL_WITH_ALL: Final = frozenset(_FUNCTIONS["null_with_all"])
"""Functions that answer null when all arguments are."""
TOTAL_OPERATORS: Final = frozenset(_TABLES["operators"]["total"])
OPERATOR_EXCEPT: Final = frozenset(_TABLES["operators"]["except"])
TOTAL_OF_EXTENSIONS: Final[dict[str, list[str]]] = _TABLES["extensions"]

NEVER_NULL_AGGREGATES: Final = frozenset(_TABLES["aggregates"]["never_null"])
"""Aggregates that answer no null even of no rows."""
AGGREGATES_OF_ROWS: Final = frozenset(_TABLES["aggregates"]["of_rows"])
"""Aggregates that answer no null of at least one row."""
AGGREGATES_OF_VALUES: Final = frozenset(_TABLES["aggregates"]["of_values"])
"""Aggregates that answer no null of at least one value that is not null."""
NEVER_NULL_WINDOWS: Final = frozenset(_TABLES["windows"]["never_null"])

NOT_NULL_ELEMENTS: Final = frozenset(
    [(name, count) for name, counts in _TABLES["elements"].items() for count in counts]
)
"""Functions that answer arrays without null elements, by name and number of arguments."""
NOT_NULL_COLUMNS: Final[dict[tuple[str, int], tuple[bool, ...]]] = {
    (name, count): tuple(each["not_null"])
    for name, each in _TABLES["columns"].items()
    for count in each["arguments"]
}
"""Of set-returning functions, by name and number of arguments: which columns never are null."""

FIRST_OWN: Final = 16384
# Shapes that do not meet have no point in common, and no closest one.
GEOMETRY: Final = frozenset(("point", "lseg", "path", "box", "polygon", "line", "circle"))


def is_total(function: Function, server: ServerCatalog) -> bool:
    """Whether it answers null for null only."""
    if function.extension is not None:
        return function.name in TOTAL_OF_EXTENSIONS.get(function.extension, ())
    if not function.is_built_in or function.name not in TOTAL:
        return False
    types = _names(function.argument_types, server)
    return (function.name, types) not in EXCEPT and GEOMETRY.isdisjoint(types)


def is_total_operator(operator: Operator, server: ServerCatalog) -> bool:
    """Whether it answers null for null only."""
    function = server.function(operator.function_id)
    if function is None or operator.name not in TOTAL_OPERATORS:
        return False
    if function.extension is not None:
        return function.name in TOTAL_OF_EXTENSIONS.get(function.extension, ())
    # One's own operator may have a name of these, and a function of PostgreSQL that is not theirs.
    if operator.id >= FIRST_OWN or not function.is_built_in or function.name in OPERATOR_EXCEPT:
        return False
    return GEOMETRY.isdisjoint(_names([operator.left_type, operator.right_type], server))


def _names(types: list[int], server: ServerCatalog) -> tuple[str, ...]:
    return tuple([known.short_name if (known := server.type(oid)) else "" for oid in types])
