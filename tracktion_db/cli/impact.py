"""``impact``: all that a change of a column or a table may break."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Annotated

import typer

from tracktion_db.check.reach.impact import Affected, Impact
from tracktion_db.check.reach.impact import impact as impact_of
from tracktion_db.cli.checking import (
    JsonOption,
    MigrationsOption,
    PackageOption,
    analysed_package,
    migrations_of,
    usage_errors,
)


def impact(
    target: Annotated[str, typer.Argument(help="TABLE or TABLE.COLUMN", metavar="TABLE.COLUMN")],
    package: PackageOption = None,
    as_json: JsonOption = False,
    migrations: MigrationsOption = None,
) -> None:
    """List what reads, writes or mentions a column or a table: statements, records, triggers, views ..."""
    with usage_errors(), analysed_package(package, migrations) as (_, session, server, analysed):
        found = impact_of(session, server, analysed, target, migrations or migrations_of(package))
    typer.echo(json.dumps(_as_json(found)) if as_json else _shown(found))


def _shown(found: Impact) -> str:
    lines = [found.target]
    for kind, things in _lists(found):
        if things:
            lines += ["", kind, *[f"  {thing}" for thing in things]]
    return "\n".join(lines)


def _as_json(found: Impact) -> Mapping[str, object]:
    lists = {kind: [thing._asdict() for thing in things] for kind, things in _lists(found)}
    return {"target": found.target, **lists}


def _lists(found: Impact) -> Iterator[tuple[str, tuple[Affected, ...]]]:
    for field in fields(found):
        if field.name != "target":
            yield field.name, getattr(found, field.name)
