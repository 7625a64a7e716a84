"""Where a column of the answer comes from: through subqueries, CTEs, joins and views to what computes it."""

from __future__ import annotations

from typing import NamedTuple

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree.expressions import (
    Aggref,
    CoerceToDomain,
    CoerceViaIO,
    CollateExpr,
    Const,
    FuncExpr,
    RelabelType,
    Var,
)
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query, RangeTblEntry

__all__ = ["Origin", "enum_behind", "origin", "type_of"]


class Origin(NamedTuple):
    """An expression, and the queries that it stands in, the innermost last."""

    node: Node
    queries: tuple[Query, ...]


def origin(server: ServerCatalog, node: Node, queries: tuple[Query, ...]) -> Origin:
    """The expression that this one passes on, unchanged but for its name. Raises TreeError for a view's."""
    while isinstance(node, Var) and (found := _behind(server, node, queries)):
        node, queries = found
    return Origin(node, queries)


def enum_behind(server: ServerCatalog, node: Node, queries: tuple[Query, ...]) -> int:
    """The oid of the enum whose labels this text is; 0 where it is not one's. Raises TreeError."""
    found = origin(server, node, queries)
    if isinstance(found.node, RelabelType | CollateExpr):
        return enum_behind(server, found.node.arg, found.queries)
    if isinstance(found.node, CoerceViaIO):
        oid = server.base_type(type_of(found.node.arg) or 0)
        known = server.type(oid)
        return oid if known and known.kind == "e" else 0
    return 0


def type_of(node: Node) -> int | None:
    """The oid of an expression's type, domains included; None where the node does not say it."""
    if isinstance(node, Var):
        return node.vartype
    if isinstance(node, FuncExpr):
        return node.funcresulttype
    if isinstance(node, CoerceToDomain | RelabelType | CoerceViaIO):
        return node.resulttype
    if isinstance(node, Aggref):
        return node.aggtype
    if isinstance(node, Const):
        return node.consttype
    return None


def _behind(server: ServerCatalog, var: Var, queries: tuple[Query, ...]) -> Origin | None:
    queries = queries[: len(queries) - var.varlevelsup]
    if not queries or var.varattno < 1:
        return None
    entry = queries[-1].entry(var.varno)
    if entry.rtekind == 0 and (known := server.relation(entry.relid)) and known.kind in ("v", "m"):
        view = server.view_query(entry.relid)
        return _output(view, var.varattno, ()) if view else None
    if entry.rtekind == 1 and entry.subquery:
        return _output(entry.subquery, var.varattno, queries)
    if entry.rtekind == 2:
        return _item(entry.joinaliasvars, var.varattno, queries)
    if entry.rtekind == 6:
        return _of_cte(entry, var.varattno, queries)
    if entry.rtekind == 9:
        return _item(entry.groupexprs, var.varattno, queries)
    return None


def _of_cte(entry: RangeTblEntry, number: int, queries: tuple[Query, ...]) -> Origin | None:
    queries = queries[: len(queries) - entry.ctelevelsup]
    for cte in queries[-1].cte_list if queries else ():
        if cte.ctename == entry.ctename:
            return _output(cte.ctequery, number, queries)
    return None


def _output(query: Query, number: int, outside: tuple[Query, ...]) -> Origin | None:
    # A set operation has several expressions behind each column.
    if query.set_operations is not None:
        return None
    for entry in query.outputs:
        if entry.resno == number:
            return Origin(entry.expr, (*outside, query))
    return None


def _item(items: tuple[Node | None, ...], number: int, queries: tuple[Query, ...]) -> Origin | None:
    # A column that was dropped later is None.
    item = items[number - 1] if number <= len(items) else None
    return None if item is None else Origin(item, queries)
