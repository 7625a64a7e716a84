"""Types of input fields that only the catalog has: limits of the schema, checked in Rust."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tracktion_db.records import text

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

Seconds = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""Whole seconds."""

Confidence = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""0 (a guess) to 1 (certain)."""
