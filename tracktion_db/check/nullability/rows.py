"""Whether a query has a row whatever is in the database."""

from __future__ import annotations

from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import JoinExpr, RangeTblRef, SetOperationStmt

from .grouping import has_empty_set
from .joins import FULL, INNER, LEFT, RIGHT
from .scope import Scope

IMPLICIT_CAST = 2
WHOLE_NUMBERS = frozenset((20, 21, 23))


def surely_a_row(scope: Scope) -> bool:
    """Whether the query of this scope always answers at least one row."""
    query = scope.query
    if query.command_type != 1 or query.limit_offset is not None or not _lets_one_through(query.limit_count):
        return False
    if query.set_operations is not None:
        return _any_arm(query.set_operations, scope)
    if query.having_qual is not None or query.has_target_srfs:
        return False
    if has_empty_set(query) or (query.has_aggs and not query.group_clause and not query.grouping_sets):
        return True
    tree = query.jointree
    return tree is not None and tree.quals is None and all(_item(item, scope) for item in tree.fromlist)


def _any_arm(node: Node, scope: Scope) -> bool:
    if isinstance(node, SetOperationStmt):
        return node.op == 1 and (_any_arm(node.larg, scope) or _any_arm(node.rarg, scope))
    return isinstance(node, RangeTblRef) and _entry(node.rtindex, scope)


def _item(node: Node, scope: Scope) -> bool:
    if isinstance(node, RangeTblRef):
        return _entry(node.rtindex, scope)
    if isinstance(node, JoinExpr):
        left, right = _item(node.larg, scope), _item(node.rarg, scope)
        match node.jointype:
            case _ if node.jointype == INNER:
                return node.quals is None and left and right
            case _ if node.jointype == LEFT:
                return left
            case _ if node.jointype == RIGHT:
                return right
            case _:
                return node.jointype == FULL and (left or right)
    return False


def _entry(number: int, scope: Scope) -> bool:
    entry = scope.query.entry(number)
    match entry.rtekind:
        case 1:
            return entry.subquery is not None and surely_a_row(scope.child(entry.subquery))
        case 3:
            return all(not _returns_set(function.funcexpr) for function in entry.functions)
        case 5 | 8:
            return True
        case 6:
            return _cte(entry.ctename, scope.up(entry.ctelevelsup))
        case _:
            return False


def _cte(name: str, scope: Scope | None) -> bool:
    cte = scope.find_cte(name) if scope else None
    if scope is None or cte is None or cte.cterecursive:
        return False
    return surely_a_row(scope.child(cte.ctequery))


def _returns_set(node: Node) -> bool:
    return not isinstance(node, e.FuncExpr) or node.funcretset


def _lets_one_through(limit: Node | None) -> bool:
    """Whether this LIMIT is none, or a constant above zero."""
    if isinstance(limit, e.FuncExpr) and limit.funcformat == IMPLICIT_CAST:
        limit = limit.args[0]
        if isinstance(limit, e.Const) and limit.consttype not in WHOLE_NUMBERS:
            return False  # 0.4 becomes 0
    if limit is None:
        return True
    return isinstance(limit, e.Const) and (limit.constisnull or any(limit.constvalue or ()))
