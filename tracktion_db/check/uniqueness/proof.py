"""What a proof says, and what it stands on: the query with those around it."""

from __future__ import annotations

from dataclasses import dataclass

from tracktion_db.check.tree.queries import CommonTableExpr, Query


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether any two rows that are alike in what is given are one row."""

    holds: bool
    because: str
    """In words: the keys that it stands on, or what is missing."""


def proved(because: str) -> Proof:
    """It holds."""
    return Proof(True, because)


def unproved(because: str) -> Proof:
    """It does not hold, or is not understood."""
    return Proof(False, because)


@dataclass(frozen=True, slots=True)
class Level:
    """A query, inside another one or not: CTEs are looked up from here."""

    query: Query
    outer: Level | None = None

    def cte(self, name: str, levels: int) -> tuple[CommonTableExpr, Level] | None:
        """A CTE, and the query that it stands before, so many levels further out."""
        level: Level | None = self
        for _ in range(levels):
            level = level.outer if level else None
        if level is None:
            return None
        found = next((cte for cte in level.query.cte_list if cte.ctename == name), None)
        return None if found is None else (found, level)
