"""Which columns of the battery ever hold a NULL, found by running every statement on random states.

``truth`` is the stored answer, ``observe`` finds it: each state is filled in a transaction that is rolled
back, and each statement runs in it behind a savepoint, with parameters drawn from its lists. A statement may
fail on a state (a subquery that gives two rows, a NULL for a domain that forbids it); what counts is the rows
of the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from psycopg import Connection
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from tests.check.battery.files import BatteryStatement
from tests.check.battery.states import random_state

STORED = Path(__file__).parent / "truth.json"
_SENT_TOGETHER = 20


@dataclass
class Observation:
    """What the runs of one statement showed: rows over all states, failures, and NULL seen, by column."""

    columns: dict[str, bool] = field(default_factory=dict[str, bool])
    rows: int = 0
    failures: list[str] = field(default_factory=list[str])


def truth() -> dict[str, dict[str, bool]]:
    """By statement and column: was a NULL ever seen?"""
    return json.loads(STORED.read_text("utf-8"))


def store(found: dict[str, dict[str, bool]]) -> None:
    """Write the truth, one line for each statement."""
    lines = [f"{json.dumps(name)}: {json.dumps(columns)}" for name, columns in sorted(found.items())]
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def supported(connection: Connection[Any], statements: Iterable[BatteryStatement]) -> list[BatteryStatement]:
    """The statements whose syntax this server knows."""
    major = connection.info.server_version // 10000
    return [statement for statement in statements if statement.since <= major]


def observe(
    connection: Connection[Any], statements: Sequence[BatteryStatement], states: int, seed: int = 1
) -> dict[str, Observation]:
    """Run these statements on that many random states; nothing of it stays in the database.

    The connection must be in autocommit mode, and its schema that of ``create_schema``.
    """
    random = Random(seed)
    pgconn = connection.pgconn
    observations: dict[str, Observation] = {}
    for statement in statements:
        _done(pgconn.prepare(statement.name.encode(), statement.sql.encode()))
        described = _done(pgconn.describe_prepared(statement.name.encode()))
        names = [(described.fname(column) or b"").decode() for column in range(described.nfields)]
        assert len(set(names)) == len(names), f"{statement.name} gives two columns of one name"
        observations[statement.name] = Observation(dict.fromkeys(names, False))
    for _ in range(states):
        _done(pgconn.exec_(b"BEGIN"))
        _done(pgconn.exec_(random_state(random).encode()))
        _done(pgconn.exec_(b"SAVEPOINT filled"))
        pgconn.enter_pipeline_mode()
        for start in range(0, len(statements), _SENT_TOGETHER):
            together = statements[start : start + _SENT_TOGETHER]
            for statement in together:
                _send(pgconn, statement, random)
            for statement in together:
                _look(pgconn, observations[statement.name])
        pgconn.exit_pipeline_mode()
        _done(pgconn.exec_(b"ROLLBACK"))
    for statement in statements:
        _done(pgconn.exec_(b'DEALLOCATE "' + statement.name.encode() + b'"'))
    return observations


def _send(pgconn: PGconn, statement: BatteryStatement, random: Random) -> None:
    drawn = [random.choice(values) for values in statement.parameter_values]
    parameters = [None if value is None else value.encode() for value in drawn]
    pgconn.send_query_prepared(
        statement.name.encode(),
        parameters,  # pyright: ignore[reportArgumentType] # None is a NULL, as in exec_params
    )
    pgconn.pipeline_sync()  # so that what comes now runs even if the statement fails
    pgconn.send_query_params(b"ROLLBACK TO filled", None)
    pgconn.pipeline_sync()


def _look(pgconn: PGconn, seen: Observation) -> None:
    result = _next(pgconn)
    if result.status == ExecStatus.TUPLES_OK:
        seen.rows += result.ntuples
        for column, name in enumerate(seen.columns):
            if not seen.columns[name]:
                nulls = (result.get_value(row, column) is None for row in range(result.ntuples))
                seen.columns[name] = any(nulls)
    elif result.status != ExecStatus.COMMAND_OK:
        seen.failures.append(result.get_error_message())
    _done(_next(pgconn))


def _next(pgconn: PGconn) -> PGresult:
    result = pgconn.get_result()
    assert result is not None
    assert pgconn.get_result() is None
    sync = pgconn.get_result()
    assert sync is not None and sync.status == ExecStatus.PIPELINE_SYNC
    return result


def _done(result: PGresult) -> PGresult:
    if result.status == ExecStatus.FATAL_ERROR:
        raise AssertionError(result.get_error_message())
    return result
