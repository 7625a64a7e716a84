"""What a write to a table makes the server do besides: triggers, rules, foreign keys with an action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tracktion_db.call import many
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.check.tree.expressions import Var
from tracktion_db.check.tree.queries import RangeTblRef
from tracktion_db.records import Record

Event = Literal["insert", "update", "delete"]


class Fired(Record):
    """A trigger, a rule, or a foreign key that changes the rows which point at a changed one."""

    relation_id: int
    kind: str
    """trigger, rule or foreign key."""
    name: str
    events: list[str]
    columns: list[int]
    """Numbers of the columns that an update must change; empty for any."""
    is_instead: bool
    """Whether it replaces the write."""
    function_id: int
    """What a trigger calls; 0 for others."""
    target_id: int
    """oid of the table whose rows a foreign key changes; 0 for others."""
    action: str
    """What a foreign key does with these rows after a delete: delete or update; empty for others."""


class Written(NamedTuple):
    """One kind of write to a table; ``columns`` are the numbers of those that it sets."""

    relation_id: int
    event: Event
    columns: frozenset[int] = frozenset()


class Firing:
    """What the writes to each table fire. One for a run: ``server.part(Firing)``."""

    def __init__(self, session: Session, server: ServerCatalog) -> None:
        self._of: defaultdict[int, list[Fired]] = defaultdict(list)
        for row in session.run(many(sql["check.list_fired"], Fired)):
            self._of[row.relation_id].append(row)

    def of(self, relation: int) -> list[Fired]:
        """Everything that some write to this table fires, by kind and name."""
        return self._of.get(relation, [])

    def by(self, written: Written) -> Iterator[Fired]:
        """What this write fires, and what the foreign keys' own writes fire in turn, each once."""
        waiting = [written]
        seen = {written}
        while waiting:
            write = waiting.pop()
            for fired in self.of(write.relation_id):
                if write.event not in fired.events or not _concerns(fired, write):
                    continue
                yield fired
                if fired.target_id:
                    event: Event = "delete" if fired.action == write.event == "delete" else "update"
                    following = Written(fired.target_id, event)
                    if following not in seen:
                        seen.add(following)
                        waiting.append(following)


def written_below(server: ServerCatalog, written: Written) -> Written | None:
    """What a write to a view is to the table or view that it is a view of.

    None for a write to a table, and where a trigger or a rule does something instead. Raises TreeError.
    """
    known = server.relation(written.relation_id)
    query = server.view_query(written.relation_id) if known and known.kind == "v" else None
    if (
        query is None
        or query.jointree is None
        or any(one.is_instead for one in server.part(Firing).by(written))
    ):
        return None
    # A view that can be written to has one relation, whose columns are its own.
    (source,) = query.jointree.fromlist
    assert isinstance(source, RangeTblRef)
    below = {
        entry.expr.varattno
        for entry in query.target_list
        if isinstance(entry.expr, Var) and entry.resno in written.columns
    }
    return Written(query.entry(source.rtindex).relid, written.event, frozenset(below))


def _concerns(fired: Fired, write: Written) -> bool:
    if write.event != "update" or not fired.columns or not write.columns:
        return True
    return not write.columns.isdisjoint(fired.columns)
