"""What a field's annotation says: the types that it holds, whether None is one of them, and its limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin

from pydantic import JsonValue
from pydantic.fields import FieldInfo

__all__ = ["Choice", "FieldType", "field_type", "spelled"]

# They say nothing, so that there is nothing to compare with a column.
OPEN = (Any, object, JsonValue)


@dataclass(frozen=True, slots=True)
class Choice:
    """One type that a field holds, without ``Annotated`` and the like."""

    kind: Any
    """A class, a generic such as ``list[int]``, ``Literal[...]``, or Any."""
    limits: tuple[Any, ...] = ()
    """What stood beside it in ``Annotated``."""

    @property
    def origin(self) -> Any:
        """``list`` of ``list[int]``, ``Literal`` of ``Literal["a"]``; otherwise the type itself."""
        return get_origin(self.kind) or self.kind

    @property
    def arguments(self) -> tuple[Any, ...]:
        """``int`` of ``list[int]``, the values of a ``Literal``."""
        return get_args(self.kind)

    @property
    def is_open(self) -> bool:
        """Whether it holds anything: Any, object, JsonValue."""
        return any(self.kind is open_type for open_type in OPEN)

    def limit(self, name: str) -> int | None:
        """Its ``max_length``, ``max_digits`` or ``decimal_places``; the tightest one counts."""
        found = [getattr(limit, name, None) for limit in self.limits]
        return min([value for value in found if value is not None], default=None)


@dataclass(frozen=True, slots=True)
class FieldType:
    """All that a field holds."""

    choices: tuple[Choice, ...]
    """Without None."""
    takes_none: bool
    """Whether None is one of them; True for what holds anything."""

    @property
    def is_open(self) -> bool:
        """Whether it holds anything."""
        return any(choice.is_open for choice in self.choices)


def field_type(annotation: Any) -> FieldType:
    """What this annotation says, as ``FieldInfo.rebuild_annotation()`` gives it or below a ``list``."""
    found = list(_choices(annotation, ()))
    choices = tuple([choice for choice in found if choice.kind is not NoneType])
    is_open = any(choice.is_open for choice in choices)
    return FieldType(choices, is_open or len(choices) < len(found))


def spelled(annotation: Any) -> str:
    """The annotation as it is written, without what stands beside a type in ``Annotated``."""
    field = field_type(annotation)
    names = [_name(choice.kind) for choice in field.choices]
    return " | ".join([*names, "None"] if field.takes_none and not field.is_open else names)


def _name(kind: Any) -> str:
    arguments = get_args(kind)
    if get_origin(kind) is Literal:
        return f"Literal[{', '.join(repr(value) for value in arguments)}]"
    name = getattr(get_origin(kind) or kind, "__name__", str(kind))
    return f"{name}[{', '.join(spelled(argument) for argument in arguments)}]" if arguments else name


def _choices(annotation: Any, limits: tuple[Any, ...]) -> Iterator[Choice]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *beside = get_args(annotation)
        yield from _choices(inner, (*limits, *_expanded(beside)))
    elif origin in (Union, UnionType):
        for argument in get_args(annotation):
            yield from _choices(argument, limits)
    elif origin is Literal:
        values = get_args(annotation)
        if None in values:
            yield Choice(NoneType)
        yield Choice(Literal[tuple(value for value in values if value is not None)], limits)
    elif isinstance(annotation, NewType):
        yield from _choices(annotation.__supertype__, limits)
    elif any(annotation is open_type for open_type in OPEN):
        yield Choice(annotation, limits)
    elif hasattr(annotation, "__value__"):
        yield from _choices(annotation.__value__, limits)
    else:
        yield Choice(NoneType if annotation is None else annotation, limits)


def _expanded(beside: list[Any]) -> Iterator[Any]:
    for item in beside:
        if isinstance(item, FieldInfo):
            yield from item.metadata
        else:
            yield item
