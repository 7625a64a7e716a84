"""Puts the judged queries to every search."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from benchmarks.lab import connect
from benchmarks.search import databases, peers
from benchmarks.search.corpus import Track
from benchmarks.search.judge import Answer, Scores, Search, ask
from benchmarks.search.queries import Query

PEERS: str = "search_peers"


def of_postgres(server: str, tracks: Sequence[Track], queries: Sequence[Query]) -> list[Scores]:
    """The peers on PostgreSQL, in a database that is dropped afterwards."""
    url = databases.make_empty(server, PEERS)
    try:
        with connect(url) as connection:
            return _each(peers.postgres(connection, tracks), queries)
    finally:
        databases.drop(server, PEERS)


def of_sqlite(tracks: Sequence[Track], queries: Sequence[Query]) -> list[Scores]:
    """The peers on SQLite."""
    return _each(peers.fts5(tracks), queries)


def _each(searches: Mapping[str, Search], queries: Sequence[Query]) -> list[Scores]:
    return [ask(name, search, queries) for name, search in searches.items()]


def misses(scores: Scores, tracks: Sequence[Track]) -> str:
    """The queries whose first hit was not right: what was meant, and what came first."""
    names = {track.id: f"{track.artist or '-'} | {track.title}" for track in tracks}
    return "".join(_miss(answer, names) for answer in scores.answers if answer.reciprocal_rank < 1)


def _miss(answer: Answer, names: Mapping[uuid.UUID, str]) -> str:
    query = answer.query
    meant = sorted(names[track] for track in query.targets)
    more = f" (and {len(meant) - 1} more)" if len(meant) > 1 else ""
    lines = [f"{query.kind}: {query.text}", f"    meant   {meant[0]}{more}"]
    if answer.error is not None:
        lines.append(f"    error   {answer.error}")
    lines += [
        f"    {'right' if hit in query.right else 'hit':5} {rank} {names.get(hit, str(hit))}"
        for rank, hit in enumerate(answer.hits[:5], start=1)
    ]
    return "\n".join((*lines, f"    rank    {answer.reciprocal_rank:.2f}")) + "\n\n"
