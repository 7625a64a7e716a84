"""Columns: of tables and views, of subqueries, joins and CTEs, before and after a write."""

from __future__ import annotations

from dataclasses import replace

from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import CommonTableExpr, JoinExpr, RangeTblEntry, RangeTblRef

from .conditions import whole_row_test
from .from_functions import function_column
from .joins import FULL, NAMES, NullSide
from .padding import PADDED, is_padded
from .registry import rule
from .returning import written
from .scope import Judge, Scope
from .verdict import Verdict, maybe, never

RELATION, SUBQUERY, JOIN, FUNCTION, _TABLE_FUNCTION, VALUES, CTE, _NAMED, _RESULT, GROUP = range(10)
MOST_VIEWS = 30
"""Views and functions inside one another that are followed."""


@rule(e.Var)
def column(judge: Judge, var: e.Var, scope: Scope) -> Verdict:
    here = scope.up(var.varlevelsup)
    if here is None or not 0 < var.varno <= len(here.query.rtable):
        return maybe("a column of a query that is not known")
    entry = here.query.entry(var.varno)
    name = f"{entry.name}.{entry.column(var.varattno)}" if var.varattno > 0 else f"a row of {entry.name}"
    if var.varno == here.query.result_relation and here.is_returning:
        return written(judge, var, here, entry, name)
    if var.varreturningtype:
        return maybe(f"{name} before or after a write")
    if _is_source_without_row(here):
        return maybe(f"{name}: NOT MATCHED BY SOURCE has no row of it")
    local = replace(var, varlevelsup=0)
    if var.varlevelsup and here.leaves_out(local):
        return maybe("left out by grouping sets")
    if here.proves(local) or here.proves(whole_row_test(replace(local, varattno=0))):
        return never(f"a condition proves that {name} is not null")
    sides = here.null_sides(var)
    if sides:
        return maybe(_null_side(min(sides), here))
    return column_of(judge, here, entry, var.varattno)


def column_of(judge: Judge, here: Scope, entry: RangeTblEntry, number: int) -> Verdict:
    """The verdict of the n-th column of this entry, apart from the joins above it."""
    if number < 0:
        return never("a system column")
    match entry.rtekind:
        case _ if entry.rtekind == RELATION:
            return _of_relation(judge, here, entry, number)
        case _ if entry.rtekind == SUBQUERY and entry.subquery is not None:
            return (
                never("a whole row")
                if number == 0
                else judge.output(_narrowed(here, entry, here.child(entry.subquery)), number - 1)
            )
        case _ if entry.rtekind == JOIN and 0 < number <= len(entry.joinaliasvars):
            return _of_join(judge, here, entry, number)
        case _ if entry.rtekind == FUNCTION:
            return function_column(judge, here, entry, number)
        case _ if entry.rtekind == VALUES and number > 0:
            return _of_values(judge, here, entry, number)
        case _ if entry.rtekind == CTE and number > 0:
            return _of_cte(judge, here, entry, number)
        case _ if entry.rtekind == GROUP and 0 < number <= len(entry.groupexprs):
            if is_padded(entry.groupexprs, number - 1, here.frame.server):
                return maybe(PADDED)
            return judge.expression(entry.groupexprs[number - 1], here)
        case _:
            return maybe(f"a column of {entry.name}")


def _of_relation(judge: Judge, here: Scope, entry: RangeTblEntry, number: int) -> Verdict:
    server = here.frame.server
    relation = server.relation(entry.relid)
    name = f"{relation.name if relation else entry.name}.{entry.column(number)}"
    if number == 0:
        return never("a whole row")
    if relation is None:
        return maybe(name)
    if relation.kind in ("v", "m"):
        query = server.view_query(relation.id) if here.frame.depth < MOST_VIEWS else None
        if query is None:
            return maybe(f"{name} of a view")
        verdict = judge.output(_narrowed(here, entry, here.view(query)), number - 1)
        return Verdict(verdict.nullable, f"{name}: {verdict.because}")
    column = server.column(relation.id, number)
    if column is not None and column.not_null:
        return never(f"{name} is NOT NULL")
    if column is not None and server.is_not_null_domain(column.type_id):
        # "it's possible for a column that is notionally of a domain type to read as null" (CREATE DOMAIN)
        return maybe(f"{name} is of a domain that is NOT NULL, which an empty subquery gets around")
    return maybe(f"{name} may be null")


def _of_join(judge: Judge, here: Scope, entry: RangeTblEntry, number: int) -> Verdict:
    alias = entry.joinaliasvars[number - 1]
    if entry.jointype != FULL or number > entry.joinmergedcols or not isinstance(alias, e.CoalesceExpr):
        return judge.expression(alias, here)
    # A column that USING merged: one side has a row, so it is null only where that row has a null.
    join = here.query.rtable.index(entry) + 1
    scope = here.with_row(NullSide(join, "left")).with_row(NullSide(join, "right"))
    for arg in alias.args:
        verdict = judge.expression(arg, scope)
        if verdict.nullable:
            return verdict
    return never("a column that both sides of the FULL JOIN have")


def _of_values(judge: Judge, here: Scope, entry: RangeTblEntry, number: int) -> Verdict:
    for row in entry.values_lists:
        verdict = judge.expression(row[number - 1], here)
        if verdict.nullable:
            return verdict
    return never("no row of VALUES has a null there")


def _of_cte(judge: Judge, here: Scope, entry: RangeTblEntry, number: int) -> Verdict:
    target = here.up(entry.ctelevelsup)
    cte = target.find_cte(entry.ctename) if target else None
    if target is None or cte is None:
        return maybe(f"a column of {entry.ctename}")
    assumed = target.assumed.get(cte.ctename)
    if assumed is not None:
        return assumed[number - 1] if number <= len(assumed) else _search_or_cycle(cte)
    if not cte.cterecursive:
        return judge.output(_narrowed(here, entry, target.child(cte.ctequery)), number - 1)

    # Assumed not to be null, until that proves wrong: what is left is what no step can break.
    columns = [never(f"{cte.ctename}: every step of the recursion") for _ in cte.ctequery.target_list]
    while True:
        step = target.assuming(cte.ctename, columns).child(cte.ctequery)
        found = [judge.output(step, index) for index in range(len(columns))]
        after = [new if new.nullable else old for old, new in zip(columns, found, strict=True)]
        if after == columns:
            break
        columns = after
    return columns[number - 1] if number <= len(columns) else _search_or_cycle(cte)


def _search_or_cycle(cte: CommonTableExpr) -> Verdict:
    """A column that SEARCH or CYCLE adds: an order, a path, or one of the two marks given."""
    for clause in (cte.search_clause, cte.cycle_clause):
        if clause and any(isinstance(node, e.Const) and node.constisnull for node in clause.walk()):
            return maybe("a mark of CYCLE that is null")
    return never("a column of SEARCH or CYCLE")


def _narrowed(here: Scope, entry: RangeTblEntry, inner: Scope) -> Scope:
    """The inner query, of whose rows only those count that the conditions out here let through."""
    number = next(number for number, one in enumerate(here.query.rtable, 1) if one is entry)
    outputs = inner.query.outputs
    if inner.query.command_type != 1:
        inner = inner.returning()
    proofs: set[Node] = set()
    if inner.query.set_operations is None:
        for index in here.proved_columns(number):
            if index <= len(outputs):
                proofs |= here.frame.conditions.not_null(outputs[index - 1].expr)
    return inner.where(frozenset(proofs))


def _is_source_without_row(here: Scope) -> bool:
    return here.query.command_type == 5 and any(
        action.match_kind == 1 for action in here.query.merge_action_list
    )


def _null_side(side: NullSide, here: Scope) -> str:
    join = here.joins.join(side.join)
    if join is None:
        return "left out by grouping sets"
    place = here.frame.join_place(_right_name(join, here))
    return f"null side of {NAMES.get(join.jointype, 'a join')}" + (f" at {place}" if place else "")


def _right_name(join: JoinExpr, here: Scope) -> str:
    return here.query.entry(join.rarg.rtindex).name if isinstance(join.rarg, RangeTblRef) else ""
