"""Which unique keys tell the rows of a table apart, and what of them is known."""

from __future__ import annotations

from typing import NamedTuple

from tracktion_db.check.reading.server_rows import Index
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import RangeTblEntry

from .closure import Closure, Known
from .equalities import serves
from .joins import conjuncts
from .terms import column, moved, term


class Part(NamedTuple):
    """One key of a unique index, over an entry."""

    node: Node
    families: frozenset[int]
    collation: int


class Lacking(NamedTuple):
    """A unique key that tells rows apart, with what is not known of it."""

    name: str
    parts: tuple[str, ...]
    """Columns in words."""
    predicate: bool
    """Whether it is partial, and the statement does not say what it says."""


def unique_indexes(closure: Closure, entry: RangeTblEntry) -> list[Index]:
    """The unique indexes that hold for all rows that the entry reads."""
    server = closure.server
    relation = server.relation(entry.relid)
    # An index of a parent knows nothing of the rows of its children; that of a partitioned table does.
    if relation is None or (relation.kind != "p" and relation.has_children and entry.inh):
        return []
    return [index for index in server.indexes(entry.relid) if index.is_unique and index.is_immediate]


def bound_key(closure: Closure, number: int) -> str | None:
    """The proof that one unique key of a table is known."""
    for index in unique_indexes(closure, closure.query.entry(number)):
        found = _bound(closure, number, index)
        if found is not None:
            because = [known.because for known in found if known.because]
            return f"{index.name}: {', '.join(because)}" if because else index.name
    return None


def lacking(closure: Closure, number: int) -> list[Lacking]:
    """What keeps the unique keys of a table from being known, the nearest first."""
    keys: list[tuple[tuple[bool, bool, int], Lacking]] = []
    for index in unique_indexes(closure, closure.query.entry(number)):
        parts = _parts(closure, number, index)
        if parts is None:
            continue
        missing = [closure.shown(part.node) for part in parts if _known(closure, number, index, part) is None]
        nearness = (not _holds_predicate(closure, number, index), len(missing) == len(parts), len(missing))
        keys.append((nearness, Lacking(index.name, tuple(missing), nearness[0])))
    return [key for _, key in sorted(keys, key=lambda item: item[0])]


def _bound(closure: Closure, number: int, index: Index) -> list[Known] | None:
    parts = _parts(closure, number, index)
    if parts is None or not _holds_predicate(closure, number, index):
        return None
    found: list[Known] = []
    has_row = closure.meets(closure.joined.guards.get(number))
    for part in parts:
        known = _known(closure, number, index, part)
        if known is None:
            return None
        found.append(known)
        has_row = has_row or _never_null(closure, number, part, known)
    # Nulls that are alike may be those of no row at all.
    return found if has_row else None


def _known(closure: Closure, number: int, index: Index, part: Part) -> Known | None:
    value = term(closure.server, part.node)
    for known in closure.known.get(value, []) if value is not None else []:
        if serves(closure.server, known.alike, part.families, part.collation) and (
            # Nulls are distinct in a unique index.
            index.nulls_not_distinct or _never_null(closure, number, part, known)
        ):
            return known
    return None


def _never_null(closure: Closure, number: int, part: Part, known: Known) -> bool:
    """Whether the key is not null where the table has a row."""
    return known.not_null or _is_not_null(closure, number, part.node)


def _is_not_null(closure: Closure, number: int, node: Node) -> bool:
    if isinstance(node, e.Var):
        found = closure.server.column(closure.query.entry(number).relid, node.varattno)
        if found is not None and found.not_null:
            return True
    value = term(closure.server, node)
    if value is None:
        return False
    return closure.proves_not_null(value) or any(known.not_null for known in closure.known.get(value, []))


def _parts(closure: Closure, number: int, index: Index) -> list[Part] | None:
    expressions = iter(closure.server.index_expressions(index))
    parts: list[Part] = []
    for key, family, collation in zip(index.keys, index.families, index.collations, strict=False):
        expression = None if key else next(expressions, None)
        if not key and expression is None:
            return None
        node = moved(expression, number) if expression is not None else column(number, key)
        parts.append(Part(node, frozenset((family,)), collation))
    return parts


def _holds_predicate(closure: Closure, number: int, index: Index) -> bool:
    """Whether every row that the statement looks at is in a partial index."""
    predicate = [moved(node, number) for node in closure.server.index_predicate(index)]
    return all(_holds(closure, number, node) for whole in predicate for node in conjuncts(whole))


def _holds(closure: Closure, number: int, node: Node) -> bool:
    value = term(closure.server, node)
    if value is None:
        return False
    for condition in closure.joined.conditions:
        if closure.meets(condition.guard) and term(closure.server, condition.node) == value:
            return True
    return (
        isinstance(node, e.NullTest)
        and node.nulltesttype == 1
        and not node.argisrow
        and _is_not_null(closure, number, node.arg)
    )
