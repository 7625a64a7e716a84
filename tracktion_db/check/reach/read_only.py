"""Whether a statement only reads: it may then run on a replica, in a READ ONLY transaction, and twice.

Proved from the server's trees: only SELECT, no lock, nothing volatile, through views, SQL functions, policies
and domains. What a function in SQL declares of itself does not count, its body does. A function in C, or one
of PostgreSQL's own, is what it is declared. One in plpgsql or another language is never proved: declared
stable or immutable, its own commands may not write, but a volatile function that it calls may.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from tracktion_db.call import many
from tracktion_db.check.findings import Finding
from tracktion_db.check.reach.bodies import Bodies
from tracktion_db.check.reach.reach import Reached, reached
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.called import called
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.check.tree import TreeError
from tracktion_db.check.tree.expressions import CoerceViaIO, NextValueExpr
from tracktion_db.check.tree.nodes import Node, Unknown
from tracktion_db.check.tree.queries import Query, RangeTblEntry
from tracktion_db.records import Record

__all__ = ["ReadOnly", "check_read_only", "read_only"]

WRITES: Final = {2: "UPDATE", 3: "INSERT", 4: "DELETE", 5: "MERGE"}
# Declared stable, but they give the transaction a number, which a replica refuses.
NUMBERING: Final = frozenset(("pg_current_xact_id", "txid_current"))
# Kinds of nodes that call nothing but what stands below them.
HARMLESS: Final = frozenset((
    "COERCETODOMAINVALUE", "CTECYCLECLAUSE", "CTESEARCHCLAUSE", "INFERENCEELEM", "JSONBEHAVIOR",
    "JSONCONSTRUCTOREXPR", "JSONEXPR", "JSONFORMAT", "JSONISPREDICATE", "JSONRETURNING", "JSONTABLEPATH",
    "JSONTABLEPATHSCAN", "JSONTABLESIBLINGJOIN", "JSONVALUEEXPR", "NAMEDARGEXPR", "RETURNINGEXPR",
    "SETTODEFAULT", "TABLEFUNC", "TABLESAMPLECLAUSE", "WINDOWFUNCRUNCONDITION", "XMLEXPR",
))  # fmt: skip


class ReadOnly(NamedTuple):
    """Whether a statement provably writes nothing, locks no row and changes nothing for later statements."""

    proved: bool
    because: str


class VolatileType(Record):
    """A type whose values are read or written by a volatile function."""

    id: int
    name: str
    function_name: str


class VolatileTypes:
    """The types whose values need volatile functions. One for a run: ``server.part(VolatileTypes)``."""

    def __init__(self, session: Session, server: ServerCatalog) -> None:
        self._server = server
        found = session.run(many(sql["check.list_volatile_types"], VolatileType))
        self._types = {row.id: row for row in found}

    def type(self, oid: int) -> str | None:
        """What is volatile about values of this type becoming text or coming from it; None for nothing."""
        known = self._server.type(oid)
        while known is not None:
            if found := self._types.get(known.id):
                return f"{found.function_name}() of the type {found.name} is volatile"
            known = self._server.type(known.base_type or known.element_type)
        return None

    @property
    def any_type(self) -> str | None:
        """The same of the first such type there is."""
        return self.type(next(iter(self._types), 0))


def read_only(analysed: Analysed) -> ReadOnly:
    """Whether this only reads, and why, or why that is not proved.

    The functions behind index support, row estimates and foreign tables are the server's business: they
    are not looked at, but a foreign table is never proved. The values of parameters and of the answer count.
    """
    if analysed.query is None:
        return _command(analysed)
    try:
        for part in reached(analysed):
            # Its own name is part of why a function is not understood.
            through = part.through[:-1] if part.unknown else part.through
            for because in _writes(analysed.server, part):
                return ReadOnly(False, " in ".join((because, *reversed(through))))
    except TreeError as error:
        return ReadOnly(False, f"something that it uses is not understood: {error}")
    volatile = analysed.server.part(VolatileTypes)
    types = [*analysed.prepared.parameters, *[column.type for column in analysed.prepared.columns]]
    for because in map(volatile.type, types):
        if because is not None:
            return ReadOnly(False, because)
    return ReadOnly(True, "it only selects, locks nothing and calls nothing volatile")


def check_read_only(analysed: Analysed) -> Iterator[Finding]:
    """``:access: read`` without a proof, and a proof without ``:access: read``."""
    statement = analysed.statement
    if statement is None:
        return
    found = read_only(analysed)
    if statement.reads_only and not found.proved:
        yield analysed.finding(
            "read-only",
            analysed.places.access,
            f":access: read, but {found.because}",
            "remove the line :access: read, or say in :waive read-only: why it writes nothing all the same",
        )
    elif found.proved and not statement.reads_only and statement.shape.has_rows:
        yield analysed.finding(
            "read-only",
            analysed.places.returns,
            "it only reads, but does not say so",
            "write :access: read: it could go to replicas, and again after a lost connection",
        )


def _command(analysed: Analysed) -> ReadOnly:
    word = analysed.sql.split(None, 1)[0].upper().decode()
    if word == "SHOW":
        return ReadOnly(True, "SHOW only reads a setting")
    if word in ("SELECT", "VALUES", "WITH"):
        return ReadOnly(False, f"the statement is not understood: {analysed.note}")
    return ReadOnly(False, f"{word} is a command that may write")


def _writes(server: ServerCatalog, part: Reached) -> Iterator[str]:
    """Why this part does not only read, without what it reaches in turn."""
    if part.unknown is not None:
        yield part.unknown
    for root in part.nodes:
        for node in root.walk():
            if isinstance(node, Query):
                yield from _query_writes(node)
            elif isinstance(node, RangeTblEntry):
                if node.rtekind == 0 and node.relkind == "f":
                    yield f"what another server does for {node.name} is not known"
            elif isinstance(node, NextValueExpr):
                yield "a sequence is advanced"
            elif isinstance(node, Unknown):
                if node.kind not in HARMLESS:
                    yield f"{node.kind} is not understood"
            else:
                yield from _calls(server, node)


def _query_writes(query: Query) -> Iterator[str]:
    if query.command_type != 1:
        yield f"{WRITES.get(query.command_type, 'a command')} writes"
    if query.row_marks:
        yield "FOR UPDATE or FOR SHARE locks rows"


def _calls(server: ServerCatalog, node: Node) -> Iterator[str]:
    bodies = server.part(Bodies)
    for oid in called(server, node):
        for function in bodies.parts(oid):
            # The body of one in SQL is looked at instead, and others are no better than unknown.
            if function.is_built_in or function.language in ("c", "internal"):
                name = bodies.name(function)
                if function.volatility == "v":
                    yield f"{name} is volatile"
                elif function.is_built_in and function.name in NUMBERING:
                    yield f"{name} gives the transaction a number"
    if isinstance(node, CoerceViaIO):
        volatile = server.part(VolatileTypes)
        # Of what type the argument is, most nodes do not say.
        because = volatile.type(node.resulttype) or volatile.any_type
        if because is not None:
            yield because
