"""``yoyo apply``, ``yoyo rollback``, ``yoyo list`` as an operator runs them, with nothing going wrong."""

from __future__ import annotations

import re

from psycopg.conninfo import conninfo_to_dict

from tests.migrations.conftest import Connection, Folder, Yoyo
from tests.migrations.snapshot import snapshot
from tracktion_db.migrations import apply_migrations, migrations_folder, pending_migrations
from tracktion_db.migrations.files import read_folder

IDS = [file.id for file in read_folder(migrations_folder())]


def listed(output: str) -> dict[str, str]:
    return {found[2]: found[1] for found in re.finditer(r"^([AU])\s+(\S+)", output, re.MULTILINE)}


def test_apply_list_and_rollback_from_a_plain_shell(yoyo: Yoyo, empty: Connection) -> None:
    assert set(listed(yoyo.shell("list")).values()) == {"U"}
    assert not empty.execute("SELECT FROM pg_class WHERE relname LIKE '%yoyo%'").fetchall(), "list changed it"

    said = yoyo.shell("apply")
    assert [name for name in IDS if f"Applying {name}" in said] == IDS
    assert listed(yoyo.shell("list")) == dict.fromkeys(IDS, "A")

    yoyo.shell("rollback")
    assert [name for name, state in listed(yoyo.shell("list")).items() if state == "U"] == IDS[-1:]
    yoyo.shell("apply")
    yoyo.shell("rollback", "--all")
    assert set(listed(yoyo.shell("list")).values()) == {"U"}
    assert snapshot(empty) == set()


def test_a_second_apply_does_nothing_and_succeeds(yoyo: Yoyo) -> None:
    yoyo.ok("apply")
    assert "Applying" not in yoyo.ok("apply")


def test_the_parts_of_the_address_in_the_environment_do_as_well(yoyo: Yoyo, empty: Connection) -> None:
    where = conninfo_to_dict(yoyo.url)
    done = yoyo.run(
        "apply",
        DATABASE_URL=None,
        DB_HOST=str(where.get("host", "")),
        DB_PORT=str(where.get("port", 5432)),
        DB_NAME=str(where["dbname"]),
        DB_USER=str(where["user"]),
        DB_PASSWORD=str(where.get("password", "")),
    )
    assert done.returncode == 0, done.stderr
    assert "recordings" in {name for _, name, _ in snapshot(empty)}


def test_an_address_given_on_the_command_line_wins(yoyo: Yoyo, empty: Connection) -> None:
    where = conninfo_to_dict(yoyo.url)
    uri = "postgresql+tracktion://{user}@{host}:{port}/{dbname}".format(**where)
    done = yoyo.run(
        "apply",
        "-d",
        uri,
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/x",
        PGPASSWORD=str(where.get("password")),
    )
    assert done.returncode == 0, done.stderr
    assert "recordings" in {name for _, name, _ in snapshot(empty)}


def test_a_schema_of_the_search_path_gets_tables_functions_and_bookkeeping(
    yoyo: Yoyo, empty: Connection
) -> None:
    empty.execute("CREATE SCHEMA tenant_a")
    empty.execute("CREATE SCHEMA tenant_b")
    yoyo.ok("apply")
    in_public = snapshot(empty)
    uri = "postgresql+tracktion://?options=-csearch_path%3Dtenant_a,public"
    assert set(listed(yoyo.ok("list", "-d", uri)).values()) == {"U"}, "public's bookkeeping is not tenant_a's"
    yoyo.ok("apply", "-d", uri)
    yoyo.ok("apply", options="-csearch_path=tenant_b")

    for tenant in ("tenant_a", "tenant_b"):
        empty.execute(f"SET search_path = {tenant}".encode())
        there = snapshot(empty)
        assert {(kind, name) for kind, name, _ in there} == {(kind, name) for kind, name, _ in in_public}
        tables = empty.execute("SELECT to_regclass(%s)", [f"{tenant}._yoyo_migration"]).fetchall()
        assert tables[0][0] is not None
        # Public comes after the schema itself on the path that the functions keep; nothing else is of it.
        assert not [text for _, _, text in there if "public" in text.replace("'tenant_a', 'public'", "")]

    yoyo.ok("rollback", "--all", "-d", uri)
    empty.execute("SET search_path = public")
    assert snapshot(empty) == in_public


def test_python_and_the_command_do_the_same(yoyo: Yoyo) -> None:
    assert pending_migrations(yoyo.url) == IDS
    assert apply_migrations(yoyo.url) == IDS
    assert apply_migrations(yoyo.url) == pending_migrations(yoyo.url) == []
    assert listed(yoyo.ok("list")) == dict.fromkeys(IDS, "A")


def test_plain_yoyo_and_this_backend_read_each_others_tables(yoyo: Yoyo, empty: Connection) -> None:
    plain = "postgresql+psycopg://{user}:{password}@{host}:{port}/{dbname}".format(
        **{"password": "", **conninfo_to_dict(yoyo.url)}
    )
    yoyo.shell("apply", "-d", plain)
    by_plain_yoyo = snapshot(empty)
    assert listed(yoyo.ok("list")) == dict.fromkeys(IDS, "A")
    yoyo.ok("rollback", "--all")
    yoyo.ok("apply")
    assert snapshot(empty) == by_plain_yoyo
    assert listed(yoyo.shell("list", "-d", plain)) == dict.fromkeys(IDS, "A")


def test_mark_and_unmark_run_nothing_and_are_logged(yoyo: Yoyo, folder: Folder, empty: Connection) -> None:
    folder.add("CREATE TABLE first (id integer);")
    folder.add("CREATE TABLE second (id integer);")
    yoyo.ok("mark", folder.path)
    assert set(listed(yoyo.ok("list", folder.path)).values()) == {"A"}
    yoyo.ok("unmark", folder.path)
    assert set(listed(yoyo.ok("list", folder.path)).values()) == {"U"}
    assert snapshot(empty) == set()
    log = empty.execute("SELECT operation, count(*) FROM _yoyo_log GROUP BY operation").fetchall()
    assert sorted(log) == [("mark", 2), ("unmark", 2)]


def test_a_revision_is_applied_with_what_it_depends_on(yoyo: Yoyo, folder: Folder) -> None:
    for number in range(3):
        folder.add(f"CREATE TABLE t{number} (id integer);")
    yoyo.ok("apply", folder.path, "-r", folder.ids[1])
    assert list(listed(yoyo.ok("list", folder.path)).values()) == ["A", "A", "U"]
    assert "depends on" in yoyo.refused("rollback", folder.path, "-m", folder.ids[0])
    yoyo.ok("rollback", folder.path, "-r", folder.ids[0])
    assert set(listed(yoyo.ok("list", folder.path)).values()) == {"U"}


def test_files_are_read_as_utf8_whatever_the_locale(yoyo: Yoyo, folder: Folder, empty: Connection) -> None:
    folder.add("CREATE TABLE names (name text DEFAULT 'Tiësto, Adagio');")
    # A C locale without Python's own UTF-8 mode, and a client that libpq takes for another one.
    variables = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PGCLIENTENCODING": "LATIN1"}
    for arguments in (["list"], ["apply", "-r", folder.ids[0]]):
        yoyo.shell(arguments[0], folder.path, *arguments[1:], **variables)
    empty.execute("INSERT INTO names DEFAULT VALUES")
    assert empty.execute("SELECT name FROM names").fetchall() == [("Tiësto, Adagio",)]


def test_break_lock_has_nothing_to_break(yoyo: Yoyo) -> None:
    assert "nothing to break" in yoyo.ok("break-lock")


def test_what_a_migration_sets_does_not_reach_the_next_one(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add("SET work_mem = '77MB'; SET statement_timeout = '9s';")
    folder.add(
        "CREATE TABLE seen AS SELECT current_setting('work_mem') AS work_mem,"
        " current_setting('statement_timeout') AS statement_timeout,"
        " current_setting('lock_timeout') AS lock_timeout,"
        " current_setting('client_connection_check_interval') AS interval;"
    )
    yoyo.ok("apply", folder.path)
    assert empty.execute("SELECT * FROM seen").fetchall() == [("4MB", "0", "3s", "5s")]


def test_the_folder_is_found_from_a_folder_below_the_checkout(yoyo: Yoyo, empty: Connection) -> None:
    yoyo.checkout = yoyo.checkout / "sql" / "catalog"
    yoyo.ok("apply")
    assert "recordings" in {name for _, name, _ in snapshot(empty)}
