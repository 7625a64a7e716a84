"""Expressions of one query as values: equal when they compute the same from the same rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, Final, TypeVar, cast

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node, Unknown
from tracktion_db.check.tree.queries import Query, RangeTblEntry

N = TypeVar("N", bound=Node)

JOIN: Final = 2
GROUP: Final = 9
BIGINT, SMALLINT, INTEGER, TEXT, OID, NAME, NUMERIC = 20, 21, 23, 25, 26, 19, 1700
INJECTIVE_CASTS: Final = frozenset((
    (SMALLINT, INTEGER), (SMALLINT, BIGINT), (INTEGER, BIGINT), (OID, BIGINT), (NAME, TEXT),
    (SMALLINT, NUMERIC), (INTEGER, NUMERIC), (BIGINT, NUMERIC),
))  # fmt: skip
# Those whose declared fields say all that they compute.
COMPARABLE: Final = (
    e.Var, e.Const, e.Param, e.OpExpr, e.DistinctExpr, e.NullIfExpr, e.ScalarArrayOpExpr, e.FuncExpr,
    e.BoolExpr, e.NullTest, e.BooleanTest, e.CaseExpr, e.CaseWhen, e.CaseTestExpr, e.CoalesceExpr,
    e.MinMaxExpr, e.RelabelType, e.CoerceViaIO, e.ArrayCoerceExpr, e.CollateExpr, e.CoerceToDomain,
    e.FieldSelect, e.ArrayExpr, e.SubscriptingRef, e.SqlValueFunction,
)  # fmt: skip


def resolved(query: Query, node: Node) -> Node:
    """The same expression over the tables and subqueries themselves, not over joins and grouping steps."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, e.Var) or part.varlevelsup:
            return None
        entry = query.entry(part.varno)
        stands_for = {JOIN: entry.joinaliasvars, GROUP: entry.groupexprs}.get(entry.rtekind)
        if stands_for and 0 < part.varattno <= len(stands_for):
            column = stands_for[part.varattno - 1]
            return part if column is None else resolved(query, column)
        return replace(part, varnullingrels=None, varreturningtype=0)

    return rewritten(node, change)


def term(server: ServerCatalog, node: Node) -> Node | None:
    """What a resolved expression computes, to be compared; None where that depends on more than its rows."""
    node = bare(node)
    if not all(isinstance(part, COMPARABLE) for part in node.walk()):
        return None
    if is_volatile(server, node) or returns_set(server, node):
        return None

    def change(part: Node) -> Node | None:
        if isinstance(part, e.Var):
            # A column is known by its place alone.
            return e.Var(varno=part.varno, varattno=part.varattno, vartype=0, varlevelsup=part.varlevelsup)
        if isinstance(part, e.FuncExpr) and part.funcformat:
            return replace(rewritten(replace(part, funcformat=0), change), funcformat=0)
        return None

    return rewritten(node, change)


def column(entry: int, number: int) -> Node:
    """The term of a column."""
    return e.Var(varno=entry, varattno=number, vartype=0, varlevelsup=0)


def moved(node: Node, entry: int) -> Node:
    """An expression of an index, over the entry of a query that the index's table stands in."""
    return rewritten(node, lambda part: replace(part, varno=entry) if isinstance(part, e.Var) else None)


def bare(node: Node) -> Node:
    """The expression below casts that change the type only, not the value."""
    while isinstance(node, e.RelabelType):
        node = node.arg
    return node


def entries(node: Node) -> frozenset[int]:
    """The entries of the range table that a resolved expression is computed from."""
    return outer_entries(node, 0)


def outer_entries(node: Node, depth: int) -> frozenset[int]:
    """The same of a part that stands so many levels further in."""
    found: set[int] = set()
    if isinstance(node, e.Var) and node.varlevelsup == depth:
        found.add(node.varno)
    for child in node.children():
        found |= outer_entries(child, depth + isinstance(child, Query))
    return frozenset(found)


def told_apart(server: ServerCatalog, node: Node) -> Node | None:
    """What is equal where a resolved expression is: what it casts, when different values stay different.

    A collation tells texts apart too, unless it is a loose one: who asks has to look.
    """
    node = bare(node)
    if isinstance(node, e.CollateExpr):
        return node.arg
    if not isinstance(node, e.FuncExpr) or len(node.args) != 1:
        return None
    function = server.function(node.funcid)
    if function is None or not function.is_built_in:
        return None
    from_type, to_type = (*function.argument_types, 0)[0], function.result_type
    return node.args[0] if (from_type, to_type) in INJECTIVE_CASTS else None


def is_volatile(server: ServerCatalog, node: Node) -> bool:
    """Whether it may be something else the next time it is computed."""
    for part in node.walk():
        if isinstance(part, e.NextValueExpr | Unknown):
            return True
        if isinstance(part, RangeTblEntry) and part.relkind == "v" and _is_volatile_view(server, part.relid):
            return True
        if isinstance(part, e.FuncExpr | e.Aggref | e.WindowFunc):
            oid = {e.FuncExpr: "funcid", e.Aggref: "aggfnoid", e.WindowFunc: "winfnoid"}[type(part)]
            function = server.function(getattr(part, oid))
        elif isinstance(part, e.OpExpr | e.DistinctExpr | e.NullIfExpr | e.ScalarArrayOpExpr):
            function = server.operator_function(part.opno)
        else:
            continue
        if function is None or function.volatility == "v":
            return True
    return False


def _is_volatile_view(server: ServerCatalog, relation: int) -> bool:
    try:
        query = server.view_query(relation)
    except TreeError:
        return True
    return query is None or is_volatile(server, query)


def returns_set(server: ServerCatalog, node: Node) -> bool:
    """Whether it may be several rows."""
    for part in node.walk():
        if isinstance(part, e.FuncExpr) and part.funcretset:
            return True
        if isinstance(part, e.OpExpr):
            function = server.operator_function(part.opno)
            if function is None or function.returns_set:
                return True
    return False


def collation(server: ServerCatalog, node: Node) -> int:
    """The collation that a resolved expression is sorted by; 0 for any under which only the same is equal."""
    node = bare(node)
    if isinstance(node, e.Var):
        return node.varcollid
    if isinstance(node, e.CollateExpr):
        return node.coll_oid
    found = {part.varcollid for part in node.walk() if isinstance(part, e.Var)}
    found |= {part.coll_oid for part in node.walk() if isinstance(part, e.CollateExpr)}
    return next((oid for oid in sorted(found) if server.orderings.is_loose(oid)), 0)


def rewritten(node: N, change: Callable[[Node], Node | None]) -> N:
    """The tree with some nodes changed; queries inside are left as they are."""
    changed = change(node)
    if changed is not None:
        return cast("N", changed)
    values: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        new = _rewritten_value(value, change)
        if new is not value:
            values[field.name] = new
    return replace(node, **values) if values else node


def _rewritten_value(value: Any, change: Callable[[Node], Node | None]) -> Any:
    if isinstance(value, Query):
        return value
    if isinstance(value, Node):
        return rewritten(value, change)
    if isinstance(value, tuple):
        items = cast("tuple[Any, ...]", value)
        new = tuple([_rewritten_value(item, change) for item in items])
        return new if any(one is not other for one, other in zip(items, new, strict=True)) else items
    return value
