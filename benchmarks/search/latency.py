"""How long searches take: each request once, by one or more clients, after a pass that does not count."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan
from time import perf_counter

from benchmarks import machine
from benchmarks.lab import connect
from benchmarks.search.workload import Request, requests
from tracktion_db import Database, library

_LIMIT = 20


@dataclass
class Latencies:
    """Seconds of each page, by kind; and what the answers said of themselves."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict[str, list[float]](list))
    capped: Counter[str] = field(default_factory=Counter[str])
    empty: Counter[str] = field(default_factory=Counter[str])
    errors: Counter[str] = field(default_factory=Counter[str])
    """How often which kind of request raised what."""
    slowest: list[tuple[float, Request]] = field(default_factory=list[tuple[float, Request]])
    elapsed: float = 0.0
    free_cores: float | None = None
    """Before the first search; None where the system does not tell."""

    @property
    def every(self) -> list[float]:
        return [second for seconds in self.seconds.values() for second in seconds]

    def add(self, other: Latencies) -> None:
        for kind, seconds in other.seconds.items():
            self.seconds[kind] += seconds
        self.capped += other.capped
        self.empty += other.empty
        self.errors += other.errors
        self.slowest = sorted([*self.slowest, *other.slowest], key=lambda one: -one[0])[:20]


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time that this share of all does not exceed; not a number where there are no times."""
    if not seconds:
        return nan
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(url: str, *, clients: int, count: int) -> Latencies:
    """``count`` requests of each kind, shared out among so many clients: threads with a connection each."""
    with connect(url) as connection:
        asked, first = requests(connection, count), requests(connection, max(1, count // 10), seed=0)
    with Database.from_url(url, pool_max_size=clients + 1) as database:
        _together(database, first, clients)
        free = machine.free_cores()
        found = _together(database, asked, clients)
        found.free_cores = free
        return found


def _together(database: Database, asked: Sequence[Request], clients: int) -> Latencies:
    parts = [Latencies() for _ in range(clients)]
    threads = [
        threading.Thread(target=_client, args=(database, asked[number::clients], part))
        for number, part in enumerate(parts)
    ]
    started = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Latencies(elapsed=perf_counter() - started)
    for part in parts:
        found.add(part)
    return found


def _client(database: Database, asked: Sequence[Request], found: Latencies) -> None:
    for request in asked:
        cursor: str | None = None
        for page in range(request.pages):
            call = library.search_audio_tracks(request.text, limit=_LIMIT, cursor=cursor, **request.filters)
            started = perf_counter()
            try:
                answer = database.run(call)
            except Exception as error:  # noqa: BLE001 - a search that raises is a finding, not the end
                first_line = str(error).partition("\n")[0]
                found.errors[f"{request.kind}: {type(error).__name__}: {first_line}"] += 1
                break
            seconds = perf_counter() - started
            if page or request.pages == 1:
                found.seconds[request.kind].append(seconds)
                found.capped[request.kind] += answer.capped
                found.empty[request.kind] += not answer.items
                found.slowest.append((seconds, request))
            cursor = answer.next_cursor
            if cursor is None:
                break
