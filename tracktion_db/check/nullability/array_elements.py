"""Whether the elements of an array that a query answers may be null: only what makes the array can tell.

No type and no NOT NULL keeps null out of an array, so that of a table's column nothing is known.
"""

from __future__ import annotations

from typing import Final

from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query, RangeTblRef, SetOperationStmt

from .columns import CTE, MOST_VIEWS, RELATION, SUBQUERY
from .conditions import Outcome
from .from_functions import casts_elements_in_full, elements
from .scope import Judge, Scope
from .verdict import Verdict, maybe, never

UNION = 1
INT2VECTOR, OIDVECTOR, ANYNONARRAY = 22, 30, 2776
# Where an array's datum says that it has a bitmap of nulls: after its length and its dimensions.
NULLS: Final = slice(8, 12)


def output_elements(judge: Judge, scope: Scope, number: int) -> Verdict:
    """The verdict of the elements of the n-th column, from 0, that this query answers. Raises TreeError."""
    query = scope.query
    if query.set_operations is not None:
        return _of_arm(judge, query.set_operations, scope, number)
    if number >= len(query.outputs):
        return maybe("elements of a column that is not known")
    here = scope if query.command_type == 1 else scope.returning()
    return _elements(judge, query.outputs[number].expr, here)


def _of_arm(judge: Judge, node: Node, scope: Scope, number: int) -> Verdict:
    """The verdict of one side of a set operation; only UNION answers what its right side has."""
    if isinstance(node, SetOperationStmt):
        left = _of_arm(judge, node.larg, scope, number)
        return left if left.nullable or node.op != UNION else _of_arm(judge, node.rarg, scope, number)
    if isinstance(node, RangeTblRef) and (query := scope.query.entry(node.rtindex).subquery):
        return output_elements(judge, scope.child(query), number)
    return maybe("a part of a set operation that is not known")


def _elements(judge: Judge, node: Node, scope: Scope) -> Verdict:
    match node:
        case e.Var():
            return _of_column(judge, node, scope)
        case e.ArrayCoerceExpr() if not casts_elements_in_full(node, scope):
            return maybe("elements of a cast that may answer null")
        case e.ArrayCoerceExpr() | e.RelabelType() | e.CollateExpr():
            return _elements(judge, node.arg, scope)
        case e.Const(constisnull=True):
            return never("null has no elements")
        case e.Const(constvalue=datum) if datum is not None and not any(datum[NULLS]):
            return never("the constant has no null in it")
        case e.CoalesceExpr():
            verdicts = [_elements(judge, arg, scope) for arg in node.args]
            return next((verdict for verdict in verdicts if verdict.nullable), verdicts[0])
        case e.SubLink(sub_link_type=4):
            return output_elements(judge, scope.child(node.subselect), 0)
        case e.Aggref():
            return _of_aggregate(judge, node, scope)
        case e.FuncExpr(args=(_, e.Const(constisnull=True))) if _is_array_remove(node, scope):
            return never("array_remove() takes the nulls out")
        case _:
            return elements(judge, node, scope)


def _of_aggregate(judge: Judge, node: e.Aggref, scope: Scope) -> Verdict:
    function = scope.frame.server.function(node.aggfnoid)
    if function is None or not function.is_built_in or function.name != "array_agg":
        return maybe("elements of an aggregate")
    argument = node.args[0].expr
    if function.argument_types != [ANYNONARRAY]:
        return _elements(judge, argument, scope)
    if scope.where(scope.frame.conditions.proved(node.aggfilter, Outcome.TRUE)).proves(argument):
        return never("FILTER leaves the nulls out")
    verdict = judge.expression(argument, scope)
    return Verdict(verdict.nullable, f"array_agg(): {verdict.because}")


def _is_array_remove(node: e.FuncExpr, scope: Scope) -> bool:
    function = scope.frame.server.function(node.funcid)
    return function is not None and function.is_built_in and function.name == "array_remove"


def _of_column(judge: Judge, var: e.Var, scope: Scope) -> Verdict:
    here = scope.up(var.varlevelsup)
    if var.vartype in (INT2VECTOR, OIDVECTOR):
        return never("a vector of the system's catalogs holds no nulls")
    if here is None or not 0 < var.varno <= len(here.query.rtable) or var.varattno < 1:
        return maybe("elements that may be null")
    entry = here.query.entry(var.varno)
    name = f"{entry.name}.{entry.column(var.varattno)}"
    if entry.rtekind == SUBQUERY and entry.subquery is not None:
        return output_elements(judge, here.child(entry.subquery), var.varattno - 1)
    if entry.rtekind == CTE:
        target = here.up(entry.ctelevelsup)
        cte = target.find_cte(entry.ctename) if target else None
        if target is not None and cte is not None and not cte.cterecursive:
            return output_elements(judge, target.child(cte.ctequery), var.varattno - 1)
    if entry.rtekind == RELATION:
        view = _view(here, entry.relid)
        if view is not None:
            return output_elements(judge, here.view(view), var.varattno - 1)
        return maybe(f"nothing keeps null out of the array {name}")
    return maybe(f"the elements of {name} may be null")


def _view(here: Scope, relation: int) -> Query | None:
    known = here.frame.server.relation(relation)
    if known is None or known.kind not in ("v", "m") or here.frame.depth >= MOST_VIEWS:
        return None
    return here.frame.server.view_query(relation)
