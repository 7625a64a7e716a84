"""The rights that statements need of whoever runs them, added up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tracktion_db.check.reach.bodies import Bodies
from tracktion_db.check.reach.fired import Firing, Written, written_below
from tracktion_db.check.reach.lineage import DELETE, INSERT, SELECT, UPDATE, Use, uses
from tracktion_db.check.reach.reach import Reached, reached, reached_from, refreshed_view
from tracktion_db.check.reach.rights import Rights
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.called import called
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.tree.expressions import Const, FuncExpr
from tracktion_db.check.tree.nodes import Node

__all__ = ["Needs"]

# What they need of the sequence that they are given; nextval has enough with UPDATE too.
OF_SEQUENCES: Final = {
    "nextval": "USAGE",
    "currval": "USAGE",
    "pg_sequence_last_value": "USAGE",
    "setval": "UPDATE",
}
# The first version whose right MAINTAIN is enough for REFRESH.
MAINTAIN: Final = 17
# In a function's body: without one of these words it asks for nothing but the right to call functions.
SQL_COMMAND: Final = re.compile(
    r"\b(?:CALL|DELETE|EXECUTE|INSERT|LOCK|MERGE|PERFORM|SELECT|TRUNCATE|UPDATE)\b", re.IGNORECASE
)
NO_CODE: Final = re.compile(r"'[^']*'|--[^\n]*|/\*.*?\*/", re.DOTALL)


class Needs:
    """Adds up what statements need; columns by number, 0 for all of them."""

    def __init__(self, server: ServerCatalog) -> None:
        self.server = server
        self.rights = server.part(Rights)
        self.bodies = server.part(Bodies)
        self.schemas: set[str] = set()
        self.columns: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        """By relation and SELECT, INSERT or UPDATE; no column where any one will do."""
        self.deletes: set[int] = set()
        self.sequences: defaultdict[int, set[str]] = defaultdict(set)
        """By sequence, the functions that are called with it."""
        self.functions: set[int] = set()
        self.others: dict[str, None] = {}
        """What GRANT cannot say, in sentences, in the order in which it was met."""

    def add(self, analysed: Analysed) -> None:
        """Add what this statement needs. Raises TreeError."""
        if analysed.query is None:
            self.command(analysed)
            return
        for part in reached(analysed):
            self.part(part)

    def command(self, analysed: Analysed) -> None:
        word = analysed.sql.split(None, 1)[0].upper().decode()
        if view := refreshed_view(analysed):
            or_maintain = " or the right MAINTAIN" if self.server.version >= MAINTAIN else ""
            self.other(f"{analysed.name}: {word} needs the owner of {view.name}{or_maintain}")
        elif word != "SHOW":
            self.other(f"{analysed.name}: what {word} needs is not known here; most often, an owner's rights")

    def other(self, text: str) -> None:
        self.others[text] = None

    def part(self, part: Reached) -> None:
        if part.by_definer:
            return
        if part.unknown is not None and part.function is not None:
            self.unknown(f"function {self.bodies.name(part.function)} runs")
        # Elsewhere names were looked up when the view, table or function was made.
        is_text = not part.through or (part.function is not None and part.function.body is None)
        for root in part.nodes:
            for node in root.walk():
                for oid in called(self.server, node):
                    self.function(oid, node, is_named=is_text)
        if not part.by_view:
            for use in uses(part):
                self.use(use, is_named=is_text)

    def function(self, oid: int, node: Node, *, is_named: bool) -> None:
        self.functions.add(oid)
        known = self.server.function(oid)
        if known is None:
            return
        if is_named:
            self.schemas.add(known.namespace)
        if known.is_built_in and known.name in OF_SEQUENCES and isinstance(node, FuncExpr):
            if (sequence := _oid(node.args[0])) is not None:
                self.sequences[sequence].add(known.name)
            else:
                self.other(f"{known.name}() needs {OF_SEQUENCES[known.name]} on a sequence that is not known")

    def use(self, use: Use, *, is_named: bool) -> None:
        relation = self.server.relation(use.relation_id)
        if relation is None:
            return
        if is_named:
            self.schemas.add(relation.namespace)
        for bit, privilege, columns in (
            (SELECT, "SELECT", use.selected),
            (INSERT, "INSERT", use.inserted),
            (UPDATE, "UPDATE", use.updated),
        ):
            if use.required & bit or columns:
                self.columns[relation.id, privilege] |= columns
        if use.required & INSERT:
            self.write(Written(relation.id, "insert", use.inserted))
        if use.updated:
            self.write(Written(relation.id, "update", use.updated))
        if use.required & DELETE:
            self.deletes.add(relation.id)
            self.write(Written(relation.id, "delete"))

    def write(self, written: Written) -> None:
        """Add what the server does besides, with the role's rights. Keys with an action have the owner's.

        Whoever's rights count for the table of a view: what is called for its rows is called by the role.
        """
        if below := written_below(self.server, written):
            if self.rights.is_security_invoker(written.relation_id):
                if written.event == "delete":
                    self.deletes.add(below.relation_id)
                else:
                    self.columns[below.relation_id, written.event.upper()] |= below.columns
            self.write(below)
        fired = {
            found.name: found.function_id
            for found in self.server.part(Firing).by(written)
            if found.function_id and found.relation_id == written.relation_id
        }
        for name, oid in fired.items():
            own, known = self.bodies.own(oid), self.server.function(oid)
            if own is None or known is None or own.is_security_definer:
                continue
            if known.language not in ("c", "internal") and SQL_COMMAND.search(NO_CODE.sub("", own.text)):
                self.unknown(f"trigger {name} runs {own.name}")
        trees = self.evaluated(written, frozenset(fired))
        for part in reached_from(self.server, *trees):
            self.part(replace(part, through=("its table", *part.through)))

    def of_sequences(self) -> Iterator[tuple[int, str]]:
        """The sequences with the rights on them."""
        for oid, functions in self.sequences.items():
            if "setval" in functions:
                functions = functions - {"nextval"}
            for privilege in {OF_SEQUENCES[name] for name in functions}:
                yield oid, privilege

    def unknown(self, what: str) -> None:
        self.other(f"{what} with the role's rights; what it needs is not known")

    def evaluated(self, written: Written, triggers: frozenset[str]) -> Iterator[Node]:
        """The defaults, conditions and index keys that the server works out for such a write."""
        for found in self.bodies.expressions(written.relation_id):
            if found.kind == "trigger":
                is_needed = found.name in triggers
            elif found.is_kept:
                is_needed = written.event != "delete" and found.kind != "policy"
            else:
                is_needed = written.event == "insert" and found.number not in written.columns
            if is_needed:
                yield from self.server.nodes(found.tree)


def _oid(node: Node) -> int | None:
    """The oid in a constant of type regclass."""
    if not isinstance(node, Const) or node.constvalue is None:
        return None
    # The bytes of a Datum as they lie in memory, signed; an oid takes the lower four.
    return int.from_bytes(bytes([byte & 0xFF for byte in node.constvalue[:4]]), "little")
