"""Where nulls come from that a trap is about."""

from __future__ import annotations

from tracktion_db.check.nullability.conditions import Conditions
from tracktion_db.check.nullability.judging import TreeJudge
from tracktion_db.check.nullability.scope import Frame, Scope
from tracktion_db.check.nullability.verdict import Verdict, maybe, never
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.levels import step
from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree.expressions import CollateExpr, RelabelType, Var
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query

__all__ = ["nullable_column", "nullable_output"]


def nullable_output(analysed: Analysed, queries: tuple[Query, ...]) -> str | None:
    """Why the first column of the innermost of these queries may be null; None where it may not.

    None too for what is not understood: a trap needs a reason.
    """
    try:
        scope = Scope(queries[0], _frame(analysed))
        for query in queries[1:]:
            scope = scope.child(query)
        verdict = TreeJudge().output(scope, 0)
    except (TreeError, RecursionError):
        return None
    return verdict.because if verdict.nullable else None


def nullable_column(analysed: Analysed, node: Node, queries: tuple[Query, ...]) -> str | None:
    """The table's column that this is, as table.column, where it has no NOT NULL.

    The nulls of outer joins do not count.
    """
    while True:
        while isinstance(node, RelabelType | CollateExpr):
            node = node.arg
        if not isinstance(node, Var):
            return None
        queries = queries[: len(queries) - node.varlevelsup]
        if not queries or _is_proved(analysed, node, queries[-1]):
            return None
        below = step(node, queries)
        if below is None:
            return _of_table(analysed, node, queries[-1])
        node, queries = below


def _frame(analysed: Analysed) -> Frame:
    def parameter(number: int) -> Verdict:
        use = analysed.parameter(number)
        if use is None or use.may_be_none:
            return maybe(f":{use.name} may be None" if use else "a parameter may be None")
        return never(f":{use.name} is never None")

    def elements(number: int) -> bool:
        use = analysed.parameter(number)
        return use is None or use.may_hold_none

    return Frame(analysed.server, parameter, elements, lambda name: None)


def _of_table(analysed: Analysed, var: Var, query: Query) -> str | None:
    entry = query.entry(var.varno)
    known = analysed.server.relation(entry.relid) if entry.rtekind == 0 else None
    column = analysed.server.column(entry.relid, var.varattno) if known else None
    if known is None or column is None or known.kind not in ("r", "p"):
        return None
    if column.not_null or analysed.server.is_not_null_domain(column.type_id):
        return None
    return f"{known.name}.{column.name}"


def _is_proved(analysed: Analysed, var: Var, query: Query) -> bool:
    proofs = Conditions(analysed.server, lambda node: False).of_rows(query, lambda side: True)
    return any(
        isinstance(proof, Var)
        and (proof.varno, proof.varattno, proof.varlevelsup) == (var.varno, var.varattno, 0)
        for proof in proofs
    )
