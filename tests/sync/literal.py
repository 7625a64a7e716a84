"""Statements that a test puts together of its own constants."""

from __future__ import annotations

from typing import LiteralString, cast


def literal(text: str) -> LiteralString:
    """Text of names and values that stand in the tests themselves."""
    return cast("LiteralString", text)
