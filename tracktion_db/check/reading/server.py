"""What the server knows beforehand of functions, operators, types, relations and indexes.

Read once for a run, through statements like any others (``sql/check``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar, cast

from tracktion_db.call import at_most_one, many
from tracktion_db.check.reading.server_rows import (
    Column,
    Extension,
    Function,
    Index,
    Operator,
    Relation,
    Type,
    View,
)
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.check.rows.orderings import Orderings
from tracktion_db.check.tree import read_nodes, read_queries
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query
from tracktion_db.errors import TracktionDBError
from tracktion_db.migrations.bookkeeping import Bookkeeping
from tracktion_db.migrations.extensions import extension_folder
from tracktion_db.migrations.files import read_folder
from tracktion_db.records import Record
from tracktion_db.statements import Statement, sql_folder

R = TypeVar("R", bound=Record)
T = TypeVar("T")


class ServerCatalog:
    """The catalogs of one database, as they are when they are first looked at."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._views: dict[int, Query | None] = {}
        self._trees: dict[str, tuple[Node, ...]] = {}
        self._parts: dict[object, object] = {}

    @cached_property
    def version(self) -> int:
        """The server's major version."""
        return self._session.version

    def part(self, kind: Callable[[Session, ServerCatalog], T]) -> T:
        """What only some rules ask of the catalogs: made once for a run, when it is first asked for."""
        if kind not in self._parts:
            self._parts[kind] = kind(self._session, self)
        return cast("T", self._parts[kind])

    def lack_of(self, statement: Statement) -> str | None:
        """Why nothing can be proved of this statement here; None where the database has what it needs."""
        name = statement.extension
        if name is None:
            return None
        if name not in self.extensions:
            return f"it needs the extension {name}, which this database has not"
        # Of a service's own statements nobody knows which migrations they need.
        if self.applied is not None and statement.path.resolve().is_relative_to(sql_folder().resolve()):
            needed = {file.id for file in read_folder(extension_folder(name))}
            if not needed <= self.applied:
                return f"it needs the migrations for the extension {name}, which this database has not"
        return None

    @cached_property
    def applied(self) -> frozenset[str] | None:
        """The names of the migrations that the database has; None where this role may not see them."""
        with self._session.attempt():
            try:
                return frozenset(Bookkeeping(self._session.connection).applied())
            except TracktionDBError:
                return None

    @cached_property
    def extensions(self) -> frozenset[str]:
        """The names of those that are installed in this database."""
        rows = self._session.run(many(sql["check.list_extensions"], Extension))
        return frozenset([row.name for row in rows])

    @cached_property
    def orderings(self) -> Orderings:
        """What sorts and compares alike."""
        return Orderings(self._session)

    def nodes(self, text: str | None) -> tuple[Node, ...]:
        """The trees in this text, none in None. Raises TreeError."""
        if not text:
            return ()
        if text not in self._trees:
            self._trees[text] = read_nodes(text)
        return self._trees[text]

    def function(self, oid: int) -> Function | None:
        """The function with this oid."""
        return self._functions.get(oid)

    @property
    def functions(self) -> list[Function]:
        """All functions, in the order of their oids."""
        return list(self._functions.values())

    def operator(self, oid: int) -> Operator | None:
        """The operator with this oid."""
        return self._operators.get(oid)

    @property
    def operators(self) -> list[Operator]:
        """All operators, in the order of their oids."""
        return list(self._operators.values())

    def operator_function(self, oid: int) -> Function | None:
        """The function that the operator with this oid calls."""
        operator = self.operator(oid)
        return None if operator is None else self.function(operator.function_id)

    def type(self, oid: int) -> Type | None:
        """The type with this oid."""
        return self._types.get(oid)

    def base_type(self, oid: int) -> int:
        """The oid of the type below all domains."""
        while (found := self.type(oid)) and found.base_type:
            oid = found.base_type
        return oid

    def is_not_null_domain(self, oid: int) -> bool:
        """Whether the type is a domain that refuses null, itself or one below it."""
        while found := self.type(oid):
            if found.not_null:
                return True
            oid = found.base_type
        return False

    def relation(self, oid: int) -> Relation | None:
        """The relation with this oid."""
        return self._relations.get(oid)

    @cached_property
    def relations(self) -> list[Relation]:
        """All relations outside the system's schemas, in the order of their oids."""
        return [
            relation
            for relation in self._relations.values()
            if relation.namespace != "information_schema" and not relation.namespace.startswith("pg_")
        ]

    def columns(self, relation: int) -> dict[int, Column]:
        """The columns of this relation, by their numbers."""
        return self._columns.get(relation, {})

    def column(self, relation: int, number: int) -> Column | None:
        """One column; None for a system column or a relation that is not known."""
        return self.columns(relation).get(number)

    def indexes(self, relation: int) -> list[Index]:
        """The valid indexes of this relation."""
        return self._indexes.get(relation, [])

    def index_expressions(self, index: Index) -> tuple[Node, ...]:
        """The expressions that stand for the zeros of ``keys``, in their order. Raises TreeError."""
        return self.nodes(index.expressions)

    def index_predicate(self, index: Index) -> tuple[Node, ...]:
        """What is true of every row in the index, all of it; empty for a whole one. Raises TreeError."""
        return self.nodes(index.predicate)

    def view_query(self, oid: int) -> Query | None:
        """The query behind a view; None if it is none. Raises TreeError."""
        if oid not in self._views:
            view = self._session.run(at_most_one(sql["check.get_view"], View, relation_id=oid))
            self._views[oid] = read_queries(view.tree)[0] if view else None
        return self._views[oid]

    @cached_property
    def _functions(self) -> dict[int, Function]:
        return self._by_id("check.list_functions", Function, lambda row: row.id)

    @cached_property
    def _operators(self) -> dict[int, Operator]:
        return self._by_id("check.list_operators", Operator, lambda row: row.id)

    @cached_property
    def _types(self) -> dict[int, Type]:
        return self._by_id("check.list_types", Type, lambda row: row.id)

    @cached_property
    def _relations(self) -> dict[int, Relation]:
        return self._by_id("check.list_relations", Relation, lambda row: row.id)

    @cached_property
    def _columns(self) -> dict[int, dict[int, Column]]:
        found: defaultdict[int, dict[int, Column]] = defaultdict(dict)
        for column in self._session.run(many(sql["check.list_columns"], Column)):
            found[column.relation_id][column.number] = column
        return found

    @cached_property
    def _indexes(self) -> dict[int, list[Index]]:
        found: defaultdict[int, list[Index]] = defaultdict(list)
        for index in self._session.run(many(sql["check.list_indexes"], Index)):
            found[index.relation_id].append(index)
        return found

    def _by_id(self, name: str, record: type[R], key: Callable[[R], int]) -> dict[int, R]:
        return {key(row): row for row in self._session.run(many(sql[name], record))}
