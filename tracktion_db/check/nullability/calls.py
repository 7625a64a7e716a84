"""Functions, operators, aggregates and window functions."""

from __future__ import annotations

from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import WindowClause

from .from_functions import elements, set_returning
from .grouping import has_full_groups
from .own_functions import answer_of_body
from .registry import rule
from .scope import Judge, Scope
from .total import (
    AGGREGATES_OF_ROWS,
    AGGREGATES_OF_VALUES,
    NEVER_NULL_AGGREGATES,
    NEVER_NULL_FUNCTIONS,
    NEVER_NULL_WINDOWS,
    NULL_WITH_ALL,
    NULL_WITH_THE_FIRST,
    is_total,
    is_total_operator,
)
from .values import any_nullable
from .verdict import Verdict, maybe, never

# Bits of frameOptions (parsenodes.h): what a frame must not begin or end with, or leave out, to hold the row
# that it is for.
FRAME_WITHOUT_ITS_ROW = 0x80 | 0x40 | 0x2000 | 0x1000 | 0x8000 | 0x10000
RANGE, START_PRECEDING, END_FOLLOWING = 0x2, 0x800, 0x4000
INTERVAL = 1186
NUMBERS = frozenset((20, 21, 23, 700, 701, 1700))


@rule(e.FuncExpr)
def function(judge: Judge, node: e.FuncExpr, scope: Scope) -> Verdict:
    called = scope.frame.server.function(node.funcid)
    if called is None:
        return maybe("a function that is not known")
    if node.funcretset:
        return set_returning(judge, node, called, scope)
    if called.is_built_in and called.name in NEVER_NULL_FUNCTIONS and not node.funcvariadic:
        return never(f"{called.name}() never answers null")
    if called.is_built_in and called.name in NULL_WITH_THE_FIRST and not node.funcvariadic:
        return any_nullable(judge, node.args[:1], scope, f"{called.name}() looks for null at the first only")
    if called.is_built_in and called.name in NULL_WITH_ALL:
        return null_with_all(judge, node.args, scope, f"{called.name}()")
    if is_total(called, scope.frame.server):
        return any_nullable(judge, node.args, scope, f"{called.name}() of what is not null")
    if not called.is_built_in:
        return answer_of_body(judge, node, called, scope, 1, 1)
    return maybe(f"{called.name}() may answer null")


@rule(e.OpExpr)
def operator(judge: Judge, node: e.OpExpr, scope: Scope) -> Verdict:
    server = scope.frame.server
    found = server.operator(node.opno)
    if found is None or not is_total_operator(found, server):
        return maybe(f"operator {found.name if found else '?'} may answer null")
    function = server.operator_function(node.opno)
    if function and function.name in NULL_WITH_ALL | NEVER_NULL_FUNCTIONS:
        return null_with_all(judge, node.args, scope, f"operator {found.name}")
    return any_nullable(judge, node.args, scope, f"operator {found.name} of what is not null")


def null_with_all(judge: Judge, nodes: tuple[Node, ...], scope: Scope, name: str) -> Verdict:
    """Null only when all of these are."""
    last = maybe("")
    for node in nodes:
        last = judge.expression(node, scope)
        if not last.nullable:
            return never(f"{name} is null when all of it is")
    return last


@rule(e.ScalarArrayOpExpr)
def array_operator(judge: Judge, node: e.ScalarArrayOpExpr, scope: Scope) -> Verdict:
    server = scope.frame.server
    found = server.operator(node.opno)
    if found is None or not is_total_operator(found, server):
        return maybe(f"operator {found.name if found else '?'} may answer null")
    verdict = any_nullable(judge, node.args, scope, "a comparison of what is not null")
    if not verdict.nullable:
        inside = elements(judge, node.args[1], scope)
        if inside.nullable:
            return inside
    return verdict


@rule(e.Aggref)
def aggregate(judge: Judge, node: e.Aggref, scope: Scope) -> Verdict:
    called = scope.frame.server.function(node.aggfnoid)
    here = scope.up(node.agglevelsup)
    if called is None or here is None or not called.is_built_in:
        return maybe("an aggregate that is not known")
    if called.name in NEVER_NULL_AGGREGATES:
        return never(f"{called.name}() of no rows is not null either")
    if not has_full_groups(here.query):
        return maybe(f"{called.name}() of no rows")
    if node.aggfilter is not None:
        return maybe(f"{called.name}() of no rows, where FILTER leaves none")
    if called.name in AGGREGATES_OF_ROWS:
        return never(f"{called.name}() of at least one row")
    if called.name in AGGREGATES_OF_VALUES:
        # Its arguments are columns of the query that it belongs to, from before the grouping.
        args: list[Node] = [*[entry.expr for entry in node.args], *node.aggdirectargs]
        if called.name in NULL_WITH_THE_FIRST:
            args = args[:1]
        seen = scope.before_grouping() if node.agglevelsup == 0 else scope
        return any_nullable(judge, tuple(args), seen, f"{called.name}() of at least one value")
    return maybe(f"{called.name}() may answer null")


@rule(e.WindowFunc)
def window(judge: Judge, node: e.WindowFunc, scope: Scope) -> Verdict:
    called = scope.frame.server.function(node.winfnoid)
    if called is None or not called.is_built_in:
        return maybe("a window function that is not known")
    name = called.name
    if name in NEVER_NULL_WINDOWS:
        if name == "ntile":
            return any_nullable(judge, node.args, scope.of_every_row(), "ntile() of what is not null")
        return never(f"{name}() never answers null")
    if name in ("lag", "lead") and len(node.args) == 3:
        rows = scope.of_every_row()
        return any_nullable(judge, node.args, rows, f"{name}() with a default that is not null")
    clause = next((one for one in scope.query.window_clause if one.winref == node.winref), None)
    if clause is None or _may_miss_its_row(clause) or node.aggfilter is not None:
        return maybe(f"{name}() of a frame that may be empty")
    if name in AGGREGATES_OF_ROWS:
        return never(f"{name}() of a frame that holds its row")
    if name in AGGREGATES_OF_VALUES or name in ("first_value", "last_value"):
        # The first and the last row of a frame are other rows; an aggregate has the value of its own row.
        rows = scope if name in AGGREGATES_OF_VALUES else scope.of_every_row()
        return any_nullable(judge, node.args, rows, f"{name}() of a frame that holds its row")
    return maybe(f"{name}() may answer null")


def _may_miss_its_row(clause: WindowClause) -> bool:
    options = clause.frame_options
    if options & FRAME_WITHOUT_ITS_ROW:
        return True
    starts_later = options & START_PRECEDING and not _goes_forward(clause.start_offset)
    ends_earlier = options & END_FOLLOWING and not _goes_forward(clause.end_offset)
    return bool(options & RANGE and (starts_later or ends_earlier))


def _goes_forward(offset: Node | None) -> bool:
    """Whether adding this offset of RANGE never goes back: '1 month -30 days' does, and counts as zero."""
    match offset:
        case e.Const(consttype=kind, constvalue=datum) if kind == INTERVAL and datum is not None:
            # The highest bytes of the microseconds, days and months have their signs.
            return not any(datum[place] & 0x80 for place in (7, 11, 15))
        case e.Const(consttype=kind) | e.Param(paramtype=kind) | e.FuncExpr(funcresulttype=kind):
            return kind in NUMBERS
        case _:
            return False
