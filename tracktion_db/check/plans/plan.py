"""The server's generic plans of a statement, made to show what an index can serve.

A plan usually says what is cheap for the rows that are there. These are made with everything switched off
that needs no index, so that whatever is left of it has no index to use: then the rows do not matter. Nothing
is executed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

import psycopg
from psycopg.rows import tuple_row

from tracktion_db.check.reading.statements import sql

__all__ = ["Node", "explain", "read_plan"]

# What PREPARE takes; other commands have no plan.
PLANNED: Final = frozenset((b"DELETE", b"INSERT", b"MERGE", b"SELECT", b"UPDATE", b"VALUES", b"WITH"))
# Conditions of joins: each kind of join prints its own.
JOIN_CONDITIONS: Final = ("Join Filter", "Hash Cond", "Merge Cond")


class Node(NamedTuple):
    """One node of a plan: what of EXPLAIN's JSON the checks read, empty where the node has none of it.

    ``kind`` is its "Node Type", ``role`` its "Parent Relationship", ``condition`` its "Index Cond",
    ``recheck`` its "Recheck Cond", which for a partial index without a condition is the index's predicate.
    """

    kind: str
    role: str
    schema: str
    relation: str
    alias: str
    index_name: str
    condition: str
    recheck: str
    filter: str
    join_type: str
    joins: tuple[str, ...]
    sort_keys: tuple[str, ...]
    children: tuple[Node, ...]

    def below(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.below()


def read_plan(plan: Mapping[str, object]) -> Node:
    """The tree of one "Plan" of ``EXPLAIN (VERBOSE, FORMAT JSON)``."""

    def text(key: str) -> str:
        return cast("str", plan.get(key, ""))

    return Node(
        kind=text("Node Type"),
        role=text("Parent Relationship"),
        schema=text("Schema"),
        relation=text("Relation Name"),
        alias=text("Alias"),
        index_name=text("Index Name"),
        condition=text("Index Cond"),
        recheck=text("Recheck Cond"),
        filter=text("Filter"),
        join_type=text("Join Type"),
        joins=tuple([text(key) for key in JOIN_CONDITIONS if key in plan]),
        sort_keys=tuple(cast("list[str]", plan.get("Sort Key", []))),
        children=tuple(
            [read_plan(child) for child in cast("list[Mapping[str, object]]", plan.get("Plans", []))]
        ),
    )


def explain(
    connection: psycopg.Connection[Any], statement: bytes, types: Sequence[str]
) -> list[dict[str, object]]:
    """Its plans for any values: by conditions, then by the order; none for a command that is not planned.

    ``types`` are those of ``$1``, ``$2`` ..., as SQL writes them. Raises psycopg.Error when the server
    refuses the statement. Leaves nothing behind in the session.
    """
    if statement.split(None, 1)[0].upper() not in PLANNED:
        return []
    declared = b"(%s)" % ", ".join(types).encode() if types else b""
    nulls = b"(%s)" % b", ".join([b"NULL"] * len(types)) if types else b""
    with connection.transaction(force_rollback=True):
        _ = connection.execute(
            b"PREPARE tracktion_db_checked %s AS %s" % (declared, statement), prepare=False
        )
        # Other than settings, what is prepared outlives its transaction.
        try:
            with connection.transaction(force_rollback=True):
                return [_explained(connection, nulls, ordered=ordered) for ordered in (False, True)]
        finally:
            _ = connection.execute(b"DEALLOCATE tracktion_db_checked", prepare=False)


def _explained(connection: psycopg.Connection[Any], nulls: bytes, *, ordered: bool) -> dict[str, object]:
    choose = sql["check.choose_plans"]
    _ = psycopg.RawCursor(connection).execute(
        choose.sql, choose.arguments({"ordered": ordered}), prepare=False
    )
    # The plan that was made under other settings would be taken again.
    _ = connection.execute(b"DISCARD PLANS", prepare=False)
    # The connection may have a row factory of its own.
    cursor = connection.cursor(row_factory=tuple_row).execute(
        b"EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE tracktion_db_checked %s" % nulls, prepare=False
    )
    ((plans,),) = cursor.fetchall()
    return cast("dict[str, object]", plans[0]["Plan"])
