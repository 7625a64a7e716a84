"""Values on their way to the graph: checked and brought into one form before anything is sent.

Two graph servers take different things for granted, and the driver some that end the process: a datetime
with the zone of a region may crash it (CPython gh-125318). So nothing goes out that is not one of these:

=============  ==================================================================================
``string``     str without lone surrogates; a UUID becomes its text
``integer``    int of 64 bits
``float``      float or int, finite; becomes float
``boolean``    bool
``datetime``   datetime with a zone; becomes UTC (``datetime.timezone.utc``)
``...[]``      a list or tuple of one of them, without None and of one type
``map``        str keys; values as above, or None, which removes the property
``map[]``      at most 5,000 rows. A row's values are as above but not None, but for its key
               ``properties``, which may hold a map
=============  ==================================================================================

A key ``uid`` or ``target``, or one that ends in ``_uid``, never holds None or empty text: MERGE on a missing
key is an error on one server and a new node on the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, cast
from uuid import UUID

from tracktion_db.errors import ValidationError
from tracktion_db.statements.json_text import ORDINARY_KEY

__all__ = ["MAX_BYTES", "MAX_ROWS", "SCALARS", "Encoder"]

MAX_BYTES: Final = 4 * 1024 * 1024
"""Most that the parameters of one call may hold; one server drops messages of 16 MiB without a word."""
MAX_ROWS: Final = 5_000
"""Most rows of one ``map[]``: what takes longer holds its locks for too long."""

_INTEGERS: Final = range(-(2**63), 2**63)
# What a value takes on the wire at most; text and containers have this much beside their content.
_MARK: Final = 5
_NUMBER: Final = 9
_INSTANT: Final = 32
_PROPERTIES: Final = "properties"


class _Refused(Exception):
    """A value is refused; ``place`` is where it stands in the value that was given."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.place = ""


class Encoder:
    """Encodes the parameters of one call, and counts their bytes."""

    def __init__(self) -> None:
        self.size = 0
        """Bytes so far, at most a few more than are sent."""
        # Keys are the same in all rows: each is looked at once. True for those that never hold None.
        self._keys: dict[object, bool] = {}

    def encode(self, convert: Callable[[Encoder, object], object], value: object, field: str) -> object:
        """The value as it is sent. Raises ValidationError, with the place of what is wrong in its field."""
        try:
            encoded = convert(self, value)
        except _Refused as refused:
            wrong = ValidationError(f"{field}{refused.place}", refused.reason)
        else:
            if self.size <= MAX_BYTES:
                return encoded
            limit = f"{MAX_BYTES // 1024 // 1024} MiB"
            wrong = ValidationError(field, f"makes the call larger than {limit}: send it in batches")
        raise wrong

    def as_string(self, value: object) -> str:
        if isinstance(value, UUID):
            value = str(value)
        if not isinstance(value, str):
            raise _Refused("must be a str or a UUID")
        if value.isascii():
            self.size += _MARK + len(value)
        else:
            try:
                self.size += _MARK + len(value.encode())
            except UnicodeEncodeError:
                raise _Refused("must be text without lone surrogates") from None
        # A subclass (an enum) is told by its content.
        return value if type(value) is str else str.__str__(value)

    def as_integer(self, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _Refused("must be an int")
        if value not in _INTEGERS:
            raise _Refused("must fit into 64 bits")
        self.size += _NUMBER
        return int(value)

    def as_float(self, value: object) -> float:
        if not isinstance(value, float | int) or isinstance(value, bool):
            raise _Refused("must be a float")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise _Refused("must be a finite number")
        self.size += _NUMBER
        return number

    def as_boolean(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise _Refused("must be a bool")
        self.size += 1
        return value

    def as_datetime(self, value: object) -> datetime:
        if not isinstance(value, datetime):
            raise _Refused("must be a datetime")
        if value.utcoffset() is None:
            raise _Refused("must be a datetime with a time zone")
        try:
            u = value.astimezone(UTC)
        except OverflowError:
            raise _Refused("must be in the years 1 to 9999 in UTC") from None
        self.size += _INSTANT
        # A subclass (of pandas, of pendulum) brings a zone of its own along: only plain ones are sent.
        return datetime(u.year, u.month, u.day, u.hour, u.minute, u.second, u.microsecond, UTC)

    def as_list(self, element: Callable[[Encoder, object], object], value: object) -> list[object]:
        """A list of values that all have this type."""
        self.size += _MARK
        encoded: list[object] = []
        for item in _items(value):
            try:
                encoded.append(element(self, item))
            except _Refused as refused:
                refused.place = f"[{len(encoded)}]{refused.place}"
                raise
        return encoded

    def as_map(self, value: object) -> dict[str, object]:
        return self._map(value, self._property)

    def as_rows(self, value: object) -> list[dict[str, object]]:
        rows = _items(value)
        if len(rows) > MAX_ROWS:
            raise _Refused(f"must have at most {MAX_ROWS:,} rows: send them in batches")
        return cast("list[dict[str, object]]", self.as_list(Encoder._row, rows))

    def _row(self, value: object) -> dict[str, object]:
        return self._map(value, self._cell)

    def _map(self, value: object, encode: Callable[[str, object], object]) -> dict[str, object]:
        if not isinstance(value, Mapping):
            raise _Refused("must be a mapping with str keys")
        self.size += _MARK
        encoded: dict[str, object] = {}
        for key, item in cast("Mapping[str, object]", value).items():
            try:
                is_uid = self._keys.get(key)
                if is_uid is None:
                    is_uid = self._keys[key] = self._is_uid(key)
                if is_uid and (item is None or item == ""):
                    raise _Refused("must not be None or empty: nodes are found by it")
                self.size += _MARK + len(key)
                # What most values are need not be asked what they are.
                encoded[key] = self.as_string(item) if type(item) is str else encode(key, item)
            except _Refused as refused:
                refused.place = f".{_shown(key)}{refused.place}"
                raise
        return encoded

    def _is_uid(self, key: object) -> bool:
        if type(key) is not str:
            raise _Refused("must have a str as its key")
        self.as_string(key)
        return key in ("uid", "target") or key.endswith("_uid")

    def _property(self, key: str, value: object) -> object:
        return None if value is None else self._any(value)

    def _cell(self, key: str, value: object) -> object:
        if value is None:
            raise _Refused(f"must not be None: what is to be removed stands in {_PROPERTIES}")
        if key == _PROPERTIES and isinstance(value, Mapping):
            return self.as_map(cast("object", value))
        return self._any(value)

    def _any(self, value: object) -> object:
        convert = _BY_TYPE.get(type(value)) or _converter(value)
        if convert is not None:
            return convert(self, value)
        if not isinstance(value, list | tuple):
            raise _Refused("must be a str, UUID, int, float, bool, datetime or a list of one of them")
        items = cast("list[object]", value)
        element, *others = {_BY_TYPE.get(type(item)) or _converter(item) for item in items} or {_NO_ITEM}
        if element is None or others:
            raise _Refused("must be a list of values of one type, without None, lists and mappings")
        return self.as_list(element, items)


SCALARS: Final[dict[str, Callable[[Encoder, object], object]]] = {
    "string": Encoder.as_string,
    "integer": Encoder.as_integer,
    "float": Encoder.as_float,
    "boolean": Encoder.as_boolean,
    "datetime": Encoder.as_datetime,
}
"""The types of single values, and how each is encoded."""

_NO_ITEM: Final = Encoder.as_string
# bool before int, which is its base.
_BY_TYPE: Final[dict[type[Any], Callable[[Encoder, object], object]]] = {
    str: Encoder.as_string,
    UUID: Encoder.as_string,
    bool: Encoder.as_boolean,
    int: Encoder.as_integer,
    float: Encoder.as_float,
    datetime: Encoder.as_datetime,
}


def _converter(value: object) -> Callable[[Encoder, object], object] | None:
    return next((convert for kind, convert in _BY_TYPE.items() if isinstance(value, kind)), None)


def _items(value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise _Refused("must be a list or tuple")
    return cast("list[object]", value)


def _shown(key: object) -> str:
    # A key that is no name is data of the caller's.
    return key if isinstance(key, str) and ORDINARY_KEY.fullmatch(key) else "<key>"
