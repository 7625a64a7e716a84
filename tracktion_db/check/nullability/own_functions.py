"""Functions of one's own in SQL, followed into their BEGIN ATOMIC bodies. Others may answer null."""

from __future__ import annotations

from tracktion_db.check.reading.server_rows import Function
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree import read_queries

from .rows import surely_a_row
from .scope import Judge, Scope
from .verdict import Verdict, maybe, never

MOST_BODIES = 20
"""Functions inside one another that are followed."""


def answer_of_body(
    judge: Judge, node: e.FuncExpr, function: Function, scope: Scope, column: int, width: int
) -> Verdict:
    """The verdict of one column of what a function answers; a single value is a column too."""
    unknown = maybe(f"{function.name}() may answer null")
    if function.body is None or function.kind != "f" or scope.frame.depth > MOST_BODIES:
        return unknown
    queries = read_queries(function.body)
    if len(queries) != 1 or queries[0].command_type != 1 or len(queries[0].outputs) != width:
        return unknown
    if width == 1 and not _is_value(node.funcresulttype, scope):
        return unknown  # the one column may be the row, and of void there is nothing
    if len(node.args) != len(function.argument_types):
        return unknown  # arguments in the form name => value, or defaults
    verdicts = [judge.expression(arg, scope) for arg in node.args]
    if function.is_strict and not function.returns_set:
        # Not even called for a null.
        for verdict in verdicts:
            if verdict.nullable:
                return verdict
    body = scope.body(
        queries[0], lambda number: verdicts[number - 1] if number <= len(verdicts) else maybe("a parameter")
    )
    if not function.returns_set and not surely_a_row(body):
        return unknown
    verdict = judge.output(body, column - 1)
    if verdict.nullable:
        return maybe(f"{function.name}(): {verdict.because}")
    return never(f"{function.name}(): {verdict.because}")


def _is_value(result_type: int, scope: Scope) -> bool:
    """Whether it is a type of single values, so that one column of a body can only be such a value."""
    server = scope.frame.server
    known = server.type(server.base_type(result_type))
    return known is not None and known.kind not in ("c", "p")
