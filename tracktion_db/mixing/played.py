"""What was really played before and after what, from the tracklists of sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracktion_db.graph.call import GraphCall, many
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphSteps, GraphWork
from tracktion_db.records import Record

from .bounds import require_each, require_int, require_uid
from .recordings import MixRecording

__all__ = [
    "KnownTrack",
    "PlayedPair",
    "PlayedRecording",
    "PlayedTrack",
    "list_played_pairs",
    "list_played_recordings_after",
    "played_after",
    "played_before",
    "track_key_of",
]

MOST_PLAYED = 1_000


class KnownTrack(Record):
    """A node that is a track; ``track`` is its key, None for one that nobody knows."""

    track: str | None


class PlayedTrack(Record):
    """A track that was played next to another in sets."""

    track: str
    """Its key: the same for all its spellings."""
    title: str
    artist: str
    times: int
    """In how many sets."""
    last_at: datetime | None
    """When the last of these sets was played."""
    recordings: list[str]
    """Recordings of it that the library has, at most 20."""


class PlayedRecording(MixRecording):
    """A recording whose track was played after another in sets."""

    times: int
    last_at: datetime | None


class PlayedPair(Record):
    """Two tracks that were played one after the other."""

    track: str
    next: str
    times: int
    last_at: datetime | None


def played_after(uid: str, *, limit: int = 20) -> GraphSteps[list[PlayedTrack]]:
    """What was played right after a recording or a track, the most often first.

    All spellings of both count as one. ``limit`` is 1 to 1,000. Raises NotFound.
    """
    return _played("after", uid, limit)


def played_before(uid: str, *, limit: int = 20) -> GraphSteps[list[PlayedTrack]]:
    """What was played right before a recording or a track, as ``played_after``."""
    return _played("before", uid, limit)


def track_key_of(argument: str, uid: str) -> GraphWork[str | None]:
    """The key of the track that this recording or track is; None where nobody knows.

    Raises NotFound, with the name of the caller's argument.
    """
    found: list[KnownTrack] = yield many(cypher["graph.get_track_key"], KnownTrack, uid=uid)
    known = [uid] if found else []
    require_each("recording or track", {argument: uid}, known, statement="graph.get_track_key")
    return next((known.track for known in found if known.track is not None), None)


def list_played_recordings_after(track: str, without: Sequence[str]) -> GraphCall[list[PlayedRecording]]:
    """Recordings that were played after a track, the 1,000 most often played first."""
    return many(
        cypher["graph.list_played_recordings_after"],
        PlayedRecording,
        track=track,
        without=list(without),
        row_limit=MOST_PLAYED,
    )


def list_played_pairs(tracks: Sequence[str]) -> GraphCall[list[PlayedPair]]:
    """Which of these tracks were played right before which."""
    return many(cypher["graph.list_played_pairs"], PlayedPair, tracks=sorted(set(tracks)))


def _played(side: str, uid: str, limit: int) -> GraphSteps[list[PlayedTrack]]:
    require_uid("uid", uid)
    require_int("limit", limit, 1, MOST_PLAYED)

    def work() -> GraphWork[list[PlayedTrack]]:
        track = yield from track_key_of("uid", uid)
        if track is None:
            return []
        found: list[PlayedTrack] = yield many(
            cypher["graph.list_played_after" if side == "after" else "graph.list_played_before"],
            PlayedTrack,
            track=track,
            row_limit=limit,
        )
        return found

    return GraphSteps(f"mixing.played_{side}", work)
