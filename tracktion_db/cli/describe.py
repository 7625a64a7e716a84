"""``describe``: what the server makes of one file, with the header and the record that it needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tracktion_db.check.describe import describe as description_of
from tracktion_db.cli.checking import (
    JsonOption,
    MigrationsOption,
    PackageOption,
    complain,
    find_statements,
    hint_of_missing_table,
    migrations_of,
    open_database,
    usage_errors,
)
from tracktion_db.errors import StatementError


def describe(
    file: Annotated[Path, typer.Argument(help="SQL file, with or without a header.", exists=True)],
    package: PackageOption = None,
    as_json: JsonOption = False,
    migrations: MigrationsOption = None,
) -> None:
    """Show parameters, columns, rows, reads and writes of a statement, and why; nothing is executed.

    On the database of DATABASE_URL, as it is, else on an embedded server that is migrated and thrown away.
    """
    with usage_errors():
        if package:
            # For its records: what is in a JSON column only they say.
            _ = find_statements(None, package)
        folder = migrations or migrations_of(package)
        with open_database(folder) as connection:
            try:
                found = description_of(file, connection)
            except StatementError as error:
                if hint := hint_of_missing_table(folder, [str(error)]):
                    complain(hint)
                raise
    typer.echo(json.dumps(found.to_json()) if as_json else str(found))
