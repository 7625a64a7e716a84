"""``python -m benchmarks.graph``: see the package."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from contextlib import contextmanager

import neo4j

from benchmarks.graph import lag, projection, triggers
from tracktion_db import Database
from tracktion_db.graph import Graph


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.graph")
    parser.add_argument("what", choices=("projection", "lag", "triggers"))
    parser.add_argument("--url", required=True, help="the database: empty and migrated")
    parser.add_argument("--uri", help="the graph, whose data is removed")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--count", type=int, default=50_000, help="recordings to project")
    parser.add_argument("--rate", type=int, default=500, help="changes a second")
    parser.add_argument("--seconds", type=float, default=30)
    given = parser.parse_args()
    if given.what == "triggers":
        triggers.run(given.url)
        return
    with Database.from_url(given.url) as db, _graph(given) as (graph, driver):
        if given.what == "projection":
            projection.run(db, graph, driver, given.count)
        else:
            lag.run(db, graph, driver, given.rate, given.seconds)


@contextmanager
def _graph(given: argparse.Namespace) -> Generator[tuple[Graph, neo4j.Driver]]:
    auth = (given.user, given.password) if given.user else None
    with (
        Graph.from_uri(given.uri, user=given.user, password=given.password, timeout=60) as graph,
        neo4j.GraphDatabase.driver(given.uri, auth=auth) as driver,
    ):
        yield graph, driver


main()
