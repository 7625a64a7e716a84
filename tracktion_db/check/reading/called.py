"""Which functions a node of a tree calls, by name, through an operator, or to sort and group."""

from __future__ import annotations

from collections.abc import Iterator

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree.expressions import (
    Aggref,
    DistinctExpr,
    FuncExpr,
    NullIfExpr,
    OpExpr,
    RowCompareExpr,
    ScalarArrayOpExpr,
    WindowFunc,
)
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import SortGroupClause


def called(server: ServerCatalog, node: Node) -> Iterator[int]:
    """The oids of the functions that this one node calls, not those of the nodes below."""
    if isinstance(node, FuncExpr):
        yield node.funcid
    elif isinstance(node, Aggref):
        yield node.aggfnoid
    elif isinstance(node, WindowFunc):
        yield node.winfnoid
    else:
        for operator in _operators(node):
            if known := server.operator(operator):
                yield known.function_id


def _operators(node: Node) -> tuple[int, ...]:
    if isinstance(node, OpExpr | DistinctExpr | NullIfExpr | ScalarArrayOpExpr):
        return (node.opno,)
    if isinstance(node, RowCompareExpr):
        return node.opnos
    if isinstance(node, SortGroupClause):
        return (node.eqop, node.sortop)
    return ()
