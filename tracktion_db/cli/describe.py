"""``describe``: what the server makes of one file, with the header and the record that it needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tracktion_db.check.describe import describe as description_of
from tracktion_db.cli.checking import JsonOption, MigrationsOption, open_database, usage_errors
from tracktion_db.migrations import migrations_folder


def describe(
    file: Annotated[Path, typer.Argument(help="SQL file, with or without a header.", exists=True)],
    as_json: JsonOption = False,
    migrations: MigrationsOption = None,
) -> None:
    """Show parameters, columns, rows, reads and writes of a statement, and why; nothing is executed.

    On the database of DATABASE_URL, as it is, else on an embedded server that is migrated and thrown away.
    """
    with usage_errors(), open_database(migrations or migrations_folder()) as connection:
        found = description_of(file, connection)
    typer.echo(json.dumps(found.to_json()) if as_json else str(found))
