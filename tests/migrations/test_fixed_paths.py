"""A function finds what it names in the schema it was made in, whatever schemas are made later."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import psycopg
from psycopg import sql

from tests.migrations.conftest import Connection, Folder, Yoyo
from tests.migrations.roles.rights import login
from tests.migrations.snapshot import snapshot
from tracktion_db.migrations import apply_migrations, migrations_folder
from tracktion_db.migrations.files import read_folder

(FILE,) = [file for file in read_folder(migrations_folder()) if file.id.endswith(".shared.fixed_paths")]
PATHS = """
    SELECT function.oid::regprocedure::text, substr(setting.text, length('search_path=') + 1)
    FROM pg_proc AS function, unnest(function.proconfig) AS setting (text)
    WHERE function.pronamespace = quote_ident(current_schema())::regnamespace
        AND starts_with(setting.text, 'search_path=')
"""


def paths(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """The search_path of each function that has one."""
    return dict(connection.execute(PATHS).fetchall())


def unfix(connection: psycopg.Connection[Any]) -> None:
    """As they were made under the server's own default before."""
    for name, path in paths(connection).items():
        last = ", pg_temp" if path.endswith(", pg_temp") else ""
        connection.execute(f'ALTER FUNCTION {name} SET search_path = "$user", public{last}'.encode())


def test_what_migrations_make_has_the_schemas_that_are_there(empty: Connection, yoyo: Yoyo) -> None:
    assert empty.execute("SHOW search_path").fetchall() == [('"$user", public',)]
    apply_migrations(yoyo.url)
    assert set(paths(empty).values()) == {"public", "public, pg_temp"}


def test_a_schema_named_as_who_calls_changes_nothing(database_url: str) -> None:
    with ExitStack() as stack:
        name, url = stack.enter_context(login(database_url, "tracktion_worker"))
        with psycopg.connect(database_url) as admin:
            admin.execute(sql.SQL("CREATE SCHEMA {0} AUTHORIZATION {0}").format(sql.Identifier(name)))
        worker = stack.enter_context(psycopg.connect(url))
        assert worker.execute("SELECT current_schema(), job_channel()").fetchall() == [(name, "jobs.public")]


def test_functions_that_were_made_before_are_mended(migrated: Connection) -> None:
    before = snapshot(migrated)
    unfix(migrated)
    assert set(paths(migrated).values()) == {'"$user", public', '"$user", public, pg_temp'}
    migrated.execute(FILE.source.text.encode())
    assert snapshot(migrated) == before


def test_in_a_schema_named_as_the_owner_they_keep_that_one(empty_database_url: str) -> None:
    with ExitStack() as stack:
        name, url = stack.enter_context(login(empty_database_url))
        with psycopg.connect(empty_database_url) as admin:
            admin.execute(sql.SQL("CREATE SCHEMA {0} AUTHORIZATION {0}").format(sql.Identifier(name)))
        assert FILE.id in apply_migrations(url)
        owner = stack.enter_context(psycopg.connect(url, autocommit=True))
        before = paths(owner)
        assert set(before.values()) == {f"{name}, public", f"{name}, public, pg_temp"}
        unfix(owner)
        with psycopg.connect(empty_database_url) as admin:
            admin.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(name)))
            admin.execute(
                'CREATE FUNCTION other() RETURNS integer LANGUAGE sql SET search_path = "$user" RETURN 1'
            )
        owner.execute(FILE.source.text.encode())
        # Somebody else's function is left alone, and stops nobody.
        assert paths(owner) == {**before, "other()": '"$user"'}


def test_what_runs_without_a_transaction_has_that_path_too(
    yoyo: Yoyo, folder: Folder, empty: Connection
) -> None:
    making = "CREATE FUNCTION {}() RETURNS integer LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT 1';"
    folder.add(making.format("one"), header="-- transactional: false")
    folder.add(making.format("two"))
    yoyo.ok("apply", folder.path)
    assert paths(empty) == {"one()": "public", "two()": "public"}
