"""``unused``: statements, calls, columns and indexes that nobody uses."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, fields
from pathlib import Path

import typer

from tracktion_db.check.reach.unused import Unused
from tracktion_db.check.reach.unused import unused as unused_of
from tracktion_db.cli.checking import (
    OWN_PACKAGE,
    JsonOption,
    MigrationsOption,
    PackageOption,
    analysed_package,
    usage_errors,
)
from tracktion_db.errors import UsageError


def unused(
    package: PackageOption = None, as_json: JsonOption = False, migrations: MigrationsOption = None
) -> None:
    """List statements without a call, calls without a test, columns and indexes without a statement."""
    with usage_errors(), analysed_package(package, migrations) as (connection, _, _, analysed):
        found = unused_of(connection, analysed, _folder(package or OWN_PACKAGE))
    typer.echo(json.dumps(asdict(found)) if as_json else _shown(found))


def _folder(package: str) -> Path:
    places = list(getattr(sys.modules[package], "__path__", ()))
    if not places:
        raise UsageError(f"{package} is one module: unused looks for calls and tests in a package")
    return Path(places[0])


def _shown(found: Unused) -> str:
    parts: list[str] = []
    for field in fields(found):
        things = getattr(found, field.name)
        if things:
            parts.append("\n".join([field.name, *[f"  {thing}" for thing in things]]))
    return "\n\n".join(parts) or "nothing is unused"
