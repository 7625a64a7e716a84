"""Of two rows of one query that are alike in some values: what else in them must be alike.

A value is known when both rows have it alike, an entry of the range table when both have the same row of
it, or both have none. From known values follow others through conditions, and whole rows through unique
keys. When all entries are known, the two rows are one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query

from .equalities import Alike, Equality, both_ways, combined, equality, serves
from .joins import NO_GUARD, Guard, Joined, Proofs
from .terms import entries, is_volatile, outer_entries, resolved, term, told_apart

RELATION, CTE = 0, 6
ONE_VALUE = 4


class Known(NamedTuple):
    """A value that both rows have alike."""

    alike: Alike
    not_null: bool
    """Whether it is not null where the entry that it is of has a row."""
    because: str
    """The condition in words; empty for a value that was given."""


class Closure:
    """What follows; ``known`` and ``same`` grow in ``complete``."""

    def __init__(
        self,
        server: ServerCatalog,
        query: Query,
        joined: Joined,
        proofs: Proofs,
        shown: Callable[[Node], str],
    ) -> None:
        self.server = server
        self.query = query
        self.joined = joined
        self.proofs = proofs
        self.shown = shown
        self.known: dict[Node, list[Known]] = {}
        """By term."""
        self.same: dict[int, str] = {}
        """The entries that are known, each with the proof."""
        self._grows = False
        self._equalities = [
            found for condition in joined.conditions if (found := equality(server, condition)) is not None
        ]

    def give(self, expression: Node, known: Known) -> None:
        """Take an expression of the query as known."""
        node = resolved(self.query, expression)
        value = term(self.server, node)
        if value is not None and entries(value):
            self._learn(value, known)
        source = told_apart(self.server, node)
        if source is not None and not self.server.orderings.is_loose(known.alike.collation):
            self.give(source, known._replace(alike=Alike(None, 0)))

    def complete(self, is_same: Callable[[int], str | None]) -> bool:
        """Whether the two rows are one. ``is_same`` proves that of one entry, with what is known so far."""
        self._grows = True
        while self._grows:
            self._grows = False
            for found in self._equalities:
                self._follow(found)
            for entry in self.joined.entries:
                if entry not in self.same and (proof := is_same(entry)) is not None:
                    self.same[entry] = proof
                    self._grows = True
        return all(entry in self.same for entry in self.joined.entries)

    def is_alike(self, node: Node, families: frozenset[int], collation: int) -> Known | None:
        """How a resolved expression is known to be equal by these families under this collation."""
        found = term(self.server, node)
        if found is None:
            return None
        for known in self.known.get(found, []):
            if serves(self.server, known.alike, families, collation):
                return known
        return Known(Alike(None, 0), False, "") if self.is_given(node) else None

    def meets(self, guard: Guard) -> bool:
        """Whether all entries of a guard are known."""
        return guard is not None and guard <= self.same.keys()

    def proves_not_null(self, node: Node) -> bool:
        """Whether conditions say that this term is not null, where its entry has a row."""
        return any(node in proved and self.meets(guard) for guard, proved in self._proved)

    def says_equal(self, pair: set[Node | None]) -> bool:
        """Whether a condition on all rows says that these two terms are equal."""
        return any(
            found.condition.guard == NO_GUARD
            and found.condition.about is None
            and not found.may_be_null
            and found.right is not None
            and {term(self.server, found.left), term(self.server, found.right)} == pair
            for found in self._equalities
        )

    def is_given(self, node: Node) -> bool:
        """Whether a resolved expression is computed from known entries only, the same at each time."""
        if is_volatile(self.server, node):
            return False
        waiting = [node]
        while waiting:
            part = waiting.pop()
            if isinstance(part, e.Aggref | e.WindowFunc | e.GroupingFunc):
                return False
            if isinstance(part, e.SubLink):
                # With nothing of this query in it, it is computed once.
                if part.sub_link_type != ONE_VALUE or entries(part):
                    return False
            else:
                waiting.extend(part.children())
        return all(entry in self.same and self._is_steady(entry) for entry in entries(node))

    @cached_property
    def _proved(self) -> list[tuple[Guard, frozenset[Node | None]]]:
        return [
            (condition.guard, frozenset([term(self.server, proof) for proof in self.proofs(condition.node)]))
            for condition in self.joined.conditions
        ]

    def _is_steady(self, number: int) -> bool:
        """Whether an entry that is read again, for another row, holds the same."""
        entry = self.query.entry(number)
        is_stored = entry.rtekind == CTE or (entry.rtekind == RELATION and entry.relkind != "v")
        return is_stored or not is_volatile(self.server, entry)

    def _follow(self, found: Equality) -> None:
        if not self.meets(found.condition.guard):
            return
        about = found.condition.about
        for side, other in both_ways(found):
            if entries(side) and (about is None or entries(side) <= about):
                shown = [self.shown(node) for node in (side, other) if node is not None]
                for alike in self._ways(found.alike, other):
                    self.give(side, Known(alike, not found.may_be_null, " = ".join(shown)))

    def _ways(self, alike: Alike, other: Node | None) -> list[Alike]:
        if other is None or self.is_given(other):
            return [alike]
        value = term(self.server, other)
        known = self.known.get(value, []) if value is not None else []
        ways = [combined(self.server, item.alike, alike) for item in known]
        return [way for way in ways if way is not None]

    def _learn(self, value: Node, new: Known) -> None:
        known = self.known.setdefault(value, [])
        if not any(item.alike == new.alike and item.not_null >= new.not_null for item in known):
            known.append(new)
            self._grows = True

    def reads_of(self, number: int) -> frozenset[int]:
        """The entries that a LATERAL entry is read for, each of their rows anew."""
        entry = self.query.entry(number)
        found: set[int] = set()
        parts = [(part, 0) for part in entry.functions]
        parts += [(item, 0) for row in entry.values_lists for item in row]
        if entry.subquery is not None:
            parts.append((entry.subquery, 1))
        for part, depth in parts:
            for outer in outer_entries(part, depth):
                found |= self._tables(outer)
        return frozenset(found)

    def _tables(self, number: int) -> frozenset[int]:
        """The entries behind an entry: itself, or those that a join's columns come from."""
        entry = self.query.entry(number)
        if not entry.joinaliasvars:
            return frozenset((number,))
        columns = [column for column in entry.joinaliasvars if column is not None]
        return NO_GUARD.union(*[entries(resolved(self.query, column)) for column in columns])
