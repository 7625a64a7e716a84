"""A comparison with the constant NULL, which is neither true nor false for any value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.tree.expressions import ArrayExpr, Const, OpExpr, RowCompareExpr, ScalarArrayOpExpr
from tracktion_db.check.tree.nodes import Node

BOOLEAN: Final = 16
COMPARING: Final = frozenset("=<>!~")
COMPARING_WORDS: Final = frozenset(("ILIKE", "LIKE", "WHEN"))


def check_null_comparison(analysed: Analysed) -> Iterator[Finding]:
    """Rule null-comparison: ``= NULL``, ``IN (..., NULL)`` and the like."""
    wrong = sum(_nulls(analysed, node) for level in analysed.levels for node in level.nodes)
    places = _places(analysed) or [analysed.places.start]
    for number in range(wrong):
        if number < len(places):
            yield analysed.finding(
                "null-comparison",
                places[number],
                "a comparison with NULL is never true",
                "write IS NULL or IS NOT NULL",
            )


def _nulls(analysed: Analysed, node: Node) -> int:
    """How many nulls this node compares with."""
    if isinstance(node, OpExpr):
        function = analysed.server.operator_function(node.opno)
        if function is None or not function.is_strict or function.result_type != BOOLEAN:
            return 0
        return sum(map(_is_null, node.args))
    if isinstance(node, ScalarArrayOpExpr):
        array = node.args[1]
        return sum(map(_is_null, array.elements)) if isinstance(array, ArrayExpr) else 0
    if isinstance(node, RowCompareExpr):
        return sum(map(_is_null, (*node.largs, *node.rargs)))
    return 0


def _is_null(node: Node) -> bool:
    return isinstance(node, Const) and node.constisnull


def _places(analysed: Analysed) -> list[int]:
    """Each NULL that is compared with, as far as the text shows it."""
    words = analysed.places.outlined
    opened: list[int] = []
    found: list[int] = []
    for index, item in enumerate(words):
        text = item.token.text
        if text in ("(", "["):
            opened.append(index)
        elif text in (")", "]") and opened:
            opened.pop()
        elif text == "NULL":
            before = index - 1
            while before >= 0 and words[before].token.text == "(":
                before -= 1
            last = words[before].token.text
            assigned = item.clause == "SET" and last == "=" and item.is_outside
            compared = (
                frozenset(last) <= COMPARING and last != "" and not assigned
            ) or last in COMPARING_WORDS
            opener = words[opened[-1] - 1].token.text if opened else ""
            listed = opener in ("IN", "ARRAY") or (opener != "" and frozenset(opener) <= COMPARING)
            following = words[index + 1].token.text if index + 1 < len(words) else ""
            if compared or listed or (following != "" and frozenset(following) <= COMPARING):
                found.append(item.token.start)
    return found
