"""One query while it is judged: what is around it, and what its conditions have proved."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Protocol

from tracktion_db.check.reading.called import called
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node, Unknown
from tracktion_db.check.tree.queries import CommonTableExpr, Query

from .conditions import Conditions, Outcome, Proofs, as_proof
from .grouping import left_out, may_be_empty
from .joins import Joins, NullSide
from .verdict import Verdict, maybe


class Frame:
    """What all queries of one text share: the server, the parameters, and where its joins stand."""

    def __init__(
        self,
        server: ServerCatalog,
        parameter: Callable[[int], Verdict],
        elements: Callable[[int], bool],
        join_place: Callable[[str], str | None],
        depth: int = 0,
    ) -> None:
        self.server = server
        self.parameter = parameter
        """The verdict of ``$n``."""
        self.elements = elements
        """Whether the array ``$n`` may hold None."""
        self.join_place = join_place
        """Where the join stands whose right-hand side has this name, as line:column."""
        self.depth = depth
        """How many views and functions this text is below the statement."""
        self.conditions = Conditions(server, self._is_never_null)

    def below(self, parameter: Callable[[int], Verdict] | None = None) -> Frame:
        """The frame of a view, or of a function with these parameters, that this text uses."""
        return Frame(
            self.server,
            parameter or _any_parameter,
            elements=lambda number: True,
            join_place=lambda name: None,
            depth=self.depth + 1,
        )

    def _is_never_null(self, node: Node) -> bool:
        if isinstance(node, e.Const):
            return not node.constisnull
        return isinstance(node, e.Param) and node.paramkind == 0 and not self.parameter(node.paramid).nullable


def _any_parameter(number: int) -> Verdict:
    return maybe("a parameter")


class Judge(Protocol):
    """What judges expressions; the rules of single kinds of nodes call it for the parts."""

    def expression(self, node: Node | None, scope: Scope) -> Verdict: ...
    def output(self, scope: Scope, number: int) -> Verdict: ...


class Scope:
    """One query in its surroundings."""

    def __init__(self, query: Query, frame: Frame, outer: Scope | None = None) -> None:
        self.query = query
        self.frame = frame
        self.outer = outer
        self.joins = Joins(query)
        self.assumed: dict[str, list[Verdict]] = {}
        """What is assumed of the columns of a recursive CTE while it is judged."""
        self.is_returning = False
        """Whether expressions are those of RETURNING, which sees the table after the write."""
        self.outputs: dict[int, Verdict] = {}
        self._children: dict[int, Scope] = {}
        self._proofs: Proofs = frozenset()
        self._proofs_of_rows: Proofs = frozenset()
        self._filled_not: frozenset[NullSide] = frozenset()
        self.left_out = left_out(query) if frame.server.version < 18 else frozenset[Node]()
        """What grouping sets may leave out; since PostgreSQL 18 the columns themselves tell."""
        self._prove()
        self._before_write: Scope | None = None
        self._of_every_row = (self._proofs, self._filled_not)

    def up(self, levels: int) -> Scope | None:
        """The query so many levels further out."""
        scope: Scope | None = self
        for _ in range(levels):
            scope = scope.outer if scope else None
        return scope

    def child(self, query: Query) -> Scope:
        """A query inside this one."""
        found = self._children.get(id(query))
        if found is None:
            found = self._children[id(query)] = Scope(query, self.frame, self)
        return found

    def proves(self, node: Node) -> bool:
        """Whether a condition has proved that this expression is not null, or that this test is true."""
        if self.is_returning and not isinstance(node, e.Var) and not self._returns_what_was_seen():
            return False  # the conditions saw the row as it was before
        if not isinstance(node, e.Var) and self.left_out and any(map(self.leaves_out, node.walk())):
            return False  # the conditions saw the rows before they were grouped
        return as_proof(node) in self._proofs

    def leaves_out(self, node: Node) -> bool:
        """Whether some grouping set leaves out this expression, and HAVING does not keep those rows away."""
        if node not in self.left_out:
            return False
        kept = self.frame.conditions.proved(self.query.having_qual, Outcome.TRUE)
        return as_proof(node) not in map(as_proof, kept)

    def proved_columns(self, entry: int) -> list[int]:
        """The columns of this entry of the range table that conditions have proved not null."""
        if self.is_returning:
            return []
        return [
            proof.varattno
            for proof in self._proofs
            if isinstance(proof, e.Var)
            and proof.varno == entry
            and proof.varlevelsup == 0
            and proof.varattno > 0
        ]

    def null_sides(self, var: e.Var) -> frozenset[NullSide]:
        """The null sides where this column of the query stands and that may be filled with nulls."""
        return self.joins.null_sides(var) - self._filled_not

    def where(self, proofs: Proofs) -> Scope:
        """The same query where these expressions too are not null, as in an arm of CASE."""
        if not proofs:
            return self
        narrowed = self._copy()
        narrowed._proofs = self._proofs | self._lasting(proofs)
        narrowed._filled_not = self._filled_not | self._sides_with_rows(proofs)
        return narrowed

    def with_row(self, side: NullSide) -> Scope:
        """The same query where this side of a join has a row."""
        changed = self._copy()
        changed._filled_not = self._filled_not | {side}
        return changed

    def view(self, query: Query) -> Scope:
        """The query of a view that this one uses."""
        found = self._children.get(id(query))
        if found is None:
            found = self._children[id(query)] = Scope(query, self.frame.below())
        return found

    def body(self, query: Query, parameter: Callable[[int], Verdict]) -> Scope:
        """The query of a function that this one calls with these arguments."""
        return Scope(query, self.frame.below(parameter))

    def writing(self) -> Scope:
        """The same query as the expressions that it writes see it: before the write."""
        return self if self._before_write is None else self._before_write

    def returning(self) -> Scope:
        """The same query as its RETURNING sees it; what is proved there says nothing of the row before."""
        if self.is_returning:
            return self
        changed = self._copy()
        changed.is_returning = True
        changed._before_write = self
        return changed

    def of_every_row(self) -> Scope:
        """The same query with what is proved of all its rows, not only of those in an arm of CASE."""
        changed = self._copy()
        changed._proofs, changed._filled_not = self._of_every_row
        return changed

    def before_grouping(self) -> Scope:
        """The same query as the arguments of its aggregates see it."""
        changed = self._copy()
        changed.left_out = frozenset[Node]()
        changed._proofs = self._proofs | self._proofs_of_rows
        return changed

    def assuming(self, name: str, columns: list[Verdict]) -> Scope:
        """The same query with this assumption of a recursive CTE."""
        changed = self._copy()
        changed.assumed = {**self.assumed, name: columns}
        return changed

    def find_cte(self, name: str) -> CommonTableExpr | None:
        """The CTE of this query with this name."""
        return next((cte for cte in self.query.cte_list if cte.ctename == name), None)

    def _returns_what_was_seen(self) -> bool:
        """Whether RETURNING gives the very rows that the conditions saw: a DELETE without rules does."""
        written = self.frame.server.relation(self.query.entry(self.query.result_relation).relid)
        return self.query.command_type == 4 and written is not None and not written.has_rules

    def _copy(self) -> Scope:
        changed = copy(self)
        changed.outputs = {}
        changed._children = {}
        return changed

    def _prove(self) -> None:
        query = self.query
        if query.command_type == 5:
            return  # what MERGE joins by is no condition on its rows
        conditions = self.frame.conditions
        while True:
            of_rows = conditions.of_rows(query, lambda side: side not in self._filled_not)
            of_groups = conditions.proved(query.having_qual, Outcome.TRUE)
            rows = self._sides_with_rows(of_rows | of_groups)
            self._proofs_of_rows = self._lasting(of_rows)
            # A group without rows is answered although no row has kept the conditions.
            self._proofs = self._lasting(of_groups if may_be_empty(query) else of_rows | of_groups)
            if rows <= self._filled_not:
                return
            self._filled_not |= rows

    def _sides_with_rows(self, proofs: Proofs) -> frozenset[NullSide]:
        sides: set[NullSide] = set()
        for proof in proofs:
            # The row of a join without a match is a row of nulls, and that is not null itself.
            if isinstance(proof, e.Var) and proof.varlevelsup == 0 and not self._is_row_of_join(proof):
                sides |= self.joins.null_sides(proof)
        # What is true of one grouped column says nothing of the others that its grouping set leaves out.
        return frozenset([side for side in sides if side.side != "grouping"])

    def _is_row_of_join(self, var: e.Var) -> bool:
        return var.varattno == 0 and self.query.entry(var.varno).rtekind == 2

    def _lasting(self, proofs: Proofs) -> Proofs:
        return frozenset([as_proof(proof) for proof in proofs if self._is_lasting(proof)])

    def _is_lasting(self, proof: Node) -> bool:
        """Whether the expression gives the same at the second time; constants need no proof."""
        if isinstance(proof, e.Const):
            return False
        server = self.frame.server
        for node in proof.walk():
            # Of the last two not all is known by which they differ: two that look equal may not be.
            if isinstance(node, e.SubLink | e.ConvertRowtypeExpr | Unknown):
                return False
            for oid in called(server, node):
                function = server.function(oid)
                if function is None or function.volatility == "v":
                    return False
        return True
