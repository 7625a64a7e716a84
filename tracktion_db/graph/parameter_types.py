"""The types that a parameter of a Cypher statement may have, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from .values import SCALARS, Encoder

__all__ = ["TYPES", "ParameterType"]


class ParameterType(NamedTuple):
    """One type; ``convert`` is what ``Encoder.encode`` takes."""

    name: str
    convert: Callable[[Encoder, object], object]


def _list_of(element: Callable[[Encoder, object], object], encoder: Encoder, value: object) -> object:
    return encoder.as_list(element, value)


TYPES: Final[dict[str, ParameterType]] = {
    kind.name: kind
    for kind in (
        *(ParameterType(name, convert) for name, convert in SCALARS.items()),
        *(ParameterType(f"{name}[]", partial(_list_of, convert)) for name, convert in SCALARS.items()),
        ParameterType("map", Encoder.as_map),
        ParameterType("map[]", Encoder.as_rows),
    )
}
