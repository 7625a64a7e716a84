"""Whether an expression may be null, and why."""

from __future__ import annotations

from typing import NamedTuple


class Verdict(NamedTuple):
    """``nullable`` is False only when no row of any database can have a null there."""

    nullable: bool
    because: str
    """In words, for people: ``null side of LEFT JOIN at 9:1``."""


def maybe(because: str) -> Verdict:
    """It may be null, or nothing is known of it."""
    return Verdict(True, because)


def never(because: str) -> Verdict:
    """It is never null."""
    return Verdict(False, because)
