"""Whether two rows that a query answers, alike in some of its columns, are one row.

With no columns given that is: whether it answers at most one row. With those of ORDER BY given: whether the
order is total. Whatever is not understood is not proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from tracktion_db.check.nullability.conditions import Conditions, Outcome
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import (
    FromExpr,
    JoinExpr,
    Query,
    RangeTblRef,
    SetOperationStmt,
    SortGroupClause,
    TargetEntry,
)

from .closure import Closure, Known
from .entries import Entries, family_of_distinct
from .equalities import serves
from .joins import LEFT, Joined
from .proof import Level, Proof, proved, unproved
from .shown import Shown
from .terms import collation, resolved

SELECT, UPDATE, INSERT, DELETE, MERGE = 1, 2, 3, 4, 5
UNION, INTERSECT = 1, 2
NOT_MATCHED_BY_SOURCE: Final = 1
Given = Mapping[int, Known]


class Prover:
    """Proofs over the queries of one statement; ``parameter`` gives the name of ``$n``."""

    def __init__(self, server: ServerCatalog, parameter: Callable[[int], str]) -> None:
        self.server = server
        self.parameter = parameter
        self._conditions = Conditions(server, lambda node: isinstance(node, e.Const) and not node.constisnull)
        self._entries = Entries(self)

    def proofs(self, node: Node) -> frozenset[Node]:
        """What is not null where this condition is true."""
        return self._conditions.proved(node, Outcome.TRUE)

    def one_row(self, level: Level, given: Given) -> Proof:
        """Whether the rows of this query that are alike in these outputs, by number, are one row."""
        query = level.query
        if query.command_type == SELECT:
            return self._selected(level, given)
        target = (
            self.server.relation(query.entry(query.result_relation).relid) if query.result_relation else None
        )
        if target is None or target.has_rules:
            return unproved("a rule may have something else happen than is written")
        match query.command_type:
            case 2 | 4:
                return self._changed(level, given)
            case 3:
                return self._inserted(level, given)
            case 5:
                return self._merged(level, given)
            case _:
                return unproved("a command that is not understood")

    def closure(self, level: Level, tree: Node | None) -> Closure:
        """What is known of two rows of this query before anything is given."""
        query = level.query
        shown = Shown(self.server, query, self.parameter)
        joined = Joined(query, tree, self.proofs)
        if query.having_qual is not None and not any(
            isinstance(part, e.Aggref | e.GroupingFunc) for part in query.having_qual.walk()
        ):
            joined.add(query.having_qual)
        return Closure(self.server, query, joined, self.proofs, shown)

    def constants(self, level: Level) -> Closure:
        """What all rows of this query have alike."""
        found = self.closure(level, level.query.jointree)
        found.complete(lambda entry: self._entries.same(level, found, entry))
        return found

    def _selected(self, level: Level, given: Given) -> Proof:
        query = level.query
        if query.limit_option != 1 and _is_at_most_one(query.limit_count):
            return proved("LIMIT 1")
        if query.set_operations is not None:
            return self._combined(level, query.set_operations, given)
        closure = self.closure(level, query.jointree)
        for entry in query.target_list:
            if entry.resno in given:
                closure.give(entry.expr, given[entry.resno])
        rows = self._whole(level, closure)
        if query.distinct_clause and self._are_alike(closure, query.distinct_clause, given):
            return proved(
                "DISTINCT ON what is known" if query.has_distinct_on else "DISTINCT of what is known"
            )
        if query.has_target_srfs:
            return unproved("a function in the select list answers several rows for each row")
        if query.grouping_sets:
            return unproved("GROUPING SETS answer a row for each set")
        if not query.group_clause and (query.has_aggs or query.having_qual is not None):
            return proved("an aggregate without GROUP BY")
        if rows is not None:
            return rows
        if not query.group_clause:
            return self._missing(level, closure)
        if self._are_alike(closure, query.group_clause, given):
            return proved("GROUP BY what is known")
        grouped = [clause for clause in query.group_clause if not self._is_alike(closure, clause, given)]
        return unproved(f"GROUP BY answers a row for each {', '.join(self._shown(closure, grouped))}")

    def _whole(self, level: Level, closure: Closure) -> Proof | None:
        """The proof that the tables and the like have one row together, if they have."""
        if not closure.complete(lambda entry: self._entries.same(level, closure, entry)):
            return None
        if not closure.joined.entries:
            return proved("a SELECT without FROM")
        return proved("; ".join(dict.fromkeys(closure.same.values())))

    def _missing(self, level: Level, closure: Closure) -> Proof:
        """What keeps them from it; the closure proves nothing any more afterwards."""
        missing: list[str] = []
        for entry in closure.joined.entries:
            if entry not in closure.same:
                missing.append(self._entries.missing(level, closure, entry))
                # Assumed, so that whatever would follow from it is not told too.
                closure.same[entry] = ""
                closure.complete(lambda other: self._entries.same(level, closure, other))
        return unproved("; ".join(missing))

    def _are_alike(self, closure: Closure, clauses: tuple[SortGroupClause, ...], given: Given) -> bool:
        return all(self._is_alike(closure, clause, given) for clause in clauses)

    def _is_alike(self, closure: Closure, clause: SortGroupClause, given: Given) -> bool:
        query = closure.query
        families = self.server.orderings.families(clause.eqop)
        entry = _entry(query, clause)
        node = resolved(query, entry.expr)
        by = collation(self.server, node)
        known = given.get(entry.resno)
        if known is not None and serves(self.server, known.alike, families, by):
            return True
        return closure.is_alike(node, families, by) is not None

    def _shown(self, closure: Closure, clauses: Iterable[SortGroupClause]) -> list[str]:
        return [closure.shown(resolved(closure.query, _entry(closure.query, one).expr)) for one in clauses]

    def _combined(self, level: Level, node: Node, given: Given) -> Proof:
        if isinstance(node, RangeTblRef):
            subquery = level.query.entry(node.rtindex).subquery
            return unproved("UNION") if subquery is None else self.one_row(Level(subquery, level), given)
        assert isinstance(node, SetOperationStmt)
        if node.group_clauses and all(
            number in given
            and serves(
                self.server,
                given[number].alike,
                self.server.orderings.families(clause.eqop),
                0,
            )
            for number, clause in enumerate(node.group_clauses, 1)
        ):
            return proved("the columns of UNION, INTERSECT or EXCEPT together")
        if node.op == UNION:
            return self._united(level, node, given)
        left = self._combined(level, node.larg, given)
        if left.holds or node.op != INTERSECT:
            return left
        return self._combined(level, node.rarg, {}) if not given else left

    def _united(self, level: Level, node: SetOperationStmt, given: Given) -> Proof:
        """Branches that tell their rows apart, and differ in a constant that tells the branches apart."""
        branches = list(_branches(level.query, node))
        for number, known in given.items():
            family = family_of_distinct([branch.outputs[number - 1].expr for branch in branches])
            if family and serves(self.server, known.alike, frozenset((family,)), 0):
                proofs = [self.one_row(Level(branch, level), given) for branch in branches]
                return next((one for one in proofs if not one.holds), proved("the constants of the branches"))
        return unproved("UNION answers the rows of all its branches")

    def _changed(self, level: Level, given: Given) -> Proof:
        """A row of the table is changed once, however many rows of other tables it meets."""
        query = level.query
        closure = self.closure(level, query.jointree)
        returned = {entry.resno: entry for entry in query.returning_list}
        kept = {
            number: known
            for number, known in given.items()
            if number in returned and self._is_kept(query, returned[number])
        }
        self._give_returned(closure, kept)
        closure.complete(lambda entry: self._entries.same(level, closure, entry))
        proof = closure.same.get(query.result_relation)
        return self._missing(level, closure) if proof is None else proved(proof)

    def _inserted(self, level: Level, given: Given) -> Proof:
        query = level.query
        if not query.has_target_srfs:
            tree = query.jointree
            if tree is None or not tree.fromlist:
                return proved("INSERT of one row")
            rows = self._whole(level, self.closure(level, tree))
            if rows is not None:
                return proved(f"INSERT of one row ({rows.because})")
        written = self._only_target(level)
        if query.entry(query.result_relation).relkind in ("r", "p"):
            self._give_returned(written, given)
            written.complete(lambda entry: self._entries.same(level, written, entry))
            if written.same:
                return proved(written.same[query.result_relation])
        return unproved("INSERT of several rows")

    def _only_target(self, level: Level) -> Closure:
        return self.closure(level, RangeTblRef(rtindex=level.query.result_relation))

    def _merged(self, level: Level, given: Given) -> Proof:
        """Each row of the source meets those of the table that the join condition lets it meet, or none."""
        query = level.query
        tree = query.jointree
        if tree is None or len(tree.fromlist) != 1 or query.merge_join_condition is None:
            return unproved("MERGE")
        if any(action.match_kind == NOT_MATCHED_BY_SOURCE for action in query.merge_action_list):
            return unproved("MERGE changes rows that its source does not match")
        target = RangeTblRef(rtindex=query.result_relation)
        joined = JoinExpr(
            jointype=LEFT, larg=tree.fromlist[0], rarg=target, rtindex=0, quals=query.merge_join_condition
        )
        closure = self.closure(level, FromExpr(fromlist=(joined,)))
        rows = self._whole(level, closure)
        return self._missing(level, closure) if rows is None else proved(f"MERGE of one row ({rows.because})")

    def _give_returned(self, closure: Closure, given: Given) -> None:
        for entry in closure.query.returning_list:
            old_or_new = any(isinstance(part, e.Var) and part.varreturningtype for part in entry.expr.walk())
            if entry.resno in given and not old_or_new:
                closure.give(entry.expr, given[entry.resno])

    def _is_kept(self, query: Query, entry: TargetEntry) -> bool:
        """Whether RETURNING answers the value that the conditions saw."""
        if query.command_type == DELETE:
            return True
        node = entry.expr
        written = {one.resno for one in query.target_list if not one.resjunk}
        target = query.entry(query.result_relation)
        relation = self.server.relation(target.relid)
        if not isinstance(node, e.Var) or relation is None or relation.kind not in ("r", "p"):
            return False
        if node.varno != query.result_relation:
            return True
        column = self.server.column(target.relid, node.varattno)
        return (
            node.varattno not in written
            and not relation.changed_before_update
            and relation.kind == "r"
            and column is not None
            and not column.generated
        )


def _branches(query: Query, node: Node) -> Iterator[Query]:
    """The queries that a set operation combines; an operation in brackets is one too."""
    if isinstance(node, SetOperationStmt):
        yield from _branches(query, node.larg)
        yield from _branches(query, node.rarg)
    elif isinstance(node, RangeTblRef) and (subquery := query.entry(node.rtindex).subquery) is not None:
        yield subquery


def _entry(query: Query, clause: SortGroupClause) -> TargetEntry:
    return next(one for one in query.target_list if one.ressortgroupref == clause.tle_sort_group_ref)


def _is_at_most_one(limit: Node | None) -> bool:
    while isinstance(limit, e.FuncExpr) and limit.funcformat == 2 and len(limit.args) == 1:
        limit = limit.args[0]
    if not isinstance(limit, e.Const) or limit.constisnull or limit.consttype not in (20, 21, 23):
        return False
    value = limit.constvalue or ()
    return bool(value) and value[0] in (0, 1) and not any(value[1:])
