"""The contract and its tests are about the same things; the tests are in the folder ``contract``."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

from tests.graph.contract.conftest import CONTRACT, entry_of


def test_each_entry_has_its_test_and_each_test_its_entry() -> None:
    folder = Path(__file__).parent / "contract"
    modules = [import_module(f"tests.graph.contract.{path.stem}") for path in folder.glob("test_*.py")]
    tests = [value for module in modules for name, value in vars(module).items() if name[:5] == "test_"]
    proved = [entry_of(test) for test in tests]
    assert sorted(proved) == sorted(tomllib.loads(CONTRACT.read_text()))


def test_each_entry_says_what_each_server_does_and_what_follows() -> None:
    for name, entry in tomllib.loads(CONTRACT.read_text()).items():
        assert sorted(entry) == ["arcadedb", "neo4j", "so", "what"], name
        assert all(entry.values()), name
