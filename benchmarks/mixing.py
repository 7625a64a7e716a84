"""How the questions of mixing grow: ``python -m benchmarks.mixing --uri bolt://... --tracks FILE.csv``.

The file has a line for each track, with the columns ``title``, ``artist``, ``genre``, ``key`` (0 to 11),
``mode`` (0 minor, 1 major), ``tempo`` and ``energy``. Where more recordings are wanted than it has lines,
they are drawn again, with keys a step or two away and tempi up to 6 % away.

ALL DATA OF THE GRAPH IS DELETED.

The password is in NEO4J_PASSWORD.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from neo4j import GraphDatabase

from benchmarks import machine
from benchmarks.graph.emptying import empty
from tracktion_db.graph import Graph
from tracktion_db.graph.call import nothing
from tracktion_db.graph.statements import cypher
from tracktion_db.mixing import (
    MixRule,
    find_path,
    order_crate,
    played_after,
    rescore_similarity,
    similar_recordings,
    what_mixes_after,
)
from tracktion_db.music import Key, key_of

SETS_SHARE = 20
"""A set for so many recordings."""
SET_LENGTH = 18
BATCH = 2_000
WARM_UP = 30


def main() -> None:
    """Fill the graph to each size in turn and measure."""
    arguments = _arguments()
    user, password = arguments.user, os.environ["NEO4J_PASSWORD"]
    with (
        Graph.from_uri(arguments.uri, user=user, password=password) as graph,
        GraphDatabase.driver(arguments.uri, auth=(user, password)) as driver,
    ):
        print(f"{graph.server()}; each question {arguments.times} times; p50 / p95 in ms")
        for size in arguments.sizes:
            empty(driver, graph)
            began = time.perf_counter()
            uids = _fill(graph, arguments.tracks, size)
            free = machine.free_cores()
            print(f"\n{size:,} recordings, filled in {time.perf_counter() - began:.0f} s, free cores {free}")
            _measure(graph, uids, arguments.times)


def _measure(graph: Graph, uids: Sequence[str], times: int) -> None:
    draw = random.Random(1)
    ends = [draw.sample(uids, 2) for _ in range(times + WARM_UP)]
    some, goals = [one for one, _ in ends], [other for _, other in ends]
    rescored = graph.run(rescore_similarity(most=min(200, len(uids))), timeout=600)
    questions: dict[str, Callable[[int], Any]] = {
        "what mixes after this": lambda n: graph.run(what_mixes_after(some[n])),
        "the same without key lock, 8 %": lambda n: graph.run(
            what_mixes_after(some[n], rule=MixRule(key_lock=False, tolerance_percent=8))
        ),
        "the same, other artists only": lambda n: graph.run(what_mixes_after(some[n], same_artist=False)),
        "played after": lambda n: graph.run(played_after(some[n])),
        "path of at most 6 steps": lambda n: graph.run(find_path(some[n], goals[n])),
        "three paths, no artist twice": lambda n: graph.run(
            find_path(some[n], goals[n], best=3, repeat_artist=False)
        ),
        "order a crate of 12": lambda n: graph.run(order_crate(draw.sample(uids, 12))),
        "similar recordings": lambda _: graph.run(similar_recordings(draw.choice(uids[:200]))),
    }
    for name, ask in questions.items():
        taken: list[float] = []
        found = 0
        for number in range(times + WARM_UP):
            began = time.perf_counter()
            answer = ask(number)
            if number >= WARM_UP:
                taken.append(1_000 * (time.perf_counter() - began))
                found += bool(getattr(answer, "paths", answer))
        taken.sort()
        p50, p95 = (taken[int(share * (len(taken) - 1))] for share in (0.5, 0.95))
        print(f"  {name:32} {p50:7.1f} / {p95:7.1f}   answered {found} of {len(taken)}")
    began = time.perf_counter()
    done = graph.run(rescore_similarity(after=rescored.last, most=min(500, len(uids))), timeout=600)
    seconds = time.perf_counter() - began
    print(f"  rescore similarity: {done.recordings / seconds:.0f} recordings a second, k = 20")


def _fill(graph: Graph, tracks: Path, size: int) -> list[str]:
    draw = random.Random(0)
    with tracks.open(encoding="utf-8", newline="") as lines:
        known = list(csv.DictReader(lines))
    rows = [_row(draw, known[number % len(known)], number, len(known)) for number in range(size)]
    for batch in _batches(rows):
        graph.run(nothing(cypher["graph.save_recordings"], rows=batch))
    keys = [row["properties"]["track"] for row in rows]
    sets = [draw.choices(keys, k=SET_LENGTH) for _ in range(max(1, size // SETS_SHARE))]
    for batch in _batches(sorted({track for order in sets for track in order})):
        named = [{"uid": key, "properties": _track(key)} for key in batch]
        graph.run(nothing(cypher["graph.save_tracks"], rows=named))
    for batch in _batches(list(enumerate(sets))):
        graph.run(
            nothing(
                cypher["graph.save_tracklists"],
                rows=[
                    {"uid": f"set {number}", "properties": {"uid": f"set {number}"}} for number, _ in batch
                ],
            )
        )
    links = [
        {
            "uid": f"set {number}",
            "target": one,
            "place": place,
            "properties": {"position": place, "next": other},
        }
        for number, order in enumerate(sets)
        for place, (one, other) in enumerate(pairwise(order))
    ]
    for batch in _batches(links):
        graph.run(nothing(cypher["graph.link_tracklist_tracks"], rows=batch))
    pairs = sorted({(one, other) for order in sets for one, other in pairwise(order) if one != other})
    for batch in _batches(pairs):
        rows_of = [{"uid": one, "target": other} for one, other in batch]
        graph.run(nothing(cypher["graph.refresh_transitions"], rows=rows_of))
    return sorted(row["uid"] for row in rows)


def _row(draw: random.Random, line: dict[str, str], number: int, known: int) -> dict[str, Any]:
    key = key_of(int(line["key"]), int(line["mode"]))
    assert isinstance(key, Key)
    bpm = float(line["tempo"])
    if number >= known:
        key = key.transposed(7 * draw.choice([0, 0, 0, 1, -1, 2, -2]))
        bpm = round(bpm * draw.uniform(0.94, 1.06), 2)
    artist, title = line["artist"].lower(), line["title"].lower()
    uid = str(UUID(int=draw.getrandbits(128)))
    return {
        "uid": uid,
        "properties": {
            "uid": uid,
            "title": line["title"],
            "artist": line["artist"],
            "artist_key": artist,
            "genre": line["genre"],
            "energy": float(line["energy"]),
            "bpm": bpm,
            "camelot": key.camelot,
            "track": f"{artist} / {title} {number // known}",
            "file_path": f"/music/{uid}.flac",
        },
    }


def _track(key: str) -> dict[str, str]:
    artist, _, title = key.partition(" / ")
    return {"uid": key, "key": key, "artist": artist, "title": title}


def _batches(rows: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mixing", description=__doc__)
    parser.add_argument("--uri", required=True, help="Bolt URI of a server whose data may be deleted")
    parser.add_argument("--user", default="neo4j")
    parser.add_argument("--tracks", required=True, type=Path, help="CSV file of tracks")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--times", type=int, default=200)
    return parser.parse_args()


if __name__ == "__main__":
    main()
