"""What nobody uses: statements, calls, and what the schema holds for no statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from tracktion_db.call import many
from tracktion_db.check.plans.plan import explain, read_plan
from tracktion_db.check.reach.lineage import lineage, relation_name
from tracktion_db.check.reach.mentions import calls_of, named_statements, tests_beside, untested
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.server_rows import Relation
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.errors import UsageError
from tracktion_db.records import Record

__all__ = ["Unused", "unused"]

# The bookkeeping of migrations is not for statements.
BOOKKEEPING: Final = ("_yoyo", "yoyo_")


@dataclass(frozen=True, slots=True)
class Unused:
    """What nobody uses; each in the order of the names."""

    statements: tuple[str, ...]
    """That no module of the package names."""
    calls: tuple[str, ...]
    """Public functions of domains that return a Call and that no test names: ``domain.function``."""
    tables: tuple[str, ...]
    """Tables and materialized views that no statement reads or writes; their columns are not told again."""
    columns: tuple[str, ...]
    """``table.column``: neither read nor written."""
    indexes: tuple[str, ...]
    """That are no key, support no foreign key, and that no statement's plan uses, if only it can."""
    notes: tuple[str, ...]
    """What could not be looked at, in sentences."""


class IndexPurpose(Record):
    """An index, with what it is needed for besides statements."""

    id: int
    name: str
    namespace: str
    relation_id: int
    parent_id: int
    """The index of the partitioned table that it is a part of; 0 for none."""
    is_constraint: bool
    """Whether it keeps something unique or apart."""
    serves_foreign_key: bool
    """Whether it begins with the columns of a foreign key, which looks for them when a row goes."""


class OwnTable(Record):
    """A table or materialized view that statements could use."""

    id: int


def unused(
    connection: psycopg.Connection[Any],
    analysed: Sequence[Analysed],
    package: Path,
    tests: Path | None = None,
) -> Unused:
    """What of these statements, of the package and of the database's tables nobody uses.

    ``package`` is the folder of its modules; ``tests`` that of its tests, by default the one beside it.
    Statements that only the package's tests name are unused. The plans are generic ones without sequential
    scans; an index that serves no better than another one may be told as unused on an empty table.
    Raises UsageError where the package is not there, TreeError for a view that is not understood.
    """
    if not package.is_dir():
        raise UsageError(f"there is no package {package}")
    names = [one.name for one in analysed]
    calls = calls_of(package, sorted({name.partition(".")[0] for name in names}))
    tests = tests or tests_beside(package)
    notes = [] if tests else [f"no tests beside {package.name}: which calls have none was not looked at"]
    if names and not calls:
        notes.append(
            f"no calls: {package.name} has no public function annotated -> Call in a domain's module"
        )
    tables: list[str] = []
    columns: list[str] = []
    indexes: list[str] = []
    if analysed:
        session, server = analysed[0].session, analysed[0].server
        own = _tables(session, server)
        tables, columns = _untouched(server, analysed, own)
        indexes = _indexes(connection, analysed, session, own)
    return Unused(
        statements=tuple(sorted(set(names) - named_statements(package, names))),
        calls=tuple(untested(calls, tests) if tests else ()),
        tables=tuple(tables),
        columns=tuple(columns),
        indexes=tuple(indexes),
        notes=tuple(notes),
    )


def _untouched(
    server: ServerCatalog, analysed: Iterable[Analysed], tables: Iterable[Relation]
) -> tuple[list[str], list[str]]:
    """The tables that no statement touches, and the columns of the others that none touches; sorted."""
    touched: dict[str, set[str]] = {}
    for one in analysed:
        found = lineage(one)
        for table in found.deletes:
            touched.setdefault(table, set())
        for table, names in (*found.reads.items(), *found.sets.items()):
            touched.setdefault(table, set()).update(names)
    whole = sorted([relation_name(table) for table in tables if relation_name(table) not in touched])
    columns = [
        f"{relation_name(table)}.{column.name}"
        for table in tables
        for column in server.columns(table.id).values()
        if column.name not in touched.get(relation_name(table), {column.name})
    ]
    return whole, sorted(columns)


def _tables(session: Session, server: ServerCatalog) -> list[Relation]:
    own = {row.id for row in session.run(many(sql["check.list_own_tables"], OwnTable))}
    return [one for one in server.relations if one.id in own and not one.name.startswith(BOOKKEEPING)]


def _indexes(
    connection: psycopg.Connection[Any],
    analysed: Iterable[Analysed],
    session: Session,
    tables: list[Relation],
) -> list[str]:
    """Those of these tables; a partition's belongs to that of its table."""
    planned = {name for one in analysed for name in _planned(connection, one)}
    purposes = {one.id: one for one in session.run(many(sql["check.list_index_purposes"], IndexPurpose))}
    used: set[int] = set()
    for one in purposes.values():
        if one.is_constraint or one.serves_foreign_key or one.name in planned:
            above: IndexPurpose | None = one
            while above is not None:
                used.add(above.id)
                above = purposes.get(above.parent_id)
    ids = {table.id for table in tables}
    return sorted([one.name for one in purposes.values() if one.id not in used and one.relation_id in ids])


def _planned(connection: psycopg.Connection[Any], analysed: Analysed) -> Iterator[str]:
    """The names of the indexes in the plans of a statement."""
    types = [
        known.name if (known := analysed.server.type(oid)) else "unknown"
        for oid in analysed.prepared.parameters
    ]
    for plan in explain(connection, analysed.sql, types):
        for node in read_plan(plan).below():
            if node.index_name:
                yield node.index_name
