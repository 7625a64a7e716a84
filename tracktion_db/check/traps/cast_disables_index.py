"""A column that is compared after a cast, so that the index on the column cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, Final, cast

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.levels import conditions, own_nodes
from tracktion_db.check.reading.server_rows import Index
from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree.expressions import (
    CoerceViaIO,
    CollateExpr,
    FuncExpr,
    OpExpr,
    RelabelType,
    RowCompareExpr,
    ScalarArrayOpExpr,
    Var,
)
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query

# Types from here on are made by extensions and users.
FIRST_OWN_TYPE: Final = 16384
CHARACTER: Final = 1042
COMPARISONS: Final = frozenset(("<", "<=", "=", ">", ">=", "~~", "~~*"))


def check_cast_disables_index(analysed: Analysed) -> Iterator[Finding]:
    """Rule cast-disables-index: ``created_at::date = :day``, a bigint column with a numeric parameter.

    Only where an index starts with the bare column and none with the cast.
    """
    found: dict[str, tuple[str, bool]] = {}
    for level in analysed.levels:
        for condition in conditions(level.query):
            for node in own_nodes(condition):
                for side, other in _sides(analysed, node):
                    if column := _cast_column(analysed, level.query, side, other):
                        found.setdefault(column, (_type(analysed, side), _is_implicit(side)))
    for column, (to, implicit) in found.items():
        how = "the server compares it" if implicit else "it is compared"
        yield analysed.finding(
            "cast-disables-index",
            _place(analysed, column),
            f"the index on {column} is of no use here: {how} as {to}",
            f"cast the other side to the type of {column}, or ask for a span: >= its start AND < its end",
            subject=column,
        )


def _sides(analysed: Analysed, node: Node) -> Iterator[tuple[Node, Node]]:
    if isinstance(node, OpExpr | ScalarArrayOpExpr) and len(node.args) == 2:
        operator = analysed.server.operator(node.opno)
        if operator is not None and operator.name in COMPARISONS:
            left, right = node.args
            yield left, right
            yield right, left
    elif isinstance(node, RowCompareExpr):
        for left, right in zip(node.largs, node.rargs, strict=True):
            yield left, right
            yield right, left


def _cast_column(analysed: Analysed, query: Query, side: Node, other: Node) -> str | None:
    """The name of the column that is cast here though it has an index."""
    var = _cast(analysed, side)
    if var is None or var.varlevelsup or var.varattno < 1:
        return None
    if any(
        isinstance(part, Var) and part.varno == var.varno and not part.varlevelsup for part in other.walk()
    ):
        return None  # two columns of one row: no index serves that
    entry = query.entry(var.varno)
    indexes = analysed.server.indexes(entry.relid) if entry.rtekind == 0 else []
    if not any(index.keys[0] == var.varattno for index in indexes):
        return None
    if any(_has(analysed, index, side) for index in indexes):
        return None
    column = analysed.server.column(entry.relid, var.varattno)
    return column.name if column else None


def _cast(analysed: Analysed, node: Node) -> Var | None:
    """The column below a cast that changes what is compared."""
    while isinstance(node, CollateExpr):
        node = node.arg
    changes = False
    while True:
        if isinstance(node, FuncExpr) and node.funcformat in (1, 2) and node.args:
            node, changes = node.args[0], True
        elif isinstance(node, CoerceViaIO):
            node, changes = node.arg, True
        elif isinstance(node, RelabelType):
            changes = changes or _compares_otherwise(analysed, node)
            node = node.arg
        else:
            return node if changes and isinstance(node, Var) else None


def _compares_otherwise(analysed: Analysed, node: RelabelType) -> bool:
    """Whether the same bytes are compared by other rules: citext and text, character and text."""
    if not isinstance(node.arg, Var):
        return False
    before, after = (analysed.server.base_type(oid) for oid in (node.arg.vartype, node.resulttype))
    return before != after and (max(before, after) >= FIRST_OWN_TYPE or after == CHARACTER)


def _has(analysed: Analysed, index: Index, side: Node) -> bool:
    """Whether the index starts with this very expression."""
    if index.keys[0] != 0:
        return False
    try:
        expressions = analysed.server.index_expressions(index)
    except TreeError:
        return True
    return bool(expressions) and _bare(expressions[0]) == _bare(side)


def _bare(node: Node) -> Node:
    """The expression without the number of the table and how casts are written, as in any other query."""
    if isinstance(node, Var):
        return Var(varno=1, varattno=node.varattno, vartype=node.vartype, varlevelsup=0)
    changed: dict[str, Any] = {}
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, Node):
            changed[item.name] = _bare(value)
        elif isinstance(value, tuple):
            parts = cast("tuple[object, ...]", value)
            changed[item.name] = tuple([_bare(part) if isinstance(part, Node) else part for part in parts])
    if isinstance(node, FuncExpr):
        changed["funcformat"] = 0
    return replace(node, **changed)


def _type(analysed: Analysed, node: Node) -> str:
    oid = node.funcresulttype if isinstance(node, FuncExpr) else 0
    if isinstance(node, RelabelType | CoerceViaIO):
        oid = node.resulttype
    known = analysed.server.type(oid)
    return known.name if known else "another type"


def _is_implicit(node: Node) -> bool:
    return isinstance(node, RelabelType) or (isinstance(node, FuncExpr) and node.funcformat == 2)


def _place(analysed: Analysed, column: str) -> int:
    """Where the column is compared: the first time it is named in a condition, with its relation's name."""
    words = analysed.places.outlined
    for index, item in enumerate(words):
        if item.token.is_name and item.token.name == column and item.clause in ("WHERE", "ON", "HAVING"):
            is_qualified = words[index - 1].token.text == "."
            return words[index - 2 if is_qualified else index].token.start
    return analysed.places.name(column)
