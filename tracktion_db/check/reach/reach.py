"""What a statement reaches: its own tree, those of views, of functions in SQL, of policies and of domains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tracktion_db.check.reach.bodies import Bodies
from tracktion_db.check.reach.rights import Rights
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.called import called
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.server_rows import Function, Relation
from tracktion_db.check.tree.expressions import (
    CoerceToDomain,
    Param,
)
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import RangeTblEntry

__all__ = ["Reached", "reached", "reached_from", "refreshed_view"]

RELATION: Final = 0
REFRESH: Final = re.compile(
    rb"REFRESH\s+(?:/\*.*?\*/\s*)?MATERIALIZED\s+VIEW\s+(?:CONCURRENTLY\s+)?"
    rb'(?:(?P<schema>"[^"]+"|[^\s".;]+)\s*\.\s*)?(?P<name>"[^"]+"|[^\s".;]+)',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reached:
    """One tree that takes part in a statement."""

    nodes: tuple[Node, ...]
    """A query, or conditions of a policy or domain; empty where there is no tree of it."""
    through: tuple[str, ...] = ()
    """How it is reached, such as ``("view popular", "function rank(integer)")``; empty for the statement."""
    by_view: bool = False
    """Whether its tables are looked at with the rights of a view's owner."""
    by_definer: bool = False
    """Whether it all runs with the rights of a function's owner."""
    function: Function | None = None
    """The function whose body it is."""
    unknown: str | None = None
    """Why there is no tree of it, such as ``plpgsql function f() is only declared stable``."""


def reached(analysed: Analysed) -> Iterator[Reached]:
    """Everything that takes part, the statement first; what is reached twice with the same rights, once.

    A materialized view is a table to its readers; REFRESH reaches the query behind it. What belongs to
    PostgreSQL itself is not looked into.
    """
    server = analysed.server
    first: Reached | None = None
    if analysed.query is not None:
        first = Reached((analysed.query,))
    elif view := refreshed_view(analysed):
        query = server.view_query(view.id)
        first = Reached((query,) if query else (), (f"materialized view {view.name}",), by_definer=True)
    if first is not None:
        yield from _Walk(server).below(first)


def reached_from(server: ServerCatalog, *nodes: Node) -> Iterator[Reached]:
    """The same of any tree."""
    return _Walk(server).below(Reached(nodes))


def refreshed_view(analysed: Analysed) -> Relation | None:
    """The materialized view that REFRESH names; None for any other statement."""
    found = REFRESH.match(analysed.sql)
    if found is None:
        return None
    schema, name = [_plain(part) for part in found.group("schema", "name")]
    for relation in analysed.server.relations:
        is_meant = relation.namespace == schema if schema else relation.is_visible
        if relation.kind == "m" and relation.name == name and is_meant:
            return relation
    return None


class _Walk:
    def __init__(self, server: ServerCatalog) -> None:
        self.server = server
        self.bodies = server.part(Bodies)
        self.rights = server.part(Rights)
        self.seen: set[tuple[int, bool, bool]] = set()

    def below(self, start: Reached) -> Iterator[Reached]:
        yield start
        for root in start.nodes:
            for node in root.walk():
                if isinstance(node, RangeTblEntry):
                    if node.rtekind == RELATION and not self.is_placeholder(node):
                        yield from self.relation(node.relid, start)
                elif isinstance(node, CoerceToDomain):
                    yield from self.domain(node.resulttype, start)
                elif isinstance(node, Param):
                    yield from self.domain(node.paramtype, start)
                else:
                    for oid in called(self.server, node):
                        for part in self.bodies.parts(oid):
                            yield from self.function(part, start)

    def is_placeholder(self, entry: RangeTblEntry) -> bool:
        """Whether it is OLD or NEW in a view's query, which has them before PostgreSQL 16."""
        return self.server.version < 16 and not entry.required_perms

    def relation(self, oid: int, start: Reached) -> Iterator[Reached]:
        known = self.server.relation(oid)
        if known is None or not self.is_new(oid, start):
            return
        if known.kind == "v":
            query = self.server.view_query(oid)
            inside = replace(
                start,
                nodes=(query,) if query else (),
                through=(*start.through, f"view {known.name}"),
                by_view=start.by_view or not self.rights.is_security_invoker(oid),
            )
            yield from self.below(inside)
        if known.has_row_security and (nodes := self.bodies.policies(oid)):
            inside = replace(start, nodes=nodes, through=(*start.through, f"policies of {known.name}"))
            yield from self.below(inside)

    def domain(self, oid: int, start: Reached) -> Iterator[Reached]:
        if self.is_new(oid, start) and (nodes := self.bodies.domain_checks(oid)):
            known = self.server.type(oid)
            through = (*start.through, f"domain {known.name if known else oid}")
            yield from self.below(replace(start, nodes=nodes, through=through))

    def function(self, known: Function, start: Reached) -> Iterator[Reached]:
        if known.is_built_in or not self.is_new(known.id, start):
            return
        name = self.bodies.name(known)
        own = self.bodies.own(known.id)
        by_definer = start.by_definer or bool(own and own.is_security_definer)
        inside = Reached(
            (), (*start.through, f"function {name}"), False, by_definer=by_definer, function=known
        )
        if known.language == "sql":
            queries = self.bodies.queries(known)
            if isinstance(queries, str):
                yield replace(inside, unknown=f"function {name} is not understood ({queries})")
            else:
                yield from self.below(replace(inside, nodes=queries))
        elif known.language not in ("c", "internal"):
            declared = {"i": "only declared immutable", "s": "only declared stable"}
            how = declared.get(known.volatility, "volatile")
            yield replace(inside, unknown=f"{known.language} function {name} is {how}")

    def is_new(self, oid: int, start: Reached) -> bool:
        """Whether this was not looked into yet with the same rights."""
        key = (oid, start.by_view, start.by_definer)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True


def _plain(part: bytes | None) -> str | None:
    if part is None:
        return None
    text = part.decode()
    return text[1:-1] if text.startswith('"') else text.lower()
