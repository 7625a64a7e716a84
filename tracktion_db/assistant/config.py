"""Settings of the services: a JSON value for each key. Tables ``config`` and ``config_changes``, its history.

They are nobody's, so these calls take no user. Who changed one is the user that the call is run for:
``db.run(assistant.set_value(...), user_id=me)``; nobody where none is named.

Every change counts the version up. Who read a setting, and changes it only if nobody else did meanwhile,
gives the version that they read; the second of two gets Conflict (``version``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar, get_origin
from uuid import UUID

import pydantic
from pydantic import JsonValue, TypeAdapter
from pydantic.errors import PydanticSchemaGenerationError, PydanticUndefinedAnnotation, PydanticUserError
from pydantic_core import to_json

from tracktion_db.assistant.statements import sql
from tracktion_db.call import Call, Page, at_most_one, count, one, page
from tracktion_db.errors import ValidationError
from tracktion_db.paging import LAST_ID, LATEST
from tracktion_db.records import Record, validation_error
from tracktion_db.steps import Steps, Work

T = TypeVar("T")


class Config(Record):
    """A setting."""

    key: str
    """1 to 100 characters, compared byte for byte."""
    value: JsonValue
    description: str | None
    """What it is for."""
    version: int
    """1, 2, 3 …: counts the changes since it was added."""
    created_at: datetime
    updated_at: datetime


class StoredValue(Record):
    """The value of a setting."""

    value: JsonValue


class ConfigChange(Record):
    """What became of a setting."""

    id: UUID
    key: str
    version: int
    """The one that the change made; of a removal the last one."""
    old_value: JsonValue | None
    """None where the setting was added."""
    new_value: JsonValue | None
    """None where it was removed."""
    changed_by: UUID | None
    """Whose transaction it was; None where it was nobody's, and when the user is removed."""
    changed_at: datetime


def get_value(key: str, kind: type[T]) -> Steps[T | None]:
    """The value of a setting as a Pydantic model or another type, or None where there is no such setting.

    Raises ValidationError when run, if the stored value does not fit: nothing is converted that JSON can say
    itself (``"5"`` is no ``int``), but a date is read from a text.
    """
    adapter: TypeAdapter[T] = _adapter(kind)
    call = at_most_one(sql["assistant.get_value"], StoredValue, key=key)

    def work() -> Work[T | None]:
        found: StoredValue | None = yield call
        if found is None:
            return None
        try:
            return adapter.validate_json(to_json(found.value), strict=True)
        except pydantic.ValidationError as problem:
            error = validation_error(problem)
            is_inside = bool(problem.errors(include_url=False, include_input=False)[0]["loc"])
        raise ValidationError(f"value.{error.field}" if is_inside else "value", error.reason)

    return Steps("assistant.get_value", work)


def get_config(key: str) -> Call[Config | None]:
    """The setting of this key with its version, or None."""
    return at_most_one(sql["assistant.get_config"], Config, key=key)


def list_config(*, limit: int = 100, cursor: str | None = None) -> Call[Page[Config]]:
    """All settings, by key."""
    return page(sql["assistant.list_config"], Config, before_first={"key": ""}, limit=limit, cursor=cursor)


def set_value(
    key: str,
    value: JsonValue,
    description: str | None = None,
    *,
    expected_version: int | None = None,
) -> Call[Config]:
    """Add or change a setting; a description that is not given stays as it was.

    With ``expected_version`` only if that is its version, 0 for one that is not there yet: raises Conflict
    (``version``) when run, if it is another. A value is any JSON but null: ``remove_value`` takes it away.
    """
    if expected_version is not None and (
        type(expected_version) is not int or not 0 <= expected_version < 2**31 - 1
    ):
        raise ValidationError("expected_version", "must be a whole number from 0 on, or None for any")
    return one(
        sql["assistant.set_value"],
        Config,
        key=key,
        value=value,
        description=description,
        expected_version=expected_version,
    )


def remove_value(key: str) -> Call[int]:
    """Remove a setting; answers 1, or 0 if there was none. Its history stays."""
    return count(sql["assistant.remove_value"], key=key)


def list_value_changes(key: str, *, limit: int = 100, cursor: str | None = None) -> Call[Page[ConfigChange]]:
    """What became of a setting, the latest change first; also of one that was removed."""
    return page(
        sql["assistant.list_value_changes"],
        ConfigChange,
        before_first={"changed_at": LATEST, "id": LAST_ID},
        limit=limit,
        cursor=cursor,
        key=key,
    )


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if isinstance(kind, type) or get_origin(kind) is not None:
        try:
            return TypeAdapter(kind)
        except (PydanticSchemaGenerationError, PydanticUndefinedAnnotation, PydanticUserError):
            pass
    raise ValidationError("kind", "must be a Pydantic model or another type that Pydantic can read")
