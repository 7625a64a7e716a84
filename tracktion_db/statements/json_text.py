"""JSON for jsonb parameters: checked, then written as compact UTF-8.

Refused is what PostgreSQL refuses (NUL characters, lone surrogates, NaN), what it would store but a reader
could not read back (a nesting of 10,000, a number of 5,000 digits), and what ``json.dumps`` would change in
silence (a key that is not a string).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from json import JSONEncoder
from math import isfinite
from typing import Any, cast

from tracktion_db.errors import ValidationError

from .scalars import LONE_SURROGATE, MAX_BYTES, NUL_CHARACTER

__all__ = ["JsonText", "convert_jsonb"]

# pydantic-core refuses to read 300 levels; 100 leave room for what a query wraps around a document.
MAX_DEPTH = 100
# Python's own default limit for reading an integer back, whatever this process has set it to.
TOO_LARGE = 10**4300
# A few lists that share each other can stand for billions of values; a jsonb array holds about this many.
MAX_VALUES = 10_000_000

ORDINARY_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
# Circles cannot be left after the check of the depth.
_write = JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")).encode


class JsonText(bytes):
    """JSON as UTF-8 that was already checked and is sent as it is; ``convert_jsonb`` gives it."""

    __slots__ = ()


def convert_jsonb(value: object, field: str) -> JsonText | None:
    """jsonb: dict, list, tuple, str, int, float, bool and Pydantic models, also inside each other.

    None at the top is NULL, not JSON's null; a str is a JSON string, never JSON text. Errors name the place,
    as in ``tracks[3].title``.
    """
    if type(value) is JsonText or value is None:
        return value
    try:
        document = _Check().value(value, 1)
        text = _write(document)
    except _Refused as refused:
        raise ValidationError(field + "".join(reversed(refused.steps)), refused.reason) from None
    except (TypeError, ValueError, LookupError, RuntimeError):
        # A subclass that hides its content, a dict that another thread is changing, a stack that is full
        # already, a limit for int that this process has lowered.
        raise ValidationError(field, "cannot be written as JSON") from None
    try:
        data = text.encode()
    except UnicodeEncodeError:
        place = _place_of(document, _has_lone_surrogate) or ""
        raise ValidationError(field + place, LONE_SURROGATE) from None
    # A NUL was written escaped. A backslash before "u0000" looks the same here: then no place is found.
    if b"\\u0000" in data and (place := _place_of(document, _has_nul)) is not None:
        raise ValidationError(field + place, NUL_CHARACTER)
    if len(data) > MAX_BYTES:
        raise ValidationError(field, "must be at most 64 MB as JSON")
    return JsonText(data)


class _Refused(Exception):
    """Why a value was refused; the steps that lead to it are added on the way up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.steps: list[str] = []


class _Check:
    """One walk over one document: what is wrong, and the document with models replaced by plain values."""

    def __init__(self) -> None:
        self.left = MAX_VALUES

    def value(self, value: Any, depth: int) -> Any:
        if type(value) is str or type(value) is bool or value is None:
            return value
        if isinstance(value, dict):
            mapping = cast("dict[Any, Any]", value)
            for number, key in enumerate(mapping):
                if not isinstance(key, str):
                    refused = _Refused("must have a str as its key")
                    refused.steps.append(f".<key {number}>")
                    raise refused
            return self.items(mapping, mapping.items(), depth)
        if isinstance(value, list | tuple):
            elements = cast("list[Any]", value)
            return self.items(elements, enumerate(elements), depth)
        if isinstance(value, str):
            return value
        if isinstance(value, int):
            if -TOO_LARGE < value < TOO_LARGE:
                return value
            raise _Refused("must be a number of at most 4,300 digits")
        if isinstance(value, float):
            if isfinite(value):
                return value
            raise _Refused("must be a finite number")
        # True of models and of Pydantic's dataclasses, and asks for no import where there are none.
        if hasattr(cast("Any", type(value)), "__pydantic_serializer__"):
            return self.value(_plain(value), depth)
        raise _Refused("must be a dict, list, str, int, float, bool, None or a Pydantic model")

    def items(self, container: Any, items: Iterable[tuple[Any, Any]], depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise _Refused("must be nested at most 100 deep")
        self.left -= len(container)
        if self.left < 0:
            raise _Refused("must hold at most 10,000,000 values")
        changed: dict[Any, Any] = {}
        key: Any = None
        try:
            for key, item in items:
                # Most values of most documents end here, without a call.
                if type(item) is str or item is None:
                    continue
                plain = self.value(item, depth + 1)
                if plain is not item:
                    changed[key] = plain
        except _Refused as refused:
            refused.steps.append(_step(container, key))
            raise
        if not changed:
            return container
        copy: Any = (
            dict(cast("dict[Any, Any]", container)) if isinstance(container, dict) else list(container)
        )
        for key, plain in changed.items():
            copy[key] = plain
        return copy


def _plain(model: Any) -> Any:
    from pydantic_core import to_jsonable_python

    try:
        # Written as JSON, an infinity in an extra field turns into null: looked for before that.
        serializer = cast("Any", type(model)).__pydantic_serializer__
        _check_finite(serializer.to_python(model))
        return to_jsonable_python(model)
    except _Refused:
        raise
    except Exception:  # noqa: BLE001
        # Serializers are anybody's code, and their messages may show what they were given.
        raise _Refused("must be a model that can be written as JSON") from None


def _check_finite(value: Any) -> None:
    if isinstance(value, float) and not isfinite(value):
        raise _Refused("must be a finite number")
    for key, item in _items(value):
        try:
            _check_finite(item)
        except _Refused as refused:
            refused.steps.append(_step(value, key))
            raise


def _place_of(value: Any, is_wrong: Callable[[str], bool]) -> str | None:
    """Where the first such string of a checked document is; None if there is none."""
    if isinstance(value, str):
        return "" if is_wrong(value) else None
    for key, item in _items(value):
        if isinstance(key, str) and is_wrong(key):
            return _step(value, key)
        if (place := _place_of(item, is_wrong)) is not None:
            return _step(value, key) + place
    return None


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, dict):
        return cast("dict[Any, Any]", value).items()
    return enumerate(cast("list[Any]", value)) if isinstance(value, list | tuple) else ()


def _step(container: Any, key: Any) -> str:
    """A key is shown if it looks like a name; it is data of the caller's otherwise, and only counted."""
    if not isinstance(container, dict):
        return f"[{key}]"
    if isinstance(key, str) and ORDINARY_KEY.fullmatch(key):
        return f".{key}"
    return f".<key {list(cast('dict[Any, Any]', container)).index(key)}>"


def _has_nul(text: str) -> bool:
    return "\0" in text


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
