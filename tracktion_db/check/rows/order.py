"""Total order: that no two rows of many or page may come in either order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tracktion_db.check.findings import Finding
from tracktion_db.check.nullability import Nullability
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.session import Described
from tracktion_db.check.rows.cardinality import at_most_one
from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree.queries import Query, SortGroupClause, TargetEntry
from tracktion_db.check.uniqueness import Alike, Known, Level, Proof, prover_of, unproved
from tracktion_db.check.uniqueness.terms import collation, resolved
from tracktion_db.statements import Shape

__all__ = ["check_order", "never_null", "sorted_entry", "total_order"]


def check_order(analysed: Analysed) -> Iterator[Finding]:
    """Rows of many and page whose ORDER BY leaves open which of two comes first."""
    statement = analysed.statement
    if statement is None or statement.shape not in (Shape.MANY, Shape.PAGE) or at_most_one(analysed).holds:
        return
    query = analysed.query
    if query is None:
        proof = unproved(analysed.note or "the server has no tree of it")
    elif query.command_type != 1:
        proof = unproved("RETURNING answers rows in no order")
    else:
        proof = total_order(analysed, query, query.sort_clause)
    if not proof.holds:
        yield analysed.finding(
            "order",
            _place(analysed),
            f"the order of the rows is not total: {proof.because}",
            "end the ORDER BY of the whole statement in a unique key of what it answers;"
            " where equal rows cannot be, say why: -- :waive order: reason",
        )


def total_order(analysed: Analysed, query: Query, clauses: tuple[SortGroupClause, ...]) -> Proof:
    """Whether rows that are equal in all of these are the same row."""
    try:
        return prover_of(analysed).one_row(Level(query), _given(analysed, query, clauses))
    except (TreeError, RecursionError) as error:
        return unproved(f"not understood: {error}")


def sorted_entry(query: Query, clause: SortGroupClause) -> TargetEntry:
    """What a clause of ORDER BY sorts by."""
    return next(entry for entry in query.target_list if entry.ressortgroupref == clause.tle_sort_group_ref)


def never_null(analysed: Analysed, query: Query) -> dict[int, bool]:
    """By its number, of each column that the query computes or sorts by: whether it is never null."""
    if query.set_operations is None:
        query = replace(query, target_list=tuple([replace(one, resjunk=False) for one in query.target_list]))
    columns = tuple([Described(entry.resname or "", 0, -1) for entry in query.outputs])
    computed = replace(analysed, query=query, prepared=analysed.prepared._replace(columns=columns))
    verdicts = Nullability(computed).columns()
    return {entry.resno: not verdict.nullable for entry, verdict in zip(query.outputs, verdicts, strict=True)}


def _given(analysed: Analysed, query: Query, clauses: tuple[SortGroupClause, ...]) -> dict[int, Known]:
    not_null = never_null(analysed, query)
    orderings = analysed.server.orderings
    given: dict[int, Known] = {}
    for clause in clauses:
        entry = sorted_entry(query, clause)
        by = collation(analysed.server, resolved(query, entry.expr))
        alike = Alike(orderings.families(clause.eqop), by)
        given[entry.resno] = Known(alike, not_null.get(entry.resno, False), "")
    return given


def _place(analysed: Analysed) -> int:
    return next(iter(reversed(analysed.places.top_words("ORDER", "BY"))), analysed.places.returns)
