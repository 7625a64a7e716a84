"""Constraints and indexes: what may be declared, and how they are shown."""

from __future__ import annotations

from typing import LiteralString

import neo4j

from tests.graph.contract.conftest import Holds
from tests.graph.contract.outcome import outcome

UNIQUE = "CREATE CONSTRAINT contract_schema FOR (n:Declared) REQUIRE n.uid IS UNIQUE"


def run(session: neo4j.Session, statement: LiteralString) -> str:
    return outcome(lambda: session.run(statement).consume())


def shown(session: neo4j.Session) -> str:
    constraints = session.run("""
        SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties WHERE name = 'contract_schema'
        RETURN type, labelsOrTypes, properties
    """)
    return str(constraints.values())


def test_a_unique_constraint_is_shown(session: neo4j.Session, holds: Holds) -> None:
    run(session, UNIQUE)
    holds(shown(session))


def test_if_not_exists_over_another_schema(session: neo4j.Session, holds: Holds) -> None:
    run(session, UNIQUE)
    before = shown(session)
    again = run(
        session, "CREATE CONSTRAINT contract_schema IF NOT EXISTS FOR (n:Other) REQUIRE n.name IS UNIQUE"
    )
    holds(f"{again}, {'unchanged' if shown(session) == before else 'changed'}")


def test_a_constraint_on_duplicates(session: neo4j.Session, holds: Holds) -> None:
    run(session, "CREATE (:Declared {uid: 'a'}), (:Declared {uid: 'a'})")
    holds(run(session, UNIQUE))


def test_a_node_key_of_the_enterprise_edition(session: neo4j.Session, holds: Holds) -> None:
    holds(run(session, "CREATE CONSTRAINT contract_schema FOR (n:Declared) REQUIRE (n.a, n.b) IS NODE KEY"))


def test_a_composite_key_with_a_part_missing_twice(session: neo4j.Session, holds: Holds) -> None:
    run(session, "CREATE CONSTRAINT contract_schema FOR (n:Composed) REQUIRE (n.a, n.b) IS UNIQUE")
    holds(run(session, "CREATE (:Composed {a: 1}), (:Composed {a: 1})"))


def test_a_number_and_its_text_as_unique_keys(session: neo4j.Session, holds: Holds) -> None:
    run(session, UNIQUE)
    run(session, "CREATE (:Declared {uid: 1})")
    holds(run(session, "CREATE (:Declared {uid: '1'})"))


def test_a_label_and_a_type_of_one_name(session: neo4j.Session, holds: Holds) -> None:
    run(session, "CREATE (:Twofold)")
    holds(run(session, "CREATE (:Declared)-[:Twofold]->(:Declared)"))


def test_waiting_for_indexes(session: neo4j.Session, holds: Holds) -> None:
    holds(run(session, "CALL db.awaitIndexes(10)"))


def test_what_an_index_on_data_leaves_behind(session: neo4j.Session, holds: Holds) -> None:
    run(session, "CREATE (:Declared {uid: 'a'})")
    run(session, "CREATE INDEX contract_index FOR (n:Declared) ON (n.uid)")
    run(session, "DROP INDEX contract_index")
    left = session.run("SHOW CONSTRAINTS YIELD type, labelsOrTypes WHERE 'Declared' IN labelsOrTypes")
    holds(str(left.value("type")))


def test_deleting_a_connected_node(session: neo4j.Session, holds: Holds) -> None:
    run(session, "CREATE (:Tied)-[:TO]->(:Tied)")
    holds(run(session, "MATCH (n:Tied) WITH n LIMIT 1 DELETE n"))
