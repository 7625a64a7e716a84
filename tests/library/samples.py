"""Audio tracks as services would give them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tracktion_db.library import NewAudioTrack

NOBODY = UUID("00000000-0000-4000-8000-000000000000")


def track_id(number: int) -> UUID:
    """The id of the sample with this number."""
    return UUID(int=(number + 1) << 80, version=4)


def new_track(number: int = 0, **fields: Any) -> NewAudioTrack:
    """A track with every field filled, unlike that of any other number."""
    given: dict[str, Any] = {
        "id": track_id(number),
        "status": "PENDING",
        "title": f"Adagio for Strings {number}",
        "artist": "Tiësto",
        "album": "Just Be",
        "genre": "Trance",
        "year": 2004,
        "duration": 445.25 + number,
        "channels": 2,
        "sample_rate": 44_100,
        "bitrate": 1_411_200,
        "format": "flac",
        "audio_path": f"gs://tracks/just-be/{number:06}.flac",
        "thumbnail_path": f"/covers/Just Be/{number:06}.jpg",
        "error_message": "the disk was full",
        "retry_count": 3,
    }
    return NewAudioTrack(**{**given, **fields})


def bare_track(number: int = 0, **fields: Any) -> NewAudioTrack:
    """A track of which only the id is known."""
    given: dict[str, Any] = {"id": track_id(number)}
    return NewAudioTrack(**{**given, **fields})
