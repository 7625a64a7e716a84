"""What the rule asks of the graph: ranges of tempo in one key each, read from the nearest on. Pure.

However many recordings there are, a window is read in the order of an index and stops after so many rows;
and within a window what is nearer costs less, so the best of all are among the first of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tracktion_db.graph.call import GraphCall, many
from tracktion_db.graph.statements import cypher
from tracktion_db.music import Key

from .costs import OCTAVE_COST, TEMPO_COST
from .recordings import MixRecording
from .rule import RATIOS, MixRule

__all__ = ["EDGE", "Window", "Without", "list_nearest_recordings", "windows_after"]

# Edges are widened by this share: what stands exactly on one is judged in decimals afterwards.
EDGE: Final = 1e-9


class Window(NamedTuple):
    """A range of tempo in one key; fields as ``list_nearest_recordings`` has them."""

    camelot: str
    low: float
    middle: float
    high: float
    target: float
    cost: float


class Without(NamedTuple):
    """What is not wanted."""

    uids: Sequence[str] = ()
    track: str | None = None
    """Key of a track of which no file is wanted."""
    artist_key: str | None = None


def windows_after(rule: MixRule, key: Key, bpm: float) -> list[Window]:
    """Where the recordings are that may follow one in this key at this tempo."""
    return list(_windows(rule, key, bpm))


def list_nearest_recordings(
    windows: Sequence[Window], without: Without, *, row_limit: int
) -> GraphCall[list[MixRecording]]:
    """The recordings in these windows that cost least, the best first and equal ones by uid."""
    return many(
        cypher["graph.list_nearest_recordings"],
        MixRecording,
        windows=[window._asdict() for window in windows],
        tempo_cost=TEMPO_COST,
        without=list(without.uids),
        without_track=without.track,
        without_artist=without.artist_key,
        row_limit=row_limit,
    )


def _windows(rule: MixRule, key: Key, bpm: float) -> Iterator[Window]:
    for kind in rule.kinds:
        target = bpm * RATIOS[kind]
        octave = 0.0 if kind == "same" else OCTAVE_COST
        for least, most, semitones in rule.bands:
            low = target / (1 + most / 100) * (1 - EDGE)
            high = target / (1 + least / 100) * (1 + EDGE)
            middle = min(max(low, target), high)
            for following, score in rule.keys_after(key, semitones):
                yield Window(following.camelot, low, middle, high, target, cost=1 - score + octave)
