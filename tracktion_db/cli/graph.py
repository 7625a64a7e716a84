"""``graph``: the commands about the graph as a whole.

They alone need the driver, so each imports what does.
"""

from __future__ import annotations

import typer

__all__ = ["app"]

app = typer.Typer(name="graph", help="The graph's constraints, indexes and keys.", no_args_is_help=True)


@app.command()
def migrate() -> None:
    """Apply the missing graph migrations on the server of NEO4J_URI, else on the embedded one."""
    from tracktion_db import graph_migrations
    from tracktion_db.cli.graph_server import found_graph_settings
    from tracktion_db.graph import Graph

    with found_graph_settings() as settings, Graph(settings) as graph:
        applied = graph_migrations.apply(graph)
    for name in applied:
        typer.echo(name)
    typer.echo(f"{len(applied)} applied, nothing is missing now")


@app.command()
def status() -> None:
    """Show which graph migrations are applied, and what differs; exit code 1 unless all is well."""
    from tracktion_db import graph_migrations
    from tracktion_db.cli.graph_server import found_graph_settings
    from tracktion_db.graph import Graph

    with found_graph_settings() as settings, Graph(settings) as graph:
        server = graph.server()
        found = graph_migrations.status(graph)
    typer.echo(f"{server.agent}, {settings.server}")
    for migration in found.migrations:
        when = "pending" if migration.applied_at is None else f"{migration.applied_at:%Y-%m-%d %H:%M:%S} UTC"
        typer.echo(f"{migration.name}  {when}")
    for problem in found.problems:
        typer.echo(problem)
    if found.pending or found.problems:
        raise typer.Exit(1)
