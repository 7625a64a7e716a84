"""What reads, writes or speaks of a column or a table: all that a change of it may break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from tracktion_db.call import many
from tracktion_db.check.reach.bodies import Bodies
from tracktion_db.check.reach.fired import Firing
from tracktion_db.check.reach.lineage import Lineage, lineage, relation_name, uses
from tracktion_db.check.reach.reach import reached_from
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.server_rows import Relation
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.check.tree.expressions import Var
from tracktion_db.errors import UsageError
from tracktion_db.migrations.extensions import extension_folders
from tracktion_db.migrations.files import ROLLBACK
from tracktion_db.migrations.splitting import split
from tracktion_db.records import Record
from tracktion_db.statements.source import read_source
from tracktion_db.statements.suggestions import nearest_names

__all__ = ["Affected", "Impact", "impact"]

VIEWS: Final = {"v": "view", "m": "materialized view"}


class Affected(NamedTuple):
    """One thing that has to do with the target."""

    name: str
    is_mention: bool = False
    """Whether only its text speaks of it: a word that is the same, which may mean something else."""

    def __str__(self) -> str:
        return f"{self.name} (mentions it)" if self.is_mention else self.name


@dataclass(frozen=True, slots=True)
class Impact:
    """What has to do with a column or a table; each in the order of the names.

    Foreign keys' actions count as writes of the statement that sets them off.
    """

    target: str
    """``table`` or ``table.column``, as the server calls it."""
    reads: tuple[Affected, ...]
    """Statements."""
    writes: tuple[Affected, ...]
    """Statements."""
    records: tuple[Affected, ...]
    """Fields of records that hold the column (``catalog.Recording.file_hash``), or records of a table."""
    triggers: tuple[Affected, ...]
    functions: tuple[Affected, ...]
    views: tuple[Affected, ...]
    indexes: tuple[Affected, ...]
    constraints: tuple[Affected, ...]
    others: tuple[Affected, ...]
    """Whatever else the server knows to depend on it: defaults, policies, statistics, publications."""
    migrations: tuple[Affected, ...]


class Dependent(Record):
    """Something that the server knows to depend on a table or column."""

    kind: str
    """As pg_identify_object calls it: index, table constraint, default value, trigger, function ..."""
    name: str


def impact(
    session: Session,
    server: ServerCatalog,
    analysed: Iterable[Analysed],
    target: str,
    migrations: Path | None = None,
) -> Impact:
    """What of these statements, of the database and of a folder of migrations has to do with ``target``.

    ``target`` is ``table``, ``table.column``, or either of them with a schema before it. Raises UsageError
    for one that is not there, with the nearest names; TreeError for a view that is not understood.
    """
    return _Impact(session, server, _find(server, target)).of(analysed, migrations)


class _Target(NamedTuple):
    relation: Relation
    column: str | None
    number: int
    """Of the column, 0 for the table."""

    @property
    def name(self) -> str:
        name = relation_name(self.relation)
        return name if self.column is None else f"{name}.{self.column}"

    def is_in(self, columns: Mapping[str, frozenset[str]]) -> bool:
        found = columns.get(relation_name(self.relation))
        return found is not None and (self.column is None or self.column in found)

    def is_mentioned(self, text: str, *, is_of_table: bool = False) -> bool:
        """Whether the words of the target stand in a text; that of the table is not needed in its own."""
        words = [] if is_of_table and self.column else [self.relation.name]
        words += [self.column] if self.column else []
        return all(re.search(rf"(?<![\w$]){re.escape(word)}(?![\w$])", text) for word in words)


def _find(server: ServerCatalog, target: str) -> _Target:
    by_name = {relation_name(relation): relation for relation in server.relations}
    by_name.update({f"{relation.namespace}.{relation.name}": relation for relation in server.relations})
    if relation := by_name.get(target):
        return _Target(relation, None, 0)
    table, _, column = target.rpartition(".")
    if relation := by_name.get(table):
        columns = {found.name: number for number, found in server.columns(relation.id).items()}
        if column in columns:
            return _Target(relation, column, columns[column])
        raise _unknown(f"{table} has no column {column}", column, columns)
    if table:
        raise _unknown(f"there is no table or view {table}", table, by_name)
    raise _unknown(f"there is no table or view {target}", target, by_name)


def _unknown(problem: str, name: str, known: Iterable[str]) -> UsageError:
    likely = nearest_names(name, known)
    return UsageError(f"{problem}; nearest: {', '.join(likely)}" if likely else problem)


class _Impact:
    def __init__(self, session: Session, server: ServerCatalog, target: _Target) -> None:
        self.session = session
        self.server = server
        self.target = target
        self.bodies = server.part(Bodies)

    def of(self, analysed: Iterable[Analysed], migrations: Path | None) -> Impact:
        reads: set[Affected] = set()
        writes: set[Affected] = set()
        records: set[Affected] = set()
        for one in analysed:
            found = lineage(one)
            if self.target.is_in(found.reads):
                reads.add(Affected(one.name))
            if self.target.is_in(found.writes) or self.is_fired(found):
                writes.add(Affected(one.name))
            records.update(self.records(one, found))
        depend = self.session.run(
            many(
                sql["check.list_dependents"],
                Dependent,
                relation_id=self.target.relation.id,
                column_number=self.target.number,
            )
        )
        sorted_by_kind = {
            "index": "indexes",
            "table constraint": "constraints",
            "trigger": "triggers",
            "function": "functions",
        }
        known: dict[str, set[Affected]] = {
            kind: set() for kind in ("indexes", "constraints", "triggers", "functions", "others")
        }
        for one in depend:
            kind = sorted_by_kind.get(one.kind, "others")
            known[kind].add(Affected(one.name if kind != "others" else f"{one.kind} {one.name}"))
        return Impact(
            target=self.target.name,
            reads=_in_order(reads),
            writes=_in_order(writes),
            records=_in_order(records),
            triggers=_in_order({*known["triggers"], *self.triggers()}),
            functions=_in_order({*known["functions"], *self.functions()}),
            views=_in_order(self.views()),
            indexes=_in_order(known["indexes"]),
            constraints=_in_order(known["constraints"]),
            others=_in_order(known["others"]),
            migrations=_in_order(self.migrations(migrations) if migrations else ()),
        )

    def is_fired(self, found: Lineage) -> bool:
        name = relation_name(self.target.relation)
        return any(fired.kind == "foreign key" and fired.relation == name for fired in found.fires)

    def records(self, one: Analysed, found: Lineage) -> Iterator[Affected]:
        """What of a statement's record comes from the target."""
        record = one.statement.record if one.statement else None
        if record is None or one.query is None:
            return
        is_read = self.target.is_in(found.reads)
        for entry in one.query.outputs:
            is_of_table = entry.resorigtbl == self.target.relation.id
            if self.target.column is None:
                if is_of_table:
                    yield Affected(record)
            elif is_of_table and entry.resorigcol == self.target.number:
                yield Affected(f"{record}.{entry.resname}")
            elif not entry.resorigtbl and entry.resname == self.target.column and is_read:
                # Behind UNION the server does not say where a column comes from.
                yield Affected(f"{record}.{entry.resname}", is_mention=True)

    def triggers(self) -> Iterator[Affected]:
        """Those whose condition compares whole rows, and those whose function speaks of the target."""
        own = self.target.relation.id
        for expression in self.bodies.expressions(own):
            if expression.kind == "trigger" and self.has_whole_row(expression.tree):
                yield Affected(expression.name)
        for relation in self.server.relations:
            for fired in self.server.part(Firing).of(relation.id):
                function = self.bodies.own(fired.function_id)
                if function and self.target.is_mentioned(function.text, is_of_table=relation.id == own):
                    yield Affected(fired.name, is_mention=True)

    def has_whole_row(self, tree: str) -> bool:
        nodes = [node for root in self.server.nodes(tree) for node in root.walk()]
        return any(isinstance(node, Var) and node.varattno == 0 for node in nodes)

    def functions(self) -> Iterator[Affected]:
        """Those whose text speaks of the target; of a BEGIN ATOMIC body the server knows it."""
        for function in self.bodies.all_own:
            if self.target.is_mentioned(function.text):
                yield Affected(function.name, is_mention=True)

    def views(self) -> Iterator[Affected]:
        for relation in self.server.relations:
            query = self.server.view_query(relation.id) if relation.kind in VIEWS else None
            if query is None or relation.id == self.target.relation.id:
                continue
            for part in reached_from(self.server, query):
                for use in uses(part):
                    is_read = not self.target.number or not use.selected.isdisjoint({0, self.target.number})
                    if use.relation_id == self.target.relation.id and is_read:
                        yield Affected(relation_name(relation))

    def migrations(self, folder: Path) -> Iterator[Affected]:
        """Those with a statement that speaks of the target."""
        for one in (folder, *extension_folders(folder).values()):
            for path in one.glob("*.sql"):
                if not path.name.endswith(ROLLBACK):
                    pieces = split(read_source(str(path)))
                    if any(self.target.is_mentioned(piece.text) for piece in pieces):
                        yield Affected(path.stem, is_mention=True)


def _in_order(found: Iterable[Affected]) -> tuple[Affected, ...]:
    """By name; what the server knows makes a mention of it needless."""
    found = set(found)
    known = {one.name for one in found if not one.is_mention}
    return tuple(sorted([one for one in found if not (one.is_mention and one.name in known)]))
