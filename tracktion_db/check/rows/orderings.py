"""What sorts and compares alike: the server's btree operator families, and collations with equal texts."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Final

from tracktion_db.call import many
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.records import Record

LESS: Final = 1
LESS_OR_EQUAL: Final = 2
EQUAL: Final = 3
GREATER_OR_EQUAL: Final = 4
GREATER: Final = 5


class Ordering(Record):
    """What an operator is in a btree operator family."""

    operator_id: int
    family_id: int
    comparison: int
    """1 <, 2 <=, 3 =, 4 >=, 5 >."""


class Collation(Record):
    """A collation under which texts that are not the same may be equal."""

    id: int


class Orderings:
    """The operator families and collations of one database, as they are when they are first looked at."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def families(self, operator: int, comparison: int = EQUAL) -> frozenset[int]:
        """The families in which the operator is this comparison."""
        return frozenset(
            [item.family_id for item in self._orderings.get(operator, []) if item.comparison == comparison]
        )

    def comparison(self, operator: int) -> int | None:
        """Which comparison the operator is, the same in all its families; None if it is none."""
        found = {item.comparison for item in self._orderings.get(operator, [])}
        return found.pop() if len(found) == 1 else None

    def is_loose(self, collation: int) -> bool:
        """Whether texts that are not the same may be equal under this collation."""
        return collation in self._loose_collations

    @cached_property
    def _orderings(self) -> dict[int, list[Ordering]]:
        found: defaultdict[int, list[Ordering]] = defaultdict(list)
        for ordering in self._session.run(many(sql["check.list_orderings"], Ordering)):
            found[ordering.operator_id].append(ordering)
        return found

    @cached_property
    def _loose_collations(self) -> frozenset[int]:
        rows = self._session.run(many(sql["check.list_loose_collations"], Collation))
        return frozenset([row.id for row in rows])
