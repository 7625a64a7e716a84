"""What conditions say of single values: that two rows which fulfil them are equal in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node

from .joins import Condition
from .terms import bare

BOOLEAN = 16


class Alike(NamedTuple):
    """How two values are equal: by one of these operator families and, of texts, under this collation."""

    families: frozenset[int] | None
    """None where they are the same value, whatever compares them."""
    collation: int


class Equality(NamedTuple):
    """A condition that something equals something else."""

    left: Node
    right: Node | None
    """None for a constant that the condition itself is, such as NULL in IS NULL."""
    alike: Alike
    may_be_null: bool
    """Whether both may be null, as with IS NOT DISTINCT FROM."""
    condition: Condition


def equality(server: ServerCatalog, condition: Condition) -> Equality | None:
    """The equality that a condition is, if it is one."""
    match condition.node:
        case e.OpExpr(opno=operator, args=(left, right), inputcollid=collation):
            return _compared(server, condition, operator, collation, left, right)
        case e.ScalarArrayOpExpr(opno=operator, use_or=True, args=(left, array), inputcollid=collation):
            # = ANY (ARRAY[x]) is what a statement writes to make the planner keep an index's order.
            match bare(array):
                case e.ArrayExpr(elements=(right,), multidims=False):
                    return _compared(server, condition, operator, collation, left, right)
                case _:
                    return None
        case e.BoolExpr(boolop="not", args=(e.DistinctExpr(opno=operator, args=(left, right)) as distinct,)):
            families = server.orderings.families(operator)
            return (
                Equality(left, right, Alike(families, distinct.inputcollid), True, condition)
                if families
                else None
            )
        case e.NullTest(arg=arg, nulltesttype=0, argisrow=False):
            return Equality(arg, None, Alike(None, 0), True, condition)
        case e.Var(vartype=vartype) | e.BoolExpr(boolop="not", args=(e.Var(vartype=vartype),)) if (
            vartype == BOOLEAN
        ):
            node = condition.node
            column = node.args[0] if isinstance(node, e.BoolExpr) else node
            return Equality(column, None, Alike(None, 0), False, condition)
        case _:
            return None


def _compared(
    server: ServerCatalog, condition: Condition, operator: int, collation: int, left: Node, right: Node
) -> Equality | None:
    families = server.orderings.families(operator)
    function = server.operator_function(operator)
    if not families or function is None or not function.is_strict:
        return None
    return Equality(left, right, Alike(families, collation), False, condition)


def both_ways(equality: Equality) -> Iterator[tuple[Node, Node | None]]:
    """Each side, with the one that it equals."""
    yield equality.left, equality.right
    if equality.right is not None:
        yield equality.right, equality.left


def serves(server: ServerCatalog, known: Alike, families: frozenset[int], collation: int) -> bool:
    """Whether what is alike so is equal too when compared by these families under this collation."""
    if known.families is not None and not known.families & families:
        return False
    return known.collation == collation or not server.orderings.is_loose(known.collation)


def combined(server: ServerCatalog, one: Alike, other: Alike) -> Alike | None:
    """How a and c are alike when a and b are alike in one way, b and c in another."""
    if one.families is None:
        families = other.families
    elif other.families is None:
        families = one.families
    else:
        families = one.families & other.families
    if families is not None and not families:
        return None
    if not server.orderings.is_loose(one.collation):
        return Alike(families, other.collation)
    if not server.orderings.is_loose(other.collation) or one.collation == other.collation:
        return Alike(families, one.collation)
    return None
