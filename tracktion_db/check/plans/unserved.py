"""Which tables a plan reads without an index that could serve its condition, its join or its order.

Judged by plans that are made to show it (``plan``), not by what is in the tables. A table is served when an
index finds its rows by a condition, or when a LIMIT ends the walk along it: along an index in the order that
is asked for, or in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from tracktion_db.check.plans.index_keys import IndexKeys, conjuncts, is_only_not_null, mentions
from tracktion_db.check.plans.plan import Node, read_plan

__all__ = ["Unserved", "unserved", "unserved_in_all"]

Kind = Literal["filter", "join", "order", "full read"]

TABLE_SCANS: Final = frozenset((
    "Seq Scan", "Sample Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan",
))  # fmt: skip
# Nobody may add an index there.
SYSTEM_SCHEMAS: Final = frozenset(("pg_catalog", "information_schema", "pg_toast"))
# They pass rows on one by one: a LIMIT above ends the scan below.
STREAMING: Final = frozenset((
    "Append", "Incremental Sort", "Limit", "LockRows", "Merge Append", "ProjectSet", "Result",
    "Subquery Scan",
))  # fmt: skip
PARTITION: Final = re.compile(r"_[0-9]+$")


class Unserved(NamedTuple):
    """A table that is read where no index can serve what is asked of it.

    ``condition`` is what the server prints: the filter, the condition of the join, the sort keys; empty for
    a full read. ``alias`` is the table's name in the statement. A partitioned table is told once, with the
    name of one of its partitions as ``relation``.
    """

    schema: str
    relation: str
    alias: str
    kind: Kind
    condition: str


class _Join(NamedTuple):
    """A join above a scan, as that scan sees it.

    ``is_free``: either side may be read first. Of the inner side, seen from the outer one: ``asked`` is what
    its indexes are asked for, ``is_turned`` that an index could serve it though this plan uses none, and
    ``needs_others`` that it is found by columns of tables that are read before it.
    """

    condition: str
    is_inner: bool
    is_free: bool
    asked: str
    is_turned: bool
    needs_others: bool

    def leads_to_it(self) -> bool:
        """Whether the other side can be read first, so that the join could find the table of this scan."""
        return self.is_inner or (self.is_free and not self.needs_others and not self.is_turned)

    def comes_from(self, alias: str) -> bool:
        """Whether the other side is found by this table's columns."""
        return not self.is_inner and (mentions(self.asked, alias) or self.is_turned)


class _Place(NamedTuple):
    """Where in the plan a scan stands.

    ``limited``: rows are taken from it until a LIMIT is reached. ``order``: the sort keys, where they are
    all that keeps a LIMIT from that. ``joins``: the nearest first. ``is_member``: it is one of many that are
    read as one, such as a partition.
    """

    block: int = 0
    limited: bool = False
    order: tuple[str, ...] = ()
    joins: tuple[_Join, ...] = ()
    is_member: bool = False


class _Scan(NamedTuple):
    node: Node
    place: _Place
    is_served: bool

    @property
    def condition(self) -> str:
        """What an index is asked for."""
        return " AND ".join([node.condition for node in self.node.below() if node.condition])

    def link_to(self, alias: str) -> str:
        """What connects it with a table that is read before it; empty if they could not change places."""
        inner = [join for join in self.place.joins if join.is_inner]
        if not inner or not inner[0].is_free:
            return ""
        link = self.condition or inner[0].condition
        return link if mentions(link, alias) else ""


class _Walk:
    """One plan, block by block: a block is what the planner plans on its own (a subquery, a CTE)."""

    def __init__(self, plan: Mapping[str, object], keys: IndexKeys) -> None:
        root = read_plan(plan)
        self.keys = keys
        self.aliases = frozenset([node.alias for node in root.below() if node.alias])
        self.tables = frozenset([node.alias for node in root.below() if node.relation])
        self.blocks: list[list[_Scan]] = [[]]
        self.visit(root, _Place())

    def visit(self, node: Node, place: _Place) -> None:
        if node.relation and node.kind in TABLE_SCANS and node.schema not in SYSTEM_SCHEMAS:
            self.blocks[place.block].append(_Scan(node, place, self.is_served(node)))
        inner: list[_Scan] = []
        # The inner side first: what finds its rows decides what the outer side is asked for.
        for child in sorted(node.children, key=lambda child: child.role != "Inner"):
            below = self.below(node, place, child, inner)
            before = len(self.blocks[below.block])
            self.visit(child, below)
            if child.role == "Inner":
                inner = self.blocks[below.block][before:]

    def below(self, node: Node, place: _Place, child: Node, inner: list[_Scan]) -> _Place:
        """The place of this child; ``inner`` are the scans of its sibling, where that is an inner side."""
        if child.role in ("InitPlan", "SubPlan"):
            return _Place(self.new_block())
        if child.role == "Subquery":
            place = place._replace(block=self.new_block(), joins=(), is_member=False)
        elif child.role == "Member":
            place = place._replace(block=self.new_block(), is_member=True)
        # Both sides of a FULL JOIN are read whole, whatever is indexed.
        if node.join_type and node.join_type != "Full":
            seen = self.inner_side(node, child.role == "Inner", inner)
            joins = [seen._replace(condition=condition) for condition in node.joins]
            place = place._replace(joins=(*(joins or [seen]), *place.joins))
        if node.kind == "Limit":
            return place._replace(limited=True, order=())
        if node.kind == "Sort" and place.limited:
            return place._replace(limited=False, order=node.sort_keys)
        if node.kind in STREAMING or (node.kind == "Nested Loop" and child.role == "Outer"):
            return place
        return place._replace(limited=False, order=())

    def inner_side(self, node: Node, is_inner: bool, inner: list[_Scan]) -> _Join:
        """This join, without a condition, as one of its sides sees it."""
        asked = " AND ".join([scan.condition for scan in inner])
        has_fault = any(self.fault(scan) for scan in inner)
        others = self.tables - {scan.node.alias for scan in inner}
        return _Join(
            condition="",
            is_inner=is_inner,
            is_free=node.join_type in ("Inner", "Semi"),
            asked=asked,
            is_turned=not has_fault and not all(scan.is_served for scan in inner),
            needs_others=any(mentions(asked, other) for other in others),
        )

    def new_block(self) -> int:
        self.blocks.append([])
        return len(self.blocks) - 1

    def is_served(self, node: Node) -> bool:
        """Whether an index finds the rows of this scan."""
        if node.kind == "Bitmap Heap Scan":
            return self.bitmap_is_served(node.children[-1], node)
        if node.condition:
            return self.keys.serve(node.schema, node.index_name, node.alias, node.condition)
        return bool(node.index_name) and self.keys.predicate(node.schema, node.index_name) is not None

    def bitmap_is_served(self, node: Node, scan: Node) -> bool:
        if node.kind == "BitmapAnd":
            return any(self.bitmap_is_served(child, scan) for child in node.children)
        if node.kind == "BitmapOr":
            return all(self.bitmap_is_served(child, scan) for child in node.children)
        if not node.condition:
            # A partial index, read from end to end because the statement asks for what its predicate says.
            return bool(scan.recheck) and not is_only_not_null(scan.recheck)
        return self.keys.serve(scan.schema, node.index_name, scan.alias, node.condition)

    def fault(self, scan: _Scan) -> tuple[Kind, str] | None:
        """What this scan reads its table whole for; None where that is no harm."""
        node, place = scan.node, scan.place
        joins = [join for join in place.joins if mentions(join.condition, node.alias)]
        if scan.is_served or any(
            join.leads_to_it() and self.could_serve(node, join.condition) for join in joins
        ):
            return None
        if asked := node.filter or scan.condition:
            if self.could_serve(node, asked):
                return None
            others = self.aliases - {node.alias}
            return ("join" if any(mentions(asked, other) for other in others) else "filter"), asked
        for join in joins:
            if not join.comes_from(node.alias):
                return "join", join.condition
        if place.limited or (node.kind == "Bitmap Heap Scan" and node.recheck):
            return None
        if place.order:
            return "order", ", ".join(place.order)
        return "full read", ""

    def could_serve(self, node: Node, condition: str) -> bool:
        return self.keys.could_serve(node.schema, node.relation, node.alias, condition)

    def faults(self, block: int) -> list[Unserved]:
        """What is wrong in this block."""
        found: list[Unserved] = []
        scans = self.blocks[block]
        for scan in scans:
            fault = self.fault(scan)
            if fault and not self.is_found_otherwise(scan, scans):
                found.append(_told(*self.turned_round(scan, fault, scans)))
        return found

    def is_found_otherwise(self, scan: _Scan, block: list[_Scan]) -> bool:
        """Whether indexes could find it in another order of the joins.

        Which table drives a join is a question of costs, so of rows, where indexes serve either.
        """
        if any(not join.is_free for each in block for join in each.place.joins):
            return False
        texts = [text for each in block for text in (each.condition, each.node.filter)]
        texts += [join.condition for each in block for join in each.place.joins]
        parts = {part for text in texts for part in conjuncts(text) if part}
        found: set[str] = set()
        for _ in block:
            for each in block:
                alias = each.node.alias
                others = self.tables - found - {alias}
                if any(
                    self.could_serve(each.node, part) and not any(mentions(part, other) for other in others)
                    for part in parts
                ):
                    found.add(alias)
        return scan.node.alias in found

    def turned_round(
        self, scan: _Scan, fault: tuple[Kind, str], block: list[_Scan]
    ) -> tuple[_Scan, Kind, str]:
        """What is told of a full read in a join: the same, whichever of its tables is read first."""
        alias = scan.node.alias
        for other in block:
            link = other.link_to(alias)
            if fault[0] != "full read" or not link or not self.could_serve(scan.node, link):
                continue
            if any(not mentions(part, alias) for part in conjuncts(other.node.filter) if part):
                return other, "filter", other.node.filter
            return min(scan, other, key=lambda either: either.node.alias), *fault
        return scan, *fault


def _told(scan: _Scan, kind: Kind, condition: str) -> Unserved:
    alias = scan.node.alias
    if scan.place.is_member and (parent := PARTITION.sub("", alias)) != alias:
        condition = condition.replace(f"{alias}.", f"{parent}.")
        alias = parent
    return Unserved(scan.node.schema, scan.node.relation, alias, kind, condition)


def unserved(plan: Mapping[str, object], keys: IndexKeys | None = None) -> list[Unserved]:
    """What this plan reads without an index to find it by, in alphabetical order.

    Without ``keys`` every condition that the server hands to an index is served by it.
    """
    return unserved_in_all([plan], keys)


def unserved_in_all(plans: Iterable[Mapping[str, object]], keys: IndexKeys | None = None) -> list[Unserved]:
    """What no plan of these finds by an index: each part is judged by the plan that does best."""
    walks = [_Walk(plan, keys or IndexKeys()) for plan in plans]
    best: dict[tuple[str, ...], Unserved] = {}
    for block, scans in enumerate(walks[0].blocks if walks else ()):
        aliases = {scan.node.alias for scan in scans}
        same = [
            walk.faults(number)
            for walk in walks
            for number, theirs in enumerate(walk.blocks)
            if {scan.node.alias for scan in theirs} == aliases
        ]
        for item in min([walks[0].faults(block), *same], key=len):
            # Both sides of a join without an index are one finding; so are the partitions of a table.
            key = item[3:] if item.kind == "join" else item[2:]
            best[key] = min(best.get(key, item), item)
    return sorted(best.values())
