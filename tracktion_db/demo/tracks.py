"""Writes the demo's tracks to a file of JSON Lines, as anybody would who brings them to the library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from tracktion_db.demo.load import Item

_NAMESPACE: Final = UUID("0c9a4f0e-7b1d-4f0c-9d53-6b4f6f1f0a58")


def write_tracks(path: Path, items: Iterable[Item], besides: Iterable[Item] = ()) -> None:
    """One line for each track of ``items`` whose name no item before it has, nor one of ``besides``.

    The same items make the same bytes, so that an import of them knows the file again. Sets are left out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    written = {track["id"] for track in _tracks(besides)}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for track in _tracks(items):
            if track["id"] not in written:
                written.add(track["id"])
                file.write(f"{json.dumps(track, ensure_ascii=False)}\n")


def _tracks(items: Iterable[Item]) -> Iterator[dict[str, Any]]:
    return (_track(item) for item in items if item.tracklist is None)


def _track(item: Item) -> dict[str, Any]:
    known, path = item.metadata, item.recording.file_path
    artist, year, duration = known.get("artist"), known.get("year"), known.get("duration_seconds")
    track = {
        # It follows from the name, which people write with capitals and without.
        "id": str(uuid5(_NAMESPACE, f"{artist or ''} - {known['title']}".casefold())),
        "status": "COMPLETED",
        "title": known["title"],
        "artist": artist,
        "album": known.get("album"),
        "genre": known.get("genre"),
        "year": int(year) if year else None,
        "duration": float(duration) if duration else None,
        "format": path.rpartition(".")[2],
        "audio_path": path,
    }
    return {field: value for field, value in track.items() if value is not None}
