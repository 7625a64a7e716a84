"""What a migrated database holds that would not go one schema per tenant, by its catalogs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from tracktion_db.call import many
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.records import Record

__all__ = [
    "Fault",
    "check_definers",
    "check_identities",
    "check_keys",
    "check_names",
    "check_one_node",
    "check_policies",
    "check_search_paths",
    "extension_names",
    "schemas",
]

# Copies of a table that a server keeps on other nodes put their number behind the name.
MAX_NAME_BYTES: Final = 50


class Fault(NamedTuple):
    """Something wrong with a named thing. ``about``: the table, or the function, that it is a part of."""

    rule: str
    subject: str
    about: str
    problem: str
    instead: str


class SchemaName(Record):
    """A schema."""

    name: str


class ExtensionName(Record):
    """What an extension brought along."""

    name: str


class KeylessTable(Record):
    """A table without a primary key that holds at once."""

    name: str
    has_deferrable_key: bool


class SmallIdentity(Record):
    """A column that a sequence numbers, smaller than bigint."""

    relation: str
    name: str
    type: str


class OneNodeRelation(Record):
    """What a server that spreads schemas over nodes keeps on one of them."""

    name: str
    kind: str


class Policy(Record):
    """A policy of row-level security."""

    name: str
    relation: str
    has_subquery: bool
    has_session_value: bool
    callees: list[str]


class ObjectName(Record):
    """A constraint or an index."""

    name: str
    kind: str
    relation: str


class UnboundFunction(Record):
    """A function that finds its tables by the search_path of whoever calls it."""

    name: str
    arguments: str


class OpenDefiner(Record):
    """A function with the rights of its owner that others can make do what they like."""

    name: str
    arguments: str
    is_public: bool
    has_temporary_first: bool


def schemas(session: Session) -> frozenset[str]:
    """The names of all schemas."""
    return frozenset([row.name for row in session.run(many(sql["check.list_schemas"], SchemaName))])


def extension_names(session: Session) -> frozenset[str]:
    """What extensions brought along, by name."""
    return frozenset(
        [row.name for row in session.run(many(sql["check.list_extension_names"], ExtensionName))]
    )


def check_keys(session: Session) -> Iterator[Fault]:
    """R3: every table has a primary key, and not a deferrable one: replication cannot go by that."""
    for table in session.run(many(sql["check.list_keyless_tables"], KeylessTable)):
        problem = (
            f"the primary key of {table.name} is deferrable"
            if table.has_deferrable_key
            else f"{table.name} has no primary key"
        )
        instead = f"CONSTRAINT {table.name}_pkey PRIMARY KEY (...), not deferrable"
        yield Fault("primary-key", table.name, table.name, problem, instead)


def check_identities(session: Session) -> Iterator[Fault]:
    """R3: numbers of rows are bigint; nodes that share a sequence each get a part of the large ones."""
    for column in session.run(many(sql["check.list_small_identities"], SmallIdentity)):
        yield Fault(
            "primary-key",
            f"{column.relation}.{column.name}",
            column.relation,
            f"{column.relation}.{column.name} is numbered by a sequence and is {column.type}",
            "uuid with DEFAULT gen_random_uuid(), or bigint GENERATED ALWAYS AS IDENTITY",
        )


def check_one_node(session: Session) -> Iterator[Fault]:
    """R4: nothing that lives on one node only."""
    for relation in session.run(many(sql["check.list_one_node_relations"], OneNodeRelation)):
        instead = (
            "a table, and one statement that refreshes it"
            if relation.kind == "materialized view"
            else "a row that counts: UPDATE ... SET number = number + 1 RETURNING number"
        )
        problem = f"the {relation.kind} {relation.name} lives on one node"
        yield Fault("one-node", relation.name, relation.name, problem, instead)


def check_policies(session: Session) -> Iterator[Fault]:
    """R7: a policy looks at its own row and at current_setting, and at nothing else."""
    for policy in session.run(many(sql["check.list_policies"], Policy)):
        looks_at = [f"{name}()" for name in policy.callees]
        if policy.has_subquery:
            looks_at.append("other rows")
        if policy.has_session_value:
            looks_at.append("a value of the session such as CURRENT_USER")
        if looks_at:
            yield Fault(
                "policy",
                policy.name,
                policy.relation,
                f"the policy {policy.name} of {policy.relation} looks at {', '.join(looks_at)}",
                "compare columns of the row with current_setting(...); a child table carries its parent's"
                " column, by a foreign key on both",
            )


def check_names(session: Session, written: frozenset[str]) -> Iterator[Fault]:
    """R8: constraints and indexes have names of their own that are short and told once.

    ``written`` are the words of the migrations: a name that is not among them the server made up.
    """
    first: dict[str, ObjectName] = {}
    for named in session.run(many(sql["check.list_names"], ObjectName)):
        problem = ""
        if named.name not in written:
            problem = (
                f"the {named.kind} {named.name} of {named.relation} is named in no migration: "
                "by the server, or made by hand"
            )
        elif len(named.name.encode()) > MAX_NAME_BYTES:
            problem = (
                f"the name {named.name} has {len(named.name.encode())} bytes, more than {MAX_NAME_BYTES}"
            )
        elif other := first.get(named.name):
            problem = f"{other.relation} and {named.relation} both have a {named.kind} {named.name}"
        first.setdefault(named.name, named)
        if problem:
            instead = (
                "name it <table>_<what>_<kind>, in at most 50 bytes"
                if named.kind == "constraint"
                else "name it <table>_<what>_idx, in at most 50 bytes"
            )
            yield Fault("constraint-name", named.name, named.relation, problem, instead)


def check_search_paths(session: Session) -> Iterator[Fault]:
    """R5: a function finds its tables whoever calls it."""
    for function in session.run(many(sql["check.list_unbound_functions"], UnboundFunction)):
        yield Fault(
            "search-path",
            function.name,
            function.name,
            f"{function.name}({function.arguments}) finds its tables by the search_path of its caller",
            'SET search_path FROM CURRENT (where that has no "$user"), or a body in SQL-standard form'
            " (RETURN ..., BEGIN ATOMIC ...)",
        )


def check_definers(session: Session) -> Iterator[Fault]:
    """Nobody borrows the rights of an owner: by a call, a trigger, or a temporary table of the same name."""
    for function in session.run(many(sql["check.list_open_definers"], OpenDefiner)):
        signature = f"{function.name}({function.arguments})"
        if function.is_public:
            yield Fault(
                "definer",
                function.name,
                function.name,
                f"{signature} has the rights of its owner, and everybody may call it or make a trigger of it",
                f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC, in the same migration or a later one",
            )
        if function.has_temporary_first:
            yield Fault(
                "definer",
                function.name,
                function.name,
                f"{signature} has the rights of its owner, and finds temporary tables of its caller first",
                "end its search_path in pg_temp, or write a body in SQL-standard form",
            )
