"""What stands behind functions, policies and domains: the trees that a statement runs without naming them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from psycopg import errors

from tracktion_db.call import at_most_one, many
from tracktion_db.check.reading.analysis import FUNCTION_NAME, AnalysedBody
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.server_rows import Function
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.check.tree import TreeError, read_queries
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query
from tracktion_db.records import Record

# How pg_policy.polcmd says which commands a policy is for.
FOR_SELECT: Final = frozenset(("*", "r"))


class OwnFunction(Record):
    """A function that does not belong to PostgreSQL itself."""

    id: int
    name: str
    """With its arguments, and with its schema where that is not on the search path."""
    arguments: list[str]
    """What goes in, as CREATE FUNCTION has it."""
    search_path: str | None
    """Its own; None for that of whoever calls it."""
    is_security_definer: bool
    """Whether it runs with its owner's rights."""
    text: str


class Expression(Record):
    """An expression that the server evaluates beside a statement."""

    kind: str
    """default, check, domain, index, predicate, trigger or policy."""
    owner_id: int
    """oid of its table; of a domain, for domain."""
    name: str
    """Of the column, constraint, index, trigger or policy."""
    number: int
    """Of the column of a default, 0 for others."""
    is_kept: bool
    """False for a default, which holds only for rows that are given no value."""
    command: str
    """Of a policy: ``*`` all, r SELECT, a INSERT, w UPDATE, d DELETE."""
    tree: str


class Aggregate(Record):
    """The functions that an aggregate is made of; 0 for those that it does not have."""

    id: int
    function_ids: list[int]


class Setting(Record):
    """A setting that was set until the end of the transaction."""

    name: str
    value: str


class Bodies:
    """The trees behind functions, domains and tables. One for a run: ``server.part(Bodies)``."""

    def __init__(self, session: Session, server: ServerCatalog) -> None:
        self._session = session
        self._server = server
        self._queries: dict[int, tuple[Query, ...] | str] = {}
        self._own = {row.id: row for row in session.run(many(sql["check.list_own_functions"], OwnFunction))}
        self._expressions: defaultdict[int, list[Expression]] = defaultdict(list)
        for row in session.run(many(sql["check.list_expressions"], Expression)):
            self._expressions[row.owner_id].append(row)

        aggregates = session.run(many(sql["check.list_aggregates"], Aggregate))
        self._aggregates = {row.id: row.function_ids for row in aggregates}

    def own(self, oid: int) -> OwnFunction | None:
        """The function with this oid; None for one of PostgreSQL's own."""
        return self._own.get(oid)

    def parts(self, oid: int) -> Iterator[Function]:
        """This function; those of an aggregate instead, which is declared immutable whatever they are."""
        for part in self._aggregates.get(oid, (oid,)):
            if known := self._server.function(part):
                yield known

    @property
    def all_own(self) -> list[OwnFunction]:
        """All functions that are not PostgreSQL's own, in the order of their oids."""
        return list(self._own.values())

    def name(self, function: Function) -> str:
        """What a person calls it."""
        own = self.own(function.id)
        return own.name if own else f"{function.name}()"

    def queries(self, function: Function) -> tuple[Query, ...] | str:
        """What a function in SQL does, or why that cannot be told."""
        if function.id not in self._queries:
            try:
                self._queries[function.id] = self._analysed(function)
            except TreeError as error:
                self._queries[function.id] = str(error)
            except errors.Error as error:
                self._queries[function.id] = f"its body cannot be analysed: {error.diag.message_primary}"
        return self._queries[function.id]

    def expressions(self, owner: int) -> list[Expression]:
        """What is evaluated for this table, or for values of this domain."""
        return self._expressions.get(owner, [])

    def policies(self, relation: int) -> tuple[Node, ...]:
        """What the policies look at before they show a row of this table. Raises TreeError."""
        return self._trees(
            [
                found
                for found in self.expressions(relation)
                if found.kind == "policy" and found.command in FOR_SELECT
            ]
        )

    def domain_checks(self, domain: int) -> tuple[Node, ...]:
        """The conditions on values of this domain, and of those below it. Raises TreeError."""
        found: list[Expression] = []
        while known := self._server.type(domain):
            found += self.expressions(domain)
            domain = known.base_type
        return self._trees(found)

    def _trees(self, found: list[Expression]) -> tuple[Node, ...]:
        return tuple([node for expression in found for node in self._server.nodes(expression.tree)])

    def _analysed(self, function: Function) -> tuple[Query, ...]:
        own = self.own(function.id)
        if function.body is not None:
            return read_queries(function.body)
        if own is None or function.source is None:
            return ()
        with self._session.attempt():
            if own.search_path is not None:
                choose = sql["check.choose_search_path"]
                self._session.run(at_most_one(choose, Setting, search_path=own.search_path))
            # A comment may end it.
            self._session.make_analysed(f"{own.text}\n".encode(), own.arguments)
            body = self._session.run(
                at_most_one(sql["check.get_analysed_body"], AnalysedBody, function_name=FUNCTION_NAME)
            )
        return read_queries(body.tree) if body else ()
