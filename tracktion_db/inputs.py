"""Inputs as arguments of statements: of one row, of many rows, and of the changes of one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from tracktion_db.call import Call, copy, count
from tracktion_db.errors import ValidationError
from tracktion_db.records import Input
from tracktion_db.statements import Statement

Given = TypeVar("Given", bound=Input)

MOST_ROWS_IN_ARRAYS = 30
"""Up to here arrays are as fast as COPY, and may be part of ``run_all``; above it COPY is (measured)."""

MOST_OUTCOMES = 100_000
"""Most rows of a call that answers for each: it is one statement, and its answer stays in memory."""


def values_of(given: object, kind: type[Input], name: str) -> dict[str, Any]:
    """The fields of one input; raises ValidationError when it is something else."""
    if not isinstance(given, kind):
        raise ValidationError(name, f"must be a {kind.__name__}")
    return vars(given)


def rows_of(given: Sequence[Given], kind: type[Given], name: str) -> list[dict[str, Any]]:
    """The fields of many inputs; raises ValidationError with the row of what is no input."""
    if not isinstance(given, list | tuple):
        raise ValidationError(name, f"must be a list or tuple of {kind.__name__}")
    for row, item in enumerate(given):
        if type(item) is not kind:
            values_of(item, kind, f"{name}[{row}]")
    return [vars(item) for item in given]


def require_outcomes(rows: Sequence[object], name: str) -> None:
    """Raises ValidationError for more rows than can be answered for one by one."""
    if len(rows) > MOST_OUTCOMES:
        raise ValidationError(name, f"must be at most {MOST_OUTCOMES:,} at once: give them in parts")


def add_all(
    with_arrays: Statement,
    with_copy: Statement,
    rows: Sequence[Mapping[str, Any]],
    *,
    of_one: Statement | None = None,
) -> Call[int]:
    """Add rows, all or none. The COPY names the fields; the arrays stand in the same order, in the plural.

    ``of_one`` takes the same fields of a single row, for which arrays cost a quarter more (measured).

    Give the rows in the order of what is unique about them: then two bulk adds of the same rows meet at the
    first one, where one of them is refused, and not crosswise in a deadlock.
    """
    fields = [parameter.name for parameter in with_copy.parameters]
    if of_one is not None and len(rows) == 1:
        return count(of_one, **{field: rows[0][field] for field in fields})
    pick = itemgetter(*fields)
    values = [pick(row) for row in rows]
    if len(values) > MOST_ROWS_IN_ARRAYS:
        return copy(with_copy, values)
    columns = [[row[number] for row in values] for number in range(len(fields))]
    return count(with_arrays, **arrays(with_arrays, columns))


def arrays(statement: Statement, columns: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """One argument per parameter of a statement that takes an array of each column, in its order."""
    return {parameter.name: column for parameter, column in zip(statement.parameters, columns, strict=True)}


def changes_of(given: object, kind: type[Input]) -> dict[str, Any]:
    """The fields of changes and ``changed``, the names of those that were given; at least one must be."""
    values = values_of(given, kind, "changes")
    assert isinstance(given, kind)
    if not given.model_fields_set:
        raise ValidationError("changes", "must name at least one field to change")
    return {**values, "changed": sorted(given.model_fields_set)}
