"""What becomes of a null: where each value of a statement goes, from its use back to the parameter.

Visited from the outside in: what a null in the whole expression would do is known first, and handed down to
the parts that would make it null. Columns of subqueries, CTEs, VALUES and functions hand on what is done with
them, so that a query is visited before the queries that it reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import FromExpr, JoinExpr, Query, RangeTblEntry, TargetEntry

from .expressions import UNNEST, Expressions
from .fate import (
    ANSWERED,
    CONDITIONAL,
    NEVER,
    NO_MATCH,
    NO_ROWS,
    STORED,
    TAKEN,
    UNLIMITED,
    Fate,
    Force,
    Use,
    Uses,
    forbidden,
    strongest,
)

INNER = 0
UPDATE, INSERT = 2, 3


class Fates(Expressions):
    """What becomes of each parameter of one statement, by its number."""

    def __init__(self, server: ServerCatalog, query: Query) -> None:
        super().__init__(server)
        self._columns: defaultdict[tuple[int, int, int], Uses] = defaultdict(lambda: Uses([], []))
        self._ctes: defaultdict[tuple[int, str, int], Uses] = defaultdict(lambda: Uses([], []))
        always_a_row = query.has_aggs and not query.group_clause
        goes_on = always_a_row or query.has_modifying_cte or query.set_operations is not None
        self.query((query,), lambda number: Use(ANSWERED), NO_MATCH if goes_on else NEVER)

    def query(self, queries: tuple[Query, ...], output: Callable[[int], Use], rows: Fate) -> None:
        """Visit a query: ``output`` is what a null in its n-th column does, ``rows`` what no row does."""
        query = queries[-1]
        for entry in query.outputs:
            self.visit(entry.expr, queries, *output(entry.resno))
        self._arms(query, output)
        if query.command_type in (UPDATE, INSERT):
            self._written(query, query.result_relation, query.target_list, queries)
        for action in query.merge_action_list:
            self._written(query, query.result_relation, action.target_list, queries)
            self.visit(action.qual, queries, CONDITIONAL)
        if (conflict := query.on_conflict) is not None:
            self._written(query, query.result_relation, conflict.on_conflict_set, queries)
            self.visit(conflict.on_conflict_where, queries, NO_MATCH)
        self._from(query.jointree, queries, rows, is_inner=True)
        self.visit(query.merge_join_condition, queries, NO_MATCH)
        self.visit(query.having_qual, queries, NO_MATCH)
        self.visit(query.limit_count, queries, UNLIMITED)
        self.visit(query.limit_offset, queries, UNLIMITED)
        for window in query.window_clause:
            self.visit(window.start_offset, queries, forbidden("a frame needs its bounds"))
            self.visit(window.end_offset, queries, forbidden("a frame needs its bounds"))
        for entry in query.target_list:
            if entry.resjunk:
                self.visit(entry.expr, queries, TAKEN)
        self._read(query, queries, NO_MATCH if rows is NEVER else rows)

    def _arms(self, query: Query, output: Callable[[int], Use]) -> None:
        """The other arms of a set operation: the columns of the query are those of the first one."""
        if query.set_operations is None:
            return
        for number, entry in enumerate(query.rtable, 1):
            for column in query.outputs:
                if entry.rtekind == 1 and entry.subquery is not None:
                    uses = self._columns[id(query), number, column.resno]
                    value, elements = output(column.resno)
                    uses.values.append(value)
                    uses.elements.append(elements)

    def _written(
        self, query: Query, relation: int, entries: Iterable[TargetEntry], queries: tuple[Query, ...]
    ) -> None:
        written = query.entry(relation)
        known = self._server.relation(written.relid)
        for entry in entries:
            column = self._server.column(written.relid, entry.resno)
            fate = STORED
            if not entry.resjunk and known is not None and column is not None:
                name = f"{known.name}.{column.name}"
                # A trigger may put a value where there is none; one for updates usually does not.
                is_filled = query.command_type == INSERT and known.changed_before_insert
                refuses = (column.refuses_null and not is_filled) or self._server.is_not_null_domain(
                    column.type_id
                )
                fate = (
                    forbidden(f"it goes into {name}, which is NOT NULL")
                    if refuses
                    else Fate(Force.MEANINGFUL, f"it goes into {name}, which may be null")
                )
            self.visit(entry.expr, queries, fate)

    def _from(self, node: Node | None, queries: tuple[Query, ...], rows: Fate, *, is_inner: bool) -> None:
        if isinstance(node, FromExpr):
            self.visit(node.quals, queries, rows)
            for item in node.fromlist:
                self._from(item, queries, rows, is_inner=is_inner)
        elif isinstance(node, JoinExpr):
            is_inner = is_inner and node.jointype == INNER
            fate = rows if is_inner else NO_MATCH
            self.visit(node.quals, queries, fate)
            self._from(node.larg, queries, fate, is_inner=is_inner)
            self._from(node.rarg, queries, fate, is_inner=is_inner)

    def _read(self, query: Query, queries: tuple[Query, ...], rows: Fate) -> None:
        """What the query reads, the last first: it may use columns of what stands before it."""
        for number in range(len(query.rtable), 0, -1):
            entry = query.entry(number)
            if entry.rtekind == 1 and entry.subquery is not None:
                self.query((*queries, entry.subquery), self._of_column(query, number), rows)
            elif entry.rtekind == 3:
                self._functions(query, number, entry, queries)
            elif entry.rtekind == 5:
                for row in entry.values_lists:
                    for column, node in enumerate(row, 1):
                        uses = self._columns[id(query), number, column]
                        self.visit(node, queries, *uses.strongest())
            elif entry.rtekind == 6:
                owner = queries[len(queries) - 1 - entry.ctelevelsup]
                for column in range(1, len(entry.eref.colnames if entry.eref else ()) + 1):
                    uses = self._columns.get((id(query), number, column))
                    if uses is not None:
                        whole = self._ctes[id(owner), entry.ctename, column]
                        whole.values.extend(uses.values)
                        whole.elements.extend(uses.elements)
        for cte in reversed(query.cte_list):
            name = cte.ctename
            self.query(
                (*queries, cte.ctequery),
                lambda column, name=name: self._ctes[id(query), name, column].strongest(),
                NO_MATCH,
            )

    def _of_column(self, query: Query, number: int) -> Callable[[int], Use]:
        return lambda column: self._columns[id(query), number, column].strongest()

    def _functions(self, query: Query, number: int, entry: RangeTblEntry, queries: tuple[Query, ...]) -> None:
        first = 1
        for function in entry.functions:
            uses = self._columns[id(query), number, first]
            column = strongest(uses.values)
            node = function.funcexpr
            if isinstance(node, e.FuncExpr) and node.funcretset:
                known = self._server.function(node.funcid)
                of_null = NO_ROWS if known is not None and known.is_strict else TAKEN
                # Side by side, the functions that have fewer rows are filled with nulls.
                fate = column if len(entry.functions) > 1 else of_null
                elements = column if known is not None and known.name == UNNEST else TAKEN
                for arg in node.args:
                    self.visit(arg, queries, fate, elements)
            else:
                self.visit(node, queries, *uses.strongest())
            first += function.funccolcount

    def column(self, var: e.Var, queries: tuple[Query, ...], fate: Fate, elements: Fate) -> None:
        queries = queries[: len(queries) - var.varlevelsup]
        entry = queries[-1].entry(var.varno)
        items = entry.joinaliasvars if entry.rtekind == 2 else entry.groupexprs
        if entry.rtekind in (2, 9):
            if 0 < var.varattno <= len(items):
                self.visit(items[var.varattno - 1], queries, fate, elements)
            return
        names = entry.eref.colnames if entry.eref else ()
        for number in (var.varattno,) if var.varattno else range(1, len(names) + 1):
            uses = self._columns[id(queries[-1]), var.varno, number]
            uses.values.append(fate if var.varattno else TAKEN)
            uses.elements.append(elements)
