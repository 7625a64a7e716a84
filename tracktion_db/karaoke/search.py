"""Search in songs, by the rules of the library's search: ``docs/search.md`` tells how names are folded."""

from __future__ import annotations

from tracktion_db.call import Call, Page, page
from tracktion_db.errors import ValidationError
from tracktion_db.karaoke.songs import NEWEST_FIRST, Song
from tracktion_db.karaoke.statements import sql

MOST_CHARACTERS = 400
"""What stands behind these is not looked at."""
_BETTER_THAN_ALL = 2.0


class FoundSong(Song):
    """A song that a search found."""

    rank: float
    """0 to 1, higher is better: 1.00 and 0.96 the title or the artist is what was typed, 0.92 and 0.90 it
    begins with it, from 0.60 on every word is there whole, from 0.40 on as the beginning of a word."""


def search_songs(text: str, *, limit: int = 20, cursor: str | None = None) -> Call[Page[FoundSong]]:
    """The songs that have every word of ``text``, or words that begin so, in title or artist, the best first.

    Of songs of one rank the newest come first. Words are folded as the library's are, so ``beyonce`` finds
    Beyoncé. The first 400 characters and 20 words count. A text that asks for nothing finds nothing; none is
    an error but one that PostgreSQL cannot hold (NUL, lone surrogates): ValidationError naming ``text``.
    """
    asked = _checked(text)[:MOST_CHARACTERS]
    words = asked.split()
    return page(
        sql["karaoke.search_songs"],
        FoundSong,
        before_first={"rank": _BETTER_THAN_ALL, **NEWEST_FIRST},
        limit=limit,
        cursor=cursor,
        text=asked,
        last_word=words[-1] if words else "",
    )


def _checked(text: object) -> str:
    (parameter,) = (p for p in sql["karaoke.search_songs"].parameters if p.name == "text")
    given = parameter.type.convert(text, "text")
    if not isinstance(given, str):
        raise ValidationError("text", "must not be None")
    return given
