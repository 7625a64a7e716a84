"""The judge: finds the rule for an expression, and goes through what a query answers."""

from __future__ import annotations

from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import RangeTblRef, SetOperationStmt

from . import calls, columns, conditional, sublinks, values
from .padding import PADDED, is_padded
from .registry import RULES
from .scope import Scope
from .verdict import Verdict, maybe, never

# Imported for the rules that they register.
_ = (calls, columns, conditional, sublinks, values)

UNION, INTERSECT = 1, 2


class TreeJudge:
    """Judges expressions and outputs by the rules."""

    def expression(self, node: Node | None, scope: Scope) -> Verdict:
        """Whether this expression of this query may be null."""
        if node is None:
            return maybe("nothing")
        if scope.leaves_out(node):
            return maybe("left out by grouping sets")
        judge = RULES.get(type(node))
        if judge is None:
            return maybe(f"{node.tag or getattr(node, 'kind', '')} is not understood")
        verdict = judge(self, node, scope)
        if verdict.nullable and not isinstance(node, e.Var) and scope.proves(node):
            return never("a condition proves that it is not null")
        return verdict

    def output(self, scope: Scope, number: int) -> Verdict:
        """Whether the n-th column, from 0, of what this query answers may be null."""
        if number not in scope.outputs:
            scope.outputs[number] = self._output(scope, number)
        return scope.outputs[number]

    def _output(self, scope: Scope, number: int) -> Verdict:
        query = scope.query
        if query.set_operations is not None:
            return self._of_arm(query.set_operations, scope, number)
        outputs = query.outputs
        if number >= len(outputs):
            return maybe("a column that is not known")
        node = outputs[number].expr
        if query.command_type == 1 and query.has_target_srfs:
            targets = [entry.expr for entry in query.target_list]
            if is_padded(targets, query.target_list.index(outputs[number]), scope.frame.server):
                return maybe(PADDED)
        return self.expression(node, scope if query.command_type == 1 else scope.returning())

    def _of_arm(self, node: Node, scope: Scope, number: int) -> Verdict:
        if isinstance(node, SetOperationStmt):
            left = self._of_arm(node.larg, scope, number)
            if node.op == UNION:
                return left if left.nullable else self._of_arm(node.rarg, scope, number)
            if node.op == INTERSECT:
                return self._of_arm(node.rarg, scope, number) if left.nullable else left
            return left
        if isinstance(node, RangeTblRef) and (query := scope.query.entry(node.rtindex).subquery):
            return self.output(scope.child(query), number)
        return maybe("a part of a set operation that is not known")
