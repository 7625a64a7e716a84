"""Small libraries, written with the statements that the sync worker uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from tracktion_db.graph import Graph
from tracktion_db.graph.call import nothing
from tracktion_db.graph.statements import cypher
from tracktion_db.mixing import MixRecording
from tracktion_db.music import ALL_KEYS

FIRST_DAY = datetime(2024, 5, 1, tzinfo=UTC)


def write(graph: Graph, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows with one of the package's statements."""
    graph.run(nothing(cypher[f"graph.{statement}"], rows=rows))


def recording(
    uid: str,
    camelot: str | None = "8A",
    bpm: float | None = 120.0,
    *,
    artist: str | None = None,
    track: str | None = None,
    genre: str | None = None,
    energy: float | None = None,
) -> MixRecording:
    """A recording; its title is its uid."""
    return MixRecording(
        uid=uid,
        camelot=camelot,
        bpm=bpm,
        artist_key=artist,
        track=track,
        title=uid,
        artist=artist,
        genre=genre,
        energy=energy,
        file_path=f"/music/{uid}.flac",
    )


def save(graph: Graph, recordings: Sequence[MixRecording]) -> None:
    """Write recordings."""
    write(
        graph,
        "save_recordings",
        [
            {
                "uid": each.uid,
                "properties": {name: value for name, value in each.model_dump().items() if value is not None},
            }
            for each in recordings
        ],
    )


def save_sets(graph: Graph, sets: Mapping[str, Sequence[str]], keys: Mapping[str, str] | None = None) -> None:
    """Write sets, each the uids of its tracks in order, played a day after the other.

    ``keys`` are the tracks' keys where they are not their uids; an empty one is a track that nobody knows.
    """
    keys = keys or {}
    tracks = sorted({track for order in sets.values() for track in order})
    known = {track: keys.get(track, track) for track in tracks}
    write(
        graph,
        "save_tracks",
        [
            {
                "uid": track,
                "properties": {"uid": track, "title": f"title {track}", "artist": f"artist {track}"}
                | ({"key": known[track]} if known[track] else {}),
            }
            for track in tracks
        ],
    )
    days = {name: FIRST_DAY + timedelta(days=number) for number, name in enumerate(sets)}
    write(
        graph,
        "save_tracklists",
        [
            {"uid": name, "properties": {"uid": name, "title": f"set {name}", "played_at": days[name]}}
            for name in sets
        ],
    )
    links: list[dict[str, Any]] = []
    pairs: Counter[tuple[str, str]] = Counter()
    for name, order in sets.items():
        for position, track in enumerate(order):
            following = order[position + 1] if position + 1 < len(order) else None
            properties: dict[str, Any] = {"position": position, "played_at": days[name]}
            if following is not None and known[track] and known[following]:
                properties["next"] = following
            links.append({"uid": name, "target": track, "place": position, "properties": properties})
        pairs.update(pair for pair in pairwise(order) if known[pair[0]] and known[pair[1]])
    write(graph, "link_tracklist_tracks", links)
    write(graph, "refresh_transitions", [{"uid": one, "target": other} for one, other in sorted(pairs)])


def save_artists(graph: Graph, uids: Sequence[str]) -> None:
    """Write artists; their names are their uids in capitals."""
    write(graph, "save_artists", [{"uid": uid, "name": uid.upper()} for uid in uids])


def save_collaborations(graph: Graph, pairs: Mapping[tuple[str, str], int]) -> None:
    """Write who worked with whom, the smaller uid first, and the artists."""
    save_artists(graph, sorted({uid for pair in pairs for uid in pair}))
    write(
        graph,
        "set_collaborations",
        [{"uid": min(pair), "target": max(pair), "count": times} for pair, times in pairs.items()],
    )


def random_recordings(
    draw: Random, number: int, *, keys: int = 6, slowest: float = 100.0
) -> list[MixRecording]:
    """Recordings in neighbouring keys whose tempi are near each other, in whole or half time, some equal."""
    camelots = [key.camelot for key in ALL_KEYS if key.number <= keys]
    found: list[MixRecording] = []
    for each in range(number):
        tempo = draw.choice([draw.uniform(slowest, slowest * 1.3), float(draw.randint(20, 26) * 5)])
        octave = draw.choice([1, 1, 1, 1, 0.5, 2])
        found.append(
            recording(
                f"r{each:03}",
                draw.choice([*camelots] * 8 + [None]),
                draw.choice([round(tempo * octave, 2)] * 12 + [None]),
                artist=f"artist {draw.randint(0, number // 2)}",
                track=f"track {draw.randint(0, 2 * number)}",
            )
        )
    return found
