"""By which column row-level security tells whose a row is: a policy compares it with ``app.user_id``."""

from __future__ import annotations

from typing import Final

from tracktion_db.check.reach.bodies import Bodies
from tracktion_db.check.reach.reach import reached_from
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.tree import expressions as e
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import RangeTblEntry
from tracktion_db.statements.row_setting import USER_ID

__all__ = ["Owners"]

RELATION: Final = 0


class Owners:
    """The owned tables of one database. One for a run: ``server.part(Owners)``."""

    def __init__(self, session: Session, server: ServerCatalog) -> None:
        self._server = server
        self._bodies = server.part(Bodies)
        self._columns: dict[int, int | None] = {}

    def column(self, relation: int) -> int | None:
        """The number of the column that says whose a row of this table is, or of this view on such tables.

        None where nothing does. Raises TreeError.
        """
        if relation not in self._columns:
            self._columns[relation] = self._of_table(relation) or self._of_view(relation)
        return self._columns[relation]

    def _of_table(self, relation: int) -> int | None:
        known = self._server.relation(relation)
        if known is None or not known.has_row_security:
            return None
        for expression in self._bodies.expressions(relation):
            if expression.kind != "policy":
                continue
            for root in self._server.nodes(expression.tree):
                for node in root.walk():
                    if isinstance(node, e.OpExpr) and len(node.args) == 2:
                        for column, value in (node.args, node.args[::-1]):
                            if isinstance(column, e.Var) and _is_the_user(value):
                                return column.varattno
        return None

    def _of_view(self, relation: int) -> int | None:
        # A view shows whose its rows are by a column that it passes on; by none, nobody can tell.
        query = self._server.view_query(relation)
        if query is None:
            return None
        for item in query.outputs:
            if item.resorigtbl and item.resorigcol == self._of_table(item.resorigtbl):
                return item.resno
        return None

    def is_owned(self, relation: int) -> bool:
        """Whether some of its rows are shown to some only: a table with row-level security, a view on one."""
        known = self._server.relation(relation)
        if known is None:
            return False
        if known.has_row_security:
            return True
        query = self._server.view_query(relation) if known.kind == "v" else None
        if query is None:
            return False
        entries = (
            node
            for part in reached_from(self._server, query)
            for root in part.nodes
            for node in root.walk()
            if isinstance(node, RangeTblEntry)
        )
        return any(entry.rtekind == RELATION and self._has_row_security(entry.relid) for entry in entries)

    def _has_row_security(self, relation: int) -> bool:
        known = self._server.relation(relation)
        return known is not None and known.has_row_security


def _is_the_user(value: Node) -> bool:
    """Whether this is made of ``current_setting('app.user_id')``."""
    return any(
        isinstance(node, e.Const)
        and node.constvalue is not None
        and bytes([byte & 255 for byte in node.constvalue]).endswith(USER_ID.encode())
        for node in value.walk()
    )
