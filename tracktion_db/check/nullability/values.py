"""Expressions that are simple in this respect: constants, parameters, casts, tests, constructors."""

from __future__ import annotations

from dataclasses import replace

from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node

from .conditions import whole_row_test
from .registry import rule
from .scope import Judge, Scope
from .total import is_total_operator
from .verdict import Verdict, maybe, never


def any_nullable(judge: Judge, nodes: tuple[Node, ...], scope: Scope, otherwise: str) -> Verdict:
    """Null as soon as one of these is; ``otherwise`` is why it never is."""
    for node in nodes:
        verdict = judge.expression(node, scope)
        if verdict.nullable:
            return verdict
    return never(otherwise)


@rule(e.Const)
def constant(judge: Judge, node: e.Const, scope: Scope) -> Verdict:
    return maybe("the constant NULL") if node.constisnull else never("a constant")


@rule(e.Param)
def parameter(judge: Judge, node: e.Param, scope: Scope) -> Verdict:
    return scope.frame.parameter(node.paramid) if node.paramkind == 0 else maybe("a value of a subquery")


@rule(e.NullTest, e.BooleanTest)
def test(judge: Judge, node: Node, scope: Scope) -> Verdict:
    return never("a test for null or truth is true or false")


@rule(e.DistinctExpr)
def distinct(judge: Judge, node: e.DistinctExpr, scope: Scope) -> Verdict:
    server = scope.frame.server
    found = server.operator(node.opno)
    if found is None or not is_total_operator(found, server):
        return maybe("IS DISTINCT FROM with an operator that may answer null")
    return never("a test for null or truth is true or false")


@rule(e.RowExpr, e.ArrayExpr)
def constructor(judge: Judge, node: Node, scope: Scope) -> Verdict:
    return never("a row or array, whatever is in it")


@rule(e.GroupingFunc, e.NextValueExpr, e.MergeSupportFunc)
def always(judge: Judge, node: Node, scope: Scope) -> Verdict:
    return never("the server's own value")


@rule(e.SqlValueFunction)
def sql_value(judge: Judge, node: e.SqlValueFunction, scope: Scope) -> Verdict:
    if node.op < 14:
        return never("a date, time, role or database of the session")
    return maybe("CURRENT_SCHEMA is null when the search path has no schema")


@rule(e.RelabelType, e.CollateExpr, e.CoerceViaIO, e.ArrayCoerceExpr, e.ConvertRowtypeExpr)
def cast(
    judge: Judge,
    node: e.RelabelType | e.CollateExpr | e.CoerceViaIO | e.ArrayCoerceExpr | e.ConvertRowtypeExpr,
    scope: Scope,
) -> Verdict:
    return judge.expression(node.arg, scope)


@rule(e.CoerceToDomain)
def domain(judge: Judge, node: e.CoerceToDomain, scope: Scope) -> Verdict:
    if scope.frame.server.is_not_null_domain(node.resulttype):
        return never("a cast to a domain that is NOT NULL")
    return judge.expression(node.arg, scope)


@rule(e.FieldSelect)
def field(judge: Judge, node: e.FieldSelect, scope: Scope) -> Verdict:
    if isinstance(node.arg, e.RowExpr) and 0 < node.fieldnum <= len(node.arg.args):
        return judge.expression(node.arg.args[node.fieldnum - 1], scope)
    if isinstance(node.arg, e.Var) and node.arg.varattno == 0:
        return judge.expression(replace(node.arg, varattno=node.fieldnum), scope)
    if scope.proves(whole_row_test(node.arg)):
        return never("a condition proves that no field of it is null")
    return maybe("a field of a composite value")


@rule(e.SubscriptingRef)
def element(judge: Judge, node: e.SubscriptingRef, scope: Scope) -> Verdict:
    if not node.reflowerindexpr:
        return maybe("an element that may not be there")
    bounds = [bound for bound in (*node.refupperindexpr, *node.reflowerindexpr) if bound is not None]
    return any_nullable(judge, (node.refexpr, *bounds), scope, "a slice, which may be empty")


@rule(e.JsonConstructorExpr)
def json_constructor(judge: Judge, node: e.JsonConstructorExpr, scope: Scope) -> Verdict:
    if node.type in (1, 2):
        return never("an object or array of JSON, whatever is in it")
    return maybe("a value of JSON that may be null")


@rule(e.JsonIsPredicate)
def json_test(judge: Judge, node: e.JsonIsPredicate, scope: Scope) -> Verdict:
    return judge.expression(node.expr, scope)
