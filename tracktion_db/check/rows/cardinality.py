"""How many rows a statement answers: one, at most one or many, with the proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tracktion_db.check.findings import Finding
from tracktion_db.check.nullability.rows import surely_a_row
from tracktion_db.check.nullability.scope import Frame, Scope
from tracktion_db.check.nullability.verdict import maybe
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree.queries import Query, RangeTblRef
from tracktion_db.check.uniqueness import Level, Proof, prover_of, unproved
from tracktion_db.statements import Shape

__all__ = ["Cardinality", "cardinality", "check_cardinality"]

SELECT, INSERT = 1, 3
SUBQUERY, VALUES = 1, 5
DO_UPDATE: Final = 2


@dataclass(frozen=True, slots=True)
class Cardinality:
    """What is proved; ``many`` where nothing is."""

    kind: Literal["one", "at most one", "many", "count", "nothing"]
    proof: str
    """In words: the keys, or what is missing for a proof."""


def cardinality(analysed: Analysed) -> Cardinality:
    """How many rows the statement answers, on any database with this schema."""
    query = analysed.query
    if not analysed.prepared.columns and (query is None or query.command_type != SELECT):
        counts = query is not None or (analysed.statement is not None and analysed.statement.is_copy)
        return Cardinality("count" if counts else "nothing", "it answers no rows")
    proof = at_most_one(analysed)
    if not proof.holds or query is None:
        return Cardinality("many", proof.because)
    return Cardinality("one" if _answers_a_row(analysed, query) else "at most one", proof.because)


def check_cardinality(analysed: Analysed) -> Iterator[Finding]:
    """A header that says one or at most one, where more may come.

    That there is a row at all need not be proved: ``one`` raises NotFound where there is none.
    """
    statement = analysed.statement
    if statement is None or statement.shape not in (Shape.ONE, Shape.AT_MOST_ONE):
        return
    proof = at_most_one(analysed)
    if not proof.holds:
        yield analysed.finding(
            "cardinality",
            analysed.places.returns,
            f"{statement.shape.value} row is not proved: {proof.because}",
            "bind a unique key with =, write LIMIT 1 after an ORDER BY, or return many;"
            " where it is one for another reason, say it: -- :waive cardinality: reason",
        )


def at_most_one(analysed: Analysed) -> Proof:
    """Whether it answers at most one row."""
    if analysed.query is None:
        return unproved(analysed.note or "the server has no tree of it")
    try:
        return prover_of(analysed).one_row(Level(analysed.query), {})
    except (TreeError, RecursionError) as error:
        return unproved(f"not understood: {error}")


def _answers_a_row(analysed: Analysed, query: Query) -> bool:
    """Whether it answers a row whatever is in the database."""
    frame = Frame(
        analysed.server, lambda number: maybe("a parameter"), lambda number: True, lambda name: None
    )
    scope = Scope(query, frame)
    if query.command_type != INSERT:
        return surely_a_row(scope)
    target = analysed.server.relation(query.entry(query.result_relation).relid)
    # A trigger may leave a row out, and those of partitions are not known here.
    if target is None or target.kind != "r" or target.changed_before_insert:
        return False
    conflict = query.on_conflict
    if conflict is not None and (
        conflict.action != DO_UPDATE or conflict.on_conflict_where is not None or target.changed_before_update
    ):
        return False
    tree = query.jointree
    if tree is None or not tree.fromlist:
        return not query.has_target_srfs
    if tree.quals is not None or len(tree.fromlist) != 1:
        return False
    source = tree.fromlist[0]
    entry = query.entry(source.rtindex) if isinstance(source, RangeTblRef) else None
    if entry is None or entry.rtekind not in (SUBQUERY, VALUES):
        return False
    return entry.subquery is None or surely_a_row(scope.child(entry.subquery))
