"""Recordings and tracklists as services would give them."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from tracktion_db.catalog import NewRecording, NewRenameProposal, NewTracklist, Recording

CORRELATION = UUID("8c1f6f0e-6f0d-4d0b-9a53-1f9a3f1c7a10")
OTHER_CORRELATION = UUID("2b0a7c35-92b1-4a4e-8f57-6d2c54a6e4b1")
NOBODY = UUID("00000000-0000-4000-8000-000000000000")

STRINGS_OF_LIFE = {"title": "Strings of Life", "artist": "Rhythim Is Rhythim", "start_time": "00:00"}
KNIGHTS = {"title": "Knights of the Jaguar", "artist": "DJ Rolando", "start_time": "06:30", "id": "mc-1"}
THE_BELLS = {"title": "The Bells", "artist": "Jeff Mills", "start_time": "12:15", "label": "Purpose Maker"}


def hashes(name: str) -> dict[str, str]:
    """Digests of a made-up file."""
    digest = sha256(name.encode()).hexdigest()
    return {"file_hash": digest, "secondary_hash": digest[:32]}


def new_recording(number: int = 0, **fields: Any) -> NewRecording:
    """A recording with every field filled, unlike that of any other number."""
    path = f"/music/Détroit/{number:06}/Strings of Life.flac"
    given: dict[str, Any] = {
        "file_path": path,
        "file_name": "Strings of Life.flac",
        "file_size": 42_000_000 + number,
        "status": "pending",
        "mime_type": "audio/flac",
        "last_modified": datetime(2026, 5, 17, 22, 30, 15, 250_000, tzinfo=UTC),
        "correlation_id": CORRELATION,
        **hashes(path),
    }
    return NewRecording(**{**given, **fields})


def bare_recording(number: int = 0, **fields: Any) -> NewRecording:
    """A recording that was not hashed yet."""
    given: dict[str, Any] = {"file_path": f"/bare/{number:06}.mp3", "file_name": f"{number:06}.mp3"}
    return NewRecording(**{**given, **fields})


def new_tracklist(**fields: Any) -> NewTracklist:
    """A set of three tracks."""
    given: dict[str, Any] = {
        "title": "Live at Tresor",
        "artist": "Jeff Mills",
        "source": "manual",
        "tracks": [STRINGS_OF_LIFE, KNIGHTS, THE_BELLS],
        "metadata": {"venue": "Tresor", "year": 1999},
        "total_duration": 1080,
    }
    return NewTracklist(**{**given, **fields})


def new_proposal(recording: Recording, **fields: Any) -> NewRenameProposal:
    """A better name for this recording."""
    given: dict[str, Any] = {
        "recording_id": recording.id,
        "current_filename": recording.file_name,
        "proposed_filename": "Rhythim Is Rhythim - Strings of Life.flac",
        "proposal_reason": "artist and title are known",
        "metadata_used": {"artist": "Rhythim Is Rhythim", "title": "Strings of Life"},
        "confidence_score": 0.875,
    }
    return NewRenameProposal(**{**given, **fields})


def fields_of(given: Any) -> dict[str, Any]:
    """An input's fields, to compare a record with."""
    return dict(given)
