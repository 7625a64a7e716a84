"""``grants``: the fewest rights with which a role can run the statements."""

from __future__ import annotations

from typing import Annotated

import typer

from tracktion_db.check.reach.grants import grants as grants_of
from tracktion_db.check.reach.roles import RoleName, grants_as
from tracktion_db.cli.checking import MigrationsOption, PackageOption, analysed_package, usage_errors
from tracktion_db.errors import UsageError


def grants(
    role: Annotated[str, typer.Option(help="Who is to run the statements; it need not exist.")],
    package: PackageOption = None,
    migrations: MigrationsOption = None,
    like: Annotated[
        RoleName | None,
        typer.Option("--as", help="Only what this role of the migrations runs; by default all statements."),
    ] = None,
) -> None:
    """Print the GRANT statements that a role needs for the statements, and no others."""
    with usage_errors():
        if like is not None and package is not None:
            raise UsageError("--as is for our own statements: leave out --package, or --as")
        with analysed_package(package, migrations) as (_, _, _, analysed):
            lines = grants_of(analysed, role) if like is None else grants_as(analysed, like, role)
    for line in lines:
        typer.echo(line)
