"""Whole rows: what they hold changes with the table, as with SELECT *."""

from __future__ import annotations

from collections.abc import Iterator

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.records.origins import origin
from tracktion_db.check.tree.expressions import Aggref, CoerceViaIO, FuncExpr, RelabelType, RowExpr, Var
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query


def check_star(analysed: Analysed) -> Iterator[Finding]:
    """Rule star, for ``SELECT recording`` and ``to_jsonb(recording)``: the loader refuses the star itself."""
    query = analysed.query
    if query is None:
        return
    for number, entry in enumerate(query.outputs):
        found = origin(analysed.server, entry.expr, (query,))
        if (name := _whole_row(analysed, found.node, found.queries[-1])) is not None:
            yield analysed.finding(
                "star",
                analysed.places.column(number),
                f"all columns of {name}: what they are changes with the table",
                "list the columns, in a row or in jsonb_build_object",
                subject=entry.resname,
            )


def _whole_row(analysed: Analysed, node: Node, query: Query) -> str | None:
    """The table whose whole row this passes on."""
    if isinstance(node, Var):
        entry = query.entry(node.varno) if node.varlevelsup == 0 and node.varattno == 0 else None
        if entry is None or entry.rtekind != 0:
            return None
        known = analysed.server.relation(entry.relid)
        return known.name if known else None
    if isinstance(node, Aggref):
        function = analysed.server.function(node.aggfnoid)
        parts = (
            () if function is None or function.name == "count" else tuple(entry.expr for entry in node.args)
        )
    elif isinstance(node, FuncExpr | RowExpr):
        parts = node.args
    elif isinstance(node, RelabelType | CoerceViaIO):
        parts = (node.arg,)
    else:
        # to_jsonb(row) ->> 'key' is one value.
        return None
    names = [_whole_row(analysed, part, query) for part in parts]
    return next((name for name in names if name is not None), None)
