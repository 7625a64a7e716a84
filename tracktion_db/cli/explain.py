"""``explain``: the server's plan of a statement, by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracktion_db.cli.server import found_settings, names_a_server
from tracktion_db.database import Database
from tracktion_db.migrations import apply_with_extensions
from tracktion_db.statements import Statements, sql_folder


def explain(
    name: Annotated[str, typer.Argument(help="Statement, e.g. catalog.get_recording.")],
    folder: Annotated[
        Path | None, typer.Option(help="Folder of statements; the package's own by default.")
    ] = None,
) -> None:
    """Print a statement as the server gets it and the plan that serves any values of its parameters.

    On the server that the environment names, as it is, else on the embedded one, which is migrated first.
    """
    statement = Statements.load(folder or sql_folder())[name]
    with found_settings() as settings, Database(settings) as db:
        if not names_a_server():
            apply_with_extensions(settings.conninfo())
        plan = db.explain_generic(statement)
    for number, parameter in enumerate(statement.parameters, 1):
        typer.echo(f"-- ${number} is {parameter.name}: {parameter.type.name}  {parameter.meaning}")
    typer.echo(statement.sql.decode())
    typer.echo()
    if statement.custom_plan:
        typer.echo("-- Each call is planned for its values. This plan is for none of them.")
    typer.echo(plan)
