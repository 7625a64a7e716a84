"""Types of input fields that only the assistant has: limits of the schema, checked in Rust."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tracktion_db.errors import ValidationError
from tracktion_db.records import text

MOST_OFFSET = 10_000
"""Most rows that a list by offset passes over."""

Title = Annotated[str, text(500, min_length=1)]
"""1 to 500 characters."""

Name = Annotated[str, text(255, min_length=1)]
"""1 to 255 characters."""

Content = Annotated[str, text(1_000_000)]
"""At most 1,000,000 characters."""

TranscriptText = Annotated[str, text(5_000_000)]
"""At most 5,000,000 characters."""

ChunkText = Annotated[str, text(100_000, min_length=1)]
"""1 to 100,000 characters."""

TemplateContent = Annotated[str, text(100_000, min_length=1)]
"""1 to 100,000 characters; a variable is used as ``{{name}}``."""

VideoId = Annotated[str, text(11, min_length=11, pattern="^[A-Za-z0-9_-]{11}$")]
"""YouTube's id of a video: 11 letters, digits, ``_`` and ``-``."""

Language = Annotated[str, text(35, min_length=1)]
"""A language tag such as ``en`` or ``pt-BR``, 1 to 35 characters."""

WholeNumber = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""From 0 on."""

Seconds = Annotated[float, Field(ge=0, lt=1e9, allow_inf_nan=False)]
"""Seconds from the start of a video."""


def require_offset(offset: object) -> None:
    """Raises ValidationError unless a list may begin so many rows behind its first one."""
    if type(offset) is not int or not 0 <= offset <= MOST_OFFSET:
        raise ValidationError("offset", f"must be a whole number from 0 to {MOST_OFFSET:,}: page by cursor")


def require_length(name: str, value: object, most: int) -> None:
    """Raises ValidationError for an empty text and for one of more characters than this.

    What is no text is left to the statement, which refuses it by the same name.
    """
    if isinstance(value, str) and not 1 <= len(value) <= most:
        raise ValidationError(name, f"must have 1 to {most:,} characters")


def require_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Raises ValidationError unless the value is one of these texts."""
    if value not in choices:
        raise ValidationError(name, f"must be one of {', '.join(choices)}")


def require_object(name: str, value: object) -> None:
    """Raises ValidationError unless the value is a dict with at least one key."""
    if not isinstance(value, dict) or not value:
        raise ValidationError(name, "must be a dict with at least one key")
