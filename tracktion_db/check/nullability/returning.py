"""What RETURNING sees of the table that is written: the row as it is after the write, or before it."""

from __future__ import annotations

from tracktion_db.check.reading.server_rows import Relation
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.queries import Query, RangeTblEntry

from .padding import PADDED, is_padded
from .scope import Judge, Scope
from .verdict import Verdict, maybe, never

UPDATE, INSERT, DELETE = 2, 3, 4
OLD, NEW = 1, 2


def written(judge: Judge, var: e.Var, here: Scope, entry: RangeTblEntry, name: str) -> Verdict:
    """The verdict of a column of the table that this query writes, in its RETURNING."""
    command = here.query.command_type
    relation = here.frame.server.relation(entry.relid)
    column = here.frame.server.column(entry.relid, var.varattno)
    if relation is None or relation.kind not in ("r", "p") or relation.has_rules:
        return maybe(f"{name}: what a trigger, rule or foreign server returns")
    if command == INSERT and var.varreturningtype == OLD:
        return maybe(f"{name}: an inserted row has no old one")
    if command == DELETE and var.varreturningtype == NEW:
        return maybe(f"{name}: a deleted row has no new one")
    if command not in (UPDATE, INSERT, DELETE) and var.varreturningtype:
        return maybe(f"{name}: MERGE may have no old or no new row")
    if var.varattno <= 0:
        return never("a row that was written")
    if column is not None and column.not_null:
        return never(f"{relation.name}.{column.name} is NOT NULL")
    if command == DELETE or (command == UPDATE and var.varreturningtype == OLD):
        seen = here if command == DELETE else here.writing()
        if seen.proves(e.Var(varno=var.varno, varattno=var.varattno, vartype=0, varlevelsup=0)):
            return never(f"a condition proves that {name} is not null")
        return maybe(f"{name} may be null")
    if column is not None and not column.generated and _is_what_was_written(here.query, relation):
        return _assigned(judge, var, here, name)
    return maybe(f"{name} may be null")


def _is_what_was_written(query: Query, relation: Relation) -> bool:
    """Whether no trigger changes the row on its way in, and no child table has it with one of its own."""
    if relation.kind != "r" or relation.has_children:
        return False
    if query.command_type == INSERT:
        return not relation.changed_before_insert and not (_updates(query) and relation.changed_before_update)
    return query.command_type == UPDATE and not relation.changed_before_update


def _updates(query: Query) -> bool:
    return query.on_conflict is not None and query.on_conflict.action == 2


def _assigned(judge: Judge, var: e.Var, here: Scope, name: str) -> Verdict:
    before = here.writing()
    targets = [entry.expr for entry in here.query.target_list]
    for place, entry in enumerate(here.query.target_list):
        if entry.resno == var.varattno and not entry.resjunk:
            if is_padded(targets, place, here.frame.server):
                return maybe(f"{name} was given: {PADDED}")
            verdict = judge.expression(entry.expr, before)
            if not verdict.nullable and _updates(here.query):
                verdict = _updated(judge, var, before)
            return Verdict(verdict.nullable, f"{name} was given: {verdict.because}")
    if here.query.command_type == UPDATE and before.proves(
        e.Var(varno=var.varno, varattno=var.varattno, vartype=0, varlevelsup=0)
    ):
        return never(f"a condition proves that {name} is not null, and it is not changed")
    return maybe(f"{name} may be null")


def _updated(judge: Judge, var: e.Var, before: Scope) -> Verdict:
    """The verdict of the same column where ON CONFLICT DO UPDATE has written the row."""
    assert before.query.on_conflict is not None
    for entry in before.query.on_conflict.on_conflict_set:
        if entry.resno == var.varattno:
            return judge.expression(entry.expr, before)
    return maybe("the row that was there may have a null")
