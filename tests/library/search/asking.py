"""Searches, and what they found in short."""

from __future__ import annotations

from typing import Any

from tests.fixtures.executors import Run
from tracktion_db import library
from tracktion_db.library import AudioTrackHit, SearchPage


def search(run: Run, text: str, **where: Any) -> SearchPage:
    return run(library.search_audio_tracks(text, **where))


def name(hit: AudioTrackHit) -> str:
    return hit.title if hit.artist is None else f"{hit.artist} - {hit.title}"


def names(run: Run, text: str, **where: Any) -> list[str]:
    """``artist - title`` of each hit, best first."""
    return [name(hit) for hit in search(run, text, **where).items]


def tiers(run: Run, text: str, **where: Any) -> list[tuple[str, str]]:
    """The name of each hit, and the tier that matched."""
    return [(name(hit), hit.tier) for hit in search(run, text, **where).items]


def track(name: str, **fields: Any) -> dict[str, Any]:
    """Fields of a track from ``artist - title``, or a title alone."""
    artist, dash, title = name.partition(" - ")
    return {"title": title, "artist": artist, **fields} if dash else {"title": name, **fields}
