"""Keyset pages: that a page starts right after the last row of the one before, in the statement's own order.

What is compared with ``after_<column>`` must be what the rows are sorted by, in the same sequence, direction
and collation, never null, and answered as that column: the cursor takes the values from the last row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.rows.comparisons import After, Step, Unreadable, read_steps
from tracktion_db.check.rows.order import never_null, sorted_entry, total_order
from tracktion_db.check.rows.orderings import GREATER, LESS
from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import FromExpr, JoinExpr, Query, SortGroupClause
from tracktion_db.check.uniqueness import Level, prover_of
from tracktion_db.check.uniqueness.closure import Closure
from tracktion_db.check.uniqueness.joins import NO_GUARD, conjuncts
from tracktion_db.check.uniqueness.terms import bare, collation, resolved, term
from tracktion_db.statements import Shape

__all__ = ["check_keyset"]

DEFAULT_COLLATION: Final = 100
PREFIX: Final = "after_"
INSTEAD: Final = (
    "compare what the rows are sorted by: WHERE (a, b) > (:after_a, :after_b) ORDER BY a ASC, b ASC,"
    " or < with DESC, and answer a and b as columns"
)


class Sorted(NamedTuple):
    """One thing that the rows are sorted by."""

    clause: SortGroupClause
    node: Node
    shown: str
    number: int
    """That of the column."""


def check_keyset(analysed: Analysed) -> Iterator[Finding]:
    """Pages that would leave out rows, or answer some twice."""
    statement = analysed.statement
    if statement is None or statement.shape is not Shape.PAGE:
        return
    names = [use.name for use in analysed.parameters if use.name.startswith(PREFIX)]
    problem = _problem(analysed)
    if problem is not None:
        offset = analysed.places.parameter(names[0]) if names else analysed.places.start
        yield analysed.finding("keyset", offset, problem, INSTEAD)


def _problem(analysed: Analysed) -> str | None:
    query = analysed.query
    if query is None:
        return analysed.note or "the server has no tree of the statement"
    try:
        return _Page(analysed, query).problem()
    except Unreadable as error:
        return str(error)
    except (TreeError, RecursionError) as error:
        return f"the comparison is not understood: {error}"


class _Page:
    def __init__(self, analysed: Analysed, query: Query) -> None:
        self.analysed = analysed
        self.query = query
        self.server = analysed.server
        self.after: After = {
            use.number: use.name for use in analysed.parameters if use.name.startswith(PREFIX)
        }
        self.closure: Closure = prover_of(analysed).constants(Level(query))

    def problem(self) -> str | None:
        """What is wrong with the page, if anything."""
        steps = self._steps()
        order = self._order()
        for step, by in zip(steps, order, strict=False):
            problem = self._mismatch(step, by)
            if problem is not None:
                return problem
        if len(steps) > len(order):
            return (
                f"the rows are not sorted by {self.closure.shown(steps[len(order)].node)}, which is compared"
            )
        kept = [by.clause for by in order[: len(steps)]]
        constant = [clause for clause in self.query.sort_clause if clause not in [by.clause for by in order]]
        if len(steps) < len(order) and not total_order(self.analysed, self.query, (*constant, *kept)).holds:
            return (
                f"the rows are sorted by {order[len(steps)].shown} too, which is not compared:"
                " rows that differ only there are left out where a page ends between them"
            )
        return self._nullable(order[: len(steps)]) or self._other_column(steps)

    def _steps(self) -> list[Step]:
        """What is compared, in its sequence. Raises Unreadable."""
        found = [
            condition
            for condition in self.closure.joined.conditions
            if any(isinstance(part, e.Param) and part.paramid in self.after for part in condition.node.walk())
        ]
        if len(found) != 1 or found[0].guard != NO_GUARD or found[0].about is not None:
            raise Unreadable(
                "the WHERE of the statement itself does not compare with all the after_ parameters at once"
            )
        steps = read_steps(self.server, found[0].node, self.after)
        unused = set(self.after.values()) - {step.parameter for step in steps}
        if unused:
            raise Unreadable(f"nothing is compared with :{min(unused)}")
        return steps

    def _order(self) -> list[Sorted]:
        """What the rows are sorted by, without what is the same in all of them."""
        order: list[Sorted] = []
        for clause in self.query.sort_clause:
            entry = sorted_entry(self.query, clause)
            node = resolved(self.query, entry.expr)
            families = self.server.orderings.families(clause.eqop)
            if self.closure.is_alike(node, families, collation(self.server, node)) is None:
                order.append(Sorted(clause, node, self.closure.shown(node), entry.resno))
        return order

    def _mismatch(self, step: Step, by: Sorted) -> str | None:
        orderings = self.server.orderings
        if not self._are_equal(step.node, by.node):
            return f"{self.closure.shown(step.node)} is compared where the rows are sorted by {by.shown}"
        direction = orderings.comparison(by.clause.sortop)
        if direction not in (LESS, GREATER):
            return f"{by.shown} is sorted by an operator that is not understood"
        if step.comparison == direction:
            wanted = "> with ASC, < with DESC"
            return (
                f"{by.shown} is compared against the direction that the rows are sorted in: it takes {wanted}"
            )
        if not orderings.families(step.operator, step.comparison) & orderings.families(
            by.clause.sortop, direction
        ):
            return f"{by.shown} is compared by other operators than it is sorted by"
        sorts_by = collation(self.server, by.node) or DEFAULT_COLLATION
        if step.collation and step.collation != sorts_by:
            return f"{by.shown} is compared under another collation than it is sorted by"
        return None

    def _nullable(self, order: list[Sorted]) -> str | None:
        tree = _without(self.query.jointree, frozenset(self.after))
        having = _others(self.query.having_qual, frozenset(self.after))
        assert isinstance(tree, FromExpr)
        not_null = never_null(self.analysed, replace(self.query, jointree=tree, having_qual=having))
        for by in order:
            if not not_null[by.number]:
                return f"{by.shown} may be null: such rows are on no page after the first, or on none"
        return None

    def _other_column(self, steps: list[Step]) -> str | None:
        columns = {entry.resname: entry for entry in self.query.outputs}
        for step in steps:
            name = step.parameter.removeprefix(PREFIX)
            entry = columns.get(name)
            if entry is None:
                return f":{step.parameter} is of no column: none is called {name}"
            if not self._are_equal(resolved(self.query, entry.expr), step.node):
                shown = self.closure.shown(step.node)
                return f":{step.parameter} is compared with {shown}, but the column {name} is something else"
        return None

    def _are_equal(self, one: Node, other: Node) -> bool:
        """Whether two expressions are the same, or a condition says that they are equal."""
        pair = {term(self.server, _uncollated(one)), term(self.server, _uncollated(other))}
        return None not in pair and (len(pair) == 1 or self.closure.says_equal(pair))


def _uncollated(node: Node) -> Node:
    """The value itself; collations are compared apart from it."""
    node = bare(node)
    return _uncollated(node.arg) if isinstance(node, e.CollateExpr) else node


def _without(node: Node | None, parameters: frozenset[int]) -> Node | None:
    """The join tree without the conditions that use these parameters."""
    if isinstance(node, FromExpr):
        items = [item for part in node.fromlist if (item := _without(part, parameters)) is not None]
        return replace(node, fromlist=tuple(items), quals=_others(node.quals, parameters))
    if isinstance(node, JoinExpr):
        left, right = _without(node.larg, parameters), _without(node.rarg, parameters)
        assert left is not None and right is not None
        return replace(node, larg=left, rarg=right, quals=_others(node.quals, parameters))
    return node


def _others(condition: Node | None, parameters: frozenset[int]) -> Node | None:
    kept = [
        part
        for part in (conjuncts(condition) if condition is not None else ())
        if not any(isinstance(one, e.Param) and one.paramid in parameters for one in part.walk())
    ]
    return e.BoolExpr(boolop="and", args=tuple(kept)) if kept else None
