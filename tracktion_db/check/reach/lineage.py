"""Which tables and columns a statement reads and writes, and what its writes fire.

From what the server itself asks permissions for, so that a column counts wherever it stands: in the answer, a
join, a filter or an order. A view counts with what is below it, a function in SQL with what its body does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from tracktion_db.check.reach.bodies import Bodies
from tracktion_db.check.reach.fired import Event, Firing, Written, written_below
from tracktion_db.check.reach.reach import Reached, reached, refreshed_view
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.server_rows import Relation
from tracktion_db.check.tree.queries import Query, RangeTblEntry, RTEPermissionInfo

__all__ = ["FiredBy", "Lineage", "Use", "lineage", "relation_name", "uses"]

# Bits of AclMode.
INSERT: Final = 1
SELECT: Final = 2
UPDATE: Final = 4
DELETE: Final = 8
# What the numbers of columns are moved by in a Bitmapset (FirstLowInvalidHeapAttributeNumber).
MOVED: Final = 7
NO_COLUMNS: Final[frozenset[int]] = frozenset()


class Use(NamedTuple):
    """What one query needs of one relation; numbers of columns, 0 for the whole row, below 0 the system's.

    ``required`` are the bits of AclMode: SELECT without a column is ``count(*)``, UPDATE without one a lock.
    """

    relation_id: int
    required: int
    selected: frozenset[int]
    inserted: frozenset[int]
    updated: frozenset[int]


@dataclass(frozen=True, slots=True, order=True)
class FiredBy:
    """What a write fires."""

    kind: str
    """trigger, rule or foreign key."""
    name: str
    relation: str
    """The table that it stands at; for a foreign key, the table whose rows it changes."""
    function: str | None
    """What a trigger calls."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a statement reads and writes: columns by table or view, both in the order of their names.

    A name has its schema where it is not on the search path. A table that is read without a column
    (``count(*)``), or written without one (DEFAULT VALUES), has none.
    """

    reads: Mapping[str, frozenset[str]]
    sets: Mapping[str, frozenset[str]]
    """What is inserted, updated or made anew by REFRESH."""
    deletes: Mapping[str, frozenset[str]]
    """The tables that rows are deleted from, with all their columns."""
    fires: tuple[FiredBy, ...]
    unknown: tuple[str, ...]
    """What may read and write more: functions that are not SQL, commands that have no tree."""

    @property
    def writes(self) -> Mapping[str, frozenset[str]]:
        """What is set, and all columns of what is deleted."""
        return dict(sorted({**self.sets, **self.deletes}.items()))


def lineage(analysed: Analysed) -> Lineage:
    """What this reads, writes and fires. Raises TreeError for what is not understood of a view or policy."""
    found = _Found(analysed.server)
    if view := refreshed_view(analysed):
        found.sets[view.id] |= {0}
    elif analysed.query is None:
        found.unknown.append(analysed.note or "the server has no tree of it")
    for part in reached(analysed):
        found.add(part)
    return found.lineage()


def uses(part: Reached) -> Iterator[Use]:
    """What each query in this part needs of its relations, as the server will ask for it."""
    for root in part.nodes:
        for node in root.walk():
            if isinstance(node, Query):
                # Since PostgreSQL 16 the permissions stand beside the range table.
                for entry in node.rteperminfos or node.rtable:
                    if entry.relid and entry.required_perms:
                        yield _use(entry)


def _use(entry: RTEPermissionInfo | RangeTblEntry) -> Use:
    return Use(
        entry.relid,
        entry.required_perms,
        _numbers(entry.selected_cols),
        _numbers(entry.inserted_cols),
        _numbers(entry.updated_cols),
    )


def _numbers(columns: frozenset[int]) -> frozenset[int]:
    return frozenset([number - MOVED for number in columns])


def relation_name(relation: Relation) -> str:
    """Its name, with its schema where that is not on the search path."""
    return relation.name if relation.is_visible else f"{relation.namespace}.{relation.name}"


class _Found:
    def __init__(self, server: ServerCatalog) -> None:
        self.server = server
        self.reads: defaultdict[int, set[int]] = defaultdict(set)
        self.sets: defaultdict[int, set[int]] = defaultdict(set)
        self.deletes: defaultdict[int, set[int]] = defaultdict(set)
        self.fires: set[FiredBy] = set()
        self.unknown: list[str] = []

    def add(self, part: Reached) -> None:
        if part.unknown is not None:
            self.unknown.append(part.unknown)
        for use in uses(part):
            if use.required & SELECT or use.selected:
                self.reads[use.relation_id] |= use.selected
            if use.required & INSERT:
                self.write(use.relation_id, "insert", use.inserted)
            if use.updated:
                self.write(use.relation_id, "update", use.updated)
            if use.required & DELETE:
                self.write(use.relation_id, "delete", NO_COLUMNS)

    def write(self, oid: int, event: Event, columns: frozenset[int]) -> None:
        """Add what is set, and for a delete all columns; of a view also what that is below it."""
        below: Written | None = Written(oid, event, columns)
        while (written := below) is not None:
            if event == "delete":
                self.deletes[written.relation_id].add(0)
            else:
                self.sets[written.relation_id] |= written.columns
            for fired in self.server.part(Firing).by(written):
                table = self.name(fired.target_id or fired.relation_id)
                self.fires.add(self.fired_by(fired.kind, fired.name, table, fired.function_id))
            below = written_below(self.server, written)

    def fired_by(self, kind: str, name: str, table: str, function: int) -> FiredBy:
        known = self.server.function(function)
        return FiredBy(kind, name, table, self.server.part(Bodies).name(known) if known else None)

    def name(self, oid: int) -> str:
        known = self.server.relation(oid)
        return relation_name(known) if known else str(oid)

    def lineage(self) -> Lineage:
        return Lineage(
            reads=self.named(self.reads),
            sets=self.named(self.sets),
            deletes=self.named(self.deletes),
            fires=tuple(sorted(self.fires, key=lambda fired: (fired.kind, fired.name, fired.relation))),
            unknown=tuple(dict.fromkeys(self.unknown)),
        )

    def named(self, found: Mapping[int, set[int]]) -> Mapping[str, frozenset[str]]:
        names = {self.name(oid): self.columns(oid, numbers) for oid, numbers in found.items()}
        return MappingProxyType(dict(sorted(names.items())))

    def columns(self, relation: int, numbers: set[int]) -> frozenset[str]:
        return frozenset(
            [
                column.name
                for number, column in self.server.columns(relation).items()
                if number in numbers or 0 in numbers
            ]
        )
