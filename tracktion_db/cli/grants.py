"""``grants``: the fewest rights with which a role can run the statements."""

from __future__ import annotations

from typing import Annotated

import typer

from tracktion_db.check.reach.grants import grants as grants_of
from tracktion_db.cli.checking import MigrationsOption, PackageOption, analysed_package, usage_errors


def grants(
    role: Annotated[str, typer.Option(help="Who is to run the statements; it need not exist.")],
    package: PackageOption = None,
    migrations: MigrationsOption = None,
) -> None:
    """Print the GRANT statements that a role needs for the statements, and no others."""
    with usage_errors(), analysed_package(package, migrations) as (_, _, _, analysed):
        lines = grants_of(analysed, role)
    for line in lines:
        typer.echo(line)
