"""Whether a column, or an expression, is one parameter's value in every row that a query takes."""

from __future__ import annotations

from typing import Final

from tracktion_db.check.reading.levels import step
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query, RangeTblRef, SetOperationStmt
from tracktion_db.check.uniqueness.equalities import both_ways, equality
from tracktion_db.check.uniqueness.joins import NO_GUARD, Condition, Joined, conjuncts
from tracktion_db.check.uniqueness.terms import bare

__all__ = ["Bound"]

SUBQUERY, VALUES, CTE = 1, 5, 6
STATEMENTS_OWN: Final = 0
IS_NULL: Final = 0

Queries = tuple[Query, ...]
"""A query and those around it, the outermost first."""


class Bound:
    """The proof for one parameter, ``$number``."""

    def __init__(self, server: ServerCatalog, number: int) -> None:
        self._server = server
        self._number = number
        self._asked: set[tuple[int, int, int]] = set()

    def value(self, node: Node, queries: Queries) -> bool:
        """Whether this expression of the innermost query is the parameter, or a column that equals it."""
        node = bare(node)
        if isinstance(node, e.Param):
            return node.paramkind == STATEMENTS_OWN and node.paramid == self._number
        if not isinstance(node, e.Var) or node.varlevelsup >= len(queries):
            return False
        return self.column(node.varno, node.varattno, queries[: len(queries) - node.varlevelsup])

    def column(self, entry: int, number: int, queries: Queries) -> bool:
        """Whether this column of an entry is so in every row of the entry that takes part."""
        query = queries[-1]
        asked = (id(query), entry, number)
        if asked in self._asked:
            return False  # goes round in a circle, or was of no use before
        self._asked.add(asked)
        try:
            return self._by_conditions(entry, number, queries) or self._inside(entry, number, queries)
        finally:
            self._asked.discard(asked)

    def condition(self, node: Node, entry: int, number: int, queries: Queries) -> bool:
        """Whether a row for which this is true has the parameter's value in this column of its entry.

        Or null, where the condition asks for that by name: such rows are everybody's.
        """
        for part in conjuncts(node):
            if isinstance(part, e.BoolExpr) and part.boolop == "or":
                if all(
                    _is_null(arm, entry, number) or self.condition(arm, entry, number, queries)
                    for arm in part.args
                ):
                    return True
                continue
            found = equality(self._server, Condition(part, NO_GUARD, None))
            if found is None or found.may_be_null:
                continue
            for column, other in both_ways(found):
                if other is not None and _is_column(column, entry, number) and self.value(other, queries):
                    return True
        return False

    def _by_conditions(self, entry: int, number: int, queries: Queries) -> bool:
        query = queries[-1]
        joined = Joined(query, query.jointree, lambda node: frozenset())
        return any(
            self.condition(condition.node, entry, number, queries)
            for condition in joined.conditions
            if _holds_for(condition, entry, joined)
        )

    def _inside(self, entry: int, number: int, queries: Queries) -> bool:
        """The same of what the entry is made of: a subquery, a CTE, rows of VALUES."""
        known = queries[-1].entry(entry)
        if known.rtekind == VALUES:
            return all(self.value(row[number - 1], queries) for row in known.values_lists)
        inner = known.subquery
        around = queries
        if known.rtekind == CTE:
            around = queries[: len(queries) - known.ctelevelsup]
            ctes = around[-1].cte_list if around else ()
            inner = next((cte.ctequery for cte in ctes if cte.ctename == known.ctename), None)
        if inner is not None and inner.set_operations is not None:
            return all(self.column(arm, number, (*around, inner)) for arm in _arms(inner.set_operations))
        var = e.Var(varno=entry, varattno=number, vartype=0, varlevelsup=0)
        passed = step(var, queries)
        return passed is not None and self.value(*passed)


def _holds_for(condition: Condition, entry: int, joined: Joined) -> bool:
    """Whether a condition is true of every row of this entry that takes part.

    The condition of an outer join chooses among the rows of its null side only; one inside of that side is
    true wherever that side has a row.
    """
    if condition.about is not None:
        return entry in condition.about
    if condition.guard == NO_GUARD:
        return True
    guard = joined.guards.get(entry)
    return condition.guard is not None and guard is not None and guard >= condition.guard


def _is_column(node: Node, entry: int, number: int) -> bool:
    node = bare(node)
    return (
        isinstance(node, e.Var) and node.varlevelsup == 0 and node.varno == entry and node.varattno == number
    )


def _is_null(node: Node, entry: int, number: int) -> bool:
    return (
        isinstance(node, e.NullTest) and node.nulltesttype == IS_NULL and _is_column(node.arg, entry, number)
    )


def _arms(node: Node) -> list[int]:
    """The entries of the range table that a set operation puts together."""
    if isinstance(node, SetOperationStmt):
        return [*_arms(node.larg), *_arms(node.rarg)]
    return [node.rtindex] if isinstance(node, RangeTblRef) else []
