"""The expressions of an analysed query: ``primnodes.h``, in Python's spelling (see ``nodes``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .nodes import Node
from .queries import Query, SortGroupClause, TargetEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Var(Node):
    tag: ClassVar[str] = "VAR"
    varno: int
    varattno: int
    """Number of the column; 0 is the whole row, below 0 a system column."""
    vartype: int
    varlevelsup: int
    varcollid: int = 0
    varnullingrels: frozenset[int] | None = None
    """Outer joins that may make it null; None before PostgreSQL 16."""
    varreturningtype: int = 0
    """1 OLD, 2 NEW in RETURNING; 0 for neither and before PostgreSQL 18."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Const(Node):
    tag: ClassVar[str] = "CONST"
    consttype: int
    constisnull: bool
    constvalue: tuple[int, ...] | None = None
    """The bytes of the datum, as they lie in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Param(Node):
    tag: ClassVar[str] = "PARAM"
    paramkind: int
    """0 is ``$n`` of the statement, 2 a column of a sublink's query."""
    paramid: int
    paramtype: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpExpr(Node):
    tag: ClassVar[str] = "OPEXPR"
    opno: int
    args: tuple[Node, ...]
    inputcollid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DistinctExpr(Node):
    tag: ClassVar[str] = "DISTINCTEXPR"
    opno: int
    args: tuple[Node, ...]
    inputcollid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NullIfExpr(Node):
    tag: ClassVar[str] = "NULLIFEXPR"
    opno: int
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarArrayOpExpr(Node):
    tag: ClassVar[str] = "SCALARARRAYOPEXPR"
    opno: int
    use_or: bool
    args: tuple[Node, ...]
    inputcollid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FuncExpr(Node):
    tag: ClassVar[str] = "FUNCEXPR"
    funcid: int
    funcresulttype: int
    funcformat: int
    """0 called by name, 1 an explicit cast, 2 an implicit cast, 3 SQL syntax."""
    funcretset: bool = False
    funcvariadic: bool = False
    """Whether the last argument is an array that stands for several (VARIADIC)."""
    args: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoolExpr(Node):
    tag: ClassVar[str] = "BOOLEXPR"
    boolop: str
    """and, or, not."""
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NullTest(Node):
    tag: ClassVar[str] = "NULLTEST"
    arg: Node
    nulltesttype: int
    """0 IS NULL, 1 IS NOT NULL."""
    argisrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BooleanTest(Node):
    tag: ClassVar[str] = "BOOLEANTEST"
    arg: Node
    booltesttype: int
    """0 IS TRUE, 1 IS NOT TRUE, 2 IS FALSE, 3 IS NOT FALSE, 4 IS UNKNOWN, 5 IS NOT UNKNOWN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExpr(Node):
    tag: ClassVar[str] = "CASEEXPR"
    args: tuple[CaseWhen, ...]
    arg: Node | None = None
    defresult: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWhen(Node):
    tag: ClassVar[str] = "CASEWHEN"
    expr: Node
    result: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTestExpr(Node):
    tag: ClassVar[str] = "CASETESTEXPR"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalesceExpr(Node):
    tag: ClassVar[str] = "COALESCEEXPR"
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinMaxExpr(Node):
    tag: ClassVar[str] = "MINMAXEXPR"
    op: int
    """0 GREATEST, 1 LEAST."""
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubLink(Node):
    tag: ClassVar[str] = "SUBLINK"
    sub_link_type: int
    """0 EXISTS, 1 ALL, 2 ANY, 3 row comparison, 4 one value, 5 several values, 6 ARRAY."""
    subselect: Query
    testexpr: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggref(Node):
    tag: ClassVar[str] = "AGGREF"
    aggfnoid: int
    aggtype: int
    aggdirectargs: tuple[Node, ...] = ()
    args: tuple[TargetEntry, ...] = ()
    aggorder: tuple[SortGroupClause, ...] = ()
    aggdistinct: tuple[SortGroupClause, ...] = ()
    aggfilter: Node | None = None
    aggstar: bool = False
    agglevelsup: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFunc(Node):
    tag: ClassVar[str] = "WINDOWFUNC"
    winfnoid: int
    winref: int
    args: tuple[Node, ...] = ()
    aggfilter: Node | None = None
    winagg: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingFunc(Node):
    tag: ClassVar[str] = "GROUPINGFUNC"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelabelType(Node):
    tag: ClassVar[str] = "RELABELTYPE"
    arg: Node
    resulttype: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoerceViaIO(Node):
    tag: ClassVar[str] = "COERCEVIAIO"
    arg: Node
    resulttype: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayCoerceExpr(Node):
    tag: ClassVar[str] = "ARRAYCOERCEEXPR"
    arg: Node
    elemexpr: Node
    resulttype: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertRowtypeExpr(Node):
    tag: ClassVar[str] = "CONVERTROWTYPEEXPR"
    arg: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class CollateExpr(Node):
    tag: ClassVar[str] = "COLLATEEXPR"
    arg: Node
    coll_oid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoerceToDomain(Node):
    tag: ClassVar[str] = "COERCETODOMAIN"
    arg: Node
    resulttype: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSelect(Node):
    tag: ClassVar[str] = "FIELDSELECT"
    arg: Node
    fieldnum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowExpr(Node):
    tag: ClassVar[str] = "ROWEXPR"
    args: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCompareExpr(Node):
    tag: ClassVar[str] = "ROWCOMPAREEXPR"
    opnos: tuple[int, ...]
    inputcollids: tuple[int, ...]
    largs: tuple[Node, ...]
    rargs: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayExpr(Node):
    tag: ClassVar[str] = "ARRAYEXPR"
    elements: tuple[Node, ...] = ()
    multidims: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptingRef(Node):
    tag: ClassVar[str] = "SUBSCRIPTINGREF"
    refexpr: Node
    refupperindexpr: tuple[Node | None, ...] = ()
    """The subscripts, or the upper bounds of slices; None for a bound that is left out."""
    reflowerindexpr: tuple[Node | None, ...] = ()
    """The lower bounds of slices; empty for single elements."""
    refassgnexpr: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlValueFunction(Node):
    tag: ClassVar[str] = "SQLVALUEFUNCTION"
    op: int
    """0 to 13 are dates, times, roles and CURRENT_CATALOG; 14 is CURRENT_SCHEMA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonConstructorExpr(Node):
    tag: ClassVar[str] = "JSONCONSTRUCTOREXPR"
    type: int
    """1 JSON_OBJECT, 2 JSON_ARRAY, 3 JSON_OBJECTAGG, 4 JSON_ARRAYAGG; then JSON(), JSON_SCALAR() ..."""
    args: tuple[Node, ...] = ()
    func: Node | None = None
    coercion: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonIsPredicate(Node):
    tag: ClassVar[str] = "JSONISPREDICATE"
    expr: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class NextValueExpr(Node):
    tag: ClassVar[str] = "NEXTVALUEEXPR"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSupportFunc(Node):
    tag: ClassVar[str] = "MERGESUPPORTFUNC"
