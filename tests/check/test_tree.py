"""The reader of the server's trees: what it reads, and what becomes of a tree that it does not know."""

from __future__ import annotations

import re
from collections.abc import Generator
from random import Random
from typing import Any, NamedTuple

import psycopg
import pytest

from tests.check.battery import BatteryStatement, create_schema, load, supported
from tests.check.verdicts import verdicts
from tests.fixtures.server import Server
from tracktion_db.check.nullability import Verdict
from tracktion_db.check.reading import analysis
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.tree import TreeError, expressions, queries, read_nodes, read_queries
from tracktion_db.check.tree.expressions import Const, OpExpr, Var
from tracktion_db.check.tree.nodes import Node, Unknown


@pytest.fixture
def connection(empty_database_url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        create_schema(connection)
        yield connection


def trees(connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of all trees of the battery."""
    texts: list[str] = []

    def keep(text: str) -> tuple[queries.Query, ...]:
        texts.append(text)
        return read_queries(text)

    monkeypatch.setattr(analysis, "read_queries", keep)
    with Session.open(connection) as session:
        server = ServerCatalog(session)
        for statement in supported(connection, load()):
            verdicts(session, server, statement)
    return texts


def test_a_node_is_read_by_the_names_of_its_fields() -> None:
    (var,) = read_nodes(r"{VAR :varattno 2 :new {CONST :consttype 1 :constisnull true} :varno 1 :vartype 23"
                        " :varnullingrels (b 3 12) :varlevelsup 0}")  # fmt: skip
    assert isinstance(var, Var)
    assert (var.varno, var.varattno, var.varnullingrels, var.varreturningtype) == (1, 2, {3, 12}, 0)
    assert [type(node) for node in var.children()] == [Const]


def test_names_are_read_as_the_server_escapes_them() -> None:
    (alias,) = read_nodes(r'{ALIAS :aliasname \1a\ \(b\)\\ :colnames ("x y" "q\"u" "" "true")}')
    assert isinstance(alias, queries.Alias)
    assert alias.aliasname == r"1a (b)" + "\\"
    assert alias.colnames == ("x y", 'q"u', "", "true")


def test_equal_expressions_at_two_places_are_equal() -> None:
    text = "{OPEXPR :opno 96 :args ({PARAM :paramkind 0 :paramid 1 :paramtype 23 :location %s}) :location %s}"
    (one,), (two,) = read_nodes(text % (7, 8)), read_nodes(text % (70, 80))
    assert isinstance(one, OpExpr) and one == two and hash(one) == hash(two)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "(", "{VAR", "{VAR :varno}", "{VAR :varno 1}", "{VAR :varno x}", "{VAR varno 1}", ")", "}",
        "{CONST :consttype 1 :constisnull yes}", "{BOOLEXPR :boolop and :args 5}", "(b 1", "{" * 5000,
        "{JOINEXPR :jointype 0 :larg <> :rarg <> :rtindex 1}", "{QUERY :commandType 1 :targetList ({VAR})}",
    ],
)  # fmt: skip
def test_what_is_no_tree_is_a_tree_error_and_nothing_else(text: str) -> None:
    with pytest.raises(TreeError):
        read_queries(text)


def test_every_kind_of_node_of_the_battery_is_declared_or_counts_as_unknown(
    connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = {
        kind.tag
        for module in (queries, expressions)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Node) and kind.__module__ == module.__name__
    }
    for text in trees(connection, monkeypatch):
        for query in read_queries(text):
            for node in query.walk():
                if isinstance(node, Unknown):
                    assert node.kind not in declared


def test_a_damaged_tree_is_read_or_refused_but_never_breaks_the_reader(
    connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(4)
    refused = 0
    for text in trees(connection, monkeypatch):
        words = text.split(" ")
        for _ in range(12):
            damaged = list(words)
            for _ in range(chance.randint(1, 3)):
                place = chance.randrange(len(damaged))
                match chance.randrange(4):
                    case 0:
                        del damaged[place:]
                        damaged.append("")
                    case 1:
                        damaged[place] = chance.choice(["<>", "0", "(", ")", "}", ":x", "(b", "-1", "[", "]"])
                    case 2:
                        damaged[place] = damaged[chance.randrange(len(damaged))]
                    case _:
                        damaged[place] = ""
            try:
                read_queries(" ".join(damaged))
            except TreeError:
                refused += 1
    assert refused > 500


KINDS = ["CASEEXPR", "COALESCEEXPR", "FUNCEXPR", "JOINEXPR", "NULLTEST", "OPEXPR", "RANGETBLENTRY", "SUBLINK",
         "SETOPERATIONSTMT", "VAR", "AGGREF", "BOOLEXPR", "COERCETODOMAIN", "GROUPINGSET"]  # fmt: skip


class Judged(NamedTuple):
    connection: psycopg.Connection[Any]
    verdicts: list[tuple[BatteryStatement, list[Verdict]]]


@pytest.fixture(scope="module")
def judged(server: Server) -> Generator[Judged]:
    """A third of the battery with the verdicts of the whole reader, and where to judge it again."""
    with (
        server.clean_database("template0") as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        create_schema(connection)
        with Session.open(connection) as session:
            catalog = ServerCatalog(session)
            third = supported(connection, load())[::3]
            found = [(one, verdicts(session, catalog, one)) for one in third]
        yield Judged(connection, found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_node_that_is_not_known_makes_no_verdict_stricter(
    kind: str, judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_without_the_kind(text: str) -> tuple[queries.Query, ...]:
        return read_queries(re.sub(rf"\{{{kind} ", "{NEWNODE ", text))

    monkeypatch.setattr(analysis, "read_queries", read_without_the_kind)
    changed = 0
    with Session.open(judged.connection) as session:
        catalog = ServerCatalog(session)
        for statement, before in judged.verdicts:
            pairs = list(zip(before, verdicts(session, catalog, statement), strict=True))
            assert not [old for old, new in pairs if old.nullable and not new.nullable], statement.name
            changed += sum(old != new for old, new in pairs)
    assert changed
