"""How long a change takes from its commit until the graph shows it, while so many others come each second."""

from __future__ import annotations

import random
import threading
import time

import neo4j

from benchmarks.graph.data import metadata, recording
from benchmarks.graph.emptying import empty
from tracktion_db import Database, catalog, sync
from tracktion_db.graph import Graph

RECORDINGS = 5_000
LOOK_EVERY = 0.005
# A server that has just been started compiles what it runs: that is not the lag of a service.
WARM_UP = 20.0


def run(db: Database, graph: Graph, driver: neo4j.Driver, rate: int, seconds: float) -> None:
    """Change metadata at this rate, follow one recording, and print the quantiles of its lag."""
    rows = list(metadata(RECORDINGS, seed=2))
    added = db.run(catalog.add_each_recording([recording(10_000_000 + n) for n in range(RECORDINGS)]))
    ids = [row.id for row in added if row.id is not None]
    for id_, row in zip(ids, rows, strict=True):
        db.run(catalog.set_metadata(id_, row))
    empty(driver, graph)
    worker = sync.Worker(db, graph)
    sync.drain(worker)
    stop = threading.Event()
    following = threading.Thread(target=sync.run, args=(worker, stop))
    following.start()
    done = threading.Event()
    written = [0]

    def write() -> None:
        dice = random.Random(3)
        began = time.perf_counter()
        while not done.is_set():
            db.run(catalog.set_metadata(dice.choice(ids[1:]), {"bpm": str(dice.randrange(90, 180))}))
            written[0] += 1
            ahead = began + written[0] / rate - time.perf_counter()
            if ahead > 0:
                time.sleep(ahead)

    writer = threading.Thread(target=write)
    writer.start()
    lags: list[float] = []
    counts_from = time.perf_counter() + WARM_UP
    until = counts_from + seconds
    number = 0
    with driver.session(database="neo4j") as session:
        while time.perf_counter() < until:
            number += 1
            db.run(catalog.set_metadata(ids[0], {"title": f"Seen {number}"}))
            committed = time.perf_counter()
            while True:
                found = session.execute_read(
                    lambda tx: tx.run(
                        "MATCH (r:Recording {uid: $uid}) RETURN r.title", uid=str(ids[0])
                    ).single()
                )
                if found and found[0] == f"Seen {number}":
                    break
                time.sleep(LOOK_EVERY)
            if committed >= counts_from:
                lags.append(time.perf_counter() - committed)
            time.sleep(0.02)
    done.set()
    writer.join()
    stop.set()
    following.join()
    lags.sort()
    reached = written[0] / (WARM_UP + seconds)
    print(f"{reached:,.0f} changes a second (asked for {rate}), {len(lags)} looked at")
    for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)):
        print(f"lag {name}  {lags[min(len(lags) - 1, int(share * len(lags)))] * 1000:7.0f} ms")
