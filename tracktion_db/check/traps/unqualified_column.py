"""A column without its relation where several relations meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.levels import own_nodes
from tracktion_db.check.reading.outline import Block, Outlined
from tracktion_db.check.reading.tokens import Token
from tracktion_db.check.tree.queries import JoinExpr

# Keywords that an expression may follow; a name behind any other name is an alias or a type.
BEFORE_EXPRESSION: Final = frozenset({
    "ALL", "AND", "ANY", "ASYMMETRIC", "BETWEEN", "BY", "CASE", "DISTINCT", "ELSE", "ESCAPE", "FROM",
    "HAVING", "ILIKE", "IN", "IS", "LIKE", "LIMIT", "NOT", "OFFSET", "ON", "OR", "RETURNING", "SELECT",
    "SET", "SOME", "SYMMETRIC", "THEN", "TO", "WHEN", "WHERE",
})  # fmt: skip
NO_EXPRESSION: Final = frozenset(
    ("CONFLICT", "FETCH", "FOR", "FROM", "INSERT", "INTO", "NAMES", "UPDATE", "USING", "WITH")
)


def check_unqualified_column(analysed: Analysed) -> Iterator[Finding]:
    """Rule unqualified-column: a later column of the other relation would change or break the statement.

    Not about names that can only be one thing: those that are written to, those that USING and NATURAL merge,
    and output columns in ORDER BY and GROUP BY.
    """
    columns = _columns(analysed)
    words = analysed.places.outlined
    outputs = _outputs(words)
    for index, item in enumerate(words):
        token = item.token
        if item.block.relations < 2 or not token.is_name or token.name not in columns:
            continue
        before = words[index - 1].token
        after = words[index + 1].token if index + 1 < len(words) else None
        if not _is_reference(words, index, before, after):
            continue
        sorts = item.is_outside and item.clause in ("ORDER", "GROUP")
        if sorts and (item.block.is_arm or token.name in outputs.get(item.block, ())):
            continue
        if item.is_outside and item.clause == "SET" and before.text in ("SET", ","):
            continue
        yield analysed.finding(
            "unqualified-column",
            token.start,
            f"{token.name} does not say whose column it is",
            f"write the relation's name before it: relation.{token.name}",
            subject=token.name,
        )


def _columns(analysed: Analysed) -> frozenset[str]:
    """The names of all columns that any relation of the statement has, but for those that joins merge."""
    names: set[str] = set()
    merged: set[str] = set()
    for level in analysed.levels:
        for node in own_nodes(level.query.jointree):
            if isinstance(node, JoinExpr):
                merged.update(node.using_clause)
        for entry in level.query.rtable:
            if entry.eref is not None and entry.rtekind not in (2, 9):
                names.update(entry.eref.colnames)
    return frozenset(names - merged)


def _outputs(words: list[Outlined]) -> dict[Block, set[str]]:
    """The names that the select lists give: what ORDER BY may mean by them."""
    found: dict[Block, set[str]] = {}
    for item, after in pairwise(words):
        ends = after.token.text in (",", "FROM", ")", "INTO", "WHERE") or after.clause != item.clause
        if item.clause == "SELECT" and item.is_outside and item.token.is_name and ends:
            found.setdefault(item.block, set()).add(item.token.name)
    return found


def _is_reference(words: list[Outlined], index: int, before: Token, after: Token | None) -> bool:
    """Whether this name is that of a column, alone, in an expression."""
    clause = words[index].clause
    if clause in NO_EXPRESSION or before.text in (".", "::", ")", "]"):
        return False
    if before.kind == "word" and before.text not in BEFORE_EXPRESSION:
        return False
    if before.kind in ("quoted", "string", "number", "parameter"):
        return False
    if after is None:
        return True
    if after.text in (".", "(", "=>", ":=") or after.kind == "string":
        return False
    # extract(year FROM x)
    return not (after.text == "FROM" and not words[index].is_outside)
