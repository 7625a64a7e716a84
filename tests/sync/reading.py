"""What the rows say, read by the oracle's own hand: credits, numbers, times. Shares no code with the sync."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

NAME = 500
TEXT = 2_000
_MARKERS = {"feat", "feat.", "ft", "ft.", "featuring"}
_OPENING, _CLOSING = "([", ")]"


def identity(*parts: str) -> str:
    """The uid of what is exactly these texts."""
    digest = sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part.encode())
    return digest.hexdigest()[:32]


def without_none(**properties: Any) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}


def values_in(text: str | None) -> list[str]:
    """What stands between semicolons."""
    if text is None:
        return []
    cleaned = (" ".join(part.split())[:NAME] for part in text[: 50 * NAME].split(";"))
    return [part for part in cleaned if part][:50]


def credited(artist: str | None, title: str | None = None) -> list[tuple[str, str]]:
    """Names and roles in the order named, each once."""
    found: list[tuple[str, str]] = []
    for value in values_in(artist):
        names = _split_at_markers(value)
        found.append((names[0], "primary"))
        found += [(name.rstrip(")] "), "featured") for name in names[1:]]
    found += [(name, "featured") for name in _in_brackets(title or "")]
    once = dict.fromkeys((name.strip(" \t"), role) for name, role in found)
    return [(name, role) for name, role in once if name][:50]


def _split_at_markers(value: str) -> list[str]:
    names: list[list[str]] = [[]]
    words = value.split(" ")
    just_split = False
    for number, word in enumerate(words):
        bare = word[1:] if word[:1] in _OPENING and word else word
        if bare.lower() in _MARKERS and number + 1 < len(words) and not just_split:
            names.append([])
            just_split = True
        else:
            names[-1].append(word)
            just_split = False
    return [" ".join(name) for name in names]


def _in_brackets(title: str) -> Iterable[str]:
    opened: int | None = None
    for place, sign in enumerate(title):
        if sign in _OPENING:
            opened = place
        elif sign in _CLOSING and opened is not None:
            inside = title[opened + 1 : place].lstrip()
            opened = None
            for marker in sorted(_MARKERS, key=len, reverse=True):
                if inside[: len(marker)].lower() == marker and inside[len(marker) :][:1].isspace():
                    yield inside[len(marker) :]
                    break


class Facts:
    """The metadata of one recording: of keys that differ in case only the first in code point order."""

    def __init__(self, rows: Iterable[tuple[str, str | None, str]]) -> None:
        self._values: dict[str, str] = {}
        for key, value, _ in sorted(rows, key=lambda row: row[0]):
            if value is not None and value.strip():
                self._values.setdefault(key.lower(), value.strip())

    def text(self, *keys: str) -> str | None:
        for key in keys:
            if key in self._values:
                return self._values[key]
        return None

    def name(self, *keys: str) -> str | None:
        text = self.text(*keys)
        return None if text is None else text[:NAME]

    def number(self, least: float, most: float, *keys: str) -> float | None:
        text = self.text(*keys)
        try:
            number = float(text) if text is not None and len(text) <= 40 else math.nan
        except ValueError:
            return None
        return number if least <= number <= most else None

    def ordinal(self, *keys: str) -> int | None:
        digits = (self.text(*keys) or "").split("/")[0].strip()
        return int(digits) if digits and set(digits) <= set("0123456789") and len(digits) <= 6 else None


def start_of(track: dict[str, Any]) -> float | None:
    given = track.get("start_time")
    if isinstance(given, str):
        return float(sum(int(part) * 60**power for power, part in enumerate(reversed(given.split(":")))))
    return None if given is None else float(given)


def played_at(metadata: dict[str, Any], otherwise: datetime) -> datetime:
    said = metadata.get("date")
    try:
        when = datetime.fromisoformat(said) if isinstance(said, str) else otherwise
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return otherwise
