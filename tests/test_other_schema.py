"""Everything works in a schema that is not ``public``, chosen by ``search_path`` alone."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager, suppress

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.executors.faults.either import EitherDatabase, blocking, on_asyncio
from tests.fixtures.extensions import own_statements
from tests.plausible import add_sample_rows, call_of, user_of
from tracktion_db import Database, Settings, Statement, catalog
from tracktion_db.migrations import apply_migrations, apply_with_extensions

WHAT_IS_THERE = """
    SELECT relation.relname::text FROM pg_class AS relation
    WHERE relation.relnamespace = {schema}::regnamespace
    UNION ALL
    SELECT routine.proname::text FROM pg_proc AS routine
    WHERE routine.pronamespace = {schema}::regnamespace
    UNION ALL
    SELECT kind.typname::text FROM pg_type AS kind
    WHERE kind.typnamespace = {schema}::regnamespace
"""


Executor = Callable[[Settings], AbstractContextManager[EitherDatabase]]


class Undo(Exception):
    pass


def objects_in(url: str, schema: str) -> list[str]:
    query = sql.SQL(WHAT_IS_THERE).format(schema=sql.Literal(schema))
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute(query).fetchall()]


@pytest.fixture
def tenant_url(empty_database_url: str) -> Generator[str]:
    """A migrated schema whose name needs quoting, in a database where public is empty and closed."""
    with psycopg.connect(empty_database_url, autocommit=True) as admin:
        admin.execute('CREATE SCHEMA "Tenant 7"')
        admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    url = make_conninfo(empty_database_url, options='-c search_path="Tenant\\ 7"')
    apply_migrations(url)
    yield url
    assert objects_in(empty_database_url, "public") == []


def test_the_migrations_fill_the_schema_that_search_path_names(tenant_url: str) -> None:
    objects = objects_in(tenant_url, '"Tenant 7"')
    assert {"recordings", "metadata", "tracklists", "rename_proposals", "recording_statistics"} <= set(
        objects
    )
    assert "_yoyo_migration" in objects


def run_each(executor: Executor, url: str, statements: Iterable[Statement]) -> None:
    settings = Settings.from_url(url, validate_rows=True)
    with Database(settings) as db:
        rows = add_sample_rows(db)
    with executor(settings) as db:
        db.open()
        for statement in statements:
            call = call_of(statement, rows)
            with suppress(Undo), db.transaction(user_id=user_of(call)) as tx:
                tx.run(call)
                raise Undo


@pytest.mark.parametrize("executor", [blocking, on_asyncio])
def test_every_statement_runs_there(executor: Executor, tenant_url: str) -> None:
    run_each(executor, tenant_url, [one for one in own_statements().values() if one.extension is None])


@pytest.mark.parametrize("executor", [blocking, on_asyncio])
def test_with_public_behind_it_for_extensions_their_statements_run_there_too(
    executor: Executor, empty_database_url: str
) -> None:
    with psycopg.connect(empty_database_url, autocommit=True) as admin:
        admin.execute('CREATE SCHEMA "Tenant 7"')
    url = make_conninfo(empty_database_url, options='-c search_path="Tenant\\ 7",public')
    apply_with_extensions(url)
    run_each(executor, url, [one for one in own_statements().values() if one.extension is not None])
    tables = "SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'"
    with psycopg.connect(empty_database_url) as admin:
        assert admin.execute(tables).fetchall() == []


def test_two_schemas_of_one_database_know_nothing_of_each_other(
    tenant_url: str, empty_database_url: str
) -> None:
    with psycopg.connect(empty_database_url, autocommit=True) as admin:
        admin.execute("CREATE SCHEMA tenant_8")
    other_url = make_conninfo(empty_database_url, options="-c search_path=tenant_8")
    apply_migrations(other_url)
    with Database.from_url(tenant_url) as first, Database.from_url(other_url) as second:
        add_sample_rows(first)
        assert len(first.run(catalog.list_recordings()).items) == 2
        assert first.run(catalog.list_recording_statistics()) != []
        assert second.run(catalog.list_recordings()).items == []
        assert second.run(catalog.list_recording_statistics()) == []
        assert second.health().migrations == first.health().migrations
        add_sample_rows(second)
