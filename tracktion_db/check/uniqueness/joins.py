"""The FROM and WHERE of a query: what is joined, and which conditions hold for which of its rows.

What stands on the null side of an outer join has a row or has none, and conditions in there hold only where
it has one. Whether it has depends on the row of the other side. So a condition on the null side, of two rows
of the result, says something as soon as both are known to have the same row on the other side: its ``guard``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import FromExpr, JoinExpr, Query, RangeTblRef

from .terms import resolved

Proofs = Callable[[Node], frozenset[Node]]
"""What is not null where a condition is true."""
Guard = frozenset[int] | None
"""The entries that must be known to be the same; None where no entries suffice."""

NO_GUARD: Final[frozenset[int]] = frozenset()
LEFT, FULL, RIGHT = 1, 2, 3


class Condition(NamedTuple):
    """What is true of the rows of a query, as its guard says."""

    node: Node
    guard: Guard
    about: frozenset[int] | None
    """The entries whose columns it fixes; None for all."""


class Joined:
    """The entries that a query joins, with the conditions on them."""

    def __init__(self, query: Query, tree: Node | None, proofs: Proofs) -> None:
        self.guards: dict[int, Guard] = {}
        """Each entry, with what tells whether it has a row."""
        self.conditions: list[Condition] = []
        self.present: frozenset[int] = NO_GUARD
        """Entries that have a row in every row of the result."""
        self._query = query
        self._proofs = proofs
        while tree is not None:
            self.guards, self.conditions = {}, []
            self._visit(tree, NO_GUARD)
            proved = self._proved_present()
            if proved <= self.present:
                break
            # An outer join whose null side always has a row is an inner one, and its condition always holds.
            self.present |= proved

    @property
    def entries(self) -> list[int]:
        """In the order of the FROM clause."""
        return list(self.guards)

    def add(self, node: Node) -> None:
        """One more condition on all rows."""
        self._require(node, NO_GUARD, None)

    def _proved_present(self) -> frozenset[int]:
        present = {entry for entry, guard in self.guards.items() if guard == NO_GUARD}
        for condition in self.conditions:
            if condition.guard == NO_GUARD and condition.about is None:
                proofs = self._proofs(condition.node)
                present |= {
                    proof.varno for proof in proofs if isinstance(proof, e.Var) and proof.varlevelsup == 0
                }
        return frozenset(present)

    def _visit(self, node: Node, guard: Guard) -> frozenset[int]:
        """The entries below this node."""
        if isinstance(node, RangeTblRef):
            self.guards[node.rtindex] = NO_GUARD if node.rtindex in self.present else guard
            return frozenset((node.rtindex,))
        if isinstance(node, FromExpr):
            below = NO_GUARD.union(*[self._visit(item, guard) for item in node.fromlist])
            self._require(node.quals, guard, None)
            return below
        assert isinstance(node, JoinExpr)
        left, right = _entries(node.larg), _entries(node.rarg)
        left_may_lack = node.jointype in (RIGHT, FULL) and not left & self.present
        right_may_lack = node.jointype in (LEFT, FULL) and not right & self.present
        if left_may_lack and right_may_lack:
            self._visit(node.larg, None)
            self._visit(node.rarg, None)
        elif left_may_lack or right_may_lack:
            other, about = (right, left) if left_may_lack else (left, right)
            below = None if guard is None else guard | other
            self._visit(node.larg, below if left_may_lack else guard)
            self._visit(node.rarg, below if right_may_lack else guard)
            self._require(node.quals, below, about)
        else:
            self._visit(node.larg, guard)
            self._visit(node.rarg, guard)
            self._require(node.quals, guard, None)
        return left | right

    def _require(self, node: Node | None, guard: Guard, about: frozenset[int] | None) -> None:
        if node is not None:
            for part in conjuncts(node):
                self.conditions.append(Condition(resolved(self._query, part), guard, about))


def conjuncts(node: Node) -> Iterator[Node]:
    """The conditions that a condition is the AND of."""
    if isinstance(node, e.BoolExpr) and node.boolop == "and":
        for arg in node.args:
            yield from conjuncts(arg)
    else:
        yield node


def _entries(node: Node) -> frozenset[int]:
    """The tables and the like that stand below a node of the join tree."""
    return frozenset([part.rtindex for part in node.walk() if isinstance(part, RangeTblRef)])
