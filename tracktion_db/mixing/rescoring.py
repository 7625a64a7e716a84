"""The job that links recordings that are alike, by key, tempo, energy and genre.

============================  ==================================================================
``SIMILAR_TO``                the mix cost, 0.5 for all of the energy and 0.3 for another genre
``HARMONIC_COMPATIBLE``       the mix cost (see ``costs``)
``TEMPO_COMPATIBLE``          the part of the tempo alone, in any key
============================  ==================================================================

Each recording has its k best of each kind, with ``score`` (1 / (1 + cost)) and ``version``. Candidates
for likeness are the 100 that mix best by the usual rule, or k if that is more; what the rule does not allow
is never similar, nor is a file of the same track.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracktion_db.graph.call import GraphCall, many, nothing
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphSteps, GraphWork
from tracktion_db.records import Record

from .bounds import require_int, require_uid
from .costs import OCTAVE_COST, TEMPO_COST, VERSION, score_of
from .recordings import MixRecording
from .rule import MixRule
from .similarity import MOST_LINKS
from .windows import windows_after

__all__ = ["NearestOfOne", "Rescored", "rescore_similarity"]

ENERGY_COST: Final = 0.5
GENRE_COST: Final = 0.3
UNKNOWN_COST: Final = 0.1
"""Of an energy or a genre that one of the two does not have."""

_CANDIDATES: Final = 100
_BATCH: Final = 50
_RULE: Final = MixRule()


class NearestOfOne(Record):
    """A recording that costs little after another one."""

    asker: str
    """The uid of that one."""
    uid: str
    cost: float
    """What was asked for: of the mix, or of the tempo alone."""
    energy: float | None
    genre: str | None


@dataclass(frozen=True, slots=True)
class Rescored:
    """How far a run came."""

    recordings: int
    links: int
    last: str
    """The uid to give as ``after`` to the next run."""
    finished: bool
    """Whether that was the last recording."""


def rescore_similarity(*, k: int = 20, after: str = "", most: int = 1_000) -> GraphSteps[Rescored]:
    """Derive the links of ``most`` recordings anew, by uid, from the one after ``after`` on.

    ``k`` links of each kind (1 to 50), ``most`` 1 to 100,000. Batches of 50 are replaced whole, so it may be
    interrupted anywhere and run again; a run goes on where the last one ended::

        after = ""
        while not (done := graph.run(rescore_similarity(after=after))).finished:
            after = done.last
    """
    require_int("k", k, 1, MOST_LINKS)
    require_int("most", most, 1, 100_000)
    if after:
        require_uid("after", after)

    def work() -> GraphWork[Rescored]:
        done, links, last = 0, 0, after
        while done < most:
            wanted = min(_BATCH, most - done)
            batch: list[MixRecording] = yield many(
                cypher["graph.list_mix_recordings_after"], MixRecording, after=last, row_limit=wanted
            )
            if batch:
                links += yield from _rescore(batch, k)
                done, last = done + len(batch), batch[-1].uid
            if len(batch) < wanted:
                return Rescored(done, links, last, finished=True)
        return Rescored(done, links, last, finished=False)

    return GraphSteps("mixing.rescore_similarity", work)


def _rescore(batch: Sequence[MixRecording], k: int) -> GraphWork[int]:
    """Replace all links from these recordings."""
    asking = {each.uid: each for each in batch}
    mixing: list[NearestOfOne]
    in_tempo: list[NearestOfOne]
    mixing, in_tempo = yield (
        _nearest("graph.list_nearest_of_each", batch, _windows_in_key, k, max(k, _CANDIDATES)),
        _nearest("graph.list_nearest_in_tempo", batch, _windows_in_tempo, k, k),
    )
    rows = {
        "harmonic": _links([(each.cost, each) for each in mixing], k),
        "similar": _links([(_unlikeness(asking[each.asker], each), each) for each in mixing], k),
        "tempo": _links([(each.cost, each) for each in in_tempo], k),
    }
    yield (
        nothing(cypher["graph.unlink_similar_recordings"], uids=list(asking)),
        *(nothing(cypher[f"graph.link_{name}_recordings"], rows=links) for name, links in rows.items()),
    )
    return sum(map(len, rows.values()))


def _nearest(
    name: str,
    batch: Sequence[MixRecording],
    windows: Callable[[MixRecording], Iterator[dict[str, Any]]],
    of_window: int,
    of_all: int,
) -> GraphCall[list[NearestOfOne]]:
    rows = [row | {"asker": each.uid, "track": each.track or ""} for each in batch for row in windows(each)]
    return many(
        cypher[name],
        NearestOfOne,
        windows=rows,
        tempo_cost=TEMPO_COST,
        window_limit=of_window,
        row_limit=of_all,
    )


def _windows_in_key(recording: MixRecording) -> Iterator[dict[str, Any]]:
    if recording.key is not None and recording.tempo is not None:
        for window in windows_after(_RULE, recording.key, recording.tempo):
            yield window._asdict()


def _windows_in_tempo(recording: MixRecording) -> Iterator[dict[str, Any]]:
    """The same ranges whatever the key."""
    if recording.key is not None and recording.tempo is not None:
        whatever = {
            (each.low, each.middle, each.high, each.target)
            for each in windows_after(_RULE, recording.key, recording.tempo)
        }
        for low, middle, high, target in sorted(whatever):
            octave = 0.0 if target == recording.tempo else OCTAVE_COST
            yield {"low": low, "middle": middle, "high": high, "target": target, "cost": octave}


def _links(costs: Iterable[tuple[float, NearestOfOne]], k: int) -> list[dict[str, Any]]:
    """The k links from each that cost least; of equal ones those with the smaller uid."""
    found: dict[str, list[tuple[float, str]]] = {}
    for cost, other in costs:
        found.setdefault(other.asker, []).append((cost, other.uid))
    return [
        {"uid": uid, "target": target, "score": score_of(cost), "version": VERSION}
        for uid, of_one in found.items()
        for cost, target in sorted(of_one)[:k]
    ]


def _unlikeness(one: MixRecording, other: NearestOfOne) -> float:
    if one.energy is None or other.energy is None:
        energy = UNKNOWN_COST
    else:
        energy = ENERGY_COST * abs(one.energy - other.energy)
    if one.genre is None or other.genre is None:
        genre = UNKNOWN_COST
    else:
        genre = 0.0 if one.genre == other.genre else GENRE_COST
    return other.cost + energy + genre
