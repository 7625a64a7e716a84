"""The queries of a tree, each with those around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracktion_db.check.tree.expressions import SubLink, Var
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import CommonTableExpr, FromExpr, JoinExpr, Query, RangeTblEntry

__all__ = ["Level", "conditions", "levels", "own_nodes", "step"]


SUBQUERY, JOIN, CTE, GROUP = 1, 2, 6, 9


class Level(NamedTuple):
    """One query; ``queries`` are those around it and itself, the outermost first."""

    queries: tuple[Query, ...]
    sublink: SubLink | None
    """What it is the query of, where it stands in an expression."""
    nodes: tuple[Node, ...]
    """What is in it, parents first, without what belongs to queries inside it."""

    @property
    def query(self) -> Query:
        return self.queries[-1]


def levels(query: Query) -> tuple[Level, ...]:
    """This query and all in it, the outer before the inner."""
    found: list[Level] = []
    waiting: list[tuple[tuple[Query, ...], SubLink | None]] = [((query,), None)]
    while waiting:
        queries, sublink = waiting.pop()
        nodes = tuple(_below(queries[-1]))
        found.append(Level(queries, sublink, nodes))
        inner: list[tuple[tuple[Query, ...], SubLink | None]] = []
        for node in (queries[-1], *nodes):
            if isinstance(node, SubLink):
                inner.append(((*queries, node.subselect), node))
            elif isinstance(node, RangeTblEntry) and node.subquery is not None:
                inner.append(((*queries, node.subquery), None))
            elif isinstance(node, CommonTableExpr):
                inner.append(((*queries, node.ctequery), None))
        waiting.extend(reversed(inner))
    return tuple(found)


def own_nodes(*roots: Node | None) -> Iterator[Node]:
    """These nodes and what is below them, parents first, without the queries inside them."""
    for root in roots:
        if root is not None:
            yield root
            yield from _below(root)


def conditions(query: Query) -> Iterator[Node]:
    """The conditions of WHERE and of the joins."""
    waiting: list[Node | None] = [query.jointree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, FromExpr):
            waiting.extend(reversed(node.fromlist))
        elif isinstance(node, JoinExpr):
            waiting.extend((node.rarg, node.larg))
        else:
            continue
        if node.quals is not None:
            yield node.quals


def step(var: Var, queries: tuple[Query, ...]) -> tuple[Node, tuple[Query, ...]] | None:
    """What this column of the innermost query passes on, and the queries that it stands in there.

    None for the column of a table, a view, a function or a set operation.
    """
    entry = queries[-1].entry(var.varno)
    if var.varattno < 1:
        return None
    if entry.rtekind in (JOIN, GROUP):
        items = entry.joinaliasvars if entry.rtekind == JOIN else entry.groupexprs
        item = items[var.varattno - 1] if var.varattno <= len(items) else None
        return None if item is None else (item, queries)
    inner = entry.subquery if entry.rtekind == SUBQUERY else None
    if entry.rtekind == CTE:
        queries = queries[: len(queries) - entry.ctelevelsup]
        ctes = queries[-1].cte_list if queries else ()
        inner = next((cte.ctequery for cte in ctes if cte.ctename == entry.ctename), None)
    if inner is None or inner.set_operations is not None:
        return None
    expression = next((item.expr for item in inner.outputs if item.resno == var.varattno), None)
    return (expression, (*queries, inner)) if expression is not None else None


def _below(root: Node) -> Iterator[Node]:
    waiting = list(_parts(root))[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(list(_parts(node))[::-1])


def _parts(node: Node) -> Iterator[Node]:
    # The columns of a join only repeat those of its sides.
    if not (isinstance(node, RangeTblEntry) and node.rtekind == JOIN):
        for child in node.children():
            if not isinstance(child, Query):
                yield child
