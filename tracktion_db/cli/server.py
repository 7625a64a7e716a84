"""``up``, ``down`` and ``migrate``; and where every other command finds its database."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Annotated, Final

import typer

from tracktion_db.database import Database
from tracktion_db.embedded import EmbeddedPostgres
from tracktion_db.embedded_graph import EmbeddedGraph
from tracktion_db.health import watch_statements
from tracktion_db.migrations import apply_migrations, apply_with_extensions
from tracktion_db.settings import Settings

FOLDER: Final = Path(".embedded/demo")
"""The embedded server's data, below the folder that the command is run in."""
GRAPH_FOLDER: Final = Path(".embedded/demo-graph")
"""The embedded graph server's."""


def names_a_server() -> bool:
    """Whether the environment says which server to use; else it is the embedded one."""
    return any(os.environ.get(name) for name in ("DATABASE_URL", "DB_HOST", "DB_CONNECTION_NAME"))


@contextmanager
def found_settings() -> Generator[Settings]:
    """The server of the environment, or the embedded one: started for this block unless it runs already."""
    if names_a_server():
        yield Settings.from_env()
        return
    with EmbeddedPostgres(FOLDER) as embedded:
        yield Settings.from_env({**os.environ, "DATABASE_URL": embedded.start()})


def up(
    graph: Annotated[
        bool, typer.Option("--graph", help="The embedded graph server as well, and lines for a shell.")
    ] = False,
) -> None:
    """Start the embedded server and print its URL; its data stays in .embedded/demo.

    With --graph print what the environment needs for both: eval "$(tracktion-db up --graph)".
    """
    variables = _graph_up() if graph else {}
    url = EmbeddedPostgres(FOLDER).start()
    apply_with_extensions(Settings.from_url(url).conninfo())
    with Database.from_url(url) as db:
        db.run(watch_statements())
    if not graph:
        typer.echo(url)
        return
    for name, text in {"DATABASE_URL": url, **variables}.items():
        typer.echo(f"export {name}={quote(text)}")


def _graph_up() -> dict[str, str]:
    # The driver is an extra.
    from tracktion_db import graph_migrations
    from tracktion_db.cli.graph_server import start
    from tracktion_db.graph import Graph

    variables = start(EmbeddedGraph(GRAPH_FOLDER))
    with Graph.from_env({**os.environ, **variables}) as graph:
        graph_migrations.apply(graph)
    return variables


def down() -> None:
    """Stop the embedded servers, that of the graph too; their data stays."""
    stopped = [EmbeddedGraph(GRAPH_FOLDER).stop(), EmbeddedPostgres(FOLDER).stop()]
    typer.echo("stopped" if any(stopped) else "it was not running")


def migrate(
    extension: Annotated[
        str | None,
        typer.Option("--extension", help="Those for this extension, after the others: vector."),
    ] = None,
) -> None:
    """Apply the missing migrations on the server that the environment names, as `yoyo apply` does."""
    applied = apply_migrations(Settings.from_env().conninfo(), extension=extension)
    for name in applied:
        typer.echo(name)
    typer.echo(f"{len(applied)} applied, nothing is missing now")
