"""One ``:waive`` of a header: ``index: why`` for a whole statement, ``nullable month: why`` for one name."""

from __future__ import annotations

import re
from typing import NamedTuple

from .source import Source

__all__ = ["HOW_WAIVE", "Waiver", "read_waiver"]

WAIVER = re.compile(r"(?P<rule>[a-z][a-z0-9-]*)(?:[ \t]+(?P<subject>[^\s:]+))?[ \t]*:[ \t]*(?P<reason>.*)")

HOW_WAIVE = ":waive rule: reason, or :waive rule subject: reason"


class Waiver(NamedTuple):
    """A finding of the checks that the author of a statement stands by, and why.

    ``subject`` is the column or parameter that the finding is about, None for the statement; ``place`` the
    offset of ``:waive`` in the file. Which rules there are is known to the checks alone.
    """

    rule: str
    subject: str | None
    reason: str
    place: int


def read_waiver(source: Source, place: int, text: str) -> Waiver:
    """The waiver whose ``:waive`` is at this offset, from the text behind it; its reason may be empty yet."""
    found = WAIVER.fullmatch(text)
    if found is None:
        problem = "a bad waiver" if ":" in text else "a waiver without a reason"
        raise source.error(place, problem, f"write {HOW_WAIVE}")
    rule, subject, reason = found.group("rule", "subject", "reason")
    return Waiver(rule, subject, reason.rstrip(), place)
