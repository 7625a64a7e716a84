"""Recordings with metadata as a library has them: a few popular artists, many rare ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tracktion_db import catalog

GENRES = (
    "House",
    "Techno",
    "Trance",
    "Drum & Bass",
    "Disco",
    "Ambient",
    "Electro; Techno",
    "Deep House; House",
)
KEYS = [f"{number}{letter}" for number in range(1, 13) for letter in "AB"]


def metadata(count: int, seed: int) -> Iterator[dict[str, str]]:
    """Metadata of so many recordings."""
    dice = random.Random(seed)
    for number in range(count):
        artist = f"Artist {int(dice.paretovariate(0.8)) % 20_000}"
        guest = f" feat. Artist {dice.randrange(20_000)}" if dice.random() < 0.1 else ""
        yield {
            "artist": artist + guest,
            "title": f"Title {number}",
            "genre": dice.choice(GENRES),
            "key": dice.choice(KEYS),
            "bpm": str(dice.randrange(90, 180)),
        }


def recording(number: int) -> catalog.NewRecording:
    """A recording of this number."""
    return catalog.NewRecording(file_path=f"/music/{number}.flac", file_name=f"{number}.flac")
