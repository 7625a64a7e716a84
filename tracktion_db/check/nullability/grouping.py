"""What GROUP BY makes of rows: whether a group may be empty, and what grouping sets leave out."""

from __future__ import annotations

from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import GroupingSet, Query

EMPTY, SIMPLE, ROLLUP, CUBE, SETS = range(5)


def has_full_groups(query: Query) -> bool:
    """Whether every group has a row: GROUP BY makes none without, the empty grouping set does."""
    if query.grouping_sets:
        return not has_empty_set(query)
    return bool(query.group_clause)


def may_be_empty(query: Query) -> bool:
    """Whether the query groups its rows, and one of the groups may have none."""
    groups = query.has_aggs or query.having_qual is not None or bool(query.grouping_sets)
    return groups and not has_full_groups(query)


def has_empty_set(query: Query) -> bool:
    """Whether one of the grouping sets groups by nothing, so that it always has one row."""
    return bool(query.grouping_sets) and all(map(_can_be_empty, query.grouping_sets))


def left_out(query: Query) -> frozenset[Node]:
    """The grouped expressions that are null in some rows because their grouping set does not have them."""
    if not query.grouping_sets:
        return frozenset[Node]()
    in_all = frozenset[int]().union(*map(_always, query.grouping_sets))
    grouped = {clause.tle_sort_group_ref for clause in query.group_clause}
    return frozenset([entry.expr for entry in query.target_list if entry.ressortgroupref in grouped - in_all])


def _can_be_empty(item: GroupingSet) -> bool:
    if item.kind == SETS:
        return any(_can_be_empty(part) for part in item.content if isinstance(part, GroupingSet))
    return item.kind != SIMPLE


def _always(item: GroupingSet) -> frozenset[int]:
    """The group clauses that every one of these sets has."""
    if item.kind == SIMPLE:
        return frozenset(map(int, item.content))
    if item.kind == SETS:
        first, *others = [_always(part) for part in item.content]
        return first.intersection(*others)
    return frozenset()
