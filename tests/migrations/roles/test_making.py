"""The migration makes the roles once for the cluster, whoever is first, and does without where it may not."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack
from secrets import token_hex
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.catalog.samples import new_recording
from tests.fixtures.server import Server
from tests.migrations.conftest import Connection
from tests.migrations.roles.rights import Right, login, rights, role_of
from tracktion_db import Database, catalog
from tracktion_db.check.reach.roles import RoleName
from tracktion_db.migrations import apply_migrations, migrations_folder
from tracktion_db.migrations.bookkeeping import Bookkeeping
from tracktion_db.migrations.files import read_folder
from tracktion_db.migrations.runner import Runner

FILES = read_folder(migrations_folder())
(FILE,) = [file for file in FILES if file.id.endswith(".shared.roles")]
ROLES = [role_of(role) for role in RoleName]
POLICIES = "SELECT count(*) FROM pg_policy WHERE polname IN ('sessions_expired', 'templates_for_everybody')"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"

Renamed = Callable[[str], bytes]


@pytest.fixture
def main_url(empty_database_url: str) -> str:
    """A database as this file leaves it: later ones, and those of extensions, grant more."""
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        runner = Runner(Bookkeeping(connection))
        for file in FILES[: FILES.index(FILE) + 1]:
            runner.apply(file)
    return empty_database_url


@pytest.fixture
def migrated(main_url: str) -> Generator[Connection]:
    with psycopg.connect(main_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def two_urls(server: Server, main_url: str) -> Generator[tuple[str, str]]:
    """Two such databases of one cluster."""
    with server.clean_database(str(conninfo_to_dict(main_url)["dbname"])) as second:
        yield main_url, second


@pytest.fixture
def renamed(server: Server) -> Generator[tuple[str, Renamed]]:
    """A prefix of roles that nobody made yet, and how to have a migration's text make them."""
    prefix = f"made_{token_hex(6)}_"

    def rename(text: str) -> bytes:
        assert set(re.findall(r"\btracktion_\w+", text)) == set(ROLES)
        return re.sub(r"\btracktion_(?=read|worker)", prefix, text).encode()

    yield prefix, rename
    with psycopg.connect(server.url, autocommit=True) as admin:
        for role in ROLES:
            name = sql.Identifier(role.replace("tracktion_", prefix))
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))


def existing(connection: psycopg.Connection[Any], prefix: str) -> int:
    query = (
        "SELECT count(*) FROM pg_roles WHERE starts_with(rolname, %s) AND NOT rolcanlogin AND NOT rolsuper"
    )
    return connection.execute(query, [prefix]).fetchall()[0][0]


@pytest.mark.parametrize("is_committed", [True, False], ids=["committed", "rolled back"])
def test_of_two_migrations_at_once_one_makes_the_roles_and_both_grant(
    renamed: tuple[str, Renamed], two_urls: tuple[str, str], is_committed: bool
) -> None:
    prefix, rename = renamed
    text = rename(FILE.source.text)
    failures: list[psycopg.Error] = []
    with ExitStack() as stack:
        watcher = stack.enter_context(psycopg.connect(two_urls[0], autocommit=True))
        first, second = (stack.enter_context(psycopg.connect(url)) for url in two_urls)

        def apply_second() -> None:
            try:
                second.execute(text)
            except psycopg.Error as error:
                failures.append(error)

        first.execute(text)
        thread = threading.Thread(target=apply_second)
        thread.start()
        while thread.is_alive() and watcher.execute(WAITS, [second.info.backend_pid]).fetchall() != [(1,)]:
            thread.join(0.01)
        assert thread.is_alive(), "it did not wait for the one before"
        (first.commit if is_committed else first.rollback)()
        thread.join()
        assert failures == []
        assert existing(second, prefix) == 3
        for role in ROLES:
            made = role.replace("tracktion_", prefix)
            assert rights(second, made) == rights(second, role) != set()
            if is_committed:
                assert rights(first, made) == rights(second, role)


def test_who_may_not_make_roles_is_told_so_and_grants_nothing(
    renamed: tuple[str, Renamed], migrated: Connection
) -> None:
    prefix, rename = renamed
    told: list[str | None] = []
    migrated.add_notice_handler(lambda notice: told.append(notice.message_primary))
    with migrated.transaction(force_rollback=True):
        migrated.execute(f"CREATE ROLE {prefix}nobody; SET LOCAL ROLE {prefix}nobody".encode())
        migrated.execute(rename(FILE.source.text))
        migrated.execute("RESET ROLE")
        assert existing(migrated, prefix) == 1
        names = [role.replace("tracktion_", prefix) for role in ROLES]
        assert [text for text in told if text and "is missing" in text] == [
            f"the role {name} is missing, and {prefix}nobody may not make it: it is granted nothing"
            for name in names
        ]
        # Once somebody has made them, the file may be run again as it stands.
        for name in names:
            migrated.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
        migrated.execute(rename(FILE.source.text))
        assert [rights(migrated, name) for name in names] == [rights(migrated, role) for role in ROLES]


def test_run_again_it_changes_nothing_and_taken_back_it_leaves_the_roles_alone(migrated: Connection) -> None:
    before = {role: rights(migrated, role) for role in ROLES}
    migrated.execute(FILE.source.text.encode())
    assert {role: rights(migrated, role) for role in ROLES} == before
    assert migrated.execute(POLICIES).fetchall() == [(2,)]
    migrated.execute(FILE.rollback().text.encode())
    assert [rights(migrated, role) for role in ROLES] == [set(), set(), set()]
    assert migrated.execute(POLICIES).fetchall() == [(0,)]
    assert existing(migrated, "tracktion_") == 3
    left = "SELECT count(*) FROM pg_shdepend WHERE refobjid = ANY (%s::regrole[]) AND dbid = (%s)::oid"
    here = migrated.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchall()[0][0]
    assert migrated.execute(left, [ROLES, here]).fetchall() == [(0,)]
    migrated.execute(FILE.source.text.encode())
    assert {role: rights(migrated, role) for role in ROLES} == before


def test_an_owner_without_further_rights_migrates_a_schema_and_members_work_in_that_schema_only(
    renamed: tuple[str, Renamed], empty_database_url: str
) -> None:
    prefix, rename = renamed
    with ExitStack() as stack:
        name, as_owner = stack.enter_context(login(empty_database_url))
        admin = stack.enter_context(psycopg.connect(empty_database_url, autocommit=True))
        for schema in ("Tenant 1", "tenant_2"):
            admin.execute(
                sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}").format(
                    sql.Identifier(schema), sql.Identifier(name)
                )
            )
        tenant = make_conninfo(as_owner, options='-csearch_path="Tenant\\ 1"')
        assert FILE.id in apply_migrations(tenant)
        _, as_member = stack.enter_context(login(empty_database_url, "tracktion_read_only"))
        with Database.from_url(tenant, pool_min_size=1) as db:
            db.run(catalog.add_recording(new_recording()))
            db.run(catalog.refresh_recording_statistics())
        with psycopg.connect(tenant) as owner:
            assert Right("schema", "", "", "USAGE", False) in rights(owner, "tracktion_read_only")
        reader = make_conninfo(as_member, options='-csearch_path="Tenant\\ 1"')
        with Database.from_url(reader, pool_min_size=1) as db:
            assert len(db.run(catalog.list_recordings()).items) == 1
            state = db.health().migrations
            assert state is not None and state.newest == FILES[-1].id
        with psycopg.connect(as_member, autocommit=True) as connection:
            for schema, may in (("Tenant 1", True), ("tenant_2", False)):
                asked = connection.execute("SELECT has_schema_privilege(%s, 'USAGE')", [schema])
                assert asked.fetchall() == [(may,)]
        # An owner who may make roles needs to be no superuser for it.
        admin.execute(sql.SQL("ALTER ROLE {} CREATEROLE").format(sql.Identifier(name)))
        with psycopg.connect(tenant) as owner:
            owner.execute(rename(FILE.source.text))
            assert existing(owner, prefix) == 3
            for role in ROLES:
                assert rights(owner, role.replace("tracktion_", prefix)) != set()
