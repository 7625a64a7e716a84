"""count(column), which leaves out the rows where the column is null."""

from __future__ import annotations

from collections.abc import Iterator

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.traps.nulls import nullable_column
from tracktion_db.check.tree.expressions import Aggref, NullTest, RelabelType, WindowFunc
from tracktion_db.check.tree.nodes import Node


def check_count_nullable(analysed: Analysed) -> Iterator[Finding]:
    """Rule count-nullable, with DISTINCT and in windows too.

    No finding where the column is NOT NULL and only an outer join makes it null, which is how rows of the
    other side are counted; nor where FILTER or WHERE asks for IS NOT NULL, which says it.
    """
    found: dict[str, None] = {}
    for level in analysed.levels:
        for node in level.nodes:
            counted = _counted(analysed, node)
            if counted is not None and (name := nullable_column(analysed, counted, level.queries)):
                found.setdefault(name)
    for name in found:
        column = name.partition(".")[2]
        yield analysed.finding(
            "count-nullable",
            _place(analysed, column),
            f"count leaves out nulls, and {name} may be null",
            f"write count(*), or count(*) FILTER (WHERE {column} IS NOT NULL)",
            subject=column,
        )


def _counted(analysed: Analysed, node: Node) -> Node | None:
    """What this counts, unless a FILTER says that nulls are left out."""
    if isinstance(node, Aggref):
        oid, args = node.aggfnoid, tuple([entry.expr for entry in node.args])
    elif isinstance(node, WindowFunc):
        oid, args = node.winfnoid, node.args
    else:
        return None
    function = analysed.server.function(oid)
    if function is None or function.name != "count" or not function.is_built_in or len(args) != 1:
        return None
    counted = args[0]
    while isinstance(counted, RelabelType):
        counted = counted.arg
    if node.aggfilter is not None and any(
        isinstance(part, NullTest) and part.arg == counted for part in node.aggfilter.walk()
    ):
        return None
    return counted


def _place(analysed: Analysed, column: str) -> int:
    """The count that names the column."""
    words = analysed.places.outlined
    calls: list[int] = []
    for index, item in enumerate(words[:-1]):
        if item.token.name == "count" and words[index + 1].token.text == "(":
            calls.append(item.token.start)
            if any(inner.token.name == column for inner in words[index + 2 : index + 6]):
                return item.token.start
    return calls[0] if calls else analysed.places.start
