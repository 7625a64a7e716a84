"""What goes wrong with migrations in practice, and that a re-run is always enough."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest

from tests.migrations.conftest import Connection, Folder, Yoyo
from tests.migrations.snapshot import applied, has_table, snapshot
from tracktion_db.errors import TimedOut, Unavailable
from tracktion_db.migrations import apply_migrations, migrations_folder, pending_migrations, runner
from tracktion_db.migrations.bookkeeping import Bookkeeping
from tracktion_db.migrations.files import read_folder

PAUSE = "SELECT pg_sleep(current_setting('demo.seconds')::double precision);"
LONG = "-c demo.seconds=60 -c client_connection_check_interval=300ms"
SHORT = "-c demo.seconds=0"
SLEEPERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"


def the_sleeper(connection: Connection) -> int:
    """The process of the migration that pauses."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if pids := connection.execute(SLEEPERS).fetchall():
            return pids[0][0]
        time.sleep(0.05)
    raise AssertionError("no migration pauses")


def test_several_runs_at_once_apply_each_migration_once(yoyo: Yoyo, empty: Connection) -> None:
    processes = [yoyo.start("apply") for _ in range(4)]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0], errors
    ids = [file.id for file in read_folder(migrations_folder())]
    assert applied(empty) == ids
    log = empty.execute("SELECT migration_id FROM _yoyo_log ORDER BY 1").fetchall()
    assert [row[0] for row in log] == ids


def test_a_second_run_waits_for_a_long_migration_and_finds_it_done(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add(f"CREATE TABLE a (id integer); {PAUSE}")
    first = yoyo.start("apply", folder.path, options="-c demo.seconds=6")
    the_sleeper(empty)
    second = yoyo.start("apply", folder.path, options="-c demo.seconds=6")
    said = [process.communicate(timeout=60)[1] for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert "another migration run is at work in schema public: waiting for it" in said[1]
    assert "Applying" not in said[1]


def test_a_run_that_waits_too_long_for_another_gives_up(
    empty: Connection, connect: Callable[[], Connection]
) -> None:
    with Bookkeeping(empty).lock():
        with (
            pytest.raises(TimedOut, match="at work in schema public"),
            Bookkeeping(connect()).lock(timeout=0.3),
        ):
            pass
        other = connect()
        other.execute("CREATE SCHEMA tenant_a; SET search_path = tenant_a")
        with Bookkeeping(other).lock(timeout=0.3):
            pass  # another schema, another lock
    with Bookkeeping(connect()).lock(timeout=0.3):
        pass


def test_a_run_killed_in_the_middle_leaves_nothing_half_done(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    folder.add(f"CREATE TABLE b (id integer); {PAUSE} CREATE TABLE c (id integer);")
    process = yoyo.start("apply", folder.path, options=LONG)
    the_sleeper(empty)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)

    started = time.monotonic()
    yoyo.ok("apply", folder.path, options=SHORT)
    assert time.monotonic() - started < 30, "the orphan held the lock"
    assert applied(empty) == folder.ids
    assert has_table(empty, "b") and has_table(empty, "c")
    assert empty.execute(SLEEPERS).fetchall() == []


def test_an_interrupted_run_undoes_what_it_had_not_finished(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add(f"CREATE TABLE a (id integer); {PAUSE}")
    process = yoyo.start("apply", folder.path, options=LONG)
    the_sleeper(empty)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert said.splitlines()[-1] == "yoyo: interrupted; what was not finished is undone"
    assert not has_table(empty, "a")
    yoyo.ok("apply", folder.path, options=SHORT)


def test_a_session_lost_in_the_middle_leaves_nothing_half_done(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    folder.add(f"CREATE TABLE b (id integer); {PAUSE}")
    process = yoyo.start("apply", folder.path, options=LONG)
    empty.execute("SELECT pg_terminate_backend(%s)", [the_sleeper(empty)])
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.splitlines()[-1] == "yoyo: 0002.demo.step_2.sql: the connection was lost: run it again"
    assert applied(empty) == folder.ids[:1]
    assert not has_table(empty, "b")
    yoyo.ok("apply", folder.path, options=SHORT)
    assert applied(empty) == folder.ids


def test_a_session_lost_between_two_migrations_leaves_work_and_bookkeeping_agreed(
    folder: Folder, empty: Connection, connect: Callable[[], Connection], empty_database_url: str
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    folder.add("CREATE TABLE b (id integer);")
    files = read_folder(folder.path)
    doomed = connect()
    run = runner.Runner(Bookkeeping(doomed))
    with run.bookkeeping.lock():
        run.apply(files[0])
        empty.execute("SELECT pg_terminate_backend(%s)", [doomed.info.backend_pid])
        with pytest.raises(Unavailable):
            run.apply(files[1])
    assert applied(empty) == folder.ids[:1]
    assert has_table(empty, "a") and not has_table(empty, "b")
    assert apply_migrations(empty_database_url, folder=folder.path) == folder.ids[1:]


def test_a_failing_migration_is_undone_and_says_where(yoyo: Yoyo, folder: Folder, empty: Connection) -> None:
    folder.add("CREATE TABLE a (id integer);")
    bad = folder.add("CREATE TABLE b (id integer);\n\nALTER TABLE nowhere ADD COLUMN x text;")
    folder.add("CREATE TABLE c (id integer);")
    said = yoyo.refused("apply", folder.path)
    assert said == f'yoyo: {bad}: relation "nowhere" does not exist'
    assert applied(empty) == folder.ids[:1]
    assert {name for kind, name, _ in snapshot(empty) if kind == "relation"} == {"a"}
    bad.write_text(bad.read_text().replace("ALTER TABLE nowhere ADD COLUMN x text;", "\n  SELECT bad;"))
    assert yoyo.refused("apply", folder.path) == f'yoyo: {bad}:8:10: column "bad" does not exist'


def test_what_cannot_be_recorded_is_not_done_either(yoyo: Yoyo, folder: Folder, empty: Connection) -> None:
    folder.add("CREATE TABLE a (id integer); DROP TABLE _yoyo_log;")
    assert 'relation "_yoyo_log" does not exist' in yoyo.refused("apply", folder.path)
    assert not has_table(empty, "a") and has_table(empty, "_yoyo_log")
    assert applied(empty) == []


def test_a_command_of_psql_is_a_syntax_error(yoyo: Yoyo, folder: Folder) -> None:
    folder.add("\\i other.sql")
    assert "syntax error at or near" in yoyo.refused("apply", folder.path)


def test_the_data_of_rows_is_not_in_an_error(yoyo: Yoyo, folder: Folder) -> None:
    folder.add("CREATE TABLE a (code text UNIQUE); INSERT INTO a VALUES ('secret-17');")
    bad = folder.add("INSERT INTO a VALUES ('secret-17');")
    assert yoyo.refused("apply", folder.path) == f"yoyo: {bad}: UniqueViolation (a_code_key)"
    bad.write_text(
        bad.read_text().replace("INSERT INTO a VALUES ('secret-17')", "SELECT code::integer FROM a")
    )
    assert "secret" not in yoyo.refused("apply", folder.path)


def test_a_lock_that_another_session_holds_is_tried_again(
    yoyo: Yoyo, folder: Folder, empty: Connection, connect: Callable[[], Connection]
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    yoyo.ok("apply", folder.path)
    folder.add("CREATE TABLE b (id integer); ALTER TABLE a ADD COLUMN x text;")
    holder = connect()
    holder.execute("BEGIN; LOCK TABLE a IN ACCESS SHARE MODE")
    process = yoyo.start("apply", folder.path, options="-c lock_timeout=200ms")
    assert process.stderr is not None
    refused = next(line for line in process.stderr if "WARNING" in line)
    assert "0002.demo.step_2 could not get its locks (1 of 10 tries)" in refused
    holder.execute("COMMIT")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert applied(empty) == folder.ids


def test_a_lock_that_stays_taken_is_given_up_with_nothing_done(
    folder: Folder,
    empty: Connection,
    connect: Callable[[], Connection],
    empty_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "ATTEMPTS", 2)
    folder.add("CREATE TABLE a (id integer);")
    url = f"{empty_database_url} options='-c lock_timeout=100ms'"
    apply_migrations(url, folder=folder.path)
    folder.add("CREATE TABLE b (id integer); ALTER TABLE a ADD COLUMN x text;")
    connect().execute("BEGIN; LOCK TABLE a IN ACCESS SHARE MODE")
    with pytest.raises(TimedOut, match=r"0002\.demo\.step_2\.sql: a lock could not be had") as caught:
        apply_migrations(url, folder=folder.path)
    assert caught.value.retryable
    assert pending_migrations(url, folder=folder.path) == folder.ids[1:]
    assert not has_table(empty, "b")


def test_a_role_that_may_not_create_tables_is_told_so_at_once(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    empty.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    options = "-c role=pg_monitor"
    assert "permission denied for schema public" in yoyo.refused("apply", folder.path, options=options)


def test_a_schema_that_is_not_there_is_not_replaced_by_the_next_one(yoyo: Yoyo, empty: Connection) -> None:
    for path in ("nowhere", "nowhere,public", '"No""Where",public'):
        said = yoyo.refused("apply", options=f"-csearch_path={path}")
        assert "there is no schema" in said
    assert snapshot(empty) == set()


def test_a_server_that_cannot_be_reached_is_one_line(yoyo: Yoyo) -> None:
    said = yoyo.refused("apply", DATABASE_URL="postgresql://someone:canary-4711@127.0.0.1:1/x")
    assert said.startswith("yoyo: no connection to migrate: ") and "\n" not in said
    assert "canary-4711" not in said


def test_a_missing_address_names_the_variable(yoyo: Yoyo) -> None:
    assert "DATABASE_URL: is not set" in yoyo.refused("list", DATABASE_URL=None)


@pytest.mark.parametrize("flag", [["--force"], ["--migration-table", "other"]])
def test_flags_that_would_spoil_the_bookkeeping_are_refused(
    yoyo: Yoyo, folder: Folder, flag: list[str]
) -> None:
    folder.add("CREATE TABLE a (id integer);")
    yoyo.refused("apply", folder.path, *flag)


def test_an_option_that_libpq_does_not_know_is_refused(yoyo: Yoyo) -> None:
    said = yoyo.refused("apply", "-d", "postgresql+tracktion://?schema=tenant_a")
    assert 'invalid connection option "schema"' in said
