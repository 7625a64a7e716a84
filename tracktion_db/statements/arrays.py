"""Arrays: a list or tuple, each element converted and named by its index where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from tracktion_db.errors import ValidationError

from .scalars import MAX_BYTES

__all__ = ["array_of"]

MAX_ELEMENTS = 10_000_000


def array_of(
    convert: Callable[[object, str], Any], *, sized: bool, nulls: bool
) -> Callable[[object, str], list[Any] | None]:
    """The conversion of a one-dimensional array whose elements are converted by ``convert``.

    ``sized`` elements (text, bytea, jsonb) have a length, which counts against the array's. None among the
    elements is refused unless ``nulls``.
    """

    def convert_array(value: object, field: str) -> list[Any] | None:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise ValidationError(field, "must be a list or a tuple")
        elements = cast("list[object] | tuple[object, ...]", value)
        if len(elements) > MAX_ELEMENTS:
            raise ValidationError(field, "must have at most 10,000,000 elements")
        try:
            converted = [convert(element, field) for element in elements if nulls or element is not None]
        except ValidationError:
            # Only a wrong element pays for its name.
            for index, element in enumerate(elements):
                convert(element, f"{field}[{index}]")
            raise
        if len(converted) != len(elements):
            missing = next(index for index, element in enumerate(elements) if element is None)
            raise ValidationError(f"{field}[{missing}]", "must not be None")
        if sized and sum([len(element) for element in converted if element is not None]) > MAX_BYTES:
            raise ValidationError(field, "must be at most 64 MB together")
        return converted

    return convert_array
