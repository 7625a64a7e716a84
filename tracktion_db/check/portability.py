"""What would not run where each tenant has a schema of its own, spread over several servers.

Two rules: a statement names no tenant's schema (R2), and what a write computes is the same wherever it is
computed (R9).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.levels import conditions
from tracktion_db.check.reading.server_rows import Function
from tracktion_db.check.tree.expressions import (
    DistinctExpr,
    FuncExpr,
    NullIfExpr,
    OpExpr,
    ScalarArrayOpExpr,
    SqlValueFunction,
    Var,
)
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query

__all__ = ["check_portability", "check_schema_name", "check_write_functions"]

# They are there once for all tenants.
COMMON_SCHEMAS: Final = frozenset(("information_schema", "pg_catalog", "pg_temp", "shared"))
EXTENSIONS: Final = "public"
UPDATE, INSERT, DELETE, MERGE = 2, 3, 4, 5
DO_UPDATE: Final = 2
# Of SqlValueFunction: dates and times come before the names of roles.
LAST_TIME: Final = 8
TIMES: Final = (
    "current_date", "current_time", "current_time", "current_timestamp", "current_timestamp",
    "localtime", "localtime", "localtimestamp", "localtimestamp",
)  # fmt: skip


def check_portability(analysed: Analysed) -> Iterator[Finding]:
    """Rules schema-name (R2) and write-functions (R9)."""
    yield from check_schema_name(analysed)
    yield from check_write_functions(analysed)


def check_schema_name(analysed: Analysed) -> Iterator[Finding]:
    """Rule schema-name: no qualifier is a schema, but for those that all tenants share.

    ``public`` may stand before what an extension has put there: its functions, types and operators.
    """
    called = _functions(analysed)
    schemas = {relation.namespace for relation in analysed.server.relations}
    schemas.update([function.namespace for function in called])
    aliases = _aliases(analysed)
    words = analysed.places.outlined
    for index, item in enumerate(words[:-2]):
        name = item.token.name
        if not item.token.is_name or words[index + 1].token.text != "." or words[index - 1].token.text == ".":
            continue
        if name not in schemas - COMMON_SCHEMAS or (name in aliases and item.clause not in ("INTO", "COPY")):
            continue
        if name == EXTENSIONS and not _is_own(analysed, words[index + 2].token.name, called):
            continue
        yield analysed.finding(
            "schema-name",
            item.token.start,
            f"{name} is the schema of one tenant",
            "leave it out: the search path says which schema is meant",
            subject=name,
        )


def _functions(analysed: Analysed) -> list[Function]:
    """The functions that the statement calls."""
    found = [
        analysed.server.function(node.funcid)
        for level in analysed.levels
        for node in level.nodes
        if isinstance(node, FuncExpr)
    ]
    return [function for function in found if function is not None]


def _aliases(analysed: Analysed) -> frozenset[str]:
    """What the statement calls its relations: a table may have the name of a schema."""
    return frozenset(
        [
            entry.alias.aliasname
            for level in analysed.levels
            for entry in level.query.rtable
            if entry.alias is not None
        ]
    )


def _is_own(analysed: Analysed, name: str, called: list[Function]) -> bool:
    """Whether this name in ``public`` is a table or function of ours, not an extension's."""
    if any(known.name == name and known.namespace == EXTENSIONS for known in analysed.server.relations):
        return True
    return any(function.name == name and function.extension is None for function in called)


def check_write_functions(analysed: Analysed) -> Iterator[Finding]:
    """Rule write-functions: in SET, RETURNING and the WHERE of a write, only immutable functions see columns.

    A stable function without a column, as ``now()``, may stand in SET and WHERE of UPDATE and DELETE, not in
    DO UPDATE and RETURNING. MERGE is not distributed at all.
    """
    for level in analysed.levels:
        query = level.query
        if query.command_type == MERGE:
            yield analysed.finding(
                "write-functions",
                (analysed.places.words("MERGE") or [analysed.places.start])[0],
                "MERGE does not run on tables that are spread over servers",
                "write INSERT ... ON CONFLICT, or UPDATE and INSERT in two CTEs",
            )
            continue
        found: dict[tuple[str, str], Finding] = {}
        for clause, node, takes_now in _computed(query):
            for name, why in _refused(analysed, node, takes_now=takes_now):
                if (clause, name) not in found:
                    found[clause, name] = analysed.finding(
                        "write-functions",
                        _place(analysed, name, clause),
                        f"{name} in {clause}: {why}",
                        "compute it in a CTE before or after the write, or give it as a parameter",
                        subject=name,
                    )
        yield from found.values()


def _computed(query: Query) -> Iterator[tuple[str, Node, bool]]:
    """What a write computes: its clause, the expression, and whether ``now()`` may stand there."""
    if query.command_type == UPDATE:
        for entry in query.target_list:
            yield "SET", entry.expr, True
    if query.command_type in (UPDATE, DELETE):
        for condition in conditions(query):
            yield "WHERE", condition, True
    if query.on_conflict is not None and query.on_conflict.action == DO_UPDATE:
        for entry in query.on_conflict.on_conflict_set:
            yield "SET", entry.expr, False
        if query.on_conflict.on_conflict_where is not None:
            yield "WHERE", query.on_conflict.on_conflict_where, False
    if query.command_type in (UPDATE, INSERT, DELETE):
        for entry in query.returning_list:
            yield "RETURNING", entry.expr, False


def _refused(analysed: Analysed, root: Node, *, takes_now: bool) -> Iterator[tuple[str, str]]:
    """The functions that may not stand here, as they are written, and why."""
    for node in root.walk():
        if isinstance(node, SqlValueFunction):
            if not takes_now and node.op <= LAST_TIME:
                yield TIMES[node.op], "it is stable, and each server may have its own"
            continue
        name, function = _called(analysed, node)
        if function is None:
            continue
        if function.volatility == "v":
            yield name, "it is volatile: each server would compute another value"
        elif function.volatility == "s":
            if any(isinstance(part, Var) for part in node.walk()):
                yield name, "it is stable, not immutable, and sees a column"
            elif not takes_now:
                yield name, "it is stable, and each server may have its own"


def _called(analysed: Analysed, node: Node) -> tuple[str, Function | None]:
    server = analysed.server
    if isinstance(node, FuncExpr):
        function = server.function(node.funcid)
        return (function.name if function else ""), function
    if isinstance(node, OpExpr | DistinctExpr | NullIfExpr | ScalarArrayOpExpr):
        operator = server.operator(node.opno)
        return (operator.name if operator else ""), server.operator_function(node.opno)
    return "", None


def _place(analysed: Analysed, name: str, clause: str) -> int:
    """Where this is called or applied in the clause; the clause where it is a cast that nobody wrote."""
    words = analysed.places.outlined
    here = [item for item in words if item.clause == clause and item.block.head.text != "SELECT"]
    for item in here:
        if name in (item.token.name, item.token.text):
            return item.token.start
    return here[0].token.start if here else analysed.places.start
