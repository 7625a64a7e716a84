"""Random legal statements over the battery's schema, and what their columns hold.

``random_statements(seed, count)`` gives the same statements for the same seed; ``disagreements`` runs them on
random states and names the columns that a verdict called not null and that held a NULL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from psycopg import Connection
from psycopg.pq import ExecStatus

from tests.check.battery import BatteryStatement, Observation, observe
from tests.check.generator.columns import Column, Type, relation_columns
from tests.check.generator.queries import Queries

_WRITTEN: dict[str, tuple[tuple[str, Type], ...]] = {
    "loose": (("a", "integer"), ("b", "integer"), ("c", "text"), ("d", "boolean")),
    "artist": (("nickname", "text"), ("hidden", "boolean"), ("label_id", "integer"), ("active", "boolean")),
    "album": (("seconds", "integer"), ("title", "text")),
    "track": (("seconds", "integer"), ("isrc", "text")),
    "ledger": (("note", "text"), ("amount", "integer")),
}


def random_statements(seed: int, count: int) -> list[BatteryStatement]:
    """So many statements, named after the seed and their number. A few may not be legal: see ``legal``."""
    random = Random(seed)
    return [
        BatteryStatement(f"seed_{seed}_{number}", "random", random_statement(random), (), 14, {})
        for number in range(1, count + 1)
    ]


def random_statement(random: Random) -> str:
    """One SELECT, INSERT, UPDATE or DELETE that gives columns c1, c2..."""
    queries = Queries(random)
    parts: list[str] = []
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        types = queries.types()
        word = random.choice(("", "MATERIALIZED ", "NOT MATERIALIZED "))
        parts.append(queries.part(queries.query(types, [], random.choice((0, 1, 1))), types, word))
    types = queries.types()
    if random.random() < 0.2:
        write = random.choice((_insert, _update, _delete))(random, queries, types)
        if random.random() < 0.7:
            return queries.with_parts(write, parts)
        parts.append(queries.part(write, types))
    return queries.with_parts(queries.query(types, [], random.choice((1, 1, 2))), parts)


def legal(connection: Connection[Any], statements: Sequence[BatteryStatement]) -> list[BatteryStatement]:
    """Those that the server prepares."""
    return [
        statement
        for statement in statements
        if connection.pgconn.prepare(b"", statement.sql.encode()).status == ExecStatus.COMMAND_OK
    ]


def disagreements(
    connection: Connection[Any],
    verdict: Callable[[BatteryStatement], dict[str, bool]],
    statements: Sequence[BatteryStatement],
    states: int,
    seed: int = 1,
) -> list[tuple[BatteryStatement, str]]:
    """The columns called not null by ``verdict``, ``{column: nullable}``, in which a NULL came."""
    seen = observe_briefly(connection, statements, states, seed)
    return [
        (statement, column)
        for statement in statements
        for column, nullable in verdict(statement).items()
        if seen[statement.name].columns[column] and not nullable
    ]


def observe_briefly(
    connection: Connection[Any], statements: Sequence[BatteryStatement], states: int, seed: int = 1
) -> dict[str, Observation]:
    """As ``observe``; a statement that joins too much fails on that state instead of holding up the run."""
    connection.execute("SET statement_timeout = '1s'")
    # Tables that were never analysed look large, and compiling costs far more than running.
    connection.execute("SET jit = off")
    try:
        return observe(connection, statements, states, seed)
    finally:
        connection.execute("RESET statement_timeout")
        connection.execute("RESET jit")


def _target(random: Random) -> tuple[str, list[tuple[str, Type]], list[Column]]:
    table = random.choice(list(_WRITTEN))
    written = _WRITTEN[table]
    chosen = random.sample(written, random.randint(1, len(written)))
    if table == "ledger":
        return table, chosen, [Column(f"ledger.{name}", type_) for name, type_ in written]
    return table, chosen, relation_columns(table, table)


def _insert(random: Random, queries: Queries, types: Sequence[Type]) -> str:
    chosen = random.sample(_WRITTEN["loose"], random.randint(1, 4))
    source = queries.query([type_ for _, type_ in chosen], [], 1)
    names = ", ".join(name for name, _ in chosen)
    returning = queries.items(types, relation_columns("loose", "loose"), 2)
    return f"INSERT INTO loose ({names})\n{source}\nRETURNING {returning}"


def _update(random: Random, queries: Queries, types: Sequence[Type]) -> str:
    table, chosen, columns = _target(random)
    source, others = queries.source([], 1) if random.random() < 0.4 else ("", [])
    everything = [*columns, *others]
    changes = ", ".join(
        f"{name} = {queries.expressions.make(type_, everything, 2)}" for name, type_ in chosen
    )
    where = queries.expressions.condition(everything, 1)
    origin = f"\nFROM {source}" if source else ""
    returning = queries.items(types, everything, 2)
    return f"UPDATE {table} SET {changes}{origin}\nWHERE {where}\nRETURNING {returning}"


def _delete(random: Random, queries: Queries, types: Sequence[Type]) -> str:
    table, _, columns = _target(random)
    source, others = queries.source([], 1) if random.random() < 0.4 else ("", [])
    everything = [*columns, *others]
    where = queries.expressions.condition(everything, 1)
    origin = f"\nUSING {source}" if source else ""
    return f"DELETE FROM {table}{origin}\nWHERE {where}\nRETURNING {queries.items(types, everything, 2)}"
