"""Types of input fields that several domains have: limits of the schema, checked in Rust."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, GetPydanticSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from tracktion_db.records import NO_NUL, text

MAX_PATH_BYTES = 4096


def path(name: str, must_be: str, pattern: str = NO_NUL) -> GetPydanticSchema:
    """A path of 1 to 4,096 bytes as UTF-8; ``name`` and ``must_be`` are the error's type and words."""
    return GetPydanticSchema(_path_schema(name, must_be, pattern))


def _path_schema(name: str, must_be: str, pattern: str) -> Callable[[Any, Any], CoreSchema]:
    def fits(given: str) -> str:
        if len(given.encode()) > MAX_PATH_BYTES:
            raise PydanticCustomError("path", "too many bytes")
        return given

    def schema(_source: Any, _handler: Any) -> CoreSchema:
        # A character has at most four bytes: only above a quarter of the limit are they counted, in Python.
        short = core_schema.str_schema(
            strict=True, min_length=1, max_length=MAX_PATH_BYTES // 4, pattern=pattern
        )
        long = core_schema.str_schema(
            strict=True, min_length=MAX_PATH_BYTES // 4, max_length=MAX_PATH_BYTES, pattern=pattern
        )
        return core_schema.union_schema(
            [short, core_schema.no_info_after_validator_function(fits, long)],
            mode="left_to_right",
            custom_error_type=name,
            custom_error_message=must_be,
        )

    return schema


FilePath = Annotated[
    str,
    path("file_path", "must be a str of 1 to 4,096 bytes as UTF-8, without NUL or lone surrogates"),
]
"""A path as the file system gives it, 1 to 4,096 bytes; never normalized, so NFC and NFD are two paths."""

Instant = Annotated[
    AwareDatetime, Field(ge=datetime.min.replace(tzinfo=UTC), le=datetime.max.replace(tzinfo=UTC))
]
"""An aware datetime in the years 1 to 9999 of UTC."""

LongText = Annotated[str, text(1_000_000)]
"""At most 1,000,000 characters."""


def _refuse_none(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("null", "cannot be null: leave it out to keep it")
    return value


NotNull = AfterValidator(_refuse_none)
"""For a field of changes whose column cannot be null: leaving it out keeps the column, None is refused."""
