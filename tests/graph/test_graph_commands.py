"""``tracktion-db graph``, as people run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.support import command
from tests.fixtures.graph_server import GraphServer
from tests.graph.schema_rules import Sabotage
from tracktion_db.cli.graph_server import FOLDER
from tracktion_db.embedded_graph import EmbeddedGraph


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and an environment that names no graph."""
    monkeypatch.chdir(tmp_path)
    for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_graph_is_migrated_and_says_so(
    here: Path, clean_graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in clean_graph.environment.items():
        monkeypatch.setenv(name, text)
    before = command("graph", "status")
    assert before.exit_code == 1 and "0001.nodes  pending" in before.output
    migrated = command("graph", "migrate")
    assert migrated.output.splitlines() == [
        "0001.nodes",
        "0002.lookups",
        "0003.relationships",
        "data.keys",
        "4 applied, nothing is missing now",
    ]
    assert command("graph", "migrate").output == "0 applied, nothing is missing now\n"
    after = command("graph", "status")
    assert after.exit_code == 0 and "UTC" in after.output and "pending" not in after.output
    with clean_graph.driver() as driver:
        Sabotage(driver).run("DROP INDEX similar_to_score IF EXISTS")
    broken = command("graph", "status")
    assert broken.exit_code == 1
    assert broken.output.splitlines()[-1] == "similar_to_score, index on SIMILAR_TO.score, is missing"
    assert command("graph", "migrate").exit_code == 0
    assert command("graph", "status").exit_code == 0
    assert clean_graph.password not in before.output + after.output


def test_without_a_named_graph_it_is_the_embedded_one(here: Path) -> None:
    assert command("graph", "migrate").exit_code == 0
    embedded = EmbeddedGraph(here / FOLDER)
    assert embedded.pid is None  # it was started for the command only, and its data stays
    status = command("graph", "status")
    assert status.exit_code == 0, status.output
    assert "ArcadeDB" in status.output


def test_a_graph_that_does_not_answer_is_one_line(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("NEO4J_RETRY_SECONDS", "0")
    result = command("graph", "status")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
