"""Random expressions over given columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.check.generator.columns import Column, Type, of_type

Subquery = Callable[[Type, Sequence[Column]], str]
"""A query of one column, without brackets, that may name these columns."""

_LITERALS: dict[Type, Sequence[str]] = {
    "integer": ("0", "1", "2", "NULL::integer"),
    "text": ("'a'::text", "'x'::text", "''::text", "NULL::text"),
    "boolean": ("TRUE", "FALSE", "NULL::boolean"),
}
_COMPARISONS = ("=", "<>", "<", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")


class Expressions:
    """Makes expressions; ``subquery`` gives the queries that stand inside them."""

    def __init__(self, random: Random, subquery: Subquery) -> None:
        self._random = random
        self._subquery = subquery

    def make(self, type_: Type, columns: Sequence[Column], depth: int) -> str:
        """An expression of this type, at most so many levels deep."""
        if depth <= 0 or self._random.random() < 0.25:
            return self._leaf(type_, columns)
        if self._random.random() < 0.3:
            return self._of_any_type(type_, columns, depth - 1)
        kinds = {"integer": self._integer, "text": self._text, "boolean": self.condition}
        return kinds[type_](columns, depth - 1)

    def condition(self, columns: Sequence[Column], depth: int) -> str:
        """A boolean expression that is more than a column."""

        def one(type_: Type) -> str:
            return self.make(type_, columns, depth)

        def boolean() -> str:
            return f"({one('boolean')})"

        def query(type_: Type) -> str:
            return self._subquery(type_, [column for column in columns if column.plain])

        type_: Type = self._random.choice(("integer", "integer", "text"))
        other: Type = self._random.choice(("integer", "text"))
        quantifier = self._random.choice(("ANY", "ALL"))
        pick = self._random.choice(
            (
                lambda: f"{one(type_)} {self._random.choice(_COMPARISONS)} {one(type_)}",
                lambda: f"{one(type_)} = {one(type_)}",
                lambda: f"({one(type_)}) IS NOT NULL",
                lambda: f"({one(type_)}) IS NULL",
                lambda: f"{boolean()} AND {boolean()}",
                lambda: f"{boolean()} OR {boolean()}",
                lambda: f"NOT {boolean()}",
                lambda: (
                    f"{boolean()} IS {self._random.choice(('', 'NOT '))}"
                    + self._random.choice(("TRUE", "FALSE", "UNKNOWN"))
                ),
                lambda: f"{one(type_)} BETWEEN {one(type_)} AND {one(type_)}",
                lambda: f"{one(type_)} {self._random.choice(('', 'NOT '))}IN ({one(type_)}, {one(type_)})",
                lambda: f"{one(type_)} = {quantifier} (ARRAY[{one(type_)}, {one(type_)}])",
                lambda: f"({one(type_)}, {one(other)}) = ({one(type_)}, {one(other)})",
                lambda: f"({one(type_)}, {one(other)}) < ({one(type_)}, {one(other)})",
                lambda: f"({one('text')}) LIKE {one('text')}",
                lambda: f"{self._random.choice(('', 'NOT '))}EXISTS ({query(type_)})",
                lambda: f"{one(type_)} {self._random.choice(('IN', 'NOT IN'))} ({query(type_)})",
                lambda: f"{one(type_)} > {quantifier} ({query(type_)})",
            )
        )
        return f"({pick()})"

    def _leaf(self, type_: Type, columns: Sequence[Column]) -> str:
        fitting = of_type(columns, type_)
        if fitting and self._random.random() < 0.85:
            return self._random.choice(fitting).text
        return self._random.choice(_LITERALS[type_])

    def _of_any_type(self, type_: Type, columns: Sequence[Column], depth: int) -> str:
        def one() -> str:
            return self.make(type_, columns, depth)

        def condition() -> str:
            return self.make("boolean", columns, depth)

        pick = self._random.choice(
            (
                lambda: f"coalesce({one()}, {one()})",
                lambda: f"nullif({one()}, {one()})",
                lambda: f"greatest({one()}, {one()})",
                lambda: f"CASE WHEN {condition()} THEN {one()} ELSE {one()} END",
                lambda: f"CASE WHEN {condition()} THEN {one()} END",
                lambda: (
                    f"CASE WHEN {condition()} THEN {one()} WHEN {condition()} THEN {one()} ELSE {one()} END"
                ),
                lambda: self._tested(type_, columns),
                lambda: f"({self._subquery(type_, [column for column in columns if column.plain])} LIMIT 1)",
            )
        )
        return pick()

    def _tested(self, type_: Type, columns: Sequence[Column]) -> str:
        """A column behind a test of itself: whether the test is good enough is for the checker to see."""
        column = self._leaf(type_, columns)
        test = self._random.choice(
            ("({}) IS NOT NULL", "NOT (({}) IS NULL)", "({0}) = ({0})", "({}) IS DISTINCT FROM NULL")
        )
        return f"CASE WHEN {test.format(column)} THEN {column} ELSE {self._leaf(type_, columns)} END"

    def _integer(self, columns: Sequence[Column], depth: int) -> str:
        def one(type_: Type = "integer") -> str:
            return self.make(type_, columns, depth)

        pick = self._random.choice(
            (
                lambda: f"({one()} + {one()})",
                lambda: f"({one()} - 1)",
                lambda: f"abs({one()})",
                lambda: f"length({one('text')})",
                lambda: f"({one('boolean')})::integer",
                lambda: f"add_one({one()})",
                lambda: f"small_only({one()})",
                lambda: f"or_zero({one()})",
                lambda: f"num_nulls({one()}, {one('text')})",
                lambda: f"(ARRAY[{one()}, {one()}])[{self._random.choice((1, 2, 3))}]",
                lambda: f"strpos({one('text')}, 'a')",
            )
        )
        return pick()

    def _text(self, columns: Sequence[Column], depth: int) -> str:
        def one(type_: Type = "text") -> str:
            return self.make(type_, columns, depth)

        pick = self._random.choice(
            (
                lambda: f"upper({one()})",
                lambda: f"({one()} || {one()})",
                lambda: f"concat({one()}, {one()})",
                lambda: f"({one('integer')})::text",
                lambda: f"substring({one()} FROM 'a.')",
                lambda: f"split_part({one()}, 'a', 1)",
                lambda: f"concat_ws({one()}, {one()})",
                lambda: f"replace({one()}, 'a', 'b')",
                lambda: f"(jsonb_build_object('k', {one()}) ->> 'k')",
                lambda: f"array_to_string(ARRAY[{one()}, {one()}], ',')",
                lambda: f"quote_literal({one()})",
            )
        )
        return pick()
