"""The proof that the graph is what the database says, relationships included, while both are in use.

All is compared page by page, and what differs is looked at again while no worker writes: then a difference is
either a change that waits, or something that the graph refused, or drift, which is somebody else's writing or
a mistake of ours. Repair tells the worker to look at such things again, and writes nothing itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tracktion_db.database import Database
from tracktion_db.errors import TimedOut
from tracktion_db.graph import Graph
from tracktion_db.graph_migrations.seeds import list_keys, problems_of_keys, seed_keys
from tracktion_db.sync.changes import Thing, enqueue_changes, try_lead
from tracktion_db.sync.comparing import Problems, compare, list_ids, list_pending, list_uids
from tracktion_db.sync.fence import get_fence, get_graph_fence, require_match
from tracktion_db.sync.projection import KINDS, Kind
from tracktion_db.sync.shared_checks import SHARED_KINDS, SharedKind

__all__ = ["Finding", "Report", "Why", "verify"]

Why = Literal["pending", "refused", "drift"]

_PAGE: Final = 500
# So few are looked at while no worker writes that changes wait for a moment only.
_CONFIRMED_AT_ONCE: Final = 100
_LEAD_SECONDS: Final = 30.0
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not in the graph as it should be."""

    kind: str
    uid: str
    why: Why
    """``pending``: its change waits; ``refused``: see ``list_failures``; ``drift``: nobody will mend it."""
    what: tuple[str, ...]
    """Names of the properties and relationships that differ, or why it cannot be compared."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was compared, and what differs."""

    compared: int
    findings: tuple[Finding, ...]
    enqueued: int
    """How many things the worker was told to look at again."""
    rewritten: int
    """How many musical keys were written anew: they are no worker's."""
    seconds: float

    @property
    def drift(self) -> tuple[Finding, ...]:
        """What nobody will mend by himself."""
        return tuple(finding for finding in self.findings if finding.why == "drift")


def verify(
    db: Database,
    graph: Graph,
    *,
    repair: bool = False,
    on_progress: Callable[[str, int], None] | None = None,
) -> Report:
    """Compare everything that the graph shows with the database, and that with nothing left over.

    The musical keys, which every graph has, are compared with the rules of music. Labels and types of
    relationships that are not of the model are not looked at.

    ``repair`` has the worker look at all drift again, and writes wrong keys anew; run it once more to see
    that it is gone.
    ``on_progress`` is told the kind and how many of it were compared.

    Raises UsageError where the graph belongs to another database, TimedOut where a worker writes without
    a break.
    """
    began = time.monotonic()
    before = db.run(get_fence())
    graph_fence = graph.run(get_graph_fence())
    require_match(before, graph_fence, db.run(get_fence()))
    compared = 0
    suspects: Problems = {}
    for kind in (*KINDS.values(), *SHARED_KINDS.values()):
        of_kind = 0
        for things in _pages(db, graph, kind):
            suspects |= compare(db, graph, things)
            of_kind += len(things)
            if on_progress is not None:
                on_progress(kind.name, of_kind)
        compared += of_kind
    findings = _confirmed(db, graph, sorted(suspects))
    drift = [(finding.kind, finding.uid) for finding in findings if finding.why == "drift"]
    keys = graph.run(list_keys())
    wrong = problems_of_keys(keys)
    if on_progress is not None:
        on_progress("key", len(keys))
    if repair and wrong:
        seed_keys(graph)
    enqueued = db.run(enqueue_changes(drift)) if repair and drift else 0
    findings += [Finding("key", uid, "drift", what) for uid, what in wrong.items()]
    return Report(
        compared + len(keys),
        tuple(findings),
        enqueued,
        len(wrong) if repair else 0,
        time.monotonic() - began,
    )


def _pages(db: Database, graph: Graph, kind: Kind | SharedKind) -> Iterator[list[Thing]]:
    """All things of a kind, whoever has them, in pages."""
    if isinstance(kind, SharedKind):
        for uids in _stored_uids(graph, kind, "", _LAST):
            yield [(kind.name, uid) for uid in uids]
        return
    after = ""
    while True:
        ids = [str(row.id) for row in db.run(list_ids(kind, after, _PAGE))]
        up_to = ids[-1] if len(ids) == _PAGE else _LAST
        found = {*ids, *(uid for uids in _stored_uids(graph, kind, after, up_to) for uid in uids)}
        if found:
            yield [(kind.name, uid) for uid in sorted(found)]
        if up_to == _LAST:
            return
        after = up_to


def _stored_uids(graph: Graph, kind: Kind | SharedKind, after: str, up_to: str) -> Iterator[list[str]]:
    while uids := [node.uid for node in graph.run(list_uids(kind.files, after, up_to, _PAGE))]:
        yield uids
        after = uids[-1]


def _confirmed(db: Database, graph: Graph, things: Sequence[Thing]) -> list[Finding]:
    findings: list[Finding] = []
    for start in range(0, len(things), _CONFIRMED_AT_ONCE):
        findings += _confirm(db, graph, things[start : start + _CONFIRMED_AT_ONCE])
    return findings


def _confirm(db: Database, graph: Graph, things: Sequence[Thing]) -> list[Finding]:
    """Look at these things again while no worker writes."""
    until = time.monotonic() + _LEAD_SECONDS
    while True:
        with db.transaction(isolation="read committed") as tx:
            if tx.run(try_lead()).is_leading:
                found = compare(tx, graph, things)
                # After the comparison: whatever it saw too early has its row here by now.
                pending = tx.run(list_pending([uid for _, uid in found])) if found else []
                break
        if time.monotonic() > until:
            raise TimedOut("another worker writes without a break: verify again later")
        time.sleep(0.02)
    why: dict[Thing, Why] = {}
    for row in pending:
        why[row.kind, row.key] = "refused" if row.is_refused else "pending"
    return [Finding(*thing, why.get(thing, "drift"), what) for thing, what in found.items()]
