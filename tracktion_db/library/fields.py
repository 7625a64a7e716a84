"""Types of the library's input fields: limits of the schema, checked in Rust."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from tracktion_db.errors import ValidationError
from tracktion_db.fields import path
from tracktion_db.records import text

AudioTrackStatus = Literal["PENDING", "PROCESSING", "COMPLETED", "FAILED"]
"""``PENDING`` until somebody works on the track, ``PROCESSING`` meanwhile, then how that ended."""

Name = Annotated[str, text(1000, min_length=1)]
"""A title, artist or album, 1 to 1,000 characters."""

Genre = Annotated[str, text(255, min_length=1)]
"""1 to 255 characters."""

Year = Annotated[int, Field(ge=1800, le=2100)]
"""1800 to 2100."""

Duration = Annotated[float, Field(ge=0, lt=1e9, allow_inf_nan=False)]
"""Seconds, below 1,000,000,000."""

Channels = Annotated[int, Field(ge=1, le=16)]
"""1 to 16."""

Rate = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""Per second: samples (Hz) or bits."""

Format = Annotated[str, text(50, min_length=1)]
"""1 to 50 characters."""

MediaPath = Annotated[
    str,
    path(
        "media_path",
        "must be gs://bucket/object or an absolute path, a str of 1 to 4,096 bytes as UTF-8,"
        " without NUL or lone surrogates",
        r"^(?:/|gs://[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]/[^\x00])[^\x00]*$",
    ),
]
"""Where a file is: ``gs://bucket/object`` or an absolute path, 1 to 4,096 bytes, never normalized."""

ErrorMessage = Annotated[str, text(2000, min_length=1)]
"""1 to 2,000 characters."""

RetryCount = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""Not negative."""


def require_choice(name: str, value: object, choices: Sequence[str]) -> None:
    """Raises ValidationError unless this is None or one of the choices."""
    if value is not None and value not in choices:
        raise ValidationError(name, f"must be one of {', '.join(choices)}")
