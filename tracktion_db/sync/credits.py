"""Who is credited: the artists that an artist's text and a title name. Pure.

``;`` parts artists, as tag formats with several values have it; ``feat.``, ``ft.`` and ``featuring`` begin
those that are featured, in the artist's text and in brackets of the title. Nothing else parts them: in
"Simon & Garfunkel", "Tyler, The Creator" and "AC/DC" the signs belong to the name.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

__all__ = ["MAX_NAME", "Credit", "Role", "credits_of", "parts_of"]

Role = Literal["primary", "featured", "remixer", "composer"]

MAX_NAME: Final = 500
"""Characters of a name that the graph keeps."""
_MOST: Final = 50

_WORD: Final = r"(?:feat\.?|ft\.?|featuring)"
_FEATURED: Final = re.compile(rf"(?:^|\s)[(\[]?{_WORD}\s+", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(rf"[(\[]\s*{_WORD}\s+([^()\[\]]+)[)\]]", re.IGNORECASE)


class Credit(NamedTuple):
    """One artist as written, and what they did."""

    name: str
    role: Role


def credits_of(artist: str | None, title: str | None = None) -> list[Credit]:
    """The artists of a recording or track, in the order named, each name once for each role."""
    found: dict[Credit, None] = {}
    for text in parts_of(artist):
        first, *featured = _FEATURED.split(text)
        _add(found, first, "primary")
        for name in featured:
            _add(found, name.rstrip(")] "), "featured")
    if title is not None:
        for name in _IN_BRACKETS.findall(title[: 4 * MAX_NAME]):
            _add(found, name, "featured")
    return list(found)[:_MOST]


def parts_of(text: str | None) -> list[str]:
    """The values of a text that may hold several, parted by ``;``, without blanks around them."""
    if text is None:
        return []
    parts = [" ".join(part.split())[:MAX_NAME] for part in text[: _MOST * MAX_NAME].split(";")]
    return [part for part in parts if part][:_MOST]


def _add(found: dict[Credit, None], name: str, role: Role) -> None:
    name = name.strip(" \t")
    if name:
        found[Credit(name, role)] = None
