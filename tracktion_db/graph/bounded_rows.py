"""The rows of one answer, of which a caller's memory must hold all: so many, and so large, and no more."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from tracktion_db.errors import UsageError

from .call import GraphCall
from .settings import GraphSettings

__all__ = ["BoundedRows", "Bounds"]

_SCALAR_BYTES = 9  # what a number takes in a message of the server at most


class Bounds(NamedTuple):
    """What one answer may have."""

    rows: int
    size: int
    """Bytes of its values: texts count their characters."""

    @classmethod
    def of(cls, settings: GraphSettings) -> Bounds:
        """Those that the environment gave."""
        return cls(settings.max_rows, settings.max_bytes)


class BoundedRows:
    """Takes the rows of a call's answer as they come. Raises UsageError for the first that is too many."""

    def __init__(self, call: GraphCall[Any], bounds: Bounds) -> None:
        self.rows: list[list[Any]] = []
        self._name = call.statement.name
        self._bounds = bounds
        self._left = bounds.size

    def add(self, row: list[Any]) -> None:
        """Take one more row."""
        if len(self.rows) == self._bounds.rows:
            raise self._too_many(f"{self._bounds.rows:,} rows")
        self._left -= _size(row)
        if self._left < 0:
            raise self._too_many(f"{self._bounds.size:,} bytes")
        self.rows.append(row)

    def _too_many(self, what: str) -> UsageError:
        return UsageError(f"{self._name} answers more than {what}: give it a LIMIT", statement=self._name)


def _size(value: object) -> int:
    # By exact types, which are all that the driver makes: this runs for every value.
    kind = type(value)
    if kind is str or kind is bytes:
        return len(cast("str", value))
    if kind is list:
        return sum(map(_size, cast("list[object]", value)))
    if kind is dict:
        items = cast("dict[str, object]", value).items()
        return sum(len(name) + _size(item) for name, item in items)
    return _SCALAR_BYTES
