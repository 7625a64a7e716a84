"""What people ask of a library of many tracks, by kind, drawn from its own tracks: to be timed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

import psycopg

from benchmarks.search.corpus import other_scripts
from benchmarks.search.growth import BIG_ARTIST, EMPTY_YEARS, RARE_FORMAT, SPARSE_YEARS
from benchmarks.search.typos import mistype_words

FREQUENT: Final = (
    "the",
    "love",
    "of",
    "you",
    "remix",
    "feat",
    "a",
    "in",
    "to",
    "mix",
    "me",
    "and",
    "dj",
    BIG_ARTIST,
)
_PREFIXES: Final = ("l", "t", "lo", "th", "the", "love", "re", "m", "ma", "s", "sl", "a", "of")
_SAMPLE: Final = 5000
PAGES: Final = 10
"""Pages read one after the other by a request of deep pages."""


@dataclass(frozen=True)
class Request:
    """One search: what was typed, and the filters beside it."""

    kind: str
    text: str
    filters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    pages: int = 1
    """Read one after the other; the first is not timed where there are more."""


@dataclass(frozen=True)
class Row:
    """A track of the library."""

    title: str
    artist: str

    @property
    def name(self) -> str:
        return f"{self.artist} {self.title}"


def requests(connection: psycopg.Connection[Any], count: int, seed: int = 1) -> list[Request]:
    """So many searches of each kind, in a mixed order, the same for the same tracks and seed."""
    rows = [Row(title, artist) for title, artist in connection.execute(_ROWS, {"sample": _SAMPLE})]
    made: list[Request] = []
    for kind, maker in KINDS.items():
        chance = random.Random(f"{seed}/{kind}")
        of_kind = 0
        while of_kind < count:
            drawn = maker(chance, rows)
            if drawn is not None:
                request = Request(kind, drawn) if isinstance(drawn, str) else drawn
                made.append(request)
                of_kind += max(1, request.pages - 1)
    random.Random(seed).shuffle(made)
    return made


# The ids are random, so this is a sample, and always the same one.
_ROWS: LiteralString = """
    SELECT track.title, track.artist
    FROM audio_tracks AS track
    WHERE track.artist IS NOT NULL
    ORDER BY track.id
    LIMIT %(sample)s
"""


def _words(row: Row) -> list[str]:
    return [word for word in row.name.split() if word.isalnum()]


def _shuffled(chance: random.Random, rows: Sequence[Row]) -> str:
    words = _words(chance.choice(rows))
    return " ".join(chance.sample(words, len(words))) or "love"


def _typed(chance: random.Random, rows: Sequence[Row]) -> str:
    name = chance.choice(rows).name
    return name[: max(3, round(len(name) * chance.uniform(0.6, 0.8)))]


def _first_letters(chance: random.Random, rows: Sequence[Row]) -> str:
    row = chance.choice(rows)
    return chance.choice((row.name, row.title))[: chance.randint(1, 4)].strip() or "l"


def _cut(chance: random.Random, rows: Sequence[Row]) -> str:
    words = _words(chance.choice(rows))[:6]
    return " ".join(word[: max(2, round(len(word) * 0.6))] for word in words) or "lo"


def _other_script(chance: random.Random, _: Sequence[Row]) -> str:
    track = chance.choice(other_scripts())
    word = chance.choice(track.name.split())
    return chance.choice((track.name, word, word[:2], word[1:4] or word))


def _no_hit(chance: random.Random, _: Sequence[Row]) -> str:
    letters = "bcdfghjklmnpqrstvwxz"
    return " ".join(
        "".join(chance.choices(letters, k=chance.randint(4, 10))) for _ in range(chance.randint(1, 3))
    )


def _of_four(chance: random.Random, rows: Sequence[Row]) -> str | None:
    words = [word for row in chance.sample(rows, 4) for word in _words(row)[:2]]
    return " ".join(words) if len(words) == 8 else None


def _rare(chance: random.Random, _: Sequence[Row]) -> Request:
    year = chance.choice((*SPARSE_YEARS, *EMPTY_YEARS))
    filters: Mapping[str, Any] = chance.choice(
        (
            {"format": RARE_FORMAT},
            {"status": "FAILED"},
            {"year_from": year, "year_to": year},
            {"status": "FAILED", "format": RARE_FORMAT},
            {"status": "PENDING", "year_from": year, "year_to": year + 1},
        )
    )
    return Request("rare filters, frequent prefixes", chance.choice(_PREFIXES), filters)


def _fields(chance: random.Random, rows: Sequence[Row]) -> str:
    row = chance.choice(rows)
    artist = row.artist.split()[0]
    word = row.title.split()[0]
    return chance.choice(
        (
            f"artist:{artist} {word}",
            f"artist:{BIG_ARTIST} {chance.choice(FREQUENT[:6])}",
            f"year:{chance.randint(1990, 2010)}..{chance.randint(2011, 2020)} {word}",
            f"genre:techno {chance.choice(FREQUENT[:6])}",
            f"year:{chance.choice(SPARSE_YEARS)} {chance.choice(FREQUENT[:6])}",
        )
    )


def _phrase(chance: random.Random, rows: Sequence[Row]) -> str | None:
    words = _words(Row(chance.choice(rows).title, ""))
    if len(words) < 2:
        return None
    start = chance.randrange(len(words) - 1)
    return f'"{words[start]} {words[start + 1]}"'


def _deep(chance: random.Random, _: Sequence[Row]) -> Request:
    return Request("deep pages", " ".join(chance.sample(FREQUENT, chance.randint(1, 2))), pages=PAGES)


KINDS: Final[dict[str, Callable[[random.Random, Sequence[Row]], Request | str | None]]] = {
    "artist title": lambda chance, rows: chance.choice(rows).name,
    "title": lambda chance, rows: chance.choice(rows).title,
    "artist": lambda chance, rows: chance.choice(rows).artist,
    "words shuffled": _shuffled,
    "typed 60-80 %": _typed,
    "1-4 letters": _first_letters,
    "every word cut": _cut,
    "typo: artist title": lambda chance, rows: mistype_words(chance.choice(rows).name, chance),
    "typo: title": lambda chance, rows: mistype_words(chance.choice(rows).title, chance),
    "typo: artist": lambda chance, rows: mistype_words(chance.choice(rows).artist, chance),
    "other scripts": _other_script,
    "frequent words only": lambda chance, _: " ".join(chance.sample(FREQUENT, chance.randint(1, 4))),
    "no hit": _no_hit,
    "8 words of 4 tracks": _of_four,
    "rare filters, frequent prefixes": _rare,
    "fields": _fields,
    "phrases": _phrase,
    "deep pages": _deep,
}
