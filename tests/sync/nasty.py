"""Names and values that real libraries have, and the worse ones: few, so that they meet."""

from __future__ import annotations

import random
from typing import Any

ARTISTS = (
    "Tiësto",
    "TIESTO",
    "tiesto",
    "Beyoncé feat. JAY-Z",
    "Beyonce ft. Jay Z",
    "BEYONCÉ (featuring Jay-Z)",
    "Simon & Garfunkel",
    "Tyler, The Creator",
    "AC/DC; ACDC",
    "A; B; C",
    "B; A",
    "feat. Nobody",
    "X feat.",
    "́̈",  # accents and nothing else
    "!!!",
    "\U0001d400phex Twin",
    "Aphex Twin",
    "\uff21phex Twin",
    "  Jeff \t Mills ",
    "DJ Rolando",
    "DJ Rolando; DJ ROLANDO; dj rolando feat. Jeff Mills",
    "ID",
    "ß",
    "Straße",
    "STRASSE",
    "Кино",
    "坂本龍一",
    "a\x1fb",
    "🎧",
    "Y" * 700,
    ";;;",
)
TITLES = (
    "The Bells",
    "THE BELLS",
    "Thé Bells",
    "Knights of the Jaguar (feat. DJ Rolando)",
    "Strings of Life [ft. Tiësto] (Remix)",
    "ID",
    "id",
    "Unknown Track",
    "???",
    "̈",
    "Halo",
    "Halo (Featuring  Jay-Z )",
    "b\x1fc",
    "Z" * 1200,
    "日本",
)
GENRES = (
    "Techno",
    "techno; House",
    "House;Techno",
    "Hip-Hop",
    "hip hop",
    "TECHNO",
    ";",
    "̈",
    "Détroit Techno",
)
KEYS = ("8A", "Am", "A minor", "F#m", "Gb", "8B - C", "nonsense", "", "14A", "h-Moll", " 8a ", "off key")
NUMBERS = ("128", "128.0", "0", "1e9", "nan", "inf", "-1", "1_28", "0.5", "1", "174,5", "٣", "1" * 41, "7/12")
TEXTS = ("", " ", "x", "x" * 2_500, "x" * 2_000 + "y", "\x01", "=", "ü", "u\u0308")
DATES = (
    "2026-10-25",
    "2026-10-25T02:30:00+01:00",
    "0001-01-01",
    "9999-12-31",
    "no date",
    7,
    None,
    "0001-01-01T00:00:00+14:00",
)
METADATA: dict[str, tuple[str, ...]] = {
    "title": TITLES,
    "artist": ARTISTS,
    "ARTIST": ARTISTS,
    "album": TITLES,
    "albumartist": ARTISTS,
    "genre": GENRES,
    "subgenre": GENRES,
    "key": KEYS,
    "INITIALKEY": KEYS,
    "bpm": NUMBERS,
    "energy": NUMBERS,
    "tracknumber": NUMBERS,
    "discnumber": NUMBERS,
    "remixer": ARTISTS,
    "composer": ARTISTS,
    "comment": TEXTS,
}


def metadata(rng: random.Random, *, most: int = 8) -> dict[str, str | None]:
    """Metadata of one recording."""
    keys = rng.sample(sorted(METADATA), rng.randint(0, most))
    return {key: None if rng.random() < 0.05 else rng.choice(METADATA[key]) for key in keys}


def tracks(rng: random.Random, *, most: int = 6) -> list[dict[str, Any]]:
    """Tracks of one set, start times never going backwards."""
    found: list[dict[str, Any]] = []
    second = 0
    for _ in range(rng.randint(0, most)):
        second += rng.randint(0, 400)
        start = rng.choice((second, float(second), f"{second // 60}:{second % 60:02}", None))
        found.append({"title": rng.choice(TITLES), "artist": rng.choice((*ARTISTS, "")), "start_time": start})
        if start is None and rng.random() < 0.5:
            del found[-1]["start_time"]
    return found
