"""The published algorithms of two tools, written again in Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from psycopg import Connection, Error
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from benchmarks.nullability_peers.scoring import Refused, Verdict
from tests.check.battery import BatteryStatement


def pgtyped(connection: Connection[Any]) -> Verdict:
    """A column of a table is what the table says; every other one is nullable."""

    def verdict(statement: BatteryStatement) -> dict[str, bool]:
        described = _prepare(connection, b"", statement)
        not_null = _not_null(connection, described)
        return {name: not not_null[index] for index, name in enumerate(_names(described))}

    return verdict


def sqlx(connection: Connection[Any]) -> Verdict:
    """As pgtyped; then what a plan shows on the inner side of an outer join is nullable.

    Whether an output of such a node is a column of the result is told by the text of the expression.
    """
    connection.execute("SET plan_cache_mode = force_generic_plan")

    def verdict(statement: BatteryStatement) -> dict[str, bool]:
        described = _prepare(connection, b"described", statement)
        try:
            not_null = _not_null(connection, described)
            patch = _nullables_of_the_plan(connection, described.nparams) if described.nfields else []
        finally:
            connection.execute("DEALLOCATE described")
        return {
            name: not not_null[index] or (index < len(patch) and patch[index])
            for index, name in enumerate(_names(described))
        }

    return verdict


def _prepare(connection: Connection[Any], name: bytes, statement: BatteryStatement) -> PGresult:
    prepared = connection.pgconn.prepare(name, statement.sql.encode())
    if prepared.status == ExecStatus.FATAL_ERROR:
        raise Refused(prepared.get_error_message())
    return connection.pgconn.describe_prepared(name)


def _names(described: PGresult) -> list[str]:
    return [(described.fname(index) or b"").decode() for index in range(described.nfields)]


def _not_null(connection: Connection[Any], described: PGresult) -> list[bool]:
    flags: list[bool] = []
    for index in range(described.nfields):
        row = connection.execute(
            "SELECT attnotnull FROM pg_attribute WHERE attrelid = %s AND attnum = %s AND attrelid <> 0",
            (described.ftable(index), described.ftablecol(index)),
        ).fetchone()
        flags.append(row is not None and row[0])
    return flags


def _nullables_of_the_plan(connection: Connection[Any], parameters: int) -> list[bool]:
    arguments = f"({', '.join(['NULL'] * parameters)})" if parameters else ""
    explain = f"EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE described{arguments}"
    try:
        row = connection.execute(explain.encode()).fetchone()
    except Error as error:
        raise Refused(str(error)) from error
    assert row is not None
    explained = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    plan = explained[0].get("Plan", {})
    outputs: list[str] = plan.get("Output", [])
    nullables = [False] * len(outputs)

    def mark(output: str) -> None:
        if output in outputs:
            nullables[outputs.index(output)] = True

    _visit(plan, mark)
    return nullables


def _visit(node: dict[str, Any], mark: Callable[[str], None]) -> None:
    join = node.get("Join Type")
    if join == "Full" or node.get("Parent Relationship") == "Inner":
        for output in node.get("Output", []):
            mark(output)
    if join in ("Left", "Right"):
        for child in node.get("Plans", []):
            _visit(child, mark)
