"""Which statements of a search run, one after the other, and how their hits become a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

from tracktion_db.call import Call, many, one
from tracktion_db.library.search_records import (
    AudioTrackHit,
    FoundTrack,
    SearchPage,
    SearchSlips,
    SearchTerms,
)
from tracktion_db.library.search_slices import (
    BEFORE_ALL,
    Names,
    Position,
    Slice,
    slices_by_artist,
    slices_by_title,
)
from tracktion_db.library.search_syntax import FIRST_YEAR, SearchQuery
from tracktion_db.library.statements import sql
from tracktion_db.paging import FIRST_ID, PageCursor
from tracktion_db.steps import Work

Snippets = Literal["text", "html"]

BY_NAME, BY_PREFIXES = 0.90, 0.40
"""The lowest rank of whole names, and of all words as prefixes."""
STEPS = {1.0: 1, 0.98: 2, 0.96: 3, 0.94: 4, 0.92: 5, 0.9: 6}
"""The ranks of whole names, and their steps."""
FIRST: dict[str, object] = {"rank": 2.0, "first_key": "", "second_key": "", "id": FIRST_ID}
"""Stands before every hit."""
_RARE = ("status", "year_from", "year_to", "required", "wanted_parts")
"""Filters that may let few tracks through."""
_SEEN, _FILTERED = 2000, 500
"""Tracks that are looked at in each stretch of names; and with filters, where they are ranked too."""


@dataclass(frozen=True, slots=True)
class Search:
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
        is_filtered = self._is_filtered(filters)
        rank = cast("float", self.after["rank"])
        found: list[FoundTrack] = []
        is_cut = False
        if rank >= BY_NAME and names.key:
            found, is_cut = self._hits((yield self._by_name(names, terms, filters)))
        left, names_cut = self._left(found), is_cut
        if is_filtered and rank >= BY_PREFIXES and (names_cut or left > 0):
            filtered, is_cut = self._hits((yield self._filtered(names, terms, filters)))
            found = _merged(found, filtered)[: self.limit + 1]
        words = rank >= BY_PREFIXES and self.minimum_rank < BY_NAME and terms.whole is not None
        if words and not names_cut and left > 0 and (is_cut or not is_filtered):
            # With filters the prefixes are left to the statement that begins with the filters: both look at
            # different tracks, and a page must not go by what only one of them has seen. Where that one has
            # seen all tracks that they let through, there is nothing left to find.
            prefixes = None if is_filtered else terms.prefixes
            more, words_cut = self._hits((yield self._by_words(names, terms, filters, prefixes, left)))
            found = _merged(found, more)[: self.limit + 1] if is_filtered else found + more
            is_cut = is_cut or words_cut
        forgives = (self.after is FIRST and not found) or rank < BY_PREFIXES
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

    def _is_filtered(self, filters: dict[str, Any]) -> bool:
        return any(filters[name] not in (None, []) for name in _RARE)

    def _most_filtered(self) -> int:
        return max(_FILTERED, 2 * self.limit)

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
            is_filtered=bool(self.status or self.query.phrases or self.fields) or self.years != (None, None),
        )

    def _by_name(self, names: Names, terms: SearchTerms, filters: dict[str, Any]) -> Call[list[FoundTrack]]:
        after = BEFORE_ALL
        if self.after is not FIRST:
            rank, first, second, last = cast("tuple[float, str, str, UUID]", tuple(self.after.values()))
            after = Position(STEPS[rank], first, second, last)
        return many(
            sql["library.search_by_name"],
            FoundTrack,
            **names._asdict(),
            # One word may be several without the blanks, and go on; several are typed apart on purpose.
            prefixes=terms.prefixes if names.heads else None,
            **_arrays("title", "artist", slices_by_title(names, after)),
            **_arrays("artist", "title", slices_by_artist(names, after)),
            **filters,
            most_seen=self._most_filtered() if self._is_filtered(filters) else _SEEN,
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
            most_ranked=self._most_filtered(),
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
