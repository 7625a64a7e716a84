"""Every public function and input of every domain, found by looking, with arguments that are usual."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel

from tests.catalog.samples import NOBODY
from tracktion_db import Call
from tracktion_db.errors import TracktionDBError
from tracktion_db.statements import sql_folder
from tracktion_db.steps import Steps

Function = Callable[..., Call[Any] | Steps[Any]]


def answers_a_call(function: Callable[..., object]) -> bool:
    """Not so those that only compute, such as accounts.new_token."""
    return get_origin(get_type_hints(function)["return"]) in (Call, Steps)


def functions() -> dict[str, Function]:
    """Every public function of every domain that has statements.

    Those of the checker, of transfers and of the sync are no calls, or not calls only.
    """
    found: dict[str, Function] = {}
    folders = {path for path in sql_folder().iterdir() if path.is_dir()}
    for folder in sorted(path for path in folders if path.name not in ("check", "transfer", "sync")):
        domain = import_module(f"tracktion_db.{folder.name}")
        for name in getattr(domain, "__all__", ()):
            if inspect.isfunction(getattr(domain, name)) and answers_a_call(getattr(domain, name)):
                found[f"{folder.name}.{name}"] = getattr(domain, name)
    return found


FUNCTIONS = functions()


def parameters_of(function: Callable[..., object]) -> dict[str, Any]:
    hints = get_type_hints(function, include_extras=True)
    return {name: hints[name] for name in inspect.signature(function).parameters}


def usual(annotation: Any) -> Any:
    """A value that is nothing special, of this type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return usual(arguments[0])
    if origin in (Union, types.UnionType):
        return usual(arguments[0])
    if origin is Literal:
        return arguments[0]
    if origin in (Sequence, list, tuple):
        return [usual(arguments[0])]
    if origin in (Mapping, dict):
        return {"a": usual(arguments[1])}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation(**usual_fields(annotation))
    simple: dict[Any, Any] = {
        UUID: NOBODY, str: "a", int: 5, float: 0.5, bool: True, Decimal: Decimal(5), types.NoneType: None,
        date: date(2026, 5, 17), datetime: datetime(2026, 5, 17, tzinfo=UTC),
    }  # fmt: skip
    return simple.get(annotation, "a")


# Fields that take less than their type says.
KNOWN_FIELDS = {"youtube_video_id": "dQw4w9WgXcQ"}


def usual_fields(model: type[BaseModel]) -> dict[str, Any]:
    """All fields that take a usual value of their type."""
    required = {
        name: KNOWN_FIELDS.get(name) or usual(field.annotation)
        for name, field in model.model_fields.items()
        if field.is_required()
    }
    taken = dict(required)
    for name, field in model.model_fields.items():
        with suppress(TracktionDBError):
            value = usual(field.annotation)
            model(**{**taken, name: value})
            taken[name] = value
    return taken


def inputs() -> dict[str, type[BaseModel]]:
    """Every input that some function takes, and every model inside of one."""
    found: dict[str, type[BaseModel]] = {}

    def look(annotation: Any) -> None:
        is_new = isinstance(annotation, type) and annotation.__name__ not in found
        if is_new and issubclass(annotation, BaseModel):
            found[annotation.__name__] = annotation
            for field in annotation.model_fields.values():
                look(field.annotation)
        for part in get_args(annotation):
            look(part)

    for function in FUNCTIONS.values():
        for annotation in parameters_of(function).values():
            look(annotation)
    return found


INPUTS = inputs()
# Parameters that take less than their type says.
KNOWN = {
    "cursor": None,
    "embedding": [0.25, -1.0],
    "hashes": ["0" * 64],
    "kind": int,
    "lifetime": timedelta(days=1),
    "password_hash": None,
    "token": "a" * 43,
    "year_from": 1990,
    "year_to": 2010,
    "youtube_id": "dQw4w9WgXcQ",
}
USUAL = {
    name: {
        parameter: KNOWN[parameter] if parameter in KNOWN else usual(kind)
        for parameter, kind in parameters_of(function).items()
    }
    for name, function in FUNCTIONS.items()
}
