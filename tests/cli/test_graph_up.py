"""``up --graph`` and ``down``: both embedded servers, for a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import command
from tracktion_db.embedded import EmbeddedPostgres
from tracktion_db.embedded_graph import EmbeddedGraph

NAMES = ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE")
PROGRAM = """
from tracktion_db import Database, graph_migrations
from tracktion_db.graph import Graph
with Database.from_env() as db, Graph.from_env() as graph:
    print(db.health().migrations.applied > 0, graph_migrations.status(graph).pending)
"""


@pytest.fixture
def alone(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and an environment that names no graph either."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return here


def test_a_shell_reads_where_both_are_and_down_stops_both(alone: Path) -> None:
    try:
        printed = command("up", "--graph")
        assert printed.exit_code == 0, printed.output
        lines = printed.stdout.splitlines()
        assert [line.split("=")[0] for line in lines] == [
            f"export {name}" for name in ("DATABASE_URL", *NAMES)
        ]
        # The second time it finds them, and the database's URL alone stays one line.
        assert command("up", "--graph").stdout == printed.stdout
        url = command("up").stdout
        assert lines[0] == f"export DATABASE_URL={url.strip()}" and url.count("\n") == 1

        script = 'eval "$1"; exec "$2" -c "$3"'
        arguments = ["/bin/sh", "-c", script, "sh", printed.stdout, sys.executable, PROGRAM]
        asked = subprocess.run(arguments, env=dict(os.environ), capture_output=True, check=True, text=True)
        assert asked.stdout == "True []\n", asked.stdout + asked.stderr
    finally:
        stopped = command("down").stdout
    assert stopped == "stopped\n"
    assert EmbeddedGraph(alone / ".embedded/demo-graph").pid is None
    assert EmbeddedPostgres(alone / ".embedded/demo").url is None
    assert command("down").stdout == "it was not running\n"
