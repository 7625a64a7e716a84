"""Where the commands about the graph find it."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import typer

from tracktion_db.embedded_graph import EmbeddedGraph
from tracktion_db.errors import Unavailable
from tracktion_db.graph import Graph, GraphSettings

__all__ = ["FOLDER", "found_graph_settings", "names_a_graph", "open_when_up"]

FOLDER: Final = Path(".embedded/demo-graph")
"""The embedded graph server's data, below the folder that the command is run in."""


_PAUSE: Final = 1.0


def names_a_graph() -> bool:
    """Whether the environment says which graph to use; else it is the embedded one."""
    return bool(os.environ.get("NEO4J_URI"))


@contextmanager
def found_graph_settings() -> Generator[GraphSettings]:
    """The graph of the environment, or the embedded one: started for this block unless it runs already.

    The embedded one takes limits (NEO4J_TIMEOUT, ...) from the environment, and nothing else.
    """
    if names_a_graph():
        yield GraphSettings.from_env()
        return
    with EmbeddedGraph(FOLDER) as embedded:
        yield GraphSettings.from_env(
            {
                **os.environ,
                "NEO4J_URI": embedded.start(),
                "NEO4J_USER": embedded.user,
                "NEO4J_PASSWORD": embedded.password,
                "NEO4J_DATABASE": embedded.database,
            }
        )


def open_when_up(settings: GraphSettings, until: threading.Event) -> Graph:
    """The graph, open; one that nobody answers for yet is waited for, until ``until`` is set.

    Raises Unavailable at once where the server does not let us in.
    """
    said = False
    while True:
        try:
            return Graph(settings).open()
        except Unavailable as error:
            if not error.retryable or until.is_set():
                raise
            if not said:
                typer.echo(f"waiting for the graph at {settings.server}", err=True)
                said = True
        until.wait(_PAUSE)
