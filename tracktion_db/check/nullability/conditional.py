"""CASE, COALESCE and the like, AND and OR: what one part proves holds in the others."""

from __future__ import annotations

from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node

from .conditions import NOTHING, Outcome, Proofs
from .registry import rule
from .scope import Judge, Scope
from .values import any_nullable
from .verdict import Verdict, maybe, never


@rule(e.CaseExpr)
def case(judge: Judge, node: e.CaseExpr, scope: Scope) -> Verdict:
    conditions = scope.frame.conditions
    passed: Proofs = NOTHING
    for arm in node.args:
        # In the form CASE x WHEN 1 the conditions compare a stand-in, which proves nothing.
        here = scope.where(passed | conditions.proved(arm.expr, Outcome.TRUE))
        verdict = judge.expression(arm.result, here)
        if verdict.nullable:
            return maybe(f"an arm of CASE: {verdict.because}")
        passed |= conditions.proved(arm.expr, Outcome.NOT_TRUE)
    if node.defresult is None or (isinstance(node.defresult, e.Const) and node.defresult.constisnull):
        return maybe("CASE without ELSE")
    verdict = judge.expression(node.defresult, scope.where(passed))
    return maybe(f"ELSE of CASE: {verdict.because}") if verdict.nullable else never("every arm of CASE")


@rule(e.CoalesceExpr)
def coalesce(judge: Judge, node: e.CoalesceExpr, scope: Scope) -> Verdict:
    return _first_that_is_there(judge, node.args, scope, "COALESCE")


@rule(e.MinMaxExpr)
def greatest(judge: Judge, node: e.MinMaxExpr, scope: Scope) -> Verdict:
    return _first_that_is_there(judge, node.args, scope, "GREATEST or LEAST")


def _first_that_is_there(judge: Judge, args: tuple[Node, ...], scope: Scope, name: str) -> Verdict:
    last = maybe("")
    for arg in args:
        last = judge.expression(arg, scope)
        if not last.nullable:
            return never(f"{name}: {last.because}")
    if _one_of_two_sides(judge, args, scope):
        return never(f"{name}: one side of the FULL JOIN has a row")
    return maybe(f"{name}, all of it: {last.because}")


def _one_of_two_sides(judge: Judge, args: tuple[Node, ...], scope: Scope) -> bool:
    """Whether two of these come from the two sides of one FULL JOIN, and are null only without a row."""
    there: dict[int, set[str]] = {}
    for arg in args:
        while isinstance(arg, e.RelabelType | e.CollateExpr):
            arg = arg.arg
        if isinstance(arg, e.Var) and arg.varlevelsup == 0 and not scope.is_returning:
            sides = scope.null_sides(arg)
            if len(sides) == 1:
                (side,) = sides
                if not judge.expression(arg, scope.with_row(side)).nullable:
                    there.setdefault(side.join, set()).add(side.side)
    return {"left", "right"} in there.values()


@rule(e.NullIfExpr)
def nullif(judge: Judge, node: e.NullIfExpr, scope: Scope) -> Verdict:
    return maybe("NULLIF")


@rule(e.BoolExpr)
def boolean(judge: Judge, node: e.BoolExpr, scope: Scope) -> Verdict:
    for arg in node.args:
        if isinstance(arg, e.Const) and not arg.constisnull and node.boolop != _undecided_by(arg):
            return never("a constant decides")
    proofs: Proofs = NOTHING
    if node.boolop != "not":
        # Null comes out only where no part decides: none is false under AND, none true under OR.
        undecided = Outcome.TRUE if node.boolop == "and" else Outcome.FALSE
        for arg in node.args:
            if isinstance(arg, e.NullTest | e.BooleanTest | e.DistinctExpr):
                proofs |= scope.frame.conditions.proved(arg, undecided)
    return any_nullable(judge, node.args, scope.where(proofs), "a condition on what is not null")


def _undecided_by(constant: e.Const) -> str:
    """The operator that this constant does not decide alone."""
    return "and" if any(constant.constvalue or ()) else "or"


@rule(e.RowCompareExpr)
def row_comparison(judge: Judge, node: e.RowCompareExpr, scope: Scope) -> Verdict:
    return any_nullable(judge, node.largs + node.rargs, scope, "a comparison of what is not null")
