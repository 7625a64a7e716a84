"""``health``: whether the database works, for people and for scripts."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from tracktion_db.database import Database
from tracktion_db.health import GraphLag
from tracktion_db.settings import Settings


def health(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Ask the server that the environment names how it is; exit code 1 when it does not work."""
    with Database(Settings.from_env()) as db:
        found = db.health()
    if as_json:
        answer = dataclasses.asdict(found)
        answer["server"] = found.server.model_dump()
        answer["migrations"] = found.migrations.model_dump()
        answer["graph"] = None if found.graph is None else found.graph.model_dump(mode="json")
        typer.echo(json.dumps(answer))
        return
    typer.echo(f"PostgreSQL {found.server.server_version}, database {found.server.database}")
    typer.echo(f"{found.migrations.applied} migrations, the last is {found.migrations.newest or 'none'}")
    typer.echo(
        f"{found.latency_seconds * 1000:.1f} ms through the pool, {found.pool['pool_size']} connections"
    )
    for line in _graph_lines(found.graph):
        typer.echo(line)


def _graph_lines(lag: GraphLag | None) -> list[str]:
    if lag is None:
        return ["graph: none, this schema has no outbox for it"]
    lines = [
        f"graph: {lag.depth:,} changes wait, the oldest for {lag.oldest_seconds:.1f} s; "
        f"{lag.dead:,} dead letters, {lag.retrying:,} to be tried again; last token {lag.token:,}"
    ]
    if lag.failing_since is not None:
        lines.append(
            f"graph: nothing was written since {lag.failing_since:%Y-%m-%d %H:%M:%S} UTC: {lag.failure}"
        )
    return lines
