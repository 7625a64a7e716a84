"""What a keyset page compares with where the page before ended, read from its condition.

``(a, b) > (:after_a, :after_b)``, ``a > :after_a``, or the same in full, nested or not:
``a > :after_a OR (a = :after_a AND b > :after_b)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Final, NamedTuple

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.rows.orderings import EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.uniqueness.terms import bare, term

After = Mapping[int, str]
"""The parameters that say where the page before ended: their numbers and names."""

IMPLICIT_CAST: Final = 2
MOST_BRANCHES: Final = 100
GREATEST, LEAST = 0, 1
MIRRORED: Final = {
    LESS: GREATER,
    LESS_OR_EQUAL: GREATER_OR_EQUAL,
    EQUAL: EQUAL,
    GREATER_OR_EQUAL: LESS_OR_EQUAL,
    GREATER: LESS,
}


class Unreadable(Exception):
    """A condition that is none of these forms; its text says why."""


class Step(NamedTuple):
    """One value that is compared with one parameter."""

    node: Node
    comparison: int
    operator: int
    """As if the parameter stood on the right."""
    collation: int
    parameter: str


def read_steps(server: ServerCatalog, condition: Node, after: After) -> list[Step]:
    """What is compared, the first to decide first. Raises Unreadable."""
    if isinstance(condition, e.RowCompareExpr):
        pairs = zip(condition.largs, condition.rargs, condition.opnos, condition.inputcollids, strict=True)
        steps = [_step(server, *pair, after) for pair in pairs]
    elif isinstance(condition, e.BoolExpr):
        steps = _spelled_out(server, condition, after)
    else:
        steps = [_single(server, condition, after)]
    for step in steps:
        if step.comparison not in (LESS, GREATER):
            raise Unreadable(
                f":{step.parameter} is not compared by < or >: the last row of a page comes again on the next"
            )
    return steps


def _spelled_out(server: ServerCatalog, condition: Node, after: After) -> list[Step]:
    by_length = sorted(_branches(condition), key=len)
    steps: list[Step] = []
    for number, branch in enumerate(by_length):
        if len(branch) != number + 1:
            raise Unreadable("the comparison does not name each column once more than the one before")
        found = [_single(server, part, after) for part in branch]
        equal = [step for step in found if step.comparison == EQUAL]
        decides = [step for step in found if step.comparison != EQUAL]
        if len(decides) != 1 or not _are_ties(server, equal, steps):
            raise Unreadable("a part of the comparison is not one column beyond equal ones")
        steps += decides
    return steps


def _are_ties(server: ServerCatalog, equal: list[Step], steps: list[Step]) -> bool:
    """Whether these say that all steps so far came out equal."""
    told = {(term(server, step.node), step.parameter, step.collation) for step in equal}
    if told != {(term(server, step.node), step.parameter, step.collation) for step in steps}:
        return False
    families = {step.parameter: server.orderings.families(step.operator, step.comparison) for step in steps}
    return all(server.orderings.families(step.operator) & families[step.parameter] for step in equal)


def _branches(node: Node) -> list[tuple[Node, ...]]:
    """The condition as alternatives, each of conditions that hold together."""
    if not isinstance(node, e.BoolExpr) or node.boolop == "not":
        return [(node,)]
    parts = [_branches(arg) for arg in node.args]
    if node.boolop == "or":
        found = [branch for branches in parts for branch in branches]
    else:
        found = [sum(chosen, ()) for chosen in product(*parts)]
    if len(found) > MOST_BRANCHES:
        raise Unreadable("the comparison is not understood: it has too many parts")
    return found


def _single(server: ServerCatalog, node: Node, after: After) -> Step:
    if not isinstance(node, e.OpExpr) or len(node.args) != 2:
        raise Unreadable("the comparison with the after_ parameters is not understood")
    return _step(server, *node.args, node.opno, node.inputcollid, after)


def _step(
    server: ServerCatalog, left: Node, right: Node, operator: int, collation: int, after: After
) -> Step:
    comparison = server.orderings.comparison(operator)
    if _uses(left, after):
        known = server.operator(operator)
        left, right, operator = right, left, known.commutator_id if known else 0
        comparison = MIRRORED[comparison] if comparison is not None else None
    if comparison is None or _uses(left, after):
        raise Unreadable("the comparison with the after_ parameters is not understood")
    return Step(left, comparison, operator, collation, _parameter(right, comparison, after))


def _parameter(node: Node, comparison: int, after: After) -> str:
    """The parameter that is compared with, as it is; greatest() of it where only what is above counts."""
    node = bare(node)
    if isinstance(node, e.Param) and node.paramid in after:
        return after[node.paramid]
    if isinstance(node, e.CollateExpr):
        return _parameter(node.arg, comparison, after)
    if isinstance(node, e.FuncExpr) and node.funcformat == IMPLICIT_CAST and _uses(node.args[0], after):
        return _parameter(node.args[0], comparison, after)
    if isinstance(node, e.MinMaxExpr) and (node.op, comparison) in ((GREATEST, GREATER), (LEAST, LESS)):
        using = [arg for arg in node.args if _uses(arg, after)]
        if len(using) == 1:
            return _parameter(using[0], comparison, after)
    raise Unreadable("something is compared that is not one of the after_ parameters as it is")


def _uses(node: Node, after: After) -> bool:
    return any(isinstance(part, e.Param) and part.paramid in after for part in node.walk())
