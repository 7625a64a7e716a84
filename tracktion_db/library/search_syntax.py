"""What somebody typed into a search box, taken apart. No text is an error.

``"love story"``       these words stand together in the title, the artist or the album
``-live``              not these; ``-"live at"`` and ``-artist:u2`` too
``tiesto OR armin``    the words of one side or of the other; OR in capitals; quotes are plain then
``artist:tiesto``      words of the artist; also ``title:``, ``album:``, ``genre:``, and in quotes
``format:flac``        the file format
``year:2010``          the year, or ``year:2010..2015``, ``year:2010..``, ``year:..2015``

OR parts plain words; a field binds both sides. What is none of this is plain words, signs included:
``artist:`` with nothing behind it, a quote that never ends, ``year:soon``, ``-`` alone. A query of nothing
but unwanted words is plain words too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

MOST_CHARACTERS = 400
"""What stands behind these is not looked at."""
FIRST_YEAR = 1800
LAST_YEAR = 2100

_QUOTES = str.maketrans(dict.fromkeys("“”„«»\uff02", '"'))
_TOKEN = re.compile(r'(-?)(?:(artist|title|album|genre|format|year):\s?)?("[^"]+"|[^\s"]+)', re.IGNORECASE)
_YEARS = re.compile(r"([0-9]{4})?(\.\.)?([0-9]{4})?")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The parts of a query, as typed: nothing is folded yet."""

    alternatives: tuple[str, ...] = ()
    """Plain words and phrases, in one text for each side of OR."""
    last_word: str = ""
    """The last plain word: it may go on."""
    phrases: tuple[str, ...] = ()
    unwanted: tuple[tuple[str, str], ...] = ()
    """Names of fields, or nothing, each with a word or phrase that must not be there."""
    fields: tuple[tuple[str, str], ...] = ()
    """Names of fields (artist, title, album, genre, format), each with words that it must have."""
    year_from: int | None = None
    year_to: int | None = None
    is_truncated: bool = False
    """Whether the text was longer than what counts."""


def read_query(text: str, *, is_filtered: bool = False) -> SearchQuery:
    """Take a query apart; ``is_filtered`` says that something else is asked beside it."""
    asked = text[:MOST_CHARACTERS].translate(_QUOTES)
    found = _read(asked)
    asks = is_filtered or any(found.alternatives) or found.fields or found.year_from is not None
    if found.unwanted and not asks:
        found = SearchQuery(alternatives=(asked,), last_word=asked.split()[-1])
    return replace(found, is_truncated=len(text) > MOST_CHARACTERS)


def _read(text: str) -> SearchQuery:
    sides: list[list[str]] = [[]]
    phrases: list[str] = []
    unwanted: list[tuple[str, str]] = []
    fields: list[tuple[str, str]] = []
    years: tuple[int, int] | None = None
    last_word = ""
    for sign, name, value in _TOKEN.findall(text):
        words = value.strip('"')
        name = name.lower()
        span = _years(words) if name == "year" and not sign else None
        if span is not None:
            years = span
        elif sign and name != "year" and words.strip("-"):
            unwanted.append((name, words))
        elif name and name != "year":
            fields.append((name, words))
        elif value == "OR" and sides[-1]:
            sides.append([])
        else:
            plain = f"{sign}{name}:{words}" if name else f"{sign}{words}"
            sides[-1].append(plain)
            last_word = plain
            if value.startswith('"') and value.endswith('"'):
                phrases.append(words)
    if len(sides) > 1 and not sides[-1]:
        sides.pop()  # the other side is still to be typed
    return SearchQuery(
        alternatives=tuple(" ".join(side) for side in sides if side),
        last_word=last_word,
        phrases=() if len(sides) > 1 else tuple(phrases),
        unwanted=tuple(unwanted),
        fields=tuple(fields),
        year_from=None if years is None else years[0],
        year_to=None if years is None else years[1],
    )


def _years(text: str) -> tuple[int, int] | None:
    match = _YEARS.fullmatch(text)
    if match is None or not text.strip("."):
        return None
    first, dots, last = match.groups()
    if dots is None:
        return None if last is not None else (int(first), int(first))
    return (int(first) if first else FIRST_YEAR, int(last) if last else LAST_YEAR)
