"""The smallest set of GRANT statements with which a role can run statements."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Final, LiteralString, cast

from psycopg import sql

from tracktion_db.check.reach.needs import Needs
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.server_rows import Relation

__all__ = ["grants"]

TEMPLATE: Final = sql.SQL(
    cast(
        "LiteralString",
        files("tracktion_db.check.reach").joinpath("grants.sql").read_text(encoding="utf-8").strip(),
    )
)
SYSTEM_COLUMNS: Final = {-1: "ctid", -2: "xmin", -3: "cmin", -4: "xmax", -5: "cmax", -6: "tableoid"}


def grants(analysed: Iterable[Analysed], role: str) -> list[str]:
    """What ``role`` must be granted to run these statements, and nothing that everybody may do already.

    Schemas first, then tables and views by name, sequences, functions; at the end, as comments, what no
    GRANT of tables allows (REFRESH), and what is not known (functions in plpgsql that run with the role's
    rights). A right on all columns is one on the table; where any column will do (``count(*)``, FOR UPDATE)
    it is one that is granted anyway, or else the first. Behind a view its owner's rights count, behind a key
    with an action those of the table's owner. The role need not exist. Raises TreeError.
    """
    needs: Needs | None = None
    for one in analysed:
        needs = needs or Needs(one.server)
        needs.add(one)
    return [] if needs is None else _Grants(needs, role).lines()


class _Grants:
    def __init__(self, needs: Needs, role: str) -> None:
        self.needs = needs
        self.server = needs.server
        self.rights = needs.rights
        self.role = sql.Identifier(role)

    def lines(self) -> list[str]:
        return [
            *self.schemas(),
            *self.relations(),
            *self.sequences(),
            *self.functions(),
            *[f"-- {text}" for text in self.needs.others],
        ]

    def grant(self, rights: sql.Composable, kind: LiteralString, thing: sql.Composable) -> str:
        return TEMPLATE.format(rights=rights, kind=sql.SQL(kind), object=thing, role=self.role).as_string()

    def schemas(self) -> list[str]:
        closed = sorted(self.needs.schemas - self.rights.schemas_of_everybody())
        return [self.grant(sql.SQL("USAGE"), "SCHEMA", sql.Identifier(name)) for name in closed]

    def relations(self) -> list[str]:
        found: list[tuple[str, int, str]] = []
        for (oid, privilege), numbers in self.needs.columns.items():
            if (relation := self.server.relation(oid)) is None:
                continue
            rights = self.columns(relation, privilege, numbers)
            if rights is not None:
                order = ("SELECT", "INSERT", "UPDATE").index(privilege)
                found.append((relation.name, order, self.grant(rights, "TABLE", _name(relation))))
        for oid in self.needs.deletes:
            relation = self.server.relation(oid)
            if relation is not None and not self.rights.everybody_may("DELETE", "relation", oid):
                found.append((relation.name, 3, self.grant(sql.SQL("DELETE"), "TABLE", _name(relation))))
        return [line for _, _, line in sorted(found)]

    def columns(self, relation: Relation, privilege: str, numbers: set[int]) -> sql.Composable | None:
        """``SELECT`` or ``SELECT (a, b)``; None where everybody may do it."""
        names = {number: column.name for number, column in self.server.columns(relation.id).items()}
        word = sql.SQL(cast("LiteralString", privilege))
        if 0 in numbers:
            numbers = {*numbers, *names}
        if not numbers:
            if any(self.rights.everybody_may(privilege, "relation", relation.id, number) for number in names):
                return None
            numbers = {min(names)}
        missing = sorted(
            number
            for number in numbers - {0}
            if not self.rights.everybody_may(privilege, "relation", relation.id, number)
        )
        if not missing:
            return None
        if set(missing) >= set(names):
            return word
        named = [sql.Identifier(names.get(number) or SYSTEM_COLUMNS[number]) for number in missing]
        return sql.SQL("{} ({})").format(word, sql.SQL(", ").join(named))

    def sequences(self) -> list[str]:
        found: list[str] = []
        for oid, privilege in self.needs.of_sequences():
            sequence = self.rights.sequence(oid)
            if sequence is not None and not self.rights.everybody_may(privilege, "relation", oid):
                word = sql.SQL(cast("LiteralString", privilege))
                thing = sql.Identifier(sequence.namespace, sequence.name)
                found.append(self.grant(word, "SEQUENCE", thing))
        return sorted(found)

    def functions(self) -> list[str]:
        found: list[str] = []
        for oid in self.needs.functions:
            function = self.server.function(oid)
            if function is None or self.rights.everybody_may("EXECUTE", "function", oid):
                continue
            # The server quotes the names of types itself.
            types = [
                sql.SQL(cast("LiteralString", known.name))
                for argument in function.argument_types
                if (known := self.server.type(argument))
            ]
            thing = sql.SQL("{}({})").format(
                sql.Identifier(function.namespace, function.name), sql.SQL(", ").join(types)
            )
            found.append(self.grant(sql.SQL("EXECUTE"), "ROUTINE", thing))
        return sorted(found)


def _name(relation: Relation) -> sql.Composable:
    """As the statement finds it; with its schema where its bare name does not."""
    if relation.is_visible:
        return sql.Identifier(relation.name)
    return sql.Identifier(relation.namespace, relation.name)
