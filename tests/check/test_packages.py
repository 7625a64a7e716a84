"""Statements and records of a service, found in its package."""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.statements.files import with_header, write_file
from tracktion_db.check.packages import import_package, statements_of
from tracktion_db.errors import StatementError, UsageError
from tracktion_db.statements import Statements

LOADS = """\
from pathlib import Path

from tracktion_db import Statements

sql = Statements.load(Path(__file__).parent / "sql")
same = sql
"""
ONE = with_header("SELECT 1 AS one;", returns="one", access="read")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """A folder that packages are imported from, and forgotten again."""
    known = set(sys.modules)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    yield tmp_path
    for name in set(sys.modules) - known:
        del sys.modules[name]


def test_statements_of_all_modules_are_found_once(here: Path) -> None:
    for part in ("", "inner/"):
        write_file(here, LOADS, f"station/{part}__init__.py")
    write_file(here, "from station import sql", "station/again.py")
    write_file(here, "raise SystemExit('it was run')", "station/__main__.py")
    write_file(here, ONE, "station/sql/songs/get_one.sql")
    write_file(here, ONE, "station/inner/sql/shows/get_one.sql")
    modules, errors = import_package("station")
    assert errors == []
    assert [module.__name__ for module in modules] == ["station", "station.again", "station.inner"]
    assert set(statements_of(modules)) == {"songs.get_one", "shows.get_one"}


def test_one_module_is_a_package_too(here: Path) -> None:
    write_file(here, LOADS, "lonely.py")
    write_file(here, ONE, "sql/songs/get_one.sql")
    modules, _ = import_package("lonely")
    assert list(statements_of(modules)) == ["songs.get_one"]


def test_files_that_do_not_load_are_told_once_and_all_others_are_there(here: Path) -> None:
    write_file(here, "", "station/__init__.py")
    write_file(here, LOADS, "station/statements.py")
    write_file(here, LOADS, "station/twice.py")
    write_file(here, "from station.statements import sql", "station/calls.py")
    write_file(here, "SELECT 1;", "station/sql/songs/get_one.sql")
    write_file(here, "SELECT 2;", "station/sql/songs/get_two.sql")
    write_file(here, ONE, "station/sql/songs/get_three.sql")
    modules, errors = import_package("station")
    assert [module.__name__.rpartition(".")[2] for module in modules] == [
        "station", "calls", "statements", "twice",
    ]  # fmt: skip
    assert [error.path for error in errors] == [
        str(here / f"station/sql/songs/{name}.sql") for name in ("get_one", "get_two")
    ]
    assert list(statements_of(modules)) == ["songs.get_three"]


def test_a_module_that_looks_a_wrong_file_up_is_no_second_error(here: Path) -> None:
    write_file(here, "", "station/__init__.py")
    write_file(here, LOADS + "GET_ONE = sql['songs.get_one']\n", "station/calls.py")
    path = write_file(here, "SELECT 1;", "station/sql/songs/get_one.sql")
    _, errors = import_package("station")
    assert [error.path for error in errors] == [str(path)]
    write_file(here, ONE, "station/sql/songs/get_one.sql")
    write_file(here, LOADS + "GET_ONE = sql['songs.get_none']\n", "station/calls.py")
    sys.modules.pop("station")
    _, errors = import_package("station")
    assert [str(error) for error in errors] == ["no statement songs.get_none; nearest: songs.get_one"]


def test_a_load_after_the_import_refuses_again(here: Path) -> None:
    write_file(here, "", "station/__init__.py")
    write_file(here, "SELECT 1;", "sql/songs/get_one.sql")
    import_package("station")
    with pytest.raises(StatementError):
        Statements.load(here / "sql")


def test_two_files_of_one_name_are_refused(here: Path) -> None:
    for part in ("", "inner/"):
        write_file(here, LOADS, f"station/{part}__init__.py")
        write_file(here, ONE, f"station/{part}sql/songs/get_one.sql")
    modules, _ = import_package("station")
    with pytest.raises(UsageError, match=r"two statements songs\.get_one: .*inner"):
        statements_of(modules)


def test_what_cannot_be_imported_is_a_usage_error(here: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere_at_all cannot be imported.*; run it in the folder"):
        import_package("nowhere_at_all")
    write_file(here, "", "station/__init__.py")
    write_file(here, "import nowhere_at_all", "station/needs.py")
    with pytest.raises(UsageError, match=r"station\.needs cannot be imported: No module named"):
        import_package("station")
