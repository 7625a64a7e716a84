"""Types of the catalog's input fields: the limits of the schema's constraints, checked in Rust."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, GetPydanticSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from tracktion_db.records import NO_NUL, text

MAX_PATH_BYTES = 4096


def _fits(path: str) -> str:
    if len(path.encode()) > MAX_PATH_BYTES:
        raise PydanticCustomError("file_path", "too many bytes")
    return path


def _file_path_schema(_source: Any, _handler: Any) -> CoreSchema:
    # A character has at most four bytes: only above a quarter of the limit are they counted, in Python.
    short = core_schema.str_schema(strict=True, min_length=1, max_length=MAX_PATH_BYTES // 4, pattern=NO_NUL)
    long = core_schema.str_schema(strict=True, max_length=MAX_PATH_BYTES, pattern=NO_NUL)
    return core_schema.union_schema(
        [short, core_schema.no_info_after_validator_function(_fits, long)],
        mode="left_to_right",
        custom_error_type="file_path",
        custom_error_message="must be a str of 1 to 4,096 bytes as UTF-8, without NUL or lone surrogates",
    )


FilePath = Annotated[str, GetPydanticSchema(_file_path_schema)]
"""A path as the file system gives it, 1 to 4,096 bytes; never normalized, so NFC and NFD are two paths."""

FileName = Annotated[str, text(255, min_length=1)]
"""The last part of a path, 1 to 255 characters."""

PlainFileName = Annotated[
    str, text(255, pattern=r"^(?:[^/.\x00]|\.[^/.\x00]|\.\.[^/\x00])[^/\x00]*$", min_length=1)
]
"""A file name that leads to no other folder: 1 to 255 characters, without "/", not "." or ".."."""

FileHash = Annotated[str, text(64, pattern="^[0-9a-f]{64}$")]
"""SHA-256 as 64 lower-case hex digits."""

SecondaryHash = Annotated[str, text(32, pattern="^[0-9a-f]{32}$")]
"""XXH128 as 32 lower-case hex digits."""

FileSize = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""Bytes."""

Instant = Annotated[
    AwareDatetime, Field(ge=datetime.min.replace(tzinfo=UTC), le=datetime.max.replace(tzinfo=UTC))
]
"""An aware datetime in the years 1 to 9999 of UTC."""

Seconds = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""Whole seconds."""

Confidence = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""0 (a guess) to 1 (certain)."""

LongText = Annotated[str, text(1_000_000)]
"""At most 1,000,000 characters."""


def _refuse_none(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("null", "cannot be null: leave it out to keep it")
    return value


NotNull = AfterValidator(_refuse_none)
"""For a field of changes whose column cannot be null: leaving it out keeps the column, None is refused."""
