"""What a search answers, and what its statements answer each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tracktion_db.library.audio_tracks import AudioTrack
from tracktion_db.records import Record

Tier = Literal["exact", "prefix", "words", "most words", "typos"]


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
