"""What a condition proves not null: ``lower(a) = 'x'`` is true only where ``a`` is not null.

The question is always what must be not null when a condition comes out in a certain way. What is not
understood proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import Enum, auto

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.server_rows import Function
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import FromExpr, JoinExpr, Query, RangeTblEntry, RangeTblRef

from .grouping import may_be_empty
from .joins import FULL, LEFT, RIGHT, NullSide

Proofs = frozenset[Node]
NOTHING: Proofs = frozenset[Node]()


class Outcome(Enum):
    """How a condition came out."""

    TRUE = auto()
    FALSE = auto()
    NOT_TRUE = auto()
    """False or null."""


class Conditions:
    """Proofs from conditions; ``is_never_null`` knows constants and parameters."""

    def __init__(self, server: ServerCatalog, is_never_null: Callable[[Node], bool]) -> None:
        self._server = server
        self._is_never_null = is_never_null

    def of_rows(self, query: Query, filled: Callable[[NullSide], bool]) -> Proofs:
        """What is not null in every row that the FROM and WHERE of this query let through.

        ``filled`` says which null sides still may be filled with nulls.
        """
        proofs: set[Node] = set()

        def visit(node: Node | None) -> None:
            if isinstance(node, RangeTblRef):
                proofs.update(self._of_functions(query.entry(node.rtindex)))
            elif isinstance(node, FromExpr):
                proofs.update(self.proved(node.quals, Outcome.TRUE))
                for item in node.fromlist:
                    visit(item)
            elif isinstance(node, JoinExpr):
                left = node.jointype in (RIGHT, FULL) and filled(NullSide(node.rtindex, "left"))
                right = node.jointype in (LEFT, FULL) and filled(NullSide(node.rtindex, "right"))
                if not left and not right:
                    proofs.update(self.proved(node.quals, Outcome.TRUE))
                if not left:
                    visit(node.larg)
                if not right:
                    visit(node.rarg)

        visit(query.jointree)
        return frozenset(proofs)

    def proved(self, node: Node | None, outcome: Outcome) -> Proofs:
        """What is not null where this condition comes out so."""
        match node:
            case e.BoolExpr():
                return self._boolean(node, outcome)
            case e.NullTest() if (node.nulltesttype == 1) == (outcome is Outcome.TRUE):
                return self._tested(node, outcome)
            case e.BooleanTest():
                return self._boolean_test(node, outcome)
            case e.DistinctExpr() if outcome is not Outcome.TRUE:
                left, right = node.args
                return (self.not_null(left) if self._is_never_null(right) else NOTHING) | (
                    self.not_null(right) if self._is_never_null(left) else NOTHING
                )
            case e.SubLink(sub_link_type=0 | 2) if outcome is Outcome.TRUE:
                return self._rows_of_sublink(node)
            case e.CoalesceExpr(args=(first, *others)) if outcome is Outcome.TRUE and all(
                map(_is_false, others)
            ):
                return self.proved(first, outcome)
            case None:
                return NOTHING
            case _:
                return NOTHING if outcome is Outcome.NOT_TRUE else self._known(node, outcome)

    def not_null(self, node: Node) -> Proofs:
        """What is not null where this expression is not null: itself, and what it is strict in."""
        return self._union(map(self.not_null, self._strict_in(node))) | {node}

    def _tested(self, node: e.NullTest, outcome: Outcome) -> Proofs:
        proofs = self.not_null(node.arg)
        if not node.argisrow or outcome is not Outcome.TRUE:
            return proofs
        # ROW(a, b) IS NOT NULL says it of every field.
        if isinstance(node.arg, e.RowExpr):
            return proofs | self._union(map(self.not_null, node.arg.args))
        return proofs | {whole_row_test(node.arg)}

    def _known(self, node: Node, outcome: Outcome) -> Proofs:
        """Of what is true or false, so not null."""
        if isinstance(node, e.ScalarArrayOpExpr):
            # Of an empty array, ALL is true and ANY is false, whatever stands on the left.
            strict = self._is_strict(self._server.operator_function(node.opno))
            array = node.args[1]
            empty = not (isinstance(array, e.ArrayExpr) and array.elements and not array.multidims)
            looked = node.args if not empty or node.use_or == (outcome is Outcome.TRUE) else node.args[1:]
            return self._union(map(self.not_null, looked)) if strict else NOTHING
        if isinstance(node, e.RowCompareExpr):
            # The first pair that differs decides, so that only the first one is compared for certain.
            return self.not_null(node.largs[0]) | self.not_null(node.rargs[0])
        return self.not_null(node)

    def _boolean(self, node: e.BoolExpr, outcome: Outcome) -> Proofs:
        if node.boolop == "not":
            if outcome is Outcome.NOT_TRUE:
                return NOTHING
            return self.proved(node.args[0], Outcome.FALSE if outcome is Outcome.TRUE else Outcome.TRUE)
        if (node.boolop == "and") == (outcome is Outcome.TRUE):
            return self._union([self.proved(arg, outcome) for arg in node.args])
        # One of them came out so; a constant that cannot is out of the question.
        each = [self.proved(arg, outcome) for arg in node.args if not _cannot(arg, outcome)]
        if not each:
            return NOTHING
        return each[0].intersection(*each[1:])

    def _boolean_test(self, node: e.BooleanTest, outcome: Outcome) -> Proofs:
        holds = outcome is Outcome.TRUE
        match node.booltesttype:
            case 0:  # IS TRUE
                return self.proved(node.arg, Outcome.TRUE if holds else Outcome.NOT_TRUE)
            case 1:  # IS NOT TRUE
                return self.proved(node.arg, Outcome.NOT_TRUE if holds else Outcome.TRUE)
            case 2:  # IS FALSE
                return self.proved(node.arg, Outcome.FALSE) if holds else NOTHING
            case 3:  # IS NOT FALSE
                return NOTHING if holds else self.proved(node.arg, Outcome.FALSE)
            case 4:  # IS UNKNOWN
                return NOTHING if holds else self.not_null(node.arg)
            case 5:  # IS NOT UNKNOWN
                return self.not_null(node.arg) if holds else NOTHING
            case _:
                return NOTHING

    def _rows_of_sublink(self, node: e.SubLink) -> Proofs:
        """EXISTS and IN that are true have a row, whose conditions may say something of columns out here."""
        query = node.subselect
        found: set[Node] = set()
        if node.sub_link_type == 2:
            found |= {proof for proof in self.proved(node.testexpr, Outcome.TRUE) if isinstance(proof, e.Var)}
        if not may_be_empty(query) and query.set_operations is None:
            for proof in self.of_rows(query, lambda side: True):
                if isinstance(proof, e.Var) and proof.varlevelsup == 1:
                    found.add(replace(proof, varlevelsup=0))
        return frozenset(found)

    def _of_functions(self, entry: RangeTblEntry) -> Proofs:
        """A strict function that answers rows answers none when an argument is null."""
        if len(entry.functions) != 1 or not isinstance(node := entry.functions[0].funcexpr, e.FuncExpr):
            return NOTHING
        if not node.funcretset or not self._is_strict(self._server.function(node.funcid)):
            return NOTHING
        return self._union(map(self.not_null, node.args))

    def _strict_in(self, node: Node) -> Iterable[Node]:
        """The parts without which this expression would be null."""
        match node:
            case e.OpExpr() | e.FuncExpr():
                function = (
                    self._server.operator_function(node.opno)
                    if isinstance(node, e.OpExpr)
                    else self._server.function(node.funcid)
                )
                return node.args if self._is_strict(function) else ()
            case e.RelabelType() | e.CoerceViaIO() | e.ArrayCoerceExpr() | e.CollateExpr():
                return (node.arg,)
            case e.FieldSelect():
                return (node.arg,)
            case e.NullIfExpr():
                return node.args[:1]
            case e.SubscriptingRef(refassgnexpr=None):
                return (node.refexpr,)
            case _:
                return ()

    @staticmethod
    def _is_strict(function: Function | None) -> bool:
        return function is not None and function.is_strict

    @staticmethod
    def _union(proofs: Iterable[Proofs]) -> Proofs:
        return NOTHING.union(*proofs)


def whole_row_test(row: Node) -> Node:
    """The test that no field of this row is null, as it is kept among proofs."""
    return e.NullTest(arg=as_proof(row), nulltesttype=1, argisrow=True)


def as_proof(node: Node) -> Node:
    """The expression as it is kept among proofs: a column is known by its place alone."""
    if isinstance(node, e.Var):
        return e.Var(
            varno=node.varno,
            varattno=node.varattno,
            vartype=0,
            varlevelsup=node.varlevelsup,
            varreturningtype=node.varreturningtype,
        )
    return node


def _cannot(node: Node, outcome: Outcome) -> bool:
    """Whether it is a constant that never comes out so."""
    if not isinstance(node, e.Const):
        return False
    if outcome is Outcome.TRUE:
        return _is_false(node)
    return not _is_false(node) if outcome is Outcome.NOT_TRUE else node.constisnull or not _is_false(node)


def _is_false(node: Node) -> bool:
    """Whether it is the constant FALSE or NULL."""
    return isinstance(node, e.Const) and (node.constisnull or not any(node.constvalue or ()))
