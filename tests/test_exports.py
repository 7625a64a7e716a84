"""What the package shows, and which of its modules may know which."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType, UnionType
from typing import Literal, get_origin

import pytest

import tracktion_db
from tests.public_functions import FUNCTIONS
from tracktion_db import (
    Statements,
    accounts,
    assistant,
    catalog,
    check,
    embeddings,
    karaoke,
    library,
    music,
    statements,
    transfer,
)
from tracktion_db.statements import sql_folder

PACKAGE = Path(tracktion_db.__file__).parent
PUBLIC: dict[str, ModuleType] = {
    "tracktion_db": tracktion_db,
    "accounts": accounts,
    "assistant": assistant,
    "catalog": catalog,
    "check": check,
    "embeddings": embeddings,
    "karaoke": karaoke,
    "library": library,
    "music": music,
    "statements": statements,
    "transfer": transfer,
}
# From below upwards: a module may import what stands before it, and its own package.
LAYERS = [
    {"errors"},
    {"music"},
    {"settings", "statements"},
    {"record_slots", "records"},
    {"paging", "row_builder"},
    {"call", "adapters"},
    {"steps"},
    {"translation", "transaction_control"},
    {"row_scope"},
    {"pipeline", "wire", "forks", "health", "plans", "retrying"},
    {"connection", "connection_async", "runner", "runner_async"},
    {"pool", "pool_async", "transaction", "transaction_async"},
    {"database", "database_async"},
    {"listening", "listening_async"},
    {"fields", "inputs"},
    {"accounts", "assistant", "catalog", "karaoke", "library"},
    {"embeddings"},
    {"transfer"},
    {"graph"},
    {"graph_migrations", "mixing"},
    {"sync"},
    {"migrations", "embedded_process", "embedded_programs", "embedded_graph_programs"},
    {"embedded", "embedded_graph"},
    {"demo"},
    {"check"},
    {"cli"},
]
# Functions whose answer takes several statements.
STEPS = {
    "library.search_audio_tracks": {
        "library.read_search",
        "library.search_by_name",
        "library.search_by_words",
        "library.search_filtered",
        "library.read_slips",
        "library.search_forgiving",
        "library.get_audio_track_hits",
    }
}


@pytest.mark.parametrize("module", PUBLIC.values(), ids=PUBLIC.keys())
def test_what_a_package_shows_is_listed_in_order_and_there(module: ModuleType) -> None:
    assert module.__all__ == sorted(module.__all__)
    for name in module.__all__:
        shown = getattr(module, name)
        assert not inspect.ismodule(shown)
        # Names of types that are no classes have their words beside them.
        assert inspect.getdoc(shown) or get_origin(shown) in (Literal, UnionType)


def test_domains_and_errors_come_with_the_package() -> None:
    from tracktion_db import errors

    assert catalog.get_recording is import_module("tracktion_db.catalog.recordings").get_recording
    assert tracktion_db.TracktionDBError is errors.TracktionDBError


def test_a_function_is_called_like_its_statement() -> None:
    names = set(Statements.load(sql_folder()))
    for name, function in FUNCTIONS.items():
        # A list that has several orders has a file for each, and a search one for each of its steps.
        assert name in names or name in STEPS or any(file.startswith(f"{name}_by_") for file in names), (
            f"no file for {name}"
        )
        assert inspect.getdoc(function)
    # The other files are another way of doing the same, chosen by the function.
    domains = {name.partition(".")[0] for name in FUNCTIONS}
    others = {name for name in names - set(FUNCTIONS) if name.partition(".")[0] in domains}
    for name in others - {file for files in STEPS.values() for file in files}:
        ways = (
            name.replace(".copy_", ".add_"),
            name.partition("_by_")[0],
            name.removesuffix("_oldest_first"),
            f"{name}s",
        )
        assert any(way in FUNCTIONS for way in ways), name


def imports_of(path: Path) -> set[str]:
    """Modules of this package that the file imports when it is loaded."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("tracktion_db.")}
    return {name for name in found if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()}


def test_imports_point_downwards_only() -> None:
    level = {name: number for number, names in enumerate(LAYERS) for name in names}
    for path in PACKAGE.rglob("*.py"):
        unit = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if unit == "__init__":
            continue
        assert unit in level, f"{unit} has no place among the layers"
        for imported in imports_of(path) - {unit}:
            assert level[imported] <= level[unit], f"{path.name} imports {imported}"


def test_the_executors_know_no_domain_and_the_domains_no_driver() -> None:
    domains = {folder.name for folder in sql_folder().iterdir() if (PACKAGE / folder.name).is_dir()}
    # The checker is no domain: it talks to the server itself.
    domains.remove("check")
    assert "catalog" in domains
    for module in ("wire", "connection", "pool", "database", "transaction", "call", "records"):
        assert not imports_of(PACKAGE / f"{module}.py") & domains
    for domain in domains:
        for path in (PACKAGE / domain).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "psycopg" not in text.replace("``psycopg``", "")
            assert "import neo4j" not in text


def test_nothing_at_run_time_imports_the_checker() -> None:
    names = ", ".join(
        f"tracktion_db.{name}" for level in LAYERS for name in sorted(level - {"check", "cli", "demo"})
    )
    program = f"import sys, {names}; sys.exit('tracktion_db.check' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


# What an executor says around any statement, as it says BEGIN.
COMMANDS = {
    "SELECT set_config('app.key', $1, TRUE)",
    "SELECT set_config('tracktion_db.value_%d', $1::text, TRUE)",
}


def test_there_is_no_sql_in_python() -> None:
    words = ("SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "CREATE ", "ALTER ", "DROP ")
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                text = node.value if isinstance(node.value, str) else node.value.decode()
                assert not text.startswith(words) or text in COMMANDS, f"{path}:{node.lineno}"


def test_type_checkers_are_told_that_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").read_bytes() == b""
