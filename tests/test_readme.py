"""The README's examples work pasted as they are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import tracktion_db
from tests.graph.conftest import clean_graph, graph_server

__all__ = ["clean_graph", "graph_server"]

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def run(block: str, url: str, folder: Path, **more: str) -> str:
    """What the block prints, run alone in a folder of its own with warnings as errors."""
    variables = {name: text for name, text in os.environ.items() if not name.startswith(("DB_", "PG"))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block],
        cwd=folder,
        env={**variables, "DATABASE_URL": url, "PYTHONPATH": str(README.parent), **more},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_example_runs_as_it_is(
    number: int, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    more: dict[str, str] = {}
    if "Graph.from_env()" in BLOCKS[number]:
        more = request.getfixturevalue("clean_graph").environment
    printed = run(BLOCKS[number], database_url, tmp_path, **more)
    assert printed
    for promised in re.findall(r"^ *print\(.*\)  # (.*)$", BLOCKS[number], re.MULTILINE):
        assert promised in printed.splitlines()


def test_every_call_that_replaces_an_earlier_one_is_there() -> None:
    names: list[str] = []
    for row in re.findall(r"^\| .* \| (.*) \|$", README.read_text(encoding="utf-8"), re.MULTILINE):
        names += re.findall(r"`(\w+)\.(\w+)`", row)
    assert len(names) > 60
    for owner, name in names:
        at_home = tracktion_db.Database if owner == "Database" else import_module(f"tracktion_db.{owner}")
        assert callable(getattr(at_home, name)), f"{owner}.{name}"


def test_there_is_a_blocking_and_an_asyncio_example() -> None:
    assert sum("with Database.from_env() as db:" in block for block in BLOCKS) >= 1
    assert sum("async with AsyncDatabase.from_env() as db:" in block for block in BLOCKS) >= 1
    assert any("Statements.load(" in block for block in BLOCKS)


CHECKED = """
import os
import psycopg
from tracktion_db.check import check

with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print([str(finding) for finding in check(sql, connection)])
"""


def test_the_statement_of_the_readme_passes_the_checks(database_url: str, tmp_path: Path) -> None:
    (block,) = [block for block in BLOCKS if "Statements.load(" in block]
    assert run(block + CHECKED, database_url, tmp_path).splitlines()[-1] == "[]"
