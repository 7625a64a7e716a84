"""What becomes of a null within an expression: which parts make the whole null."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query, TargetEntry

from .fate import (
    ASKED,
    CONDITIONAL,
    NO_MATCH,
    NO_ROWS,
    REPLACED,
    TAKEN,
    UNSEEN,
    Fate,
    Force,
    Use,
    forbidden,
)

UNNEST: Final = "unnest"
EXISTS, ALL, ANY, ARRAY = 0, 1, 2, 6


class Expressions(ABC):
    """The rules for each kind of expression; queries and their columns are the business of ``queries``."""

    def __init__(self, server: ServerCatalog) -> None:
        self._server = server
        self.values: defaultdict[int, list[Fate]] = defaultdict(list)
        """What a null for ``$n`` does, one for each use."""
        self.elements: defaultdict[int, list[Fate]] = defaultdict(list)
        """What a null element of the array ``$n`` does."""

    @abstractmethod
    def query(self, queries: tuple[Query, ...], output: Callable[[int], Use], rows: Fate) -> None: ...

    @abstractmethod
    def column(self, var: e.Var, queries: tuple[Query, ...], fate: Fate, elements: Fate) -> None: ...

    def visit(
        self, node: Node | None, queries: tuple[Query, ...], fate: Fate, elements: Fate = TAKEN
    ) -> None:
        """``fate`` is what a null here does, ``elements`` what it does in an array that stands here."""
        match node:
            case None | e.Const():
                return
            case e.Param():
                if node.paramkind == 0:
                    self.values[node.paramid].append(fate)
                    self.elements[node.paramid].append(elements)
            case e.Var():
                self.column(node, queries, fate, elements)
            case e.RelabelType() | e.CoerceViaIO() | e.CollateExpr() | e.ArrayCoerceExpr():
                self.visit(node.arg, queries, fate, elements)
            case e.CoerceToDomain():
                if self._server.is_not_null_domain(node.resulttype):
                    known = self._server.type(node.resulttype)
                    name = known.name if known else "a domain"
                    fate = forbidden(f"it goes into {name}, a domain that is NOT NULL")
                self.visit(node.arg, queries, fate, elements)
            case e.BoolExpr():
                self._boolean(node, queries, fate)
            case e.SubLink():
                self._sublink(node, queries, fate)
            case e.CaseExpr():
                self._case(node, queries, fate)
            case e.CoalesceExpr(args=(*first, last)):
                for arg in first:
                    self.visit(arg, queries, REPLACED)
                raises = fate.force is Force.FORBIDDEN
                self.visit(last, queries, fate if raises or not first else REPLACED)
            case e.NullTest() | e.BooleanTest():
                self.visit(node.arg, queries, ASKED, UNSEEN)
            case e.DistinctExpr():
                self._all(node.args, queries, ASKED)
            case e.NullIfExpr(args=(value, other)):
                self.visit(value, queries, fate)
                self.visit(other, queries, TAKEN)
            case e.ScalarArrayOpExpr(args=(value, array)):
                self.visit(value, queries, fate)
                self._array(array, queries, fate, is_any=node.use_or)
            case e.OpExpr():
                function = self._server.operator_function(node.opno)
                self._call(node.args, queries, fate, is_strict=function is not None and function.is_strict)
            case e.FuncExpr():
                self._function(node, queries, fate)
            case e.RowCompareExpr():
                # The first pair that differs decides; the others may never be looked at.
                for pairs in (node.largs, node.rargs):
                    self.visit(pairs[0], queries, fate)
                    self._all(pairs[1:], queries, _not_alone(fate))
            case e.SubscriptingRef(refassgnexpr=None):
                self.visit(node.refexpr, queries, fate)
                self._all((*node.refupperindexpr, *node.reflowerindexpr), queries, fate)
            case e.SubscriptingRef():
                self._all((node.refexpr, node.refassgnexpr), queries, TAKEN)
                raised = forbidden("an array is not written at null")
                self._all((*node.refupperindexpr, *node.reflowerindexpr), queries, raised)
            case e.ArrayExpr():
                self._all(node.elements, queries, elements if not node.multidims else TAKEN)
            case e.Aggref() | e.WindowFunc():
                self.visit(node.aggfilter, queries, NO_MATCH)
                self._all(
                    [arg.expr if isinstance(arg, TargetEntry) else arg for arg in node.args], queries, TAKEN
                )
            case _:
                self._all(node.children(), queries, TAKEN)

    def _all(self, nodes: Iterable[Node | None], queries: tuple[Query, ...], fate: Fate) -> None:
        for node in nodes:
            if isinstance(node, Query):
                self.query((*queries, node), lambda number: Use(TAKEN), CONDITIONAL)
            else:
                self.visit(node, queries, fate)

    def _boolean(self, node: e.BoolExpr, queries: tuple[Query, ...], fate: Fate) -> None:
        matches = fate.force in (Force.USELESS, Force.NEVER)
        if node.boolop == "not":
            (arg,) = node.args
            # Of a condition that finds nothing, NOT makes one that lets all through.
            if isinstance(arg, e.SubLink):
                self._sublink(arg, queries, CONDITIONAL)
            else:
                self.visit(arg, queries, CONDITIONAL if isinstance(arg, e.BoolExpr) else fate)
        elif node.boolop == "and":
            self._all(node.args, queries, fate if matches else CONDITIONAL)
        else:
            each = [_parameters(arg) for arg in node.args]
            for arg, parameters in zip(node.args, each, strict=True):
                everywhere = all(parameters <= others for others in each)
                self.visit(arg, queries, NO_MATCH if matches and everywhere else CONDITIONAL)

    def _sublink(self, node: e.SubLink, queries: tuple[Query, ...], fate: Fate) -> None:
        self.visit(node.testexpr, queries, fate)
        query = node.subselect
        always_a_row = query.has_aggs and not query.group_clause
        output, rows = TAKEN, CONDITIONAL
        if node.sub_link_type in (EXISTS, ANY):
            rows = fate if fate.force in (Force.USELESS, Force.NEVER) and not always_a_row else CONDITIONAL
        elif node.sub_link_type not in (ALL, ARRAY):
            # Without a row, the value is null.
            output, rows = fate, CONDITIONAL if always_a_row else fate
        self.query((*queries, query), lambda number: Use(output), rows)

    def _case(self, node: e.CaseExpr, queries: tuple[Query, ...], fate: Fate) -> None:
        result = fate if fate.force is Force.MEANINGFUL else CONDITIONAL
        self.visit(node.arg, queries, CONDITIONAL)
        for when in node.args:
            self.visit(when.expr, queries, CONDITIONAL)
            self.visit(when.result, queries, result)
        self.visit(node.defresult, queries, result)

    def _array(self, array: Node, queries: tuple[Query, ...], fate: Fate, *, is_any: bool) -> None:
        """The array that a value is looked for in."""
        while isinstance(array, e.RelabelType | e.ArrayCoerceExpr):
            array = array.arg
        if isinstance(array, e.ArrayExpr):
            one = len(array.elements) == 1 or not is_any
            self._all(array.elements, queries, fate if one else CONDITIONAL)
        else:
            # NOT IN among nulls is a trap of its own.
            self.visit(array, queries, fate, NO_MATCH if is_any else TAKEN)

    def _call(self, args: Iterable[Node], queries: tuple[Query, ...], fate: Fate, *, is_strict: bool) -> None:
        self._all(args, queries, fate if is_strict else TAKEN)

    def _function(self, node: e.FuncExpr, queries: tuple[Query, ...], fate: Fate) -> None:
        function = self._server.function(node.funcid)
        is_strict = function is not None and function.is_strict
        if node.funcretset:
            elements = fate if function is not None and function.name == UNNEST else TAKEN
            for arg in node.args:
                self.visit(arg, queries, NO_ROWS if is_strict else TAKEN, elements)
        else:
            self._call(node.args, queries, fate, is_strict=is_strict)


def _parameters(node: Node) -> frozenset[int]:
    return frozenset(
        [part.paramid for part in node.walk() if isinstance(part, e.Param) and part.paramkind == 0]
    )


def _not_alone(fate: Fate) -> Fate:
    """The fate of what only sometimes decides."""
    return NO_MATCH if fate.force is Force.NEVER else fate
