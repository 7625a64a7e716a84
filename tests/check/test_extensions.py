"""Statements and migrations that need an extension, on databases that have it and on others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.statements.files import load_file, write_file
from tracktion_db.check.check import check_all
from tracktion_db.check.describe import describe
from tracktion_db.check.migrations.rules import check_all_migrations
from tracktion_db.cli.checking import analysed_statements
from tracktion_db.errors import StatementError
from tracktion_db.migrations import apply_migrations
from tracktion_db.statements import Statement, Statements, sql_folder

Connection = psycopg.Connection[Any]

# It writes nothing, so there is nothing to waive.
WRONG = """\
-- Whether two names are the same but for their case.
--
-- :param name: text  the name
-- :returns: one
-- :access: read
-- :extension: citext
-- :waive portable-write: to see whether it is missed
SELECT (:name::citext = 'ada'::citext) AS is_same;
"""
RIGHT = WRONG.replace("-- :waive portable-write: to see whether it is missed\n", "")


@pytest.fixture
def statement(tmp_path: Path) -> Statement:
    return load_file(tmp_path, WRONG)


def test_without_its_extension_a_statement_is_noted_and_nothing_is_found(
    connection: Connection, statement: Statement
) -> None:
    checked = check_all([statement], connection)
    assert (checked.statements, checked.findings, checked.waived) == (1, [], [])
    assert [str(note) for note in checked.notes] == [
        f"{statement.path}: not checked in full: it needs the extension citext, which this database has not"
    ]


def test_with_its_extension_it_is_checked_like_any_other(
    connection: Connection, statement: Statement, tmp_path: Path
) -> None:
    connection.execute("CREATE EXTENSION citext")
    checked = check_all([statement], connection)
    assert checked.notes == []
    assert [finding.rule for finding in checked.findings] == ["waiver"]
    assert check_all([load_file(tmp_path, RIGHT)], connection).findings == []


def test_a_statement_that_does_not_say_so_is_refused_by_the_server(
    connection: Connection, tmp_path: Path
) -> None:
    silent = load_file(tmp_path, RIGHT.replace("-- :extension: citext\n", ""))
    (finding,) = check_all([silent], connection).findings
    assert finding.rule == "prepare" and "needs the extension" not in finding.problem


def test_with_the_extension_and_without_its_tables_the_finding_says_what_is_missing(
    connection: Connection, tmp_path: Path
) -> None:
    connection.execute("CREATE EXTENSION citext")
    lost = load_file(tmp_path, RIGHT.replace(" AS is_same", " AS is_same FROM names"))
    (finding,) = check_all([lost], connection).findings
    needed = "those in migrations/extensions/citext"
    assert finding.problem.endswith(needed)


def test_describe_says_what_is_missing(connection: Connection, statement: Statement) -> None:
    for given in (statement, statement.path):
        with pytest.raises(StatementError, match="needs the extension citext, which this database has not"):
            describe(given, connection)
    connection.execute("CREATE EXTENSION citext")
    assert "-- :extension: citext\n" in describe(statement, connection).header


def test_what_looks_at_all_statements_leaves_it_out_and_says_so(
    connection: Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_file(tmp_path, RIGHT, "names/get_sameness.sql")
    write_file(tmp_path, "-- One.\n-- :returns: one\n-- :access: read\nSELECT 1 AS one;", "names/get_one.sql")
    statements = Statements.load(tmp_path)
    with analysed_statements(connection, statements) as (_, _, analysed):
        assert [one.name for one in analysed] == ["names.get_one"]
    assert capsys.readouterr().err == (
        "note: names.get_sameness is left out: it needs the extension citext, which this database has not\n"
    )
    connection.execute("CREATE EXTENSION citext")
    with analysed_statements(connection, statements) as (_, _, analysed):
        assert [one.name for one in analysed] == ["names.get_one", "names.get_sameness"]
    assert capsys.readouterr().err == ""


MAIN = """\
-- The songs.
--
-- depends:
CREATE TABLE songs (
    id uuid CONSTRAINT songs_pkey PRIMARY KEY,
    title text CONSTRAINT songs_title CHECK (title <> '')
);
"""
EXTRA = """\
-- The names of songs.
--
-- depends:
CREATE EXTENSION citext SCHEMA public;
ALTER TABLE songs ADD COLUMN name citext CONSTRAINT songs_name CHECK (name <> '');
CREATE TABLE names (name citext);
"""
WAIVERS = """\
[[waive]]
rule = "primary-key"
subject = "names"
reason = "to see that it is read"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_file(tmp_path, MAIN, "migrations/0001.music.songs.sql")
    write_file(tmp_path, EXTRA, "migrations/extensions/citext/0001.music.names.sql")
    return tmp_path / "migrations"


def found(url: str, folder: Path) -> list[tuple[str, str | None, str]]:
    with psycopg.connect(url) as connection:
        checked = check_all_migrations(connection, folder)
    return [(finding.rule, finding.subject, Path(finding.path).parent.name) for finding in checked.findings]


def test_the_migrations_of_an_extension_keep_the_rules_where_it_is_installed(
    empty_database_url: str, folder: Path
) -> None:
    apply_migrations(empty_database_url, folder=folder)
    assert found(empty_database_url, folder) == []
    extra = folder / "extensions" / "citext"
    apply_migrations(empty_database_url, folder=extra)
    # Nothing is found of the constraints that the other folder names, in either direction.
    expected = [("primary-key", "names", "citext")]
    assert found(empty_database_url, folder) == expected
    write_file(extra, WAIVERS, "waivers.toml")
    assert found(empty_database_url, folder) == []
    (extra / "waivers.toml").rename(folder / "waivers.toml")
    assert sorted(found(empty_database_url, folder)) == sorted([*expected, ("waiver", "names", "migrations")])


def test_our_own_statements_are_left_out_where_only_the_extension_is_there(
    connection: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = Statements.load(sql_folder() / "embeddings")
    if not connection.execute("SELECT FROM pg_available_extensions WHERE name = 'vector'").fetchall():
        lack = "it needs the extension vector, which this database has not"
    else:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
        lack = "it needs the migrations for the extension vector, which this database has not"
    checked = check_all(ours, connection)
    assert checked.findings == []
    assert {note.text for note in checked.notes} == {lack}
    with analysed_statements(connection, ours) as (_, _, analysed):
        assert analysed == []
    assert capsys.readouterr().err.count(lack) == len(ours)
