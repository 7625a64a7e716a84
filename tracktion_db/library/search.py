"""Search: the tracks that a text means, best first. Table ``audio_tracks``; ``docs/search.md`` tells how.

A search is a few statements: what was typed is folded (``read_search``), whole names are looked for
(``search_by_name``), then words (``search_by_words``), then forgiven words (``read_slips``,
``search_forgiving``), the later ones only while the page is not full. Where filters let few tracks through,
``search_filtered`` begins with the filters.
"""

from __future__ import annotations

from typing import cast, get_args

from tracktion_db.call import count, require_limit
from tracktion_db.errors import ValidationError
from tracktion_db.library.fields import AudioTrackStatus, require_choice
from tracktion_db.library.search_records import SearchPage
from tracktion_db.library.search_syntax import FIRST_YEAR, LAST_YEAR, read_query
from tracktion_db.library.search_work import BY_NAME, FIRST, STEPS, Search, Snippets
from tracktion_db.library.statements import sql
from tracktion_db.paging import PageCursor
from tracktion_db.steps import Steps, Work

_MOST_WORDS = 50_000


def refresh_search_words() -> Steps[int]:
    """Count the vocabulary again; answers how many words came or changed. After imports, and once a day.

    Reads all tracks and locks none; 50,000 words are written at a time, each time by a statement of its own.
    """

    def work() -> Work[int]:
        written = 0
        while True:
            words = yield count(sql["library.refresh_search_words"], most_words=_MOST_WORDS)
            written += words
            if words < _MOST_WORDS:
                return written

    return Steps("library.refresh_search_words", work)


def search_audio_tracks(
    text: str,
    *,
    status: AudioTrackStatus | None = None,
    year_from: int | None = None,
    year_to: int | None = None,
    format: str | None = None,  # noqa: A002 what everybody calls it, field and column too
    genre: str | None = None,
    artist: str | None = None,
    album: str | None = None,
    minimum_rank: float = 0.0,
    limit: int = 20,
    cursor: str | None = None,
    snippets: Snippets | None = None,
) -> Steps[SearchPage]:
    """The tracks that this text means, best first, one page at a time.

    Whole names come first, then their beginnings, then all words in any order, then most words and typos,
    these two only where nothing else was found. Case, accents and punctuation do not matter. The text may say
    more: quotes, ``-word``, ``OR``, ``artist:``, ``year:2010..2015``
    (``tracktion_db.library.search_syntax``); an argument takes the place of the same field in the text.

    No text raises but what PostgreSQL cannot hold (NUL, lone surrogates: ValidationError naming ``text``);
    one that asks nothing finds nothing. ``year_from`` and ``year_to`` are inclusive and never match an
    unknown year; ``artist``, ``album`` and ``genre`` are words that must be there, the last one may go on;
    ``minimum_rank`` is 0 to 1; ``limit`` 1 to 1,000. ``snippets`` asks for title, artist and album with
    marks, as text or as HTML.
    """
    _text("text", text)
    given = {"artist": artist, "album": album, "genre": genre, "format": format}
    for name, value in given.items():
        if value is not None:
            _text(name, value)
    require_choice("status", status, get_args(AudioTrackStatus))
    require_choice("snippets", snippets, get_args(Snippets))
    _year("year_from", year_from)
    _year("year_to", year_to)
    if type(minimum_rank) not in (float, int) or not 0 <= minimum_rank <= 1:
        raise ValidationError("minimum_rank", "must be a number from 0 to 1")
    require_limit(limit)
    is_filtered = any(value is not None for value in (status, year_from, year_to, *given.values()))
    query = read_query(text, is_filtered=is_filtered)
    fields = [(name, words) for name, words in query.fields if given.get(name) is None]
    fields += [(name, words) for name, words in given.items() if words is not None]
    years = (
        query.year_from if year_from is None else year_from,
        query.year_to if year_to is None else year_to,
    )
    asked = (text, status, *years, tuple(fields), float(minimum_rank))
    keys = PageCursor(sql["library.search_filtered"], tuple(FIRST), asked, limit)
    after = FIRST if cursor is None else _decoded(keys, cursor)
    search = Search(query, tuple(fields), status, years, float(minimum_rank), limit, snippets, keys, after)
    return Steps("library.search_audio_tracks", search.work)


def _decoded(keys: PageCursor, cursor: str) -> dict[str, object]:
    after = dict(keys.decode(cursor))
    rank = cast("float", after["rank"])
    if not (0 <= rank < BY_NAME or rank in STEPS):
        raise ValidationError("cursor", "must be the next_cursor of a page of this search")
    return after


def _text(name: str, value: object) -> None:
    if value is None:
        raise ValidationError(name, "must not be None")
    (last_word,) = (p for p in sql["library.read_search"].parameters if p.name == "last_word")
    last_word.type.convert(value, name)


def _year(name: str, value: object) -> None:
    if value is not None and (type(value) is not int or not FIRST_YEAR <= value <= LAST_YEAR):
        raise ValidationError(name, f"must be a whole number from {FIRST_YEAR} to {LAST_YEAR}")
