"""Random queries: joins, grouping, windows, set operations and WITH, one inside another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from tests.check.generator.columns import RELATIONS, TYPES, USING, Column, Type, of_type, relation_columns
from tests.check.generator.expressions import Expressions


class Queries:
    """Makes the queries of one statement; every alias is new."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._aliases = 0
        self._parts: list[tuple[str, Sequence[Type]]] = []
        self.expressions = Expressions(random, lambda type_, outer: self.select([type_], outer, 0))

    def types(self) -> list[Type]:
        """Types for one to four columns."""
        return [self._random.choice(TYPES) for _ in range(self._random.randint(1, 4))]

    def alias(self) -> str:
        """A name that the statement does not have yet."""
        self._aliases += 1
        return f"t{self._aliases}"

    def with_parts(self, body: str, parts: Sequence[str]) -> str:
        """The statement behind its WITH."""
        return f"WITH {', '.join(parts)}\n{body}" if parts else body

    def part(self, body: str, types: Sequence[Type], word: str = "") -> str:
        """One part of a WITH, that the queries made later may read."""
        name = self.alias()
        self._parts.append((name, types))
        names = ", ".join(f"c{place}" for place in range(1, len(types) + 1))
        return f"{name} ({names}) AS {word}({body})"

    def query(self, types: Sequence[Type], outer: Sequence[Column], depth: int) -> str:
        """A query that gives c1, c2... of these types; it may name the columns of outer."""
        if depth > 0 and self._random.random() < 0.2:
            word = self._random.choice(("UNION", "UNION ALL", "INTERSECT", "EXCEPT", "UNION ALL"))
            left, right = (self.query(types, outer, depth - 1) for _ in range(2))
            return f"({left}) {word} ({right})"
        return self.select(types, outer, depth)

    def select(self, types: Sequence[Type], outer: Sequence[Column], depth: int) -> str:
        """One SELECT, without set operations or LIMIT."""
        source, inner = self.source(outer, depth)
        columns = [*inner, *outer]
        where = ""
        if self._random.random() < 0.4:
            where = f"\nWHERE {self.expressions.condition(columns, min(depth, 1))}"
        kinds = (self._plain, self._plain, self._plain, self._grouped, self._aggregated, self._windowed)
        head, tail = self._random.choice(kinds)(types, inner, outer, depth)
        return f"SELECT {head}\nFROM {source}{where}{tail}"

    def items(self, types: Sequence[Type], columns: Sequence[Column], depth: int) -> str:
        """A select list."""
        return ", ".join(
            f"{self.expressions.make(type_, columns, depth)} AS c{place}"
            for place, type_ in enumerate(types, start=1)
        )

    def source(self, outer: Sequence[Column], depth: int, nested: bool = False) -> tuple[str, list[Column]]:
        """What stands behind FROM, and its columns; nested inside another join it is a join in brackets."""
        if self._random.random() < 0.1:
            text, columns = self._using()
            return (f"({text})" if nested else text), columns
        text, columns = self._relation(outer, depth)
        joins = self._random.choice((0, 1, 1, 2)) if depth > 0 else 0
        for _ in range(max(joins, 1) if nested else joins):
            join = self._random.choice(("INNER", "LEFT", "LEFT", "RIGHT", "FULL", "CROSS"))
            lateral = join in ("INNER", "LEFT", "CROSS") and self._random.random() < 0.25
            if lateral:
                right, others = self._subquery([*columns, *outer], depth - 1, "LATERAL ")
            elif self._random.random() < 0.2:
                right, others = self.source(outer, depth - 1, nested=True)
            else:
                right, others = self._relation(outer, depth - 1)
            condition = "" if join == "CROSS" else f" ON {self._on(join, columns, others)}"
            text = f"{text}\n{join} JOIN {right}{condition}"
            columns = [*columns, *others]
        return (f"({text})" if nested else text), columns

    def _on(self, join: str, left: Sequence[Column], right: Sequence[Column]) -> str:
        # Most random texts differ, most random numbers do not.
        choices: Sequence[Type] = ("integer", "integer", "integer", "text", "boolean")
        shared: list[Type] = [one for one in choices if of_type(left, one) and of_type(right, one)]
        if shared and (join == "FULL" or self._random.random() < 0.7):
            type_ = self._random.choice(shared)
            one, two = self._random.choice(of_type(left, type_)), self._random.choice(of_type(right, type_))
            return f"({one.text}) = ({two.text})"
        if join == "FULL":
            return "TRUE"
        return self.expressions.condition([*left, *right], 1)

    def _using(self) -> tuple[str, list[Column]]:
        left, right, column = self._random.choice(USING)
        one, two, joined = self.alias(), self.alias(), self.alias()
        join = self._random.choice(("INNER", "LEFT", "RIGHT", "FULL"))
        columns = [*relation_columns(left, one), *relation_columns(right, two)]
        text = f"{left} AS {one} {join} JOIN {right} AS {two} USING ({column}) AS {joined}"
        return text, [Column(f"({joined}.{column})", "integer"), *columns]

    def _relation(self, outer: Sequence[Column], depth: int) -> tuple[str, list[Column]]:
        alias, draw = self.alias(), self._random.random()
        if depth > 0 and draw < 0.25:
            return self._subquery([], depth - 1)
        if draw < 0.3:
            bound = self.expressions.make("integer", outer, 0)
            return f"generate_series(1, {bound}) AS {alias} (i)", [Column(f"{alias}.i", "integer")]
        if draw < 0.35:
            rows = "(1, 'a'::text), (2, NULL), (NULL, 'x')" if draw < 0.325 else "(1, 'a'::text), (2, 'x')"
            columns = [Column(f"{alias}.n", "integer"), Column(f"{alias}.s", "text")]
            return f"(VALUES {rows}) AS {alias} (n, s)", columns
        if draw < 0.6 and self._parts:
            name, types = self._random.choice(self._parts)
            columns = [Column(f"{alias}.c{place}", type_) for place, type_ in enumerate(types, start=1)]
            return f"{name} AS {alias}", columns
        relation = self._random.choice(list(RELATIONS))
        return f"{relation} AS {alias}", relation_columns(relation, alias)

    def _subquery(self, outer: Sequence[Column], depth: int, lateral: str = "") -> tuple[str, list[Column]]:
        alias, types = self.alias(), self.types()
        limit = self._random.choice(("", "", "", " LIMIT 1", " OFFSET 1"))
        text = f"{lateral}({self.query(types, outer, depth)}{limit}) AS {alias}"
        names = ", ".join(f"c{place}" for place in range(1, len(types) + 1))
        columns = [Column(f"{alias}.c{place}", type_) for place, type_ in enumerate(types, start=1)]
        return f"{text} ({names})", columns

    def _plain(
        self, types: Sequence[Type], inner: Sequence[Column], outer: Sequence[Column], depth: int
    ) -> tuple[str, str]:
        word = "DISTINCT " if self._random.random() < 0.1 else ""
        return word + self.items(types, [*inner, *outer], 2 if depth > 0 else 1), ""

    def _aggregated(
        self, types: Sequence[Type], inner: Sequence[Column], outer: Sequence[Column], depth: int
    ) -> tuple[str, str]:
        leaves = [*self._aggregates(inner), *outer]
        having = ""
        if self._random.random() < 0.2:
            having = f"\nHAVING {self.expressions.condition(leaves, 0)}"
        return self.items(types, leaves, depth), having

    def _grouped(
        self, types: Sequence[Type], inner: Sequence[Column], outer: Sequence[Column], depth: int
    ) -> tuple[str, str]:
        keys = self._random.sample(list(inner), min(len(inner), self._random.randint(1, 3)))
        texts = [f"({key.text})" for key in keys]
        rolled = self._random.choice(
            ("{}", "{}", "ROLLUP ({})", "CUBE ({})", "GROUPING SETS (({}), ())", texts[0] + ", ROLLUP ({})")
        )
        # A subquery may name a key only if it is a bare column.
        keys = [replace(key, plain=not key.text.startswith("(")) for key in keys]
        leaves = [*keys, *keys, *self._aggregates(inner), *outer]
        having = ""
        if self._random.random() < 0.3:
            having = f"\nHAVING {self.expressions.condition(leaves, 0)}"
        return self.items(types, leaves, depth), f"\nGROUP BY {rolled.format(', '.join(texts))}{having}"

    def _windowed(
        self, types: Sequence[Type], inner: Sequence[Column], outer: Sequence[Column], depth: int
    ) -> tuple[str, str]:
        def one(type_: Type) -> str:
            return self.expressions.make(type_, inner, 1)

        order = self._random.choice(list(inner)).text
        frame = self._random.choice(
            (
                "",
                " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW",
                " ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING",
                " GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW",
            )
        )
        window = f"OVER (ORDER BY {order}{frame})"
        leaves = [
            Column(f"lag({one('integer')}) {window}", "integer", plain=False),
            Column(f"lead({one('text')}, 1, {one('text')}) {window}", "text", plain=False),
            Column(f"first_value({one('text')}) {window}", "text", plain=False),
            Column(
                f"nth_value({one('integer')}, {self._random.choice((1, 2))}) {window}", "integer", plain=False
            ),
            Column(f"(sum({one('integer')}) {window})::integer", "integer", plain=False),
            Column(f"(rank() {window})::integer", "integer", plain=False),
            Column(f"(sum({one('integer')}) OVER ())::integer", "integer", plain=False),
            Column(f"bool_or({one('boolean')}) {window}", "boolean", plain=False),
        ]
        return self.items(types, [*self._random.sample(leaves, 4), *inner, *outer], depth), ""

    def _aggregates(self, inner: Sequence[Column]) -> list[Column]:
        def one(type_: Type) -> str:
            return self.expressions.make(type_, inner, 1)

        only = ""
        if self._random.random() < 0.2:
            only = f" FILTER (WHERE {self.expressions.condition(inner, 0)})"
        made = [
            Column("count(*)::integer", "integer", plain=False),
            Column(f"(count({one('integer')}){only})::integer", "integer", plain=False),
            Column(f"(sum({one('integer')}){only})::integer", "integer", plain=False),
            Column(f"(max({one('text')}){only})", "text", plain=False),
            Column(f"string_agg({one('text')}, ','){only}", "text", plain=False),
            Column(f"(array_agg({one('text')}){only})[1]", "text", plain=False),
            Column(f"bool_and({one('boolean')}){only}", "boolean", plain=False),
        ]
        return self._random.sample(made, 4)
