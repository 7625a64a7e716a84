"""The parts of an analysed query: ``parsenodes.h``, in Python's spelling (see ``nodes``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from .nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Node):
    tag: ClassVar[str] = "QUERY"
    command_type: int
    """1 SELECT, 2 UPDATE, 3 INSERT, 4 DELETE, 5 MERGE, 6 utility."""
    target_list: tuple[TargetEntry, ...]
    rtable: tuple[RangeTblEntry, ...]
    """What is read and written, and the joins; numbered from 1."""
    jointree: FromExpr | None
    result_relation: int = 0
    rteperminfos: tuple[RTEPermissionInfo, ...] = ()
    cte_list: tuple[CommonTableExpr, ...] = ()
    has_aggs: bool = False
    has_target_srfs: bool = False
    has_modifying_cte: bool = False
    returning_list: tuple[TargetEntry, ...] = ()
    merge_action_list: tuple[MergeAction, ...] = ()
    merge_join_condition: Node | None = None
    on_conflict: OnConflictExpr | None = None
    group_clause: tuple[SortGroupClause, ...] = ()
    grouping_sets: tuple[GroupingSet, ...] = ()
    having_qual: Node | None = None
    window_clause: tuple[WindowClause, ...] = ()
    distinct_clause: tuple[SortGroupClause, ...] = ()
    has_distinct_on: bool = False
    sort_clause: tuple[SortGroupClause, ...] = ()
    limit_offset: Node | None = None
    limit_count: Node | None = None
    limit_option: int = 0
    """1 is FETCH FIRST ... WITH TIES (0 and 2 differ with the version)."""
    row_marks: tuple[RowMarkClause, ...] = ()
    set_operations: Node | None = None

    def entry(self, index: int) -> RangeTblEntry:
        """The entry of the range table with this number, from 1."""
        return self.rtable[index - 1]

    @property
    def outputs(self) -> tuple[TargetEntry, ...]:
        """What the query answers: its select list, or the RETURNING of a write."""
        entries = self.target_list if self.command_type == 1 else self.returning_list
        return tuple([entry for entry in entries if not entry.resjunk])


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetEntry(Node):
    tag: ClassVar[str] = "TARGETENTRY"
    expr: Node
    resno: int
    resname: str | None = None
    ressortgroupref: int = 0
    resorigtbl: int = 0
    resorigcol: int = 0
    resjunk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeTblEntry(Node):
    tag: ClassVar[str] = "RANGETBLENTRY"
    rtekind: int
    """0 relation, 1 subquery, 2 join, 3 function, 4 table function, 5 VALUES, 6 CTE, 9 grouping step."""
    alias: Alias | None = None
    eref: Alias | None = None
    relid: int = 0
    relkind: str = ""
    inh: bool = False
    tablesample: Node | None = None
    subquery: Query | None = None
    jointype: int = 0
    joinmergedcols: int = 0
    joinaliasvars: tuple[Node | None, ...] = ()
    functions: tuple[RangeTblFunction, ...] = ()
    funcordinality: bool = False
    values_lists: tuple[tuple[Node, ...], ...] = ()
    ctename: str = ""
    ctelevelsup: int = 0
    self_reference: bool = False
    groupexprs: tuple[Node, ...] = ()
    lateral: bool = False
    # Before PostgreSQL 16 the permissions stood here.
    required_perms: int = 0
    selected_cols: frozenset[int] = frozenset()
    inserted_cols: frozenset[int] = frozenset()
    updated_cols: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """What the query calls it."""
        return self.eref.aliasname if self.eref else ""

    def column(self, number: int) -> str:
        """The name of its n-th column, from 1."""
        names = self.eref.colnames if self.eref else ()
        return names[number - 1] if 0 < number <= len(names) else "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Node):
    tag: ClassVar[str] = "ALIAS"
    aliasname: str
    colnames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RTEPermissionInfo(Node):
    tag: ClassVar[str] = "RTEPERMISSIONINFO"
    relid: int
    required_perms: int
    selected_cols: frozenset[int] = frozenset()
    inserted_cols: frozenset[int] = frozenset()
    updated_cols: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeTblFunction(Node):
    tag: ClassVar[str] = "RANGETBLFUNCTION"
    funcexpr: Node
    funccolcount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FromExpr(Node):
    tag: ClassVar[str] = "FROMEXPR"
    fromlist: tuple[Node, ...] = ()
    quals: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinExpr(Node):
    tag: ClassVar[str] = "JOINEXPR"
    jointype: int
    """0 inner, 1 left, 2 full, 3 right."""
    larg: Node
    rarg: Node
    rtindex: int
    using_clause: tuple[str, ...] = ()
    quals: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeTblRef(Node):
    tag: ClassVar[str] = "RANGETBLREF"
    rtindex: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonTableExpr(Node):
    tag: ClassVar[str] = "COMMONTABLEEXPR"
    ctename: str
    ctequery: Query
    ctematerialized: int = 0
    cterecursive: bool = False
    search_clause: Node | None = None
    cycle_clause: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOperationStmt(Node):
    tag: ClassVar[str] = "SETOPERATIONSTMT"
    op: int
    """1 UNION, 2 INTERSECT, 3 EXCEPT."""
    larg: Node
    rarg: Node
    all: bool = False
    group_clauses: tuple[SortGroupClause, ...] = ()
    """How the columns are compared, one for each; empty for ALL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SortGroupClause(Node):
    tag: ClassVar[str] = "SORTGROUPCLAUSE"
    tle_sort_group_ref: int
    eqop: int = 0
    sortop: int = 0
    nulls_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingSet(Node):
    tag: ClassVar[str] = "GROUPINGSET"
    kind: int
    """0 empty, 1 simple, 2 ROLLUP, 3 CUBE, 4 GROUPING SETS."""
    content: tuple[Any, ...] = ()
    """Numbers of group clauses for a simple one, otherwise grouping sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowClause(Node):
    tag: ClassVar[str] = "WINDOWCLAUSE"
    winref: int
    frame_options: int
    partition_clause: tuple[SortGroupClause, ...] = ()
    order_clause: tuple[SortGroupClause, ...] = ()
    start_offset: Node | None = None
    end_offset: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMarkClause(Node):
    tag: ClassVar[str] = "ROWMARKCLAUSE"
    rti: int
    pushed_down: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnConflictExpr(Node):
    tag: ClassVar[str] = "ONCONFLICTEXPR"
    action: int
    """1 DO NOTHING, 2 DO UPDATE."""
    arbiter_elems: tuple[Node, ...] = ()
    arbiter_where: Node | None = None
    constraint: int = 0
    on_conflict_set: tuple[TargetEntry, ...] = ()
    on_conflict_where: Node | None = None
    excl_rel_index: int = 0
    # Only what EXPLAIN prints: its nodes repeat the columns of the table.
    excl_rel_tlist: tuple[TargetEntry, ...] = ()

    def children(self) -> Iterator[Node]:
        yield from self.arbiter_elems
        yield from self.on_conflict_set
        for node in (self.arbiter_where, self.on_conflict_where):
            if node is not None:
                yield node
        yield from self.rest


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeAction(Node):
    tag: ClassVar[str] = "MERGEACTION"
    command_type: int
    target_list: tuple[TargetEntry, ...] = ()
    qual: Node | None = None
    match_kind: int = -1
    """0 matched, 1 not matched by the source, 2 not matched by the target; -1 before PostgreSQL 17."""
