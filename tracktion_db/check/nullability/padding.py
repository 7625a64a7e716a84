"""Set-returning functions side by side: the shorter ones are filled with nulls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node

PADDED: Final = "several set-returning functions: the shorter ones are filled with nulls"


def is_padded(nodes: Sequence[Node], number: int, server: ServerCatalog) -> bool:
    """Whether the n-th of these, from 0, has a set-returning function and there is one more in them."""
    sets = [_sets(node, server) for node in nodes]
    return sets[number] > 0 and sum(sets) > 1


def _sets(node: Node, server: ServerCatalog) -> int:
    """How many set-returning functions are called in it."""
    return sum(_returns_set(part, server) for part in node.walk())


def _returns_set(node: Node, server: ServerCatalog) -> bool:
    if isinstance(node, e.OpExpr):
        function = server.operator_function(node.opno)
        return function is None or function.returns_set
    return isinstance(node, e.FuncExpr) and node.funcretset
