"""Plans, paths and what the server says beside the answer."""

from __future__ import annotations

import re
from typing import LiteralString

import neo4j
import pytest

from tests.graph.contract.conftest import Holds


def way_to_nodes(session: neo4j.Session, query: LiteralString) -> str:
    """How the plan finds nodes: Neo4j has operators, ArcadeDB one text."""
    plan = str(session.run(query, uid="a", uids=["a"]).consume().plan)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    return ", ".join(sorted(set(re.findall(r"Node\w*(?:Seek|Scan)|Traditional Execution", plan))))


@pytest.mark.usefixtures("unique_uid")
def test_the_plan_of_a_lookup_by_key(session: neo4j.Session, holds: Holds) -> None:
    holds(way_to_nodes(session, "EXPLAIN MATCH (n:Unique {uid: $uid}) RETURN n.uid"))


@pytest.mark.usefixtures("unique_uid")
def test_the_plan_of_a_lookup_by_each_of_a_list(session: neo4j.Session, holds: Holds) -> None:
    holds(way_to_nodes(session, "EXPLAIN UNWIND $uids AS uid MATCH (n:Unique {uid: uid}) RETURN n.uid"))


def test_the_plan_of_a_lookup_without_index(session: neo4j.Session, holds: Holds) -> None:
    session.run("CREATE (:Plain {uid: 'a'})").consume()
    holds(way_to_nodes(session, "EXPLAIN MATCH (n:Plain {uid: $uid}) RETURN n.uid"))


def test_explain_of_a_write(session: neo4j.Session, holds: Holds) -> None:
    summary = session.run("EXPLAIN CREATE (:Explained)").consume()
    made = session.run("MATCH (n:Explained) RETURN count(n) AS made").single(strict=True)["made"]
    holds(f"{summary.query_type}, makes {made}")


def test_the_query_type_of_a_read(session: neo4j.Session, holds: Holds) -> None:
    holds(str(session.run("EXPLAIN MATCH (n) RETURN n").consume().query_type))


def test_an_unknown_label_is_noticed(session: neo4j.Session, holds: Holds) -> None:
    notices = session.run("MATCH (n:NeverHeardOf) RETURN n").consume().gql_status_objects
    holds(str(sorted({notice.gql_status for notice in notices})))


ROADS = """
    CREATE (a:Stop {uid: 'a'}), (b:Stop {uid: 'b'}), (c:Stop {uid: 'c'}),
           (a)-[:ROAD {open: false}]->(c), (a)-[:ROAD {open: true}]->(b), (b)-[:ROAD {open: true}]->(c)
"""


def test_a_shortest_path_that_must_go_round(session: neo4j.Session, holds: Holds) -> None:
    session.run(ROADS).consume()
    found = session.run("""
        MATCH (a:Stop {uid: 'a'}), (c:Stop {uid: 'c'})
        MATCH p = shortestPath((a)-[:ROAD*1..5]->(c)) WHERE all(r IN relationships(p) WHERE r.open)
        RETURN length(p) AS steps
    """)
    holds(str(found.value("steps")))


def test_a_bounded_path_that_must_go_round(session: neo4j.Session, holds: Holds) -> None:
    session.run(ROADS).consume()
    found = session.run("""
        MATCH p = (:Stop {uid: 'a'})-[:ROAD*1..5]->(:Stop {uid: 'c'})
        WHERE all(r IN relationships(p) WHERE r.open)
        RETURN length(p) AS steps ORDER BY steps LIMIT 1
    """)
    holds(str(found.value("steps")))
