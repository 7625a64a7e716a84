"""Expressions in words, for proofs and findings: near enough to SQL to be found in the statement."""

from __future__ import annotations

from collections.abc import Callable

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query

from .terms import bare


class Shown:
    """``Shown(...)(node)`` is the text of an expression of one query."""

    def __init__(self, server: ServerCatalog, query: Query, parameter: Callable[[int], str]) -> None:
        self._server = server
        self._query = query
        self._parameter = parameter

    def __call__(self, node: Node) -> str:
        node = bare(node)
        match node:
            case e.Var(varlevelsup=0):
                entry = self._query.entry(node.varno)
                return f"{entry.name}.{entry.column(node.varattno)}"
            case e.Var():
                return "an outer column"
            case e.Param(paramkind=0):
                return f":{self._parameter(node.paramid)}"
            case e.Const():
                return "NULL" if node.constisnull else "a constant"
            case e.FuncExpr(funcformat=1 | 2, args=(arg, *_)):
                return self(arg)
            case e.FuncExpr():
                function = self._server.function(node.funcid)
                return f"{function.name if function else '?'}({', '.join(map(self, node.args))})"
            case e.CoerceViaIO():
                known = self._server.type(node.resulttype)
                return f"{self(node.arg)}::{known.name if known else '?'}"
            case e.CollateExpr():
                return self(node.arg)
            case e.NullTest(nulltesttype=kind):
                return f"{self(node.arg)} IS {'NOT ' if kind else ''}NULL"
            case _:
                return "an expression"
