"""Rule owner: what touches the rows of people says whose in its header, and keeps to them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.owners.bound import Bound, Queries
from tracktion_db.check.owners.columns import Owners
from tracktion_db.check.reach.reach import reached
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.queries import OnConflictExpr, RangeTblEntry
from tracktion_db.statements import Statement
from tracktion_db.statements.row_setting import USER_ID, RowSetting

__all__ = ["check_owner"]

RELATION: Final = 0
UUID: Final = 2950
UPDATE, INSERT = 2, 3
DO_UPDATE: Final = 2


def check_owner(analysed: Analysed) -> Iterator[Finding]:
    """The line ``:set:`` where it belongs, and SQL that is right without row-level security too."""
    statement = analysed.statement
    if statement is None:
        return
    owned, understood = _owned(analysed)
    setting = statement.row_setting
    if setting is None:
        if owned:
            yield analysed.finding(
                "owner",
                analysed.places.name(owned[0]),
                f"the rows of {owned[0]} are shown to some only, and the header does not say to whom",
                _instead(statement),
                subject=owned[0],
            )
    elif not owned:
        if understood and analysed.query is not None:
            yield analysed.finding(
                "owner",
                analysed.places.setting,
                "a setting that no table here asks for: none has row-level security",
                "remove the line :set:",
            )
    elif setting.setting == USER_ID and analysed.query is not None:
        instead = ""
        for name, problem in _unfiltered(analysed, setting):
            instead = instead or _filter(analysed, setting)
            yield analysed.finding(
                "owner",
                analysed.places.name(name),
                f"only row-level security would keep this to one user: {problem}",
                instead,
                subject=name,
            )


def _owned(analysed: Analysed) -> tuple[list[str], bool]:
    """The tables with row-level security that take part, and whether all that takes part is understood."""
    names: dict[str, None] = {}
    understood = True
    for part in reached(analysed):
        understood = understood and part.unknown is None
        for root in part.nodes:
            for node in root.walk():
                known = analysed.server.relation(node.relid) if isinstance(node, RangeTblEntry) else None
                if known is not None and known.has_row_security:
                    names[known.name] = None
    return list(names), understood


def _instead(statement: Statement) -> str:
    if statement.is_copy:
        return "PostgreSQL refuses this COPY: write INSERT INTO ... SELECT ... FROM unnest(...)"
    return (
        "write -- :set: app.user_id = user_id (or app.key = what a row is found by); "
        "what is for all users at once says why: -- :waive owner: reason"
    )


def _filter(analysed: Analysed, setting: RowSetting) -> str:
    """What to write where rows are not filtered by the parameter of the setting: that one may be wrong."""
    instead = f"filter each table by its user = :{setting.parameter}, and write that into new rows"
    for position, parameter in enumerate(analysed.statement.parameters if analysed.statement else ()):
        if parameter.type.oid == UUID and position != setting.position:
            other = setting._replace(parameter=parameter.name, position=position)
            if not any(_unfiltered(analysed, other)):
                return (
                    f"write -- :set: {USER_ID} = {parameter.name}, by which all is filtered already; "
                    f"or {instead}"
                )
    return instead


def _unfiltered(analysed: Analysed, setting: RowSetting) -> Iterator[tuple[str, str]]:
    """The tables that are not kept to the user whom the setting names, and what is wrong with each."""
    parameter, bound = setting.parameter, Bound(analysed.server, setting.position + 1)
    owners = analysed.server.part(Owners)
    for level in analysed.levels:
        query = level.query
        excluded = query.on_conflict.excl_rel_index if query.on_conflict else 0
        for index, entry in enumerate(query.rtable, 1):
            if entry.rtekind != RELATION or index == excluded or not owners.is_owned(entry.relid):
                continue
            known = analysed.server.relation(entry.relid)
            name = known.name if known else entry.name
            column = owners.column(entry.relid)
            if column is None:
                # A table that only keys open has no user; a view that hides whose its rows are has them all.
                if known is not None and known.kind == "v":
                    yield name, f"{name} does not show whose its rows are"
                continue
            shown = f"{entry.name}.{entry.column(column)}"
            if query.command_type == INSERT and index == query.result_relation:
                if not _writes(level.queries, column, bound):
                    problem = f"{shown} is not written as :{parameter} in every row"
                elif not _keeps(query.on_conflict, level.queries, column, bound):
                    problem = f"DO UPDATE may change a row of which {shown} is not :{parameter}"
                else:
                    continue
            elif not bound.column(index, column, level.queries):
                problem = f"{shown} is not :{parameter} in every row that takes part"
            elif query.command_type == UPDATE and index == query.result_relation:
                if not _sets(level.queries, column) or _writes(level.queries, column, bound):
                    continue
                problem = f"{shown} is set to something else than :{parameter}"
            else:
                continue
            yield name, problem


def _writes(queries: Queries, column: int, bound: Bound) -> bool:
    """Whether a write gives this column the parameter's value, in every row."""
    return any(item.resno == column and bound.value(item.expr, queries) for item in queries[-1].target_list)


def _sets(queries: Queries, column: int) -> bool:
    return any(item.resno == column for item in queries[-1].target_list)


def _keeps(conflict: OnConflictExpr | None, queries: Queries, column: int, bound: Bound) -> bool:
    """Whether the row that is there already is of the same user: by the key that it shares, or by WHERE."""
    if conflict is None or conflict.action != DO_UPDATE:
        return True
    target = queries[-1].result_relation
    if any(_names(part, target, column) for element in conflict.arbiter_elems for part in element.walk()):
        return True
    where = conflict.on_conflict_where
    return where is not None and bound.condition(where, target, column, queries)


def _names(node: object, entry: int, column: int) -> bool:
    return isinstance(node, e.Var) and node.varno == entry and node.varattno == column
