"""The demo's questions to the graph: what was really played after a track, what mixes, and a path."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from tracktion_db import catalog, mixing
from tracktion_db.database import Database
from tracktion_db.demo.sample import SampleLibrary
from tracktion_db.demo.tour import Answer, Favourite
from tracktion_db.graph import Graph
from tracktion_db.graph.steps import GraphSteps
from tracktion_db.sync.tracklist_states import track_uid

__all__ = ["graph_answers"]

T = TypeVar("T")


def graph_answers(
    db: Database, graph: Graph, sample: SampleLibrary, favourite: Favourite
) -> Iterator[Answer]:
    """Ask the graph, one question after the other; it has all that the database has."""
    yield _ask(
        graph,
        f"What was really played right after “{favourite.name}”?",
        mixing.played_after(_track_of(db, favourite), limit=5),
        lambda found: [f"{track.times} x  {track.artist} - {track.title}" for track in found],
    )
    first, last = (_uid(db, sample.tracks[number].file_path) for number in (0, -1))
    names = [f"{track.artist} - {track.title}" for track in (sample.tracks[0], sample.tracks[-1])]
    yield _ask(
        graph,
        f"What mixes after “{names[0]}”, by another artist?",
        mixing.what_mixes_after(first, same_artist=False, limit=5),
        lambda found: [f"{each.recording.name}: {each.explanation}" for each in found],
    )
    yield _ask(
        graph,
        f"How does one get from there to “{names[1]}”?",
        mixing.find_path(first, last),
        _path,
    )


def _ask(graph: Graph, question: str, steps: GraphSteps[T], show: Callable[[T], Sequence[str]]) -> Answer:
    graph.run(steps)  # the first run also plans the statements
    started = time.perf_counter()
    answer = graph.run(steps)
    return Answer(question, [steps.name], time.perf_counter() - started, show(answer))


def _path(result: mixing.PathResult) -> list[str]:
    if not result.paths:
        return [f"there is none; this would do: {each.explanation}" for each in result.relax]
    return [f"{step.recording.name}: {step.explanation}" for step in result.paths[0].steps]


def _track_of(db: Database, favourite: Favourite) -> str:
    """The uid of the favourite's node, as the first set that plays it has its names."""
    sets = db.run(catalog.list_tracklists_containing(**favourite.by, limit=1)).items
    for track in sets[0].tracks:
        known = {"title": track.title, "artist": track.artist, "track_id": getattr(track, "id", None)}
        if all(known.get(name) == value for name, value in favourite.by.items()):
            return track_uid(track.artist, track.title)
    raise AssertionError("the set that was found contains the track that it was found by")


def _uid(db: Database, path: str) -> str:
    recording = db.run(catalog.get_recording_by_path(path))
    assert recording is not None, "the sample library was loaded just now"
    return str(recording.id)
