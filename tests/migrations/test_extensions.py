"""Migrations that need an extension: applied by themselves, in the same books, in nobody's way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.migrations.conftest import Connection, Folder, Yoyo
from tests.migrations.snapshot import applied, has_table
from tests.migrations.test_yoyo_command import listed
from tracktion_db import Database
from tracktion_db.errors import UsageError
from tracktion_db.migrations import (
    apply_migrations,
    apply_with_extensions,
    extension_folder,
    migrations_folder,
    pending_migrations,
)
from tracktion_db.migrations.extensions import extension_folders, ids_of_extensions
from tracktion_db.migrations.files import read_folder

EXTENSION = "citext"
FIRST = "0001.names.first"
SECOND = "0002.names.second"


def add_to(folder: Path, name: str, depends: str, sql: str, rollback: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.sql").write_text(f"-- A step.\n--\n-- depends: {depends}".rstrip() + f"\n{sql}\n")
    (folder / f"{name}.rollback.sql").write_text(rollback)


@pytest.fixture
def main(folder: Folder) -> Folder:
    """Three migrations, and beside them one for an extension."""
    for name in ("a", "b", "c"):
        folder.add(f"CREATE TABLE {name} (id integer);", rollback=f"DROP TABLE {name};")
    add_to(
        folder.path / "extensions" / EXTENSION,
        FIRST,
        "",
        f"CREATE EXTENSION {EXTENSION};\nALTER TABLE b ADD COLUMN name {EXTENSION};",
        f"ALTER TABLE b DROP COLUMN name;\nDROP EXTENSION {EXTENSION};",
    )
    return folder


@pytest.fixture
def extra(main: Folder) -> Path:
    return main.path / "extensions" / EXTENSION


def has_extension(connection: Connection) -> bool:
    found = connection.execute("SELECT FROM pg_extension WHERE extname = %s", [EXTENSION])
    return bool(found.fetchall())


def test_nobody_applies_them_with_the_others(yoyo: Yoyo, main: Folder, empty: Connection) -> None:
    yoyo.ok("apply", main.path)
    assert applied(empty) == main.ids
    assert not has_extension(empty)
    assert apply_migrations(yoyo.url, folder=main.path) == []


def test_those_of_this_package_are_not_applied_by_a_plain_yoyo_apply(yoyo: Yoyo, empty: Connection) -> None:
    yoyo.ok("apply")
    assert applied(empty) == [file.id for file in read_folder(migrations_folder())]


@pytest.mark.parametrize("below", ["", "extensions", f"extensions/{EXTENSION}"])
def test_they_are_applied_listed_and_rolled_back_by_their_folder_from_any_folder(
    yoyo: Yoyo, main: Folder, extra: Path, empty: Connection, below: str
) -> None:
    shutil.copy(yoyo.checkout / "yoyo.ini", main.path)
    yoyo.ok("apply", main.path)
    # yoyo.ini is found above; the folder is said as it is seen from here.
    yoyo.checkout = main.path / below
    source = Path(*extra.relative_to(main.path).parts[len(Path(below).parts) :])
    assert listed(yoyo.ok("list", source)) == {FIRST: "U"}
    yoyo.ok("apply", "-b", source)
    assert listed(yoyo.ok("list", source)) == {FIRST: "A"}
    assert has_extension(empty) and sorted(applied(empty)) == sorted([*main.ids, FIRST])
    yoyo.ok("rollback", "-b", source)
    assert not has_extension(empty) and applied(empty) == main.ids


def test_a_process_of_its_own_does_it_too(yoyo: Yoyo, main: Folder, extra: Path, empty: Connection) -> None:
    yoyo.shell("apply", main.path)
    yoyo.shell("apply", "-b", extra)
    assert has_extension(empty)


def test_either_chain_goes_on_while_the_other_is_applied(
    yoyo: Yoyo, main: Folder, extra: Path, empty: Connection
) -> None:
    yoyo.ok("apply", main.path)
    yoyo.ok("apply", extra)
    main.add("CREATE TABLE d (id integer);", rollback="DROP TABLE d;")
    assert pending_migrations(yoyo.url, folder=main.path) == main.ids[3:]
    assert apply_migrations(yoyo.url, folder=main.path) == main.ids[3:]
    add_to(extra, SECOND, FIRST, "CREATE TABLE e (name citext);", "DROP TABLE e;")
    assert pending_migrations(yoyo.url, folder=extra) == [SECOND]
    assert apply_migrations(yoyo.url, folder=extra) == [SECOND]
    assert has_table(empty, "d") and has_table(empty, "e")
    assert listed(yoyo.ok("list", main.path)) == dict.fromkeys(main.ids, "A")


def test_a_health_check_goes_on_naming_the_newest_of_the_main_chain(
    yoyo: Yoyo, main: Folder, extra: Path
) -> None:
    apply_migrations(yoyo.url, folder=main.path)
    apply_migrations(yoyo.url, folder=extra)
    with Database.from_url(yoyo.url, pool_min_size=1) as db:
        state = db.health().migrations
    assert (state.applied, state.newest) == (4, main.ids[-1])


def test_a_main_chain_that_is_shorter_than_the_other_goes_on(yoyo: Yoyo, main: Folder, extra: Path) -> None:
    before = FIRST
    for number in range(2, 9):
        name = f"{number:04}.names.step"
        add_to(extra, name, before, "SELECT 1;", "SELECT 1;")
        before = name
    apply_migrations(yoyo.url, folder=main.path)
    apply_migrations(yoyo.url, folder=extra)
    main.add("CREATE TABLE d (id integer);")
    assert apply_migrations(yoyo.url, folder=main.path) == main.ids[3:]


def test_in_a_chain_of_an_extension_too_nothing_is_edited_renamed_or_late(
    yoyo: Yoyo, main: Folder, extra: Path
) -> None:
    add_to(extra, SECOND, FIRST, "SELECT 1;", "SELECT 1;")
    apply_migrations(yoyo.url, folder=main.path)
    apply_migrations(yoyo.url, folder=extra)
    text = (extra / f"{SECOND}.sql").read_text()
    (extra / f"{SECOND}.sql").write_text(text.replace("1;", "2;"))
    assert f"{SECOND} was edited after it was applied" in yoyo.refused("apply", extra)
    (extra / f"{SECOND}.sql").write_text(text)
    (extra / f"{SECOND}.sql").rename(extra / "0003.names.third.sql")
    (extra / f"{SECOND}.rollback.sql").rename(extra / "0003.names.third.rollback.sql")
    assert f"0003.names.third was applied as {SECOND}" in yoyo.refused("apply", extra)
    (extra / "0003.names.third.sql").rename(extra / f"{SECOND}.sql")
    (extra / "0003.names.third.rollback.sql").rename(extra / f"{SECOND}.rollback.sql")
    add_to(extra, "0000.names.early", "", "SELECT 3;", "SELECT 1;")
    first = (extra / f"{FIRST}.sql").read_text().replace("depends:", "depends: 0000.names.early")
    (extra / f"{FIRST}.sql").write_text(first)
    assert "0000.names.early comes too late: 0002 is applied" in yoyo.refused("apply", extra)


def test_what_was_there_when_they_were_applied_is_not_rolled_back_below_them(
    yoyo: Yoyo, main: Folder, extra: Path, empty: Connection
) -> None:
    yoyo.ok("apply", main.path)
    yoyo.ok("apply", extra)
    main.add("CREATE TABLE d (id integer);", rollback="DROP TABLE d;")
    yoyo.ok("apply", main.path)
    # The newest one came after them.
    yoyo.ok("rollback", main.path)
    assert not has_table(empty, "d")
    for command in ("rollback", "unmark"):
        said = yoyo.refused(command, main.path)
        assert said.startswith(f"yoyo: {FIRST} was applied after {main.ids[2]}: roll back first what")
    assert has_table(empty, "c")
    yoyo.ok("rollback", extra)
    yoyo.ok("rollback", "--all", main.path)
    assert applied(empty) == []


def test_without_the_tables_of_the_others_nothing_of_them_is_applied(
    yoyo: Yoyo, extra: Path, empty: Connection
) -> None:
    assert 'relation "b" does not exist' in yoyo.refused("apply", extra)
    assert not has_extension(empty) and applied(empty) == []


def test_a_server_of_ones_own_gets_those_whose_extension_it_offers(
    yoyo: Yoyo, main: Folder, empty: Connection
) -> None:
    add_to(main.path / "extensions" / "no_such_thing", "0001.none.first", "", "SELECT none();", "SELECT 1;")
    assert apply_with_extensions(yoyo.url, folder=main.path) == [*main.ids, FIRST]
    assert apply_with_extensions(yoyo.url, folder=main.path) == []
    assert has_extension(empty)


def test_folder_and_extension_together_are_refused_and_so_is_an_extension_without_migrations(
    yoyo: Yoyo, main: Folder
) -> None:
    for call in (apply_migrations, pending_migrations):
        with pytest.raises(UsageError, match="give folder or extension"):
            call(yoyo.url, folder=main.path, extension=EXTENSION)
        with pytest.raises(UsageError, match=r"^no migrations are for the extension \.\./book"):
            call(yoyo.url, extension="../bookkeeping")


def test_the_folders_and_their_names_are_found(main: Folder, extra: Path) -> None:
    (main.path / "extensions" / "README.md").write_text("Words.")
    assert extension_folders(main.path) == {EXTENSION: extra}
    assert ids_of_extensions(main.path) == {FIRST}
    assert extension_folders(extra) == {}


def test_no_two_of_our_own_have_the_same_name() -> None:
    seen = {file.id for file in read_folder(migrations_folder())}
    for name, folder in extension_folders(migrations_folder()).items():
        assert extension_folder(name) == folder
        ids = {file.id for file in read_folder(folder)}
        assert not ids & seen
        seen |= ids
