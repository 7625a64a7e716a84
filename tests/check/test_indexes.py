"""Filters, joins and orders that no index can serve, on tables that are empty, tiny, large and lopsided."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.index_cases import CASES, FILL, FILLINGS, SERVED, TABLES, UNSERVED, Case
from tests.fixtures.server import Server
from tracktion_db.call import many
from tracktion_db.check.findings import Finding
from tracktion_db.check.plans.index_keys import IndexKey, IndexKeys, conjuncts
from tracktion_db.check.plans.indexes import check_indexes
from tracktion_db.check.plans.plan import explain
from tracktion_db.check.plans.unserved import unserved, unserved_in_all
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.statements import Statement, Statements, sql_folder

Connection = psycopg.Connection[Any]


def write(folder: Path, name: str, case: Case) -> None:
    lines = [f"-- :param {parameter.strip()}  given" for parameter in case.parameters.split(",") if parameter]
    is_sorted = "ORDER BY" in case.text
    shape = (
        "count" if case.text[:6] in ("UPDATE", "DELETE", "INSERT") else "many" if is_sorted else "at most one"
    )
    header = "\n".join(["-- A case.", "--", *lines, f"-- :returns: {shape}"])
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.sql").write_text(f"{header}\n{case.text};\n", encoding="utf-8")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Statements:
    folder = tmp_path_factory.mktemp("cases") / "shop"
    for name, case in CASES.items():
        write(folder, name, case)
    return Statements.load(folder)


@pytest.fixture(scope="module")
def shop(server: Server) -> Generator[Connection]:
    with server.clean_database("template0") as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
        yield connection


def said_of(connection: Connection, statement: Statement) -> tuple[tuple[str, str], ...]:
    with Session.open(connection) as session:
        keys = IndexKeys(session.run(many(sql["check.list_index_keys"], IndexKey)))
    types = [parameter.type.name for parameter in statement.parameters]
    found = unserved_in_all(explain(connection, statement.sql, types), keys)
    return tuple([(item.alias, item.kind) for item in found])


def findings(connection: Connection, statement: Statement) -> list[Finding]:
    with Session.open(connection) as session:
        analysed = analyse(session, ServerCatalog(session), statement)
        assert isinstance(analysed, Analysed)
        return list(check_indexes(analysed, connection))


@pytest.mark.parametrize("name", SERVED)
def test_what_an_index_serves_is_not_found(shop: Connection, cases: Statements, name: str) -> None:
    assert said_of(shop, cases[f"shop.{name}"]) == ()


@pytest.mark.parametrize("name", UNSERVED)
def test_what_no_index_serves_is_found(shop: Connection, cases: Statements, name: str) -> None:
    assert said_of(shop, cases[f"shop.{name}"]) == UNSERVED[name].said


@pytest.mark.parametrize("filling", FILLINGS)
def test_the_verdict_is_the_same_whatever_is_in_the_tables(
    server: Server, cases: Statements, filling: str
) -> None:
    users, posts, likes = FILLINGS[filling]
    with server.clean_database("template0") as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
        for statement in FILL:
            connection.execute(statement.encode(), {"users": users, "posts": posts, "likes": likes})
        said = {name: said_of(connection, cases[f"shop.{name}"]) for name in CASES}
    assert said == {name: case.said for name, case in CASES.items()}


@pytest.mark.parametrize(
    "switch", ["enable_nestloop", "enable_bitmapscan", "enable_indexscan", "enable_sort"]
)
def test_the_settings_of_the_session_do_not_matter(shop: Connection, cases: Statements, switch: str) -> None:
    shop.execute(f"SET {switch} = off".encode())
    said = {name: said_of(shop, cases[f"shop.{name}"]) for name in CASES}
    shop.execute(f"RESET {switch}".encode())
    assert said == {name: case.said for name, case in CASES.items()}


def test_without_its_index_every_served_table_is_found(server: Server, cases: Statements) -> None:
    # The control: the same statements on tables without any index.
    with server.clean_database("template0") as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
        connection.execute(
            """
            ALTER TABLE posts DROP CONSTRAINT posts_pkey; ALTER TABLE users DROP CONSTRAINT users_pkey;
            ALTER TABLE likes DROP CONSTRAINT likes_pkey; ALTER TABLE events DROP CONSTRAINT events_pkey;
            DROP INDEX users_mail, posts_author, posts_created, posts_tags, posts_drafts, posts_note
            """
        )
        silent = {name for name in CASES if not said_of(connection, cases[f"shop.{name}"])}
    assert silent == {"any_rows", "of_the_system"}


def test_nothing_is_executed_and_nothing_is_left_behind(shop: Connection, cases: Statements) -> None:
    before = shop.execute("SELECT name, setting FROM pg_settings ORDER BY name").fetchall()
    for name in CASES:
        said_of(shop, cases[f"shop.{name}"])
    assert shop.execute("SELECT count(*) FROM pg_prepared_statements").fetchall() == [(0,)]
    assert shop.execute("SELECT name, setting FROM pg_settings ORDER BY name").fetchall() == before
    assert shop.execute("SELECT count(*) FROM users").fetchall() == [(0,)]
    with pytest.raises(psycopg.errors.UndefinedTable):
        explain(shop, b"SELECT 1 FROM nowhere", [])
    assert shop.execute("SELECT count(*) FROM pg_prepared_statements").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("name", "problem", "said", "instead"),
    [
        (
            "by_no_index",
            "this filter of posts",
            "(p.title = :t)",
            "CREATE INDEX ON posts (title);",
        ),
        (
            "switched_off",
            "this filter of posts",
            "((:a IS NULL) OR (p.author_id = :a))",
            "one statement with",
        ),
        (
            "expression",
            "this filter of users",
            "(lower(u.mail) = :m)",
            "make an index: CREATE INDEX ON users (lower(mail));",
        ),
        ("cast", "this filter of users", "((u.id)::text = :i)", "compare id without the cast"),
        ("order", "this order of posts", "p.title", "CREATE INDEX ON posts (title);"),
        ("counted", "posts is read whole", None, "add a condition"),
        (
            "partitions",
            "this filter of events",
            "(e.payload = :p)",
            "CREATE INDEX ON events (payload);",
        ),
    ],
)
def test_a_finding_names_the_condition_and_the_index(
    shop: Connection, cases: Statements, name: str, problem: str, said: str | None, instead: str
) -> None:
    (finding,) = findings(shop, cases[f"shop.{name}"])
    assert finding.rule == "index"
    assert problem in finding.problem
    assert finding.server == said
    assert instead in finding.instead
    assert finding.instead.endswith("-- :waive index: reason")


def test_a_finding_points_at_the_parameter(shop: Connection, cases: Statements) -> None:
    (finding,) = findings(shop, cases["shop.by_no_index"])
    assert finding.source_line[finding.caret.index("^") :].startswith(":t")


def test_the_advice_ends_the_finding(shop: Connection, cases: Statements) -> None:
    with shop.transaction(force_rollback=True):
        shop.execute(
            """CREATE INDEX ON posts (title);
            CREATE INDEX ON users (lower(mail));
            CREATE INDEX ON events (payload)"""
        )
        for name in ("by_no_index", "expression", "partitions"):
            assert findings(shop, cases[f"shop.{name}"]) == []


def test_commands_without_a_plan_have_no_findings(shop: Connection) -> None:
    assert explain(shop, b"REFRESH MATERIALIZED VIEW nowhere", []) == []


def test_of_our_own_statements_one_reads_a_table_whole(database_url: str) -> None:
    own = Statements.load(sql_folder() / "catalog", sql_folder() / "health")
    with psycopg.connect(database_url, autocommit=True) as connection:
        said = {
            name: said_of(connection, statement) for name, statement in own.items() if not statement.is_copy
        }
    # At most one row for each migration.
    assert {name: found for name, found in said.items() if found} == {
        "health.get_migration_state": (("migration", "full read"),)
    }


def test_a_plan_alone_is_judged_without_a_server() -> None:
    scan = {"Node Type": "Seq Scan", "Relation Name": "posts", "Schema": "public", "Alias": "p"}
    assert [item.kind for item in unserved({**scan, "Filter": "(p.title = $1)"})] == ["filter"]
    assert unserved({"Node Type": "Limit", "Plans": [{**scan, "Parent Relationship": "Outer"}]}) == []
    assert unserved({**scan, "Schema": "pg_catalog"}) == []


def scan(alias: str, condition: str, role: str) -> dict[str, object]:
    kind = "Index Scan" if condition else "Seq Scan"
    named = {"Relation Name": alias, "Schema": "public", "Alias": alias, "Parent Relationship": role}
    return {"Node Type": kind, "Index Name": f"{alias}_key", "Index Cond": condition, **named}


def test_tables_that_are_only_found_by_each_other_are_not_found() -> None:
    loop = {"Node Type": "Nested Loop", "Join Type": "Inner", "Parent Relationship": "Outer"}
    a_and_b = {**loop, "Plans": [scan("a", "", "Outer"), scan("b", "(b.a_id = a.id)", "Inner")]}
    c = scan("c", "(c.b_id = b.id)", "Inner")
    plan = {**loop, "Join Filter": "(a.x = c.y)", "Plans": [a_and_b, c]}
    keys = IndexKeys([IndexKey(namespace="public", name="a_x", relation="a", first_key="x", predicate=None)])

    assert [(item.alias, item.kind) for item in unserved(plan, keys)] == [("a", "join")]
    plan["Plans"] = [a_and_b, {**c, "Index Cond": "(c.b_id = $1)"}]
    assert unserved(plan, keys) == []


def test_conditions_come_apart_at_their_outermost_and() -> None:
    assert conjuncts("((a = 1) AND ((b = ' AND (') OR ((c) AND (d))))") == [
        "a = 1",
        "(b = ' AND (') OR ((c) AND (d))",
    ]
    assert conjuncts('("x AND" = 1)') == ['"x AND" = 1']
    assert conjuncts("(a) = (b)") == ["(a) = (b)"]
