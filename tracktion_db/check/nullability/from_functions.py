"""The columns of functions in FROM: unnest, generate_series, functions of one's own."""

from __future__ import annotations

from tracktion_db.check.reading.server_rows import Function
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import RangeTblEntry

from .own_functions import answer_of_body
from .scope import Judge, Scope
from .total import NOT_NULL_COLUMNS, NOT_NULL_ELEMENTS, is_total
from .verdict import Verdict, maybe, never


def function_column(judge: Judge, here: Scope, entry: RangeTblEntry, number: int) -> Verdict:
    """The verdict of the n-th column of one function or of several side by side."""
    column = number
    for function in entry.functions:
        if column <= function.funccolcount:
            if number == 0:
                return maybe("a whole row of a function")
            if len(entry.functions) > 1:
                return maybe("several functions side by side: the shorter ones are filled with nulls")
            return _of_one(judge, here, function.funcexpr, column, function.funccolcount)
        column -= function.funccolcount
    return never("WITH ORDINALITY") if entry.funcordinality else maybe("a column of a function")


def elements(judge: Judge, array: Node, scope: Scope) -> Verdict:
    """The verdict of the elements of an array."""
    match array:
        case e.ArrayExpr(multidims=False):
            for element in array.elements:
                verdict = judge.expression(element, scope)
                if verdict.nullable:
                    return maybe(f"an element of ARRAY[]: {verdict.because}")
            return never("no element of ARRAY[] is null")
        case e.Param(paramkind=0):
            if scope.frame.elements(array.paramid):
                return maybe("the elements of a parameter may be null")
            return never("the header lets no element of the parameter be null")
        case e.ArrayCoerceExpr() if not casts_elements_in_full(array, scope):
            return maybe("elements of a cast that may answer null")
        case e.ArrayCoerceExpr() | e.RelabelType() | e.CollateExpr():
            return elements(judge, array.arg, scope)
        case e.SubLink(sub_link_type=6):
            return judge.output(scope.child(array.subselect), 0)
        case e.FuncExpr():
            function = scope.frame.server.function(array.funcid)
            if function and function.is_built_in and (function.name, len(array.args)) in NOT_NULL_ELEMENTS:
                return never(f"{function.name}() makes no element null")
            return maybe("elements that may be null")
        case _:
            return maybe("elements that may be null")


def casts_elements_in_full(node: e.ArrayCoerceExpr, scope: Scope) -> bool:
    """Whether this cast of an array makes no element null."""
    server = scope.frame.server
    for part in node.elemexpr.walk():
        if isinstance(part, e.FuncExpr):
            function = server.function(part.funcid)
            if function is None or not is_total(function, server):
                return False
        elif not isinstance(
            part, e.CaseTestExpr | e.RelabelType | e.CoerceViaIO | e.CoerceToDomain | e.Const
        ):
            return False
    return True


def set_returning(judge: Judge, node: e.FuncExpr, function: Function, scope: Scope) -> Verdict:
    """The verdict of what a set-returning function answers, if it is one column."""
    if function.is_built_in:
        if function.name == "unnest" and len(node.args) == 1:
            return elements(judge, node.args[0], scope)
        if NOT_NULL_COLUMNS.get((function.name, len(node.args))) == (True,):
            return never(f"{function.name}() answers no null")
    return maybe(f"{function.name}() may answer null")


def _of_one(judge: Judge, here: Scope, node: Node, column: int, width: int) -> Verdict:
    if not isinstance(node, e.FuncExpr):
        if isinstance(node, e.SqlValueFunction):
            return judge.expression(node, here)
        return maybe("what is called like a function may be a row")
    function = here.frame.server.function(node.funcid)
    if function is None:
        return maybe("a function that is not known")
    if not function.is_built_in:
        return answer_of_body(judge, node, function, here, column, width)
    known = here.frame.server.type(here.frame.server.base_type(node.funcresulttype))
    if width == 1 and known is not None and known.kind not in ("c", "p"):
        return judge.expression(node, here)
    columns = NOT_NULL_COLUMNS.get((function.name, len(node.args)), ())
    if node.funcretset and column <= len(columns) and columns[column - 1]:
        return never(f"{function.name}() answers no null there")
    return maybe(f"{function.name}() may answer null")
