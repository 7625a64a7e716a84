"""Which outer joins may make a column null, and on which of their sides it stands.

PostgreSQL 16 and later say which joins in the column's own ``varnullingrels``; before that it follows from
where its table stands in the tree of joins. The side tells the two halves of a FULL JOIN apart, and from it
follows what a condition proves: where a column of the null side is not null, that side has a row.
"""

from __future__ import annotations

from typing import NamedTuple

from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree.expressions import Var
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import JoinExpr, Query, RangeTblRef

INNER, LEFT, FULL, RIGHT = range(4)
NAMES = {INNER: "INNER JOIN", LEFT: "LEFT JOIN", FULL: "FULL JOIN", RIGHT: "RIGHT JOIN"}


class NullSide(NamedTuple):
    """One side of an outer join, where rows without a match are filled with nulls."""

    join: int
    """The join's number in the range table; that of the grouping step when grouping sets leave it out."""
    side: str
    """left, right, or grouping."""


class Joins:
    """The joins of one query. Raises TreeError for one that is not understood."""

    def __init__(self, query: Query) -> None:
        self._above: dict[int, tuple[NullSide, ...]] = {}
        self._expressions: dict[int, JoinExpr] = {}
        if query.jointree is not None:
            for item in query.jointree.fromlist:
                self._visit(item, ())

    def null_sides(self, var: Var) -> frozenset[NullSide]:
        """The null sides that this column of the query stands on."""
        above = self._above.get(var.varno, ())
        if var.varnullingrels is None:
            return frozenset(above)
        sides = {side.join: side for side in above}
        # The columns of the row of an alias of USING do not say it, so that the tree of joins counts as well.
        told = [sides.get(join, NullSide(join, "grouping")) for join in var.varnullingrels]
        return frozenset((*above, *told))

    def join(self, number: int) -> JoinExpr | None:
        """The join with this number in the range table; None for the grouping step."""
        return self._expressions.get(number)

    def _visit(self, node: Node, above: tuple[NullSide, ...]) -> None:
        if isinstance(node, RangeTblRef):
            self._above[node.rtindex] = above
        elif isinstance(node, JoinExpr) and node.jointype in NAMES:
            self._above[node.rtindex] = above
            self._expressions[node.rtindex] = node
            left = (NullSide(node.rtindex, "left"),) if node.jointype in (RIGHT, FULL) else ()
            right = (NullSide(node.rtindex, "right"),) if node.jointype in (LEFT, FULL) else ()
            self._visit(node.larg, above + left)
            self._visit(node.rarg, above + right)
        else:
            raise TreeError("the tree has a join of a kind that is not known")
