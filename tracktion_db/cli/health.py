"""``health``: whether the database works, for people and for scripts."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from tracktion_db.database import Database
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
        typer.echo(json.dumps(answer))
        return
    typer.echo(f"PostgreSQL {found.server.server_version}, database {found.server.database}")
    typer.echo(f"{found.migrations.applied} migrations, the last is {found.migrations.newest or 'none'}")
    typer.echo(
        f"{found.latency_seconds * 1000:.1f} ms through the pool, {found.pool['pool_size']} connections"
    )
