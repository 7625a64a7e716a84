"""Which rows of a query are the same row: the ground that cardinality and total order stand on.

terms       expressions as values, equal when they compute the same
joins       what a query joins, and which conditions hold for which of its rows
equalities  conditions that say what something equals
closure     what follows for two rows that are alike in something
keys        unique indexes, and what of them is known
entries     tables, subqueries, CTEs, functions and VALUES in FROM
prover      whole queries: grouping, DISTINCT, set operations, LIMIT, writes with RETURNING
proof       the outcome in words; shown writes expressions for it
"""

from __future__ import annotations

from tracktion_db.check.reading.analysis import Analysed

from .closure import Known
from .equalities import Alike
from .proof import Level, Proof, unproved
from .prover import Given, Prover

__all__ = ["Alike", "Given", "Known", "Level", "Proof", "Prover", "prover_of", "unproved"]


def prover_of(analysed: Analysed) -> Prover:
    """Proofs over the queries of this statement, which call parameters by their names."""

    def name(number: int) -> str:
        use = analysed.parameter(number)
        return use.name if use else str(number)

    return Prover(analysed.server, name)
