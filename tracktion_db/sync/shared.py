"""Who tracks and albums are credited to: it follows from what they are, and is written once. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracktion_db.sync.credits import Credit, credits_of
from tracktion_db.sync.folding import Folding
from tracktion_db.sync.states import Properties

__all__ = ["album_credits", "album_names", "track_credits", "track_names"]


def track_names(artist: str, title: str) -> Iterator[str]:
    """The names of this track's artists that have to be folded."""
    return (credit.name for credit in credits_of(artist, title))


def album_names(artist: str | None) -> Iterator[str]:
    """The names of this album's artists that have to be folded."""
    return (credit.name for credit in credits_of(artist))


def track_credits(track: Properties, folding: Folding) -> list[dict[str, Any]]:
    """Rows of ``link_track_artists``, each pair of artist and role once."""
    return _rows(track["uid"], credits_of(track["artist"], track["title"]), folding)


def album_credits(album: Properties, folding: Folding) -> list[dict[str, Any]]:
    """Rows of ``link_album_artists``, each artist once."""
    rows: dict[str, dict[str, Any]] = {}
    for row in _rows(album["uid"], credits_of(album.get("artist")), folding):
        properties = {"credited_as": row["properties"]["credited_as"]}
        rows.setdefault(row["target"], {"uid": row["uid"], "target": row["target"], "properties": properties})
    return list(rows.values())


def _rows(uid: str, named: list[Credit], folding: Folding) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for credit in named:
        artist = folding.key(credit.name)
        properties = {"role": credit.role, "credited_as": credit.name}
        rows.setdefault(
            (artist, credit.role),
            {"uid": uid, "target": artist, "place": credit.role, "properties": properties},
        )
    return list(rows.values())
