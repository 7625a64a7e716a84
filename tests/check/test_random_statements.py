"""Random legal statements: no null comes where the verdict is never. The seed says which ones they were."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from tests.check.battery import BatteryStatement, create_schema
from tests.check.generator import disagreements, legal, random_statements
from tests.check.verdicts import analysed_battery_statement
from tracktion_db.check.nullability import Nullability
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session

STATEMENTS = 2000
STATES = 12


@pytest.fixture
def connection(empty_database_url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        create_schema(connection)
        yield connection


@pytest.mark.parametrize("seed", [101])
def test_no_null_comes_where_the_verdict_is_never(seed: int, connection: psycopg.Connection[Any]) -> None:
    statements = legal(connection, random_statements(seed, STATEMENTS))
    assert len(statements) > 0.98 * STATEMENTS
    found: dict[str, dict[str, bool]] = {}
    with Session.open(connection) as session:
        server = ServerCatalog(session)
        for statement in statements:
            analysed = analysed_battery_statement(session, server, statement)
            assert analysed.note is None
            columns = [column.name for column in analysed.prepared.columns]
            judged = [verdict.nullable for verdict in Nullability(analysed).columns()]
            found[statement.name] = dict(zip(columns, judged, strict=True))
    assert sum(not nullable for columns in found.values() for nullable in columns.values()) > 1000

    def verdict(statement: BatteryStatement) -> dict[str, bool]:
        return found[statement.name]

    wrong = disagreements(connection, verdict, statements, STATES)
    assert not wrong, f"seed {seed}: {[(statement.sql, column) for statement, column in wrong]}"
