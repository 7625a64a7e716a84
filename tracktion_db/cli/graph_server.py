"""Where the commands about the graph find it."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import typer
from neo4j.exceptions import DriverError, Neo4jError

from tracktion_db.cli.server import GRAPH_FOLDER as FOLDER
from tracktion_db.embedded_graph import EmbeddedGraph
from tracktion_db.errors import Unavailable
from tracktion_db.graph import Graph, GraphSettings

__all__ = ["FOLDER", "found_graph_settings", "names_a_graph", "open_when_up", "start"]

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
        with _named(GraphSettings.from_env()) as settings:
            yield settings
        return
    with (
        EmbeddedGraph(FOLDER) as embedded,
        _named(GraphSettings.from_env({**os.environ, **start(embedded)})) as settings,
    ):
        yield settings


def start(embedded: EmbeddedGraph) -> dict[str, str]:
    """Start the embedded graph server, or find it running: what the environment says for it."""
    return {
        "NEO4J_URI": embedded.start(),
        "NEO4J_USER": embedded.user,
        "NEO4J_PASSWORD": embedded.password,
        "NEO4J_DATABASE": embedded.database,
    }


@contextmanager
def _named(settings: GraphSettings) -> Generator[GraphSettings]:
    """The settings; an error of this block that says the graph is not to be had also says where it is."""
    try:
        yield settings
    except Unavailable as error:
        # Of the database's errors there may be some, too.
        if isinstance(error.__cause__, DriverError | Neo4jError):
            error.add_note(f"the graph is {settings.server}")
        raise


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
