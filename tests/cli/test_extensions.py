"""The commands on statements and migrations that need an extension."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.support import command
from tests.cli.test_check import PACKAGE, process
from tests.fixtures.extensions import own_migrations
from tests.statements.files import write_file
from tracktion_db.migrations import apply_migrations

STATEMENT = """\
-- The shows of a name, whatever its case.
--
-- :param name: text  the name
-- :returns: many radio.Show
-- :access: read
-- :extension: citext
-- :waive index: few shows
SELECT show.id, show.title FROM shows AS show WHERE show.name = :name::citext ORDER BY show.id ASC;
"""
MIGRATION = "migrations/extensions/citext/0001.radio.names.sql"
NAMES = """\
-- Names of shows.
--
-- depends:
CREATE EXTENSION citext;
ALTER TABLE shows ADD COLUMN name citext;
"""
LEFT_OUT = "it needs the extension citext, which this database has not"


@pytest.fixture
def radio(here: Path) -> Path:
    """A service with a statement that needs an extension, and the migration for it."""
    for name, text in PACKAGE.items():
        write_file(here, text, name)
    write_file(here, STATEMENT, "radio/sql/radio/list_shows.sql")
    write_file(here, NAMES, MIGRATION)
    return here


@pytest.fixture
def without(radio: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, on a server that has the service's migrations and not that one."""
    apply_migrations(empty_database_url, folder=radio / "migrations")
    monkeypatch.setenv("DATABASE_URL", make_conninfo(empty_database_url))
    return radio


def on_server(*arguments: str, folder: Path) -> tuple[int, str, str]:
    done = process(*arguments, folder=folder, DATABASE_URL=os.environ["DATABASE_URL"])
    return done.returncode, done.stdout, done.stderr


def test_a_throw_away_server_has_the_extension_and_its_migrations(radio: Path) -> None:
    done = process("check", "--package", "radio", "--waivers", folder=radio)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "2 statements: 0 findings, 1 waived" in done.stdout


def test_a_mistake_in_the_migration_of_an_extension_is_found(radio: Path) -> None:
    write_file(radio, NAMES + "CREATE TABLE loose (id integer);\n", MIGRATION)
    done = process("check", "--package", "radio", folder=radio)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{MIGRATION}:6:14: loose has no primary key [primary-key]")


def test_on_a_database_without_it_the_statement_is_noted_and_nothing_is_found(without: Path) -> None:
    code, said, _ = on_server("check", "--package", "radio", "--waivers", folder=without)
    assert code == 0
    assert f"radio/sql/radio/list_shows.sql: not checked in full: {LEFT_OUT}" in said
    assert "2 statements: 0 findings, 1 not checked in full" in said


@pytest.mark.parametrize("arguments", [("grants", "--role", "app"), ("impact", "shows.title"), ("unused",)])
def test_what_looks_at_all_statements_leaves_it_out_and_says_so(
    without: Path, arguments: tuple[str, ...]
) -> None:
    code, said, noted = on_server(*arguments, "--package", "radio", folder=without)
    assert code == 0, noted
    assert noted == f"note: radio.list_shows is left out: {LEFT_OUT}\n"
    assert "list_shows" not in said


def test_describe_and_explain_say_what_is_missing(without: Path) -> None:
    code, _, said = on_server("describe", "radio/sql/radio/list_shows.sql", folder=without)
    assert code == 2
    assert said == f"error: radio/sql/radio/list_shows.sql: {LEFT_OUT}\n"
    (without / "tmp").rmdir()
    code, _, said = on_server("explain", "radio.list_shows", "--folder", "radio/sql", folder=without)
    assert code == 1
    assert "those in migrations/extensions/citext" in said


def test_migrate_applies_those_of_an_extension_by_its_name(
    here: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    refused = command("migrate", "--extension", "no_such_thing")
    assert refused.exit_code == 1
    assert "no migrations are for the extension no_such_thing: there are those for vector" in refused.output
    assert command("migrate").exit_code == 0
    done = command("migrate", "--extension", "vector")
    if expected := [file.id for file in own_migrations() if file.path.parent.name == "vector"]:
        assert done.stdout.splitlines() == [*expected, f"{len(expected)} applied, nothing is missing now"]
    else:
        assert (done.exit_code, done.stdout) == (1, "")
        assert 'extension "vector" is not available' in done.output
    assert "0 applied" in command("migrate").stdout
