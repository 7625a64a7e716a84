"""Subqueries in expressions."""

from __future__ import annotations

from tracktion_db.check.tree import expressions as e

from .registry import rule
from .rows import surely_a_row
from .scope import Judge, Scope
from .total import is_total_operator
from .verdict import Verdict, maybe, never

EXISTS, ALL, ANY, _ROW, ONE_VALUE, _SEVERAL, ARRAY = range(7)


@rule(e.SubLink)
def sublink(judge: Judge, node: e.SubLink, scope: Scope) -> Verdict:
    if node.sub_link_type == EXISTS:
        return never("EXISTS is true or false")
    if node.sub_link_type == ARRAY:
        return never("ARRAY() is empty where there are no rows")
    inner = scope.child(node.subselect)
    if node.sub_link_type == ONE_VALUE:
        if not surely_a_row(inner):
            return maybe("a subquery that may find no row")
        return judge.output(inner, 0)
    if node.sub_link_type in (ANY, ALL) and isinstance(node.testexpr, e.OpExpr):
        return _comparison(judge, node.testexpr, scope, inner)
    return maybe("a comparison with a subquery")


def _comparison(judge: Judge, test: e.OpExpr, scope: Scope, inner: Scope) -> Verdict:
    operator = scope.frame.server.operator(test.opno)
    if operator is None or not is_total_operator(operator, scope.frame.server):
        return maybe("a comparison with a subquery")
    left = judge.expression(test.args[0], scope)
    if left.nullable:
        return left
    right = judge.output(inner, 0)
    return right if right.nullable else never("a comparison of what is not null")
