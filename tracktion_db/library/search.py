"""Search: the tracks that a text means, best first. Table ``audio_tracks``; ``docs/search.md`` tells how.

A search is a few statements: what was typed is folded (``read_search``), whole names are looked for
(``search_by_name``), then words (``search_by_words``), then forgiven words (``read_slips``,
``search_forgiving``), the later ones only while the page is not full. Where filters let few tracks through,
``search_filtered`` begins with the filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args
from uuid import UUID

from tracktion_db.call import MAX_PAGE, Call, count, many, one
from tracktion_db.errors import ValidationError
from tracktion_db.library.audio_tracks import AudioTrack
from tracktion_db.library.fields import AudioTrackStatus
from tracktion_db.library.search_slices import (
    BEFORE_ALL,
    Names,
    Position,
    Slice,
    slices_by_artist,
    slices_by_title,
)
from tracktion_db.library.search_syntax import FIRST_YEAR, LAST_YEAR, SearchQuery, read_query
from tracktion_db.library.statements import sql
from tracktion_db.paging import FIRST_ID, PageCursor
from tracktion_db.records import Record
from tracktion_db.steps import Steps, Work

Tier = Literal["exact", "prefix", "words", "most words", "typos"]
Snippets = Literal["text", "html"]

BY_NAME, BY_WORDS, BY_PREFIXES = 0.90, 0.60, 0.40
"""The lowest rank of whole names, of all words, and of all words as prefixes."""
_STEPS = {1.0: 1, 0.98: 2, 0.96: 3, 0.94: 4, 0.92: 5, 0.9: 6}
_MOST_WORDS = 50_000
_RARE = ("status", "year_from", "year_to", "required", "wanted_parts")
"""Filters that may let few tracks through."""
_FIRST: dict[str, object] = {"rank": 2.0, "first_key": "", "second_key": "", "id": FIRST_ID}


class AudioTrackHit(AudioTrack):
    """A track that a search found."""

    rank: float
    """1 to 0, the order of all hits: exact from 0.98, prefix 0.9, words 0.4, most words 0.2."""
    tier: Tier
    title_snippet: str | None
    """The title with ``<mark>`` around what was hit; None unless snippets were asked for."""
    artist_snippet: str | None
    album_snippet: str | None


class FoundTrack(Record):
    """Where a track stands among the hits of a search."""

    id: UUID
    rank: float
    tier: Tier
    first_key: str
    """Folded title or, of hits by artist, folded artist: the order of hits of one rank."""
    second_key: str
    is_cut: bool
    """Whether this is no hit, but says that the statement stopped before it had seen all."""


class SearchTerms(Record):
    """What a query asks of search vectors; the texts are tsqueries, None where nothing is asked."""

    words: list[str]
    """Folded words of the first alternative; ``_`` marks a joint."""
    plain_words: list[str]
    """Folded words of all alternatives, without joints."""
    whole: str | None
    prefixes: str | None
    long_prefixes: str | None
    """The prefixes that are long enough to be asked of the index."""
    has_alternatives: bool
    required: str | None
    unwanted: str | None
    wanted_parts: list[str]
    """What a track must have as it stands: ``artist:daft punk``, ``name:enter sandman ``."""
    unwanted_parts: list[str]
    is_truncated: bool


class SearchSlips(Record):
    """What may have been meant by words, and what these ask; the terms are tsqueries."""

    may_miss: int
    """Words that a track may lack."""
    own: list[str]
    near: list[str | None]
    nearer: list[str | None]
    """For each word: itself, its neighbours, those at one slip."""
    every_word: str | None
    most_words: str | None
    most_near: str | None
    forms: list[str]
    """The words and their neighbours, the longest first."""
    meant: list[str]
    """The words, unknown ones replaced by their nearest neighbour."""


@dataclass(frozen=True)
class SearchPage:
    """One page of what a search found, best first."""

    items: Sequence[AudioTrackHit]
    next_cursor: str | None
    """Opaque: give it to the same search for the following page; None at the end."""
    capped: bool
    """Whether a step stopped at its cap: beyond its best hits there may be more than all pages show."""
    truncated: bool
    """Whether the text was longer than what counts (400 characters, 20 words)."""

    @property
    def has_more(self) -> bool:
        """Whether at least one more hit followed when this page was read."""
        return self.next_cursor is not None


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
    _choice("status", status, get_args(AudioTrackStatus))
    _choice("snippets", snippets, get_args(Snippets))
    _year("year_from", year_from)
    _year("year_to", year_to)
    if type(minimum_rank) not in (float, int) or not 0 <= minimum_rank <= 1:
        raise ValidationError("minimum_rank", "must be a number from 0 to 1")
    if type(limit) is not int or not 1 <= limit <= MAX_PAGE:
        raise ValidationError("limit", f"must be a whole number from 1 to {MAX_PAGE}")
    is_filtered = any(value is not None for value in (status, year_from, year_to, *given.values()))
    query = read_query(text, is_filtered=is_filtered)
    fields = [(name, words) for name, words in query.fields if given.get(name) is None]
    fields += [(name, words) for name, words in given.items() if words is not None]
    years = (
        query.year_from if year_from is None else year_from,
        query.year_to if year_to is None else year_to,
    )
    asked = (text, status, *years, tuple(fields), float(minimum_rank))
    keys = PageCursor(sql["library.search_filtered"], tuple(_FIRST), asked, limit)
    after = _FIRST if cursor is None else _decoded(keys, cursor)
    search = _Search(query, tuple(fields), status, years, float(minimum_rank), limit, snippets, keys, after)
    return Steps("library.search_audio_tracks", search.work)


@dataclass(frozen=True, slots=True)
class _Search:
    """One search, with everything checked."""

    query: SearchQuery
    fields: tuple[tuple[str, str], ...]
    status: str | None
    years: tuple[int | None, int | None]
    minimum_rank: float
    limit: int
    snippets: Snippets | None
    keys: PageCursor
    after: dict[str, object]

    def work(self) -> Work[SearchPage]:
        asks = any(self.query.alternatives) or self.fields or self.years != (None, None) or self.status
        if not asks:
            return SearchPage((), None, capped=False, truncated=self.query.is_truncated)
        terms: SearchTerms = yield self._read()
        if not terms.words and not any(self._filters(terms).values()):
            return SearchPage((), None, capped=False, truncated=self.query.is_truncated)
        found, is_cut = yield from self._find(terms)
        page, more = found[: self.limit], len(found) > self.limit
        hits: list[AudioTrackHit] = []
        if page:
            hits = yield self._get(page, terms)
        return SearchPage(
            hits,
            self.keys.encode(page[-1]) if more else None,
            capped=is_cut,
            truncated=self.query.is_truncated or terms.is_truncated,
        )

    def _find(self, terms: SearchTerms) -> Work[tuple[list[FoundTrack], bool]]:
        names = Names.of(() if terms.has_alternatives else terms.words)
        filters = self._filters(terms)
        is_filtered = any(filters[name] not in (None, []) for name in _RARE)
        rank = cast("float", self.after["rank"])
        found: list[FoundTrack] = []
        is_cut = False
        if rank >= BY_NAME and names.key:
            found, is_cut = self._hits((yield self._by_name(names, terms, filters)))
        names_cut = is_cut
        words = rank >= BY_PREFIXES and self.minimum_rank < BY_NAME and terms.whole is not None
        if words and not is_cut and not self._is_full(found):
            # With filters the prefixes are left to the statement that begins with the filters: both look at
            # different tracks, and a page must not go by what only one of them has seen.
            prefixes = None if is_filtered else terms.prefixes
            call = self._by_words(names, terms, filters, prefixes, self._left(found))
            more, is_cut = self._hits((yield call))
            found += more
        if is_filtered and rank >= BY_PREFIXES and (names_cut or not self._is_full(found)):
            filtered, is_cut = self._hits((yield self._filtered(names, terms, filters)))
            found = _merged(found, filtered)[: self.limit + 1]
        forgives = (self.after is _FIRST and not found) or rank < BY_PREFIXES
        if forgives and self.minimum_rank < BY_PREFIXES and terms.words and not terms.has_alternatives:
            slips: SearchSlips = yield one(sql["library.read_slips"], SearchSlips, words=terms.words)
            found, also_cut = self._hits((yield self._forgiving(slips, filters)))
            is_cut = is_cut or also_cut
        return found, is_cut

    def _hits(self, found: list[FoundTrack]) -> tuple[list[FoundTrack], bool]:
        hits = [track for track in found if not track.is_cut]
        is_cut = len(hits) < len(found)
        return [track for track in hits if track.rank >= self.minimum_rank], is_cut

    def _left(self, found: Sequence[FoundTrack]) -> int:
        return self.limit + 1 - len(found)

    def _is_full(self, found: Sequence[FoundTrack]) -> bool:
        return self._left(found) <= 0

    def _filters(self, terms: SearchTerms) -> dict[str, Any]:
        year_from, year_to = self.years
        if year_to is not None and year_from is None:
            year_from = FIRST_YEAR
        return {
            "status": self.status,
            "year_from": year_from,
            "year_to": year_to,
            "required": terms.required,
            "unwanted": terms.unwanted,
            "wanted_parts": terms.wanted_parts,
            "unwanted_parts": terms.unwanted_parts,
        }

    def _position(self) -> dict[str, object]:
        return {f"after_{key}": value for key, value in self.after.items()}

    def _read(self) -> Call[SearchTerms]:
        return one(
            sql["library.read_search"],
            SearchTerms,
            alternatives=self.query.alternatives,
            last_word=self.query.last_word,
            phrases=self.query.phrases,
            unwanted_fields=[name for name, _ in self.query.unwanted],
            unwanted_words=[words for _, words in self.query.unwanted],
            field_names=[name for name, _ in self.fields],
            field_words=[words for _, words in self.fields],
        )

    def _by_name(self, names: Names, terms: SearchTerms, filters: dict[str, Any]) -> Call[list[FoundTrack]]:
        after = BEFORE_ALL
        if self.after is not _FIRST:
            rank, first, second, last = cast("tuple[float, str, str, UUID]", tuple(self.after.values()))
            after = Position(_STEPS[rank], first, second, last)
        return many(
            sql["library.search_by_name"],
            FoundTrack,
            **names._asdict(),
            # One word may be several without the blanks, and go on; several are typed apart on purpose.
            prefixes=terms.prefixes if names.heads else None,
            **_arrays("title", "artist", slices_by_title(names, after)),
            **_arrays("artist", "title", slices_by_artist(names, after)),
            **filters,
            row_limit=self.limit + 1,
        )

    def _by_words(
        self,
        names: Names,
        terms: SearchTerms,
        filters: dict[str, Any],
        prefixes: str | None,
        rows: int,
    ) -> Call[list[FoundTrack]]:
        return many(
            sql["library.search_by_words"],
            FoundTrack,
            **names._asdict(),
            words=terms.words,
            plain_words=terms.plain_words,
            whole=terms.whole,
            prefixes=prefixes,
            **filters,
            **self._position(),
            row_limit=rows,
        )

    def _filtered(self, names: Names, terms: SearchTerms, filters: dict[str, Any]) -> Call[list[FoundTrack]]:
        words = terms.whole if terms.has_alternatives else terms.long_prefixes
        parts = [f"({part})" for part in (words, terms.required) if part is not None]
        return many(
            sql["library.search_filtered"],
            FoundTrack,
            **names._asdict(),
            plain_words=terms.plain_words,
            whole=terms.whole,
            prefixes=terms.prefixes,
            question=" & ".join(parts) if parts else None,
            **{name: value for name, value in filters.items() if name != "required"},
            **self._position(),
            row_limit=self.limit + 1,
        )

    def _forgiving(self, slips: SearchSlips, filters: dict[str, Any]) -> Call[list[FoundTrack]]:
        asked = {name: value for name, value in vars(slips).items() if name != "meant"}
        return many(
            sql["library.search_forgiving"],
            FoundTrack,
            **asked,
            **Names.of(slips.meant)._asdict(),
            **filters,
            **self._position(),
            row_limit=self.limit + 1,
        )

    def _get(self, page: Sequence[FoundTrack], terms: SearchTerms) -> Call[list[AudioTrackHit]]:
        return many(
            sql["library.get_audio_track_hits"],
            AudioTrackHit,
            ids=[track.id for track in page],
            ranks=[track.rank for track in page],
            tiers=[track.tier for track in page],
            words=terms.plain_words,
            has_snippets=self.snippets is not None,
            is_html=self.snippets == "html",
        )


def _decoded(keys: PageCursor, cursor: str) -> dict[str, object]:
    after = dict(keys.decode(cursor))
    rank = cast("float", after["rank"])
    if not (0 <= rank < BY_NAME or rank in _STEPS):
        raise ValidationError("cursor", "must be the next_cursor of a page of this search")
    return after


def _merged(found: Iterable[FoundTrack], others: Iterable[FoundTrack]) -> list[FoundTrack]:
    # The order of the statements: Python compares text by code points, as the collation of the keys does.
    once = {track.id: track for track in (*found, *others)}
    return sorted(once.values(), key=lambda track: (-track.rank, track.first_key, track.second_key, track.id))


def _arrays(first: str, second: str, slices: Sequence[Slice]) -> dict[str, list[Any]]:
    return {
        f"{first}_from": [part.begin.first for part in slices],
        f"{first}_{second}_from": [part.begin.second for part in slices],
        f"{first}_id_from": [part.begin.id for part in slices],
        f"{first}_to": [part.end[0] for part in slices],
        f"{first}_{second}_to": [part.end[1] for part in slices],
        f"{first}_steps": [part.step for part in slices],
    }


def _text(name: str, value: object) -> None:
    if value is None:
        raise ValidationError(name, "must not be None")
    (last_word,) = (p for p in sql["library.read_search"].parameters if p.name == "last_word")
    last_word.type.convert(value, name)


def _choice(name: str, value: object, choices: Sequence[str]) -> None:
    if value is not None and value not in choices:
        raise ValidationError(name, f"must be one of {', '.join(choices)}")


def _year(name: str, value: object) -> None:
    if value is not None and (type(value) is not int or not FIRST_YEAR <= value <= LAST_YEAR):
        raise ValidationError(name, f"must be a whole number from {FIRST_YEAR} to {LAST_YEAR}")
