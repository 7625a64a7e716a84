"""Histories that cannot be right are refused, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrations.conftest import Connection, Folder, Yoyo
from tests.migrations.snapshot import snapshot
from tracktion_db.errors import StatementError, UsageError
from tracktion_db.migrations import apply_migrations, migrations_folder
from tracktion_db.migrations.files import read_checked, read_folder
from tracktion_db.migrations.splitting import split
from tracktion_db.statements.source import read_source

HEADER = "-- A step.\n--\n-- depends:\n\n"


@pytest.fixture
def steps(folder: Folder, yoyo: Yoyo) -> Folder:
    """Two migrations, applied."""
    folder.add("CREATE TABLE a (id integer);")
    folder.add("CREATE TABLE b (id integer);")
    yoyo.ok("apply", folder.path)
    return folder


def test_an_applied_file_that_was_edited_is_refused_by_every_command(yoyo: Yoyo, steps: Folder) -> None:
    file = steps.path / f"{steps.ids[0]}.sql"
    file.write_text(file.read_text().replace("integer", "bigint"))
    steps.add("CREATE TABLE c (id integer);")
    for command in ("apply", "list", "rollback", "reapply"):
        assert "0001.demo.step_1 was edited after it was applied" in yoyo.refused(command, steps.path)


def test_line_endings_are_no_edit(yoyo: Yoyo, steps: Folder) -> None:
    file = steps.path / f"{steps.ids[0]}.sql"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    yoyo.ok("apply", steps.path)


def test_a_file_that_comes_late_is_refused(yoyo: Yoyo, steps: Folder) -> None:
    (steps.path / "0002.demo.step_2.sql").rename(steps.path / "0003.demo.step_3.sql")
    (steps.path / "0002.demo.step_2.rollback.sql").unlink()
    (steps.path / "0002.demo.late.sql").write_text("-- Late.\n-- depends: 0001.demo.step_1\nSELECT 1;\n")
    file = steps.path / "0003.demo.step_3.sql"
    file.write_text(file.read_text().replace("depends: 0001.demo.step_1", "depends: 0002.demo.late"))
    assert "0002.demo.late comes too late: 0002 is applied" in yoyo.refused("apply", steps.path)


def test_a_renamed_file_is_not_run_again(yoyo: Yoyo, steps: Folder, empty: Connection) -> None:
    (steps.path / "0002.demo.step_2.sql").rename(steps.path / "0005.demo.other.sql")
    (steps.path / "0002.demo.step_2.rollback.sql").unlink()
    said = yoyo.refused("apply", steps.path)
    assert said == "yoyo: 0005.demo.other was applied as 0002.demo.step_2: give it that name again"


def test_an_older_checkout_finds_nothing_to_do_on_a_newer_database(yoyo: Yoyo, steps: Folder) -> None:
    for path in steps.path.glob("0002.*"):
        path.unlink()
    assert "Applying" not in yoyo.ok("apply", steps.path)


def test_a_migration_whose_predecessor_was_left_out_is_refused(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    folder.add("CREATE TABLE b (id integer);")
    said = yoyo.refused("apply", folder.path, "-m", "step_2")
    assert said == "yoyo: 0002.demo.step_2 depends on 0001.demo.step_1, which is not applied"
    assert snapshot(empty) == set()


def test_no_migrations_are_an_error_for_every_command(yoyo: Yoyo, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in ("nowhere", tmp_path / "nowhere", tmp_path / "empty"):
        for command in ("apply", "rollback", "list"):
            assert "no migrations" in yoyo.refused(command, folder)
    assert "no migrations" in yoyo.refused("apply", "-m", "nothing is called so")
    with pytest.raises(UsageError, match="there is no folder"):
        apply_migrations(yoyo.url, folder=tmp_path / "nowhere")
    with pytest.raises(UsageError, match="there are no migrations"):
        apply_migrations(yoyo.url, folder=tmp_path / "empty")


@pytest.mark.parametrize("rollback", [None, "", "-- nothing to do\n"])
def test_what_has_no_rollback_is_not_rolled_back(yoyo: Yoyo, folder: Folder, rollback: str | None) -> None:
    folder.add("CREATE TABLE a (id integer);", rollback=rollback)
    yoyo.ok("apply", folder.path)
    assert "0001.demo.step_1 cannot be rolled back" in yoyo.refused("rollback", folder.path)
    assert "Applying" not in yoyo.ok("apply", folder.path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"\xef\xbb\xbf" + HEADER.encode(), "byte order mark"),
        (HEADER.encode() + b"SELECT '\xe9';\n", r":5:9: this is not UTF-8"),
        (HEADER.encode() + b"SELECT '\0';\n", "NUL"),
        ((HEADER + "SELECT 1;\nCOMMIT;\n").encode(), r":6:1: COMMIT would part the migration"),
        ((HEADER + "/* x */ begin; SELECT 1;\n").encode(), "BEGIN would part"),
        ((HEADER + "SELECT $$ ; $$; Start Transaction;\n").encode(), "START would part"),
        ((HEADER + "SAVEPOINT a;\n").encode(), "SAVEPOINT would part"),
        ((HEADER + "COPY a (x) FROM STDIN;\n").encode(), "only psql can run this COPY"),
        ((HEADER + "SET LOCAL search_path = public;\n").encode(), "does not choose its schema"),
        (b"SELECT 1;\n", "write `-- depends: <its name>`"),
        (b"/* A step. */\n-- depends:\nSELECT 1;\n", "a directive outside the header"),
        (b"-- A step.\nSELECT 1;\n-- depends:\n", "a directive outside the header"),
        ((HEADER + "-- transaction: false\nSELECT 1;\n").encode(), "transaction is no directive"),
        ((HEADER + "-- transactional: no\nSELECT 1;\n").encode(), "transactional is true or false"),
        ((HEADER + "-- depends: 0000.a.b\nSELECT 1;\n").encode(), "depends is said twice"),
        (b"-- A step.\n-- depends: 0000.a.b\nSELECT 1;\n", "write `-- depends:`"),
    ],
)
def test_a_file_that_would_not_run_as_it_reads_is_refused(tmp_path: Path, text: bytes, problem: str) -> None:
    (tmp_path / "0001.demo.step.sql").write_bytes(text)
    with pytest.raises(StatementError, match=problem):
        read_folder(tmp_path)


@pytest.mark.parametrize("command", ["apply", "list", "rollback"])
def test_the_command_says_what_is_wrong_with_a_file_and_where(
    yoyo: Yoyo, folder: Folder, command: str
) -> None:
    file = folder.add("SELECT 1;\nCOMMIT;")
    said = yoyo.refused(command, folder.path)
    assert said.startswith(f"yoyo: {file}:6:1: COMMIT would part the migration from its bookkeeping\n")


@pytest.mark.parametrize(
    "name", ["1.demo.step", "0001.demo", "0001.Demo.step", "0001.demo.a.b", "post-apply"]
)
def test_a_file_of_another_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.sql").write_text(HEADER + "SELECT 1;\n")
    with pytest.raises(StatementError, match="a migration is called"):
        read_folder(tmp_path)


def test_a_python_file_a_stray_rollback_and_a_number_used_twice_are_refused(tmp_path: Path) -> None:
    python = tmp_path / "0001.demo.step.py"
    python.write_text("")
    with pytest.raises(StatementError, match="a migration is called"):
        read_folder(tmp_path)
    python.rename(tmp_path / "0001.demo.step.sql").write_text(HEADER + "SELECT 1;\n")
    stray = tmp_path / "0002.demo.step.rollback.sql"
    stray.write_text("SELECT 1;\n")
    with pytest.raises(StatementError, match="belongs to no migration"):
        read_folder(tmp_path)
    stray.rename(tmp_path / "0001.demo.two.sql").write_text(HEADER + "SELECT 1;\n")
    with pytest.raises(UsageError, match="2 migrations have the number 0001"):
        read_folder(tmp_path)


def test_statements_end_where_postgresql_ends_them(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(
        """
        CREATE FUNCTION f() RETURNS integer BEGIN ATOMIC
            SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 2; END;
        DO $body$ BEGIN COMMIT; END $body$; /* ; /* ; */ ; */
        SELECT ';', E'\\';', ";", $$;$$, U&';', foo$bar$ , 1 -- ; COMMIT;
        ;;
        CREATE TABLE begin$ (atomic integer)
        """,
        encoding="utf-8",
    )
    assert [piece.words[0] for piece in split(read_source(str(path)))] == ["CREATE", "DO", "SELECT", "CREATE"]
    assert read_checked(path).text


def test_the_migrations_of_this_package_are_found_and_fit() -> None:
    files = read_folder(migrations_folder())
    assert files[0].id.startswith("0001.") and files[0].depends == ()
    assert all(file.rollback().text for file in files)
