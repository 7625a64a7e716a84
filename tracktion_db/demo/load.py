"""Loads the demo's music: tracks and sets go in as recordings with metadata, sets with their tracklists too.

Each batch is one transaction, and a recording's metadata and tracklist go in with it. What is there already
stays as it is, so that loading again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from uuid import UUID

from tracktion_db import catalog
from tracktion_db.database import Database
from tracktion_db.demo.djmix import DjSet
from tracktion_db.demo.sample import SampleLibrary, SampleSet, SampleTrack
from tracktion_db.transaction import Transaction

BATCH: Final = 5000


@dataclass(frozen=True, slots=True)
class Item:
    """One recording to load, and what belongs to it."""

    recording: catalog.NewRecording
    metadata: dict[str, str] = field(default_factory=dict[str, str])
    tracklist: dict[str, Any] | None = None
    """Fields of a NewTracklist but for the recording's id."""
    better_name: str | None = None


def load(db: Database, items: Iterable[Item]) -> Iterator[tuple[int, int]]:
    """Load in batches; yields for each how many items it had and how many of them were new."""
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        added = db.transact(lambda tx, batch=batch: _load_batch(tx, batch))
        yield len(batch), added


def is_loaded(db: Database, last: Item) -> bool:
    """Whether the last item of a source is there, and so all of it: batches go in in order."""
    return db.run(catalog.get_recording_by_path(last.recording.file_path)) is not None


def _load_batch(tx: Transaction, batch: Sequence[Item]) -> int:
    outcomes = tx.run(catalog.add_each_recording([item.recording for item in batch]))
    new: list[tuple[UUID, Item]] = [
        (outcome.id, batch[outcome.row]) for outcome in outcomes if outcome.outcome == "added" and outcome.id
    ]
    tx.run(
        catalog.add_metadata(
            [
                catalog.NewMetadata(recording_id=recording_id, key=key, value=value)
                for recording_id, item in new
                for key, value in item.metadata.items()
            ]
        )
    )
    tx.run(
        catalog.add_tracklists(
            [
                catalog.NewTracklist(recording_id=recording_id, **item.tracklist)
                for recording_id, item in new
                if item.tracklist is not None
            ]
        )
    )
    tx.run(
        catalog.add_rename_proposals(
            [_proposal(recording_id, item) for recording_id, item in new if item.better_name is not None]
        )
    )
    return len(new)


def _proposal(recording_id: UUID, item: Item) -> catalog.NewRenameProposal:
    assert item.better_name is not None
    # The demo's own measure: the more of a name people write in several ways, the less sure it is.
    doubts = sum(
        not (letter.isascii() and (letter.isalnum() or letter in " .-")) for letter in item.better_name
    )
    return catalog.NewRenameProposal(
        recording_id=recording_id,
        current_filename=item.recording.file_name,
        proposed_filename=item.better_name,
        proposal_reason="artist and title from the metadata",
        metadata_used={key: item.metadata[key] for key in ("artist", "title")},
        confidence_score=round(max(0.1, 0.99 - 0.07 * doubts), 2),
    )


# --- the sample library


def sample_items(library: SampleLibrary) -> list[Item]:
    """The sample library's tracks, then its sets."""
    return [*map(_sample_track, library.tracks), *map(_sample_set, library.sets)]


def _sample_track(track: SampleTrack) -> Item:
    return Item(
        catalog.NewRecording(
            file_path=track.file_path,
            file_name=track.file_name,
            file_hash=track.file_hash,
            file_size=track.file_size,
            mime_type="audio/flac",
        ),
        {
            "artist": track.artist,
            "title": track.title,
            "album": track.album,
            "year": str(track.year),
            "duration_seconds": str(track.duration_seconds),
            "bpm": str(track.bpm),
            "key": track.key,
            "genre": track.genre,
            "source": "sample library, figures approximate",
        },
        better_name=f"{track.artist} - {track.title}.flac".replace("/", "_"),
    )


def sample_set_path(played: SampleSet) -> str:
    """Where the recording of a set of the sample library would be."""
    return f"/music/sample/sets/{played.date:%Y-%m-%d} {played.artist} - {played.title}.flac"


def _sample_set(played: SampleSet) -> Item:
    tracks = [
        {
            "title": entry.track.title,
            "artist": entry.track.artist,
            "start_time": entry.start_time,
            "bpm": entry.track.bpm,
            "key": entry.track.key,
        }
        for entry in played.tracks
    ]
    return _set(
        sample_set_path(played),
        {"artist": played.artist, "title": played.title, "date": str(played.date), "place": played.place},
        {
            "title": played.title,
            "artist": played.artist,
            "source": "manual",
            "tracks": tracks,
            "metadata": {"place": played.place, "date": str(played.date)},
            "total_duration": played.duration_seconds,
        },
    )


# --- the DJ Mix dataset


def djmix_items(sets: Sequence[DjSet]) -> Iterator[Item]:
    """Every track that the sets name, once, then the sets."""
    seen: set[str] = set()
    for played in sets:
        for track in played.tracks:
            if track.name and track.name not in seen:
                seen.add(track.name)
                yield _djmix_track(track.name, track.artist, track.title)
    yield from map(djmix_set, sets)


def djmix_set(played: DjSet) -> Item:
    """One set of the dataset."""
    known = {"artist": played.artist, "title": played.title, "date": played.date, "url": played.url}
    about: dict[str, Any] = {"date": played.date, "audio_url": played.audio_url, "tags": list(played.tags)}
    return _set(
        f"/music/djmix/sets/{played.id}.mp3",
        {key: value for key, value in known.items() if value},
        {
            "title": played.title,
            "artist": played.artist,
            "source": "mixesdb.com",
            "source_url": played.url,
            "tracks": [track.as_json() for track in played.tracks],
            "metadata": about if played.full_title is None else {**about, "full_title": played.full_title},
        },
    )


def _djmix_track(name: str, artist: str, title: str) -> Item:
    # A slash would make folders; escaping keeps different names apart.
    path = f"/music/djmix/tracks/{name.replace('%', '%25').replace('/', '%2F')}.mp3"
    known = {"artist": artist, "title": title}
    return Item(_recording(path), {key: value for key, value in known.items() if value})


def _set(path: str, metadata: dict[str, str], tracklist: dict[str, Any]) -> Item:
    return Item(_recording(path), metadata, tracklist)


def _recording(path: str) -> catalog.NewRecording:
    return catalog.NewRecording(
        file_path=path,
        file_name=path.rsplit("/", 1)[1][-255:],
        # There is no audio to hash: like the sample library's, the hash is that of the path.
        file_hash=hashlib.sha256(path.encode()).hexdigest(),
        mime_type="audio/mpeg" if path.endswith(".mp3") else "audio/flac",
    )
