"""Random states of the battery's database.

A state is a script of INSERTs: up to eight rows in each table, from so few values that joins meet, and NULL
wherever a column may hold one. Tables are often empty; foreign keys and unique keys are respected.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from psycopg import Connection

T = TypeVar("T")

_SCHEMA = Path(__file__).parent / "schema.sql"


def create_schema(connection: Connection[Any]) -> None:
    """Create the battery's tables, views and functions in the current schema, which must be empty.

    What the session runs from here on is not counted: thousands of texts would drive those of other tests
    out of ``pg_stat_statements``.
    """
    connection.execute("SET pg_stat_statements.track = 'none'")
    connection.execute(_SCHEMA.read_bytes())


def random_state(random: Random) -> str:
    """A script that fills the empty tables. The same random numbers give the same script."""
    draw = _Draw(random)
    labels = draw.some(range(1, 5), empty=0.12)
    artists = draw.some(range(1, 6), empty=0.12) if labels else []
    albums = draw.some([(artist, number) for artist in artists for number in (1, 2, 3)], empty=0.15)
    return "\n".join(
        [
            _insert_labels(draw, labels),
            _insert("artist", [_artist(draw, artist, labels) for artist in artists]),
            _insert(
                "album (artist_id, number, title, released, price, rating, meta, extra, seconds)",
                [_album(draw, artist, number) for artist, number in albums],
            ),
            _insert("track", _tracks(draw, artists, albums)),
            _insert("play", [_play(draw, play) for play in draw.some(range(1, 7))]),
            _insert("asset", [[str(n), "'plain'", draw.maybe(_TEXTS)] for n in draw.some(range(1, 4))]),
            _insert("picture", [_picture(draw, n) for n in draw.some(range(4, 8))]),
            _insert("loose", [_loose(draw) for _ in draw.some(range(8))]),
            _insert("booking", [_booking(draw, booking) for booking in draw.some(range(1, 6))]),
            _insert("ledger", [_ledger(draw, ledger) for ledger in draw.some(range(1, 6))]),
            "REFRESH MATERIALIZED VIEW album_facts;",
        ]
    )


class _Draw:
    """Random SQL literals; how often a NULL comes is drawn once for the whole state."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._nulls = random.choice((0.0, 0.2, 0.2, 0.5, 0.5, 0.9))

    def one(self, literals: Sequence[str]) -> str:
        """One of these, never NULL."""
        return self._random.choice(literals)

    def maybe(self, literals: Sequence[str]) -> str:
        """One of these, or NULL."""
        return "NULL" if self._random.random() < self._nulls else self._random.choice(literals)

    def some(self, items: Sequence[T], empty: float = 0.2) -> list[T]:
        """At most eight of them, in their order; with this probability none."""
        if not items or self._random.random() < empty:
            return []
        count = self._random.randint(1, min(8, len(items)))
        chosen = set(self._random.sample(range(len(items)), count))
        return [item for place, item in enumerate(items) if place in chosen]


_TEXTS = ("'a'", "'x'", "'Anna'", "'de'", "''")
_NUMBERS = ("0", "1", "2", "3", "-1")
_DATES = ("'2024-01-05'", "'2025-03-01'", "'infinity'", "'-infinity'")
_MOMENTS = ("'2024-01-05 10:00+00'", "'2025-03-01 00:00+00'", "'infinity'", "'-infinity'")
_MOODS = ("'sad'", "'ok'", "'happy'")
_ADDRESSES = ("ROW('x', 'Bonn')", "ROW(NULL, 'Bonn')", "ROW('x', NULL)", "ROW(NULL, NULL)")
_TAGS = ("'{}'", "'{a}'", "'{a,NULL}'", "'{NULL}'", "'{b,c,a}'", "'[0:1]={a,b}'")
_SCORES = ("'{}'", "'{1}'", "'{NULL}'", "'{NULL,1}'", "'{2,3}'", "'[2:3]={5,NULL}'")
_MEMBERS = ("null", '"v"', '{"l": 1}', '{"l": null}', "true")
_JSON = ("'{}'", "'null'", "'[\"k\"]'", *(f"'{{\"k\": {member}}}'" for member in _MEMBERS))


def _insert(target: str, rows: Sequence[Sequence[str]]) -> str:
    values = ", ".join(f"({', '.join(row)})" for row in rows)
    return f"INSERT INTO {target} VALUES {values};" if rows else ""


def _insert_labels(draw: _Draw, labels: Sequence[int]) -> str:
    """The domain of short_code forbids NULL, but what an empty subquery gives is not checked."""
    names = {1: "'Anna'", 2: "'a'", 3: "'de'", 4: "''"}
    rows = [
        ", ".join(
            [
                str(label),
                names[label],
                draw.maybe([str(other) for other in labels if other <= label]),
                draw.maybe(_TEXTS),
                draw.maybe(("'a@b'",)),
                f"(SELECT 'c'::code WHERE {draw.maybe(('TRUE',))})",
                "'s'",
            ]
        )
        for label in labels
    ]
    return "\n".join(f"INSERT INTO label SELECT {row};" for row in rows)


def _artist(draw: _Draw, artist: int, labels: Sequence[int]) -> list[str]:
    ids = [str(label) for label in labels]
    return [
        str(artist),
        draw.maybe(ids),
        draw.one(ids),
        draw.one(("'Anna'", "'Bob'", "'x'", "'a1'", "''")),
        draw.maybe(_TEXTS),
        draw.maybe(_DATES),
        draw.one(_MOODS),
        draw.maybe(_MOODS),
        draw.maybe(_ADDRESSES),
        draw.one(_ADDRESSES),
        draw.one(_TAGS),
        draw.maybe(_SCORES),
        draw.one(("TRUE", "FALSE")),
        draw.maybe(("TRUE", "FALSE")),
        draw.maybe(("0", "7")),
        "'checked'",
    ]


def _album(draw: _Draw, artist: int, number: int) -> list[str]:
    return [
        str(artist),
        str(number),
        draw.one(("'Anna'", "'One'", "'Two'")),
        draw.maybe(_DATES),
        draw.maybe(("1.50", "0", "-2.25")),
        draw.maybe(("0", "1.5", "2.5", "'NaN'", "'infinity'")),
        draw.one(_JSON),
        draw.maybe(_JSON),
        draw.maybe(("0", "60", "200")),
    ]


def _tracks(draw: _Draw, artists: Sequence[int], albums: Sequence[tuple[int, int]]) -> list[list[str]]:
    """Title and number together are unique, as each track has a title of its own."""
    tracks: list[list[str]] = []
    for track in draw.some(range(1, 7)) if artists else []:
        artist = int(draw.one([str(artist) for artist in artists]))
        numbers = [str(number) for owner, number in albums if owner == artist]
        tracks.append(
            [
                str(track),
                str(artist),
                draw.maybe(numbers) if numbers else "NULL",
                f"'t{track}'",
                draw.maybe(_NUMBERS),
                draw.maybe((f"'isrc{track}'",)),
                draw.maybe(_MOMENTS),
            ]
        )
    return tracks


def _play(draw: _Draw, play: int) -> list[str]:
    day = draw.one(("'2024-01-05'", "'2025-03-01'", "'2030-01-01'"))
    return [str(play), day, draw.maybe(("1", "2", "3", "9")), draw.one(_NUMBERS), draw.maybe(_JSON)]


def _picture(draw: _Draw, picture: int) -> list[str]:
    return [
        str(picture),
        draw.maybe(("'picture'",)),
        draw.maybe(_TEXTS),
        draw.one(_NUMBERS),
        draw.maybe(_NUMBERS),
    ]


def _loose(draw: _Draw) -> list[str]:
    return [
        draw.maybe(_NUMBERS),
        draw.maybe(_NUMBERS),
        draw.maybe(_TEXTS),
        draw.maybe(("TRUE", "FALSE")),
        draw.maybe(("0", "1.5", "'NaN'")),
    ]


def _booking(draw: _Draw, booking: int) -> list[str]:
    return [
        str(booking),
        draw.one(("'[2024-01-01,2024-01-09)'", "'[2024-01-01,)'", "'(,2024-01-01)'", "'empty'", "'(,)'")),
        draw.maybe(("'[1,3)'", "'[1,)'", "'empty'")),
        draw.one(_MOMENTS),
        draw.maybe(_MOMENTS),
        draw.one(("'1 day'", "'0'", "'-3 hours'", "long_wait()")),
        draw.maybe(("'(0,0)'", "'(NaN,1)'")),
        draw.one(("'a b'", "''")),
        draw.one(("'10.0.0.1'", "'10.0.0.0/8'")),
    ]


def _ledger(draw: _Draw, ledger: int) -> list[str]:
    return [str(ledger), draw.one(("1", "2", "9")), draw.maybe(_TEXTS), draw.one(("'s'", "'t'"))]
