"""Many tracks that look like a real library: the names of the DJ sets, recombined with a skew.

Words are drawn as in real titles, so that "love" and "the" are in very many of them; a fifth of the titles is
whole and by many artists; one artist has a fiftieth of all tracks (20,000 of a million); one word in
eight is invented, so that the vocabulary grows with the tracks (over 130,000 words at a million). Some years
have no track and some have 65 or fewer, one format has one track in 5,000, one track in 1,000 is FAILED.

The same number of tracks is the same rows on every machine.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from time import perf_counter
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from benchmarks.lab import connect
from benchmarks.search import databases
from benchmarks.search.corpus import GENRES, Track, copy_tracks, real_tracks

BIG_ARTIST: Final = "Slam"
EMPTY_YEARS: Final = frozenset({1953, 1961, 1974})
SPARSE_YEARS: Final = (1952, 1963, 1971)
SPARSE: Final = 65
"""Tracks of each of the sparse years."""
RARE_FORMAT: Final = "aiff"
_FORMATS: Final = {"mp3": 60.0, "flac": 25.0, "wav": 8.0, "aac": 5.0, "ogg": 1.98, RARE_FORMAT: 0.02}
_STATUSES: Final = {"COMPLETED": 98.4, "PENDING": 1.0, "PROCESSING": 0.5, "FAILED": 0.1}
_BATCH: Final = 10_000


@dataclass(frozen=True)
class Built:
    """Seconds that it took, the count of the vocabulary among the indexes; and bytes of what is there."""

    copy_seconds: float
    index_seconds: dict[str, float]
    sizes: dict[str, int]


class Generator:
    """Draws tracks; the first ``n`` of a larger number are not those of a smaller one."""

    def __init__(self, real: Sequence[Track], size: int) -> None:
        self._chance = random.Random(size)
        self._size = size
        words = Counter(word for track in real for word in track.title.split() if word.isalpha())
        self._words = sorted(words, key=lambda word: (-words[word], word))
        self._word_weights = list(accumulate(words[word] for word in self._words))
        self._titles = sorted({track.title for track in real})
        self._chance.shuffle(self._titles)
        artists = sorted({track.artist for track in real if track.artist and track.artist != BIG_ARTIST})
        self._chance.shuffle(artists)
        self._artists = [*artists, *(self._artist(artists) for _ in range(size // 12))]
        self._albums = sorted({track.album for track in real if track.album})
        self._invented = [self._invent() for _ in range(max(1000, size // 6))]

    def tracks(self) -> Iterator[Track]:
        """All tracks, in the order in which they are added."""
        chance = self._chance
        years = [year for year in range(1950, 2026) if year not in EMPTY_YEARS and year not in SPARSE_YEARS]
        year_weights = list(accumulate((year - 1949) ** 2 for year in years))
        formats, format_weights = list(_FORMATS), list(accumulate(_FORMATS.values()))
        statuses, status_weights = list(_STATUSES), list(accumulate(_STATUSES.values()))
        for number in range(self._size):
            sparse = number // SPARSE
            yield Track(
                id=uuid.UUID(int=chance.getrandbits(128)),
                title=self._title(),
                artist=self._who(number),
                album=self._album(),
                genre=GENRES[_zipf(chance, len(GENRES), 2)] if chance.random() < 0.85 else None,
                year=SPARSE_YEARS[sparse]
                if sparse < len(SPARSE_YEARS)
                else chance.choices(years, cum_weights=year_weights)[0]
                if chance.random() < 0.9
                else None,
                format=chance.choices(formats, cum_weights=format_weights)[0],
                status=chance.choices(statuses, cum_weights=status_weights)[0],
            )

    def _who(self, number: int) -> str | None:
        if number % 50 == 7:
            return BIG_ARTIST
        if number % 200 == 9:
            return None
        return self._artists[_zipf(self._chance, len(self._artists))]

    def _title(self) -> str:
        if self._chance.random() < 0.2:
            return self._titles[_zipf(self._chance, len(self._titles), 30)]
        count = self._chance.choices((1, 2, 3, 4, 5, 6), weights=(8, 26, 28, 20, 12, 6))[0]
        words = self._chance.choices(self._words, cum_weights=self._word_weights, k=count)
        for position in range(count):
            if self._chance.random() < 0.125:
                words[position] = self._chance.choice(self._invented)
        title = " ".join(words)
        if self._chance.random() < 0.15:
            title += f" ({self._artists[_zipf(self._chance, len(self._artists))]} Remix)"
        return title

    def _album(self) -> str | None:
        drawn = self._chance.random()
        if drawn < 0.3:
            return None
        if drawn < 0.7:
            return self._albums[_zipf(self._chance, len(self._albums))]
        count = self._chance.randint(1, 4)
        return " ".join(self._chance.choices(self._words, cum_weights=self._word_weights, k=count))

    def _artist(self, artists: Sequence[str]) -> str:
        first = self._chance.choice(artists).split()[0]
        last = self._chance.choice(artists).split()[-1]
        return f"{first} {last}" if self._chance.random() < 0.8 else f"{self._invent().title()} {last}"

    def _invent(self) -> str:
        syllables = self._chance.choices(_SYLLABLES, k=self._chance.randint(2, 4))
        return "".join(syllables) + self._chance.choice(("", "n", "r", "s", "x"))


_SYLLABLES: Final = [first + second for first in "bcdfghjklmnprstvwz" for second in "aeiou"]


def _zipf(chance: random.Random, size: int, head: int = 100) -> int:
    """A place below ``size``; from about the ``head``-th on its chance falls as in Zipf's law."""
    return int(head * ((size + head) / head) ** chance.random()) - head


def name_of(size: int) -> str:
    """The name of the database of so many tracks: growth_10k, growth_1m."""
    for factor, letter in ((1_000_000, "m"), (1000, "k")):
        if size % factor == 0:
            return f"growth_{size // factor}{letter}"
    return f"growth_{size}"


def build(url: str, size: int, path: Path) -> Built:
    """Fill the empty ``audio_tracks`` of a migrated database: COPY first, then its indexes, one by one."""
    with connect(url) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = connection.execute(_INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        started = perf_counter()
        tracks = Generator(real_tracks(path), size).tracks()
        copy_tracks(connection, tracks)
        copied = perf_counter() - started
        seconds: dict[str, float] = {}
        for name, definition in indexes:
            started = perf_counter()
            connection.execute(definition)
            seconds[name] = perf_counter() - started
        started = perf_counter()
        databases.count_words(url)
        seconds["search_words"] = perf_counter() - started
        connection.execute("VACUUM (ANALYZE)")
        return Built(copied, seconds, sizes(connection))


def sizes(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Bytes of every table and index that holds more than a few pages, the largest first."""
    return dict(connection.execute(_SIZES).fetchall())


_INDEXES: LiteralString = """
    SELECT index.indexname, index.indexdef
    FROM pg_indexes AS index
    WHERE index.tablename = 'audio_tracks' AND index.schemaname = current_schema() AND NOT EXISTS (
        SELECT FROM pg_constraint AS rule WHERE rule.conindid = index.indexname::regclass
    )
    ORDER BY index.indexname
"""
_SIZES: LiteralString = """
    SELECT class.relname, pg_relation_size(class.oid) + coalesce(pg_relation_size(class.reltoastrelid), 0)
    FROM pg_class AS class
    WHERE class.relnamespace = current_schema()::regnamespace AND class.relkind IN ('r', 'i', 'm')
        AND pg_relation_size(class.oid) > 65536
    ORDER BY 2 DESC
"""
