"""Of each kind of thing that stands in FROM: when two rows of a query must have the same row of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import RangeTblEntry

from .closure import Closure, Known
from .equalities import serves
from .keys import bound_key, lacking
from .proof import Level, Proof, unproved
from .terms import column

if TYPE_CHECKING:
    from .prover import Prover

RELATION, SUBQUERY, FUNCTION, VALUES, CTE = 0, 1, 3, 5, 6
INTEGERS: Final = 1976
# Types and their operator families of which two constants are equal only when they are the same bytes.
EXACT: Final = {
    16: 424,  # boolean
    20: INTEGERS,
    21: INTEGERS,
    23: INTEGERS,
    25: 1994,  # text
    1082: 434,  # date
    2950: 2968,  # uuid
}


class Entries:
    """Proofs of single entries of a range table."""

    def __init__(self, prover: Prover) -> None:
        self._prover = prover

    def same(self, level: Level, closure: Closure, number: int) -> str | None:
        """The proof that two rows have the same row of this entry, or both have none."""
        entry = closure.query.entry(number)
        if not closure.meets(closure.reads_of(number)):
            return None
        match entry.rtekind:
            case 0 if entry.relkind != "v":
                return bound_key(closure, number)
            case 0 | 1 | 6:
                return self._same_of_query(level, closure, number, entry)
            case 3:
                return self._same_of_function(closure, number, entry)
            case 5:
                return self._same_of_values(closure, number, entry)
            case _:
                return None

    def missing(self, level: Level, closure: Closure, number: int) -> str:
        """What keeps the rows of this entry from being told apart."""
        entry = closure.query.entry(number)
        if not closure.meets(closure.reads_of(number)):
            return f"{entry.name} is read for each row of what is LATERAL to it"
        if entry.rtekind == RELATION and entry.relkind != "v":
            keys = [key for key in lacking(closure, number) if key.parts or key.predicate]
            if not keys:
                return f"{entry.name} has no unique key that holds for all its rows"
            shown = [
                f"{key.name} lacks {', '.join(key.parts)}"
                if key.parts
                else f"{key.name} holds for a part of the rows only"
                for key in keys[:2]
            ]
            return f"no unique key of {entry.name} is bound: {'; '.join(shown)}"
        if entry.rtekind in (RELATION, SUBQUERY, CTE):
            proof = self._proof(level, entry, self._given(closure, number, entry))
            return f"{entry.name} may have several rows ({proof.because})"
        return f"{entry.name} may have several rows"

    def _has_row_settled(self, closure: Closure, number: int) -> bool:
        """Whether two rows that have the same row of this entry if they have one both have one, or none."""
        return closure.meets(closure.joined.guards.get(number))

    def _same_of_query(self, level: Level, closure: Closure, number: int, entry: RangeTblEntry) -> str | None:
        given = self._given(closure, number, entry)
        settled = self._has_row_settled(closure, number) or any(known.not_null for known in given.values())
        if not settled:
            return None
        proof = self._proof(level, entry, given)
        if not proof.holds:
            return None
        because = ", ".join(dict.fromkeys([known.because for known in given.values() if known.because]))
        return f"{entry.name}: {because}; {proof.because}" if because else proof.because

    def _given(self, closure: Closure, number: int, entry: RangeTblEntry) -> dict[int, Known]:
        """What is known of its columns; the strictest way for each."""
        given: dict[int, Known] = {}
        for attribute in range(1, len(entry.eref.colnames if entry.eref else ()) + 1):
            known = closure.known.get(column(number, attribute))
            if known:
                given[attribute] = max(known, key=lambda item: (item.not_null, item.alike.families is None))
        return given

    def _proof(self, level: Level, entry: RangeTblEntry, given: dict[int, Known]) -> Proof:
        inner = self._inner(level, entry)
        return self._prover.one_row(inner, given) if inner else unproved("it is not understood")

    def _inner(self, level: Level, entry: RangeTblEntry) -> Level | None:
        if entry.rtekind == SUBQUERY and entry.subquery is not None:
            return Level(entry.subquery, level)
        if entry.rtekind == CTE:
            found = None if entry.self_reference else level.cte(entry.ctename, entry.ctelevelsup)
            if found is None or found[0].search_clause is not None or found[0].cycle_clause is not None:
                return None
            return Level(found[0].ctequery, found[1])
        try:
            query = self._prover.server.view_query(entry.relid)
        except TreeError:
            return None
        return Level(query) if query is not None else None

    def _same_of_function(self, closure: Closure, number: int, entry: RangeTblEntry) -> str | None:
        if all(_is_one_row(part.funcexpr) for part in entry.functions):
            return f"{entry.name} is one row" if self._has_row_settled(closure, number) else None
        if entry.funcordinality:
            position = sum(part.funccolcount for part in entry.functions) + 1
            known = closure.known.get(column(number, position), [])
            if any(serves(closure.server, item.alike, frozenset((INTEGERS,)), 0) for item in known):
                return f"the ordinality of {entry.name}"
        return None

    def _same_of_values(self, closure: Closure, number: int, entry: RangeTblEntry) -> str | None:
        if len(entry.values_lists) == 1:
            return "a single row of VALUES" if self._has_row_settled(closure, number) else None
        for attribute, values in enumerate(zip(*entry.values_lists, strict=True), 1):
            family = family_of_distinct(values)
            known = closure.known.get(column(number, attribute), [])
            if family and any(serves(closure.server, item.alike, frozenset((family,)), 0) for item in known):
                return f"the constants of {entry.name}.{entry.column(attribute)}"
        return None


def _is_one_row(node: Node) -> bool:
    return isinstance(node, e.FuncExpr | e.SqlValueFunction) and not (
        isinstance(node, e.FuncExpr) and node.funcretset
    )


def family_of_distinct(values: Sequence[Node]) -> int | None:
    """The operator family by which no two of these constants are equal, if they are such constants."""
    constants = [value for value in values if isinstance(value, e.Const) and not value.constisnull]
    types = {value.consttype for value in constants}
    if (
        len(constants) < len(values)
        or len(types) != 1
        or len({value.constvalue for value in constants}) < len(values)
    ):
        return None
    return EXACT.get(types.pop())
