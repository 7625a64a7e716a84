"""The grants are enough for every statement, and none of them, down to the single column, is too many."""

from __future__ import annotations

import re
import secrets
from collections.abc import Generator, Iterable
from contextlib import suppress
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.server import Server
from tests.plausible import add_sample_rows, call_of
from tracktion_db import Call, Database
from tracktion_db.catalog import refresh_recording_statistics
from tracktion_db.check.reach.grants import grants
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.errors import TracktionDBError
from tracktion_db.statements import Statements, sql_folder

GRANT = re.compile(r"GRANT (?P<right>\w+)(?: \((?P<columns>.+)\))? ON (?P<thing>.+) TO .+;")
DENIED = "42501"
NOT_GRANTED = ("catalog.refresh_recording_statistics", "health.watch_statements")


class Undo(Exception):
    pass


class App(NamedTuple):
    """A role that has nothing but its grants, and every call of the package."""

    name: str
    admin: psycopg.Connection[Any]
    db: Database
    grants: list[str]
    calls: list[Call[Any]]

    def denied(self) -> list[str]:
        """The statements that the server refuses to the role; whatever they do is undone."""
        refused: list[str] = []
        for call in self.calls:
            try:
                with suppress(Undo), self.db.transaction() as tx:
                    tx.run(call)
                    raise Undo
            except TracktionDBError as error:
                if error.sqlstate != DENIED:
                    raise
                refused.append(call.statement.name)
        return refused


@pytest.fixture(scope="module")
def app(server: Server, postgresql_noproc: NoopExecutor) -> Generator[App]:
    name = f"app {secrets.token_hex(4)}"
    statements = Statements.load(sql_folder() / "catalog", sql_folder() / "health")
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        with psycopg.connect(url, autocommit=True) as admin, Database.from_url(url) as owner:
            rows = add_sample_rows(owner)
            admin.execute(f'CREATE ROLE "{name}"'.encode())
            as_role = make_conninfo(url, options=f"-crole={name}".replace(" ", "\\ "))
            with Session.open(admin) as session:
                catalog = ServerCatalog(session)
                found = [analyse(session, catalog, statement) for statement in statements.values()]
                granted = grants([one for one in found if isinstance(one, Analysed)], name)
            for line in granted:
                admin.execute(line.encode())
            calls = [
                call_of(statement, rows)
                for statement in statements.values()
                if statement.name not in NOT_GRANTED
            ]
            with Database.from_url(as_role, pool_min_size=1) as db:
                yield App(name, admin, db, granted, calls)
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute(f'DROP ROLE "{name}"'.encode())


def less_one(line: str, columns: Iterable[str]) -> Generator[tuple[str, str]]:
    """How to take this grant, or one column of it, away and how to give it back."""
    found = GRANT.fullmatch(line)
    assert found is not None, line
    right, named, thing = found.group("right", "columns", "thing")
    role = line.rpartition(" TO ")[2]
    yield f"REVOKE {line.removeprefix('GRANT ').replace(' TO ', ' FROM ')}", line
    if named:
        for column in named.split(", "):
            yield f"REVOKE {right} ({column}) ON {thing} FROM {role}", line
    elif right == "SELECT":
        for column in columns:
            others = ", ".join(other for other in columns if other != column)
            without = f"GRANT SELECT ({others}) ON {thing} TO {role}" if others else "SELECT 1"
            yield (
                f"REVOKE SELECT ON {thing} FROM {role}; {without}",
                f"REVOKE SELECT ON {thing} FROM {role}; {line}",
            )


def test_a_role_with_the_grants_runs_every_statement_and_without_them_none(app: App) -> None:
    assert len(app.calls) >= 45
    assert app.denied() == []
    comments = [line for line in app.grants if line.startswith("--")]
    assert [line.split()[1].rstrip(":") for line in comments] == list(NOT_GRANTED)
    for line in app.grants:
        if not line.startswith("--"):
            app.admin.execute(next(less_one(line, ()))[0].encode())
    refused = app.denied()
    for line in app.grants:
        app.admin.execute(line.encode())
    assert refused == [
        call.statement.name for call in app.calls if call.statement.name != "health.get_server"
    ]


def test_without_any_one_grant_or_column_some_statement_is_refused(app: App) -> None:
    too_many: list[str] = []
    tried = 0
    for line in app.grants:
        if line.startswith("--"):
            continue
        found = GRANT.fullmatch(line)
        assert found is not None
        table = found["thing"].removeprefix("TABLE ")
        columns = app.admin.execute(
            "SELECT quote_ident(attname) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        ).fetchall()
        for take, give in less_one(line, [name for (name,) in columns]):
            app.admin.execute(take.encode())
            tried += 1
            if not app.denied():
                too_many.append(take)
            app.admin.execute(give.encode())
    assert too_many == []
    assert tried > 100
    assert app.denied() == []


def test_refresh_needs_the_owner_as_the_comment_says(app: App) -> None:
    assert app.grants[-2].startswith(f"-- {NOT_GRANTED[0]}: REFRESH needs the owner of recording_statistics")
    with pytest.raises(TracktionDBError) as caught:
        app.db.run(refresh_recording_statistics())
    assert caught.value.sqlstate == DENIED
    with app.admin.transaction(force_rollback=True):
        app.admin.execute(f'ALTER MATERIALIZED VIEW recording_statistics OWNER TO "{app.name}"'.encode())
        app.admin.execute(f'GRANT SELECT ON recordings TO "{app.name}"; SET LOCAL ROLE "{app.name}"'.encode())
        app.admin.execute(refresh_recording_statistics().statement.sql)
