"""Every statement of the battery runs under its grants, and where it is proved to only read, READ ONLY."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.check.battery import BatteryStatement, create_schema, load, supported
from tests.check.verdicts import analysed_battery_statement
from tracktion_db.check.reach.grants import grants
from tracktion_db.check.reach.lineage import lineage
from tracktion_db.check.reach.read_only import read_only
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session

Connection = psycopg.Connection[Any]
ROLE = "role_of_the_battery"
# Functions that are never called, the tables being empty, and a number that is null without the right.
NEVER_ASKED_FOR = {"sql_functions", "sequence_functions"}


def run(connection: Connection, one: BatteryStatement, lines: list[str], *, is_read_only: bool) -> bool:
    """Whether the role may run it, with these grants."""
    values = [next((value for value in values if value is not None), None) for values in one.parameter_values]
    with connection.transaction(force_rollback=True):
        for line in lines:
            connection.execute(line.encode())
        if is_read_only:
            connection.execute("SET LOCAL transaction_read_only = on")
        connection.execute(b"SET LOCAL ROLE %s" % ROLE.encode())
        result = connection.pgconn.exec_params(
            one.sql.strip().rstrip(";").encode(),
            [None if value is None else value.encode() for value in values],
        )
        if result.status in (psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK):
            return True
        error = psycopg.errors.error_from_result(result)
        if isinstance(error, psycopg.errors.InsufficientPrivilege):
            return False
        raise error


@pytest.fixture
def schema(connection: Connection) -> Connection:
    create_schema(connection)
    connection.execute(b"CREATE ROLE %s" % ROLE.encode())
    return connection


def test_grants_are_enough_and_none_is_too_many_and_what_is_proved_only_reads(schema: Connection) -> None:
    refused: list[str] = []
    too_many: set[str] = set()
    proved = 0
    with Session.open(schema) as session:
        server = ServerCatalog(session)
        battery = supported(schema, load())
        for one in battery:
            analysed: Analysed = analysed_battery_statement(session, server, one)
            lines = grants([analysed], ROLE)
            reads_only = read_only(analysed).proved
            proved += reads_only
            assert not (reads_only and lineage(analysed).writes), one.name
            if not run(schema, one, lines, is_read_only=reads_only):
                refused.append(one.name)
            for dropped in lines:
                rest = [line for line in lines if line != dropped]
                if not dropped.startswith("--") and run(schema, one, rest, is_read_only=False):
                    too_many.add(one.name)
    assert refused == []
    assert too_many <= NEVER_ASKED_FOR
    assert proved > len(battery) // 2
