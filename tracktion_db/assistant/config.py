"""Settings of the services: a JSON value for each key. Tables ``config`` and ``config_changes``, its history.

They are nobody's, so these calls take no user. Who changed one is the user that the call is run for:
``db.run(assistant.set_value(...), user_id=me)``; nobody where none is named.

Every change counts the version of its key up, a removal too: none comes again. Who read a setting, and
changes it only if nobody else did meanwhile, gives the version that they read; the second of two gets
Conflict (``version``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar, get_origin
from uuid import UUID

import pydantic
from pydantic import JsonValue, TypeAdapter
from pydantic.errors import PydanticSchemaGenerationError, PydanticUndefinedAnnotation, PydanticUserError
from pydantic_core import to_json

from tracktion_db.assistant.fields import require_length
from tracktion_db.assistant.statements import sql
from tracktion_db.call import Call, Page, at_most_one, count, one, page
from tracktion_db.errors import ValidationError
from tracktion_db.paging import LAST_ID, LATEST
from tracktion_db.records import Record, validation_error
from tracktion_db.steps import Steps, Work

T = TypeVar("T")

MOST_KEY = 100
MOST_DESCRIPTION = 1_000


class Config(Record):
    """A setting."""

    key: str
    """1 to 100 characters, compared byte for byte."""
    value: JsonValue
    description: str | None
    """What it is for."""
    version: int
    """1, 2, 3 …: counts the changes of its key, removals too; none comes again."""
    created_at: datetime
    updated_at: datetime

    def value_as(self, kind: type[T]) -> T:
        """The value as ``get_value`` answers it; raises ValidationError, if it does not fit."""
        return _read(self.value, _adapter(kind))


class StoredValue(Record):
    """The value of a setting."""

    value: JsonValue


class ConfigChange(Record):
    """What became of a setting."""

    id: UUID
    key: str
    version: int
    """The one that the change made, a removal too."""
    old_value: JsonValue | None
    """None where the setting was added."""
    new_value: JsonValue | None
    """None where it was removed."""
    changed_by: UUID | None
    """The id of the user whose transaction it was; None where it was nobody's, and when they are removed."""
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
        return None if found is None else _read(found.value, adapter)

    return Steps("assistant.get_value", work)


def get_config(key: str) -> Call[Config | None]:
    """The setting of this key with its version, or None; ``value_as`` reads its value as a model."""
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
    """Add or change a setting; a description that is not given stays as it was, and none takes it away.

    With ``expected_version`` only if that is its version, 0 for one that is not there: raises Conflict
    (``version``) when run, if it is another. A value is any JSON but null: ``remove_value`` takes it away.
    """
    _require_version(expected_version)
    require_length("key", key, MOST_KEY)
    require_length("description", description, MOST_DESCRIPTION)
    return one(
        sql["assistant.set_value"],
        Config,
        key=key,
        value=value,
        description=description,
        expected_version=expected_version,
    )


def remove_value(key: str, *, expected_version: int | None = None) -> Call[int]:
    """Remove a setting; answers 1, or 0 if there was none. Its history stays.

    With ``expected_version`` only if that is its version; answers 0, if it is another.
    """
    _require_version(expected_version)
    return count(sql["assistant.remove_value"], key=key, expected_version=expected_version)


def list_value_changes(key: str, *, limit: int = 100, cursor: str | None = None) -> Call[Page[ConfigChange]]:
    """What became of a setting, the latest change first; also of one that was removed.

    Whoever may run it is told the ids of the users who made the changes.
    """
    return page(
        sql["assistant.list_value_changes"],
        ConfigChange,
        before_first={"changed_at": LATEST, "id": LAST_ID},
        limit=limit,
        cursor=cursor,
        key=key,
    )


def _require_version(version: object) -> None:
    if version is not None and (type(version) is not int or not 0 <= version < 2**31 - 1):
        raise ValidationError("expected_version", "must be a whole number from 0 on, or None for any")


def _read(value: JsonValue, adapter: TypeAdapter[T]) -> T:
    try:
        return adapter.validate_json(to_json(value), strict=True)
    except pydantic.ValidationError as problem:
        error = validation_error(problem)
        is_inside = bool(problem.errors(include_url=False, include_input=False)[0]["loc"])
    raise ValidationError(f"value.{error.field}" if is_inside else "value", error.reason)


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if isinstance(kind, type) or get_origin(kind) is not None:
        try:
            return TypeAdapter(kind)
        except (PydanticSchemaGenerationError, PydanticUndefinedAnnotation, PydanticUserError):
            pass
    raise ValidationError("kind", "must be a Pydantic model or another type that Pydantic can read")
