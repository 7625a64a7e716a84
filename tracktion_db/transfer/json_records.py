"""JSON Lines: one object per line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from pydantic_core import from_json, to_json

from tracktion_db.transfer.columns import Columns
from tracktion_db.transfer.lines import Lines
from tracktion_db.transfer.rejects import Unreadable


def read_objects(lines: Lines, columns: Columns) -> Iterator[str | bytes | Unreadable]:
    """The JSON of each object, by the names of fields; blank lines are none."""
    for line in lines:
        if line.isspace():
            continue
        if columns.renames:
            yield _renamed(line, columns)
        else:
            yield line


def _renamed(line: str, columns: Columns) -> bytes | str | Unreadable:
    try:
        given: object = from_json(line)
    except ValueError:
        return line  # the input says what is wrong with it
    if not isinstance(given, dict):
        return line
    renamed = columns.renamed(cast("dict[str, Any]", given))
    return renamed if isinstance(renamed, Unreadable) else to_json(renamed)
