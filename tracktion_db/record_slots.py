"""What all rows of one record have alike, kept once for the class instead of in every record.

A Pydantic model has four slots. In a record that was built from a row only ``__dict__`` differs from the
next one's; the row builder leaves the other three empty, and read then they have what a validated record
has there. Filling them would be a fifth of what a record costs, and a tenth of a large query.

Models that Pydantic validated, such as the tracks of a tracklist, share their field sets afterwards: those
are half of what the garbage collector has to look at in a long list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


class FieldSet(set[str]):
    """The set of a record's field names that all records of one kind share, so it must not change.

    A frozenset would break ``exclude_unset`` and ``model_copy``. Copies are plain sets.
    """

    def _refuse(self, *_: Any) -> NoReturn:
        raise TypeError("the field set of a record cannot be changed")

    add = clear = discard = pop = remove = update = _refuse  # type: ignore[assignment]
    difference_update = intersection_update = symmetric_difference_update = _refuse  # type: ignore[assignment]
    __iand__ = __ior__ = __isub__ = __ixor__ = _refuse  # type: ignore[assignment]

    def __copy__(self) -> set[str]:
        return set(self)

    def copy(self) -> set[str]:
        return set(self)

    def __deepcopy__(self, memo: Any) -> set[str]:
        return set(self)

    def __reduce__(self) -> tuple[type[set[str]], tuple[list[str]]]:
        return (set, (list(self),))


class _SharedSlot:
    """Stands before one slot of ``BaseModel``: empty, it reads as the value for the record's class."""

    def __init__(self, name: str, value: Callable[[type[BaseModel]], object]) -> None:
        self._slot = BaseModel.__dict__[name]
        self._value = value

    def __get__(self, record: BaseModel | None, kind: type[BaseModel] | None = None) -> Any:
        if record is None:
            return self
        try:
            return self._slot.__get__(record)
        except AttributeError:
            return self._value(type(record))

    def __set__(self, record: BaseModel, value: object) -> None:
        self._slot.__set__(record, value)


@cache
def _field_set(kind: type[BaseModel]) -> FieldSet:
    return FieldSet(kind.model_fields)


def _none(kind: type[BaseModel]) -> None:
    return None


def share_slots(base: type[Model]) -> type[Model]:
    """Decorates the base class of records. (In its body Pydantic would take the slots for fields.)"""
    for name, value in (
        ("__pydantic_fields_set__", _field_set),
        ("__pydantic_extra__", _none),
        ("__pydantic_private__", _none),
    ):
        setattr(base, name, _SharedSlot(name, value))
    return base


@lru_cache(1000)
def _shared_field_set(names: frozenset[str]) -> FieldSet:
    return FieldSet(names)


def share_field_sets(models: Sequence[object]) -> None:
    """Give frozen models that were given the same fields one set of their names; others keep theirs.

    What is not of the first one's class is left as it is.
    """
    kind = type(models[0]) if models else None
    if kind is None or not issubclass(kind, BaseModel) or not kind.model_config.get("frozen"):
        return
    slot = BaseModel.__dict__["__pydantic_fields_set__"]
    get, put = slot.__get__, slot.__set__
    shared: set[str] | None = None
    for model in models:
        if type(model) is kind:
            names = get(model)
            if names != shared:
                shared = _shared_field_set(frozenset(names))
            put(model, shared)
