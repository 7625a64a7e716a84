"""Recordings as mixing sees them, and the calls that read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tracktion_db.errors import NotFound, RuleViolated
from tracktion_db.graph.call import GraphCall, many
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphWork
from tracktion_db.music import ALL_KEYS, Key
from tracktion_db.records import Record

from .bounds import require_each, require_int, require_uid, require_uids

__all__ = [
    "MOST_READ",
    "Candidate",
    "MixRecording",
    "find_recordings",
    "list_mix_recordings",
    "read_recordings",
    "require_known",
    "require_mixable",
    "require_recordings",
]

MOST_READ: Final = 1_000
"""Most recordings that are read by their uids at once."""

_KEYS: Final = {key.camelot: key for key in ALL_KEYS}
_MOST_BPM: Final = 1_000


class Candidate(Record):
    """What the rule needs to know of a recording."""

    uid: str
    camelot: str | None
    bpm: float | None
    artist_key: str | None
    track: str | None

    @property
    def key(self) -> Key | None:
        """Its key; None where there is none."""
        return None if self.camelot is None else _KEYS.get(self.camelot)

    @property
    def tempo(self) -> float | None:
        """Beats in a minute; None where there is no tempo, or one that nothing has."""
        return self.bpm if self.bpm is not None and 0 < self.bpm <= _MOST_BPM else None

    def is_same_song(self, other: Candidate) -> bool:
        """Whether it is that recording, or another file of the same track."""
        return self.uid == other.uid or (self.track is not None and self.track == other.track)

    def is_same_artist(self, other: Candidate) -> bool:
        """Whether both are credited to the same artist."""
        return self.artist_key is not None and self.artist_key == other.artist_key


class MixRecording(Candidate):
    """A recording as a DJ looks at it."""

    title: str | None
    artist: str | None
    genre: str | None
    energy: float | None
    file_path: str | None

    @property
    def name(self) -> str:
        """Artist and title; the path or the uid where it has none."""
        if self.title is None:
            return self.file_path or self.uid
        return self.title if self.artist is None else f"{self.artist} - {self.title}"


def list_mix_recordings(uids: Sequence[str]) -> GraphCall[list[MixRecording]]:
    """These recordings by uid, at most 1,000; those that do not exist are missing."""
    require_uids("uids", uids, MOST_READ)
    return many(cypher["graph.list_mix_recordings"], MixRecording, uids=list(uids))


def find_recordings(name: str, *, limit: int = 10) -> GraphCall[list[MixRecording]]:
    """Recordings whose uid, title or track key is exactly this text, by uid; ``limit`` is 1 to 100."""
    require_uid("name", name)
    require_int("limit", limit, 1, 100)
    return many(cypher["graph.find_recordings"], MixRecording, name=name, row_limit=limit)


def read_recordings(**uids: str) -> GraphWork[tuple[MixRecording, ...]]:
    """The recordings with these uids, in this order; raises NotFound with the argument that has none."""
    found: list[MixRecording] = yield list_mix_recordings(list(uids.values()))
    known = require_recordings(uids, found)
    return tuple([known[uid] for uid in uids.values()])


def require_recordings(uids: Mapping[str, str], found: Sequence[MixRecording]) -> dict[str, MixRecording]:
    """What was found, by uid; raises NotFound, with the argument, unless all these uids are there."""
    known = {recording.uid: recording for recording in found}
    require_each("recording", uids, known, statement="graph.list_mix_recordings")
    return known


def require_known(uids: Sequence[str], found: Sequence[MixRecording]) -> dict[str, MixRecording]:
    """The recordings by uid; raises NotFound unless all of them are there."""
    known = {recording.uid: recording for recording in found}
    missing = sum(uid not in known for uid in uids)
    if missing:
        raise NotFound(
            f"uids: {missing} of {len(uids)} recordings do not exist in the graph",
            statement="graph.list_mix_recordings",
        )
    return known


def require_mixable(recording: Candidate, which: str) -> None:
    """Raises RuleViolated, with the field, for a recording without tempo or key."""
    for field, value in (("bpm", recording.tempo), ("camelot", recording.key)):
        if value is None:
            what = "tempo" if field == "bpm" else "musical key"
            raise RuleViolated(f"{which} has no {what} that could be mixed by ({field})", field=field)
