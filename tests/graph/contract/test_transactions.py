"""What a transaction keeps, and what may be in one."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import neo4j

from tests.fixtures.graph_server import GraphServer
from tests.graph.contract.conftest import Beside, Holds, OpenSession
from tests.graph.contract.outcome import outcome, waits

FAILS_HALFWAY = "UNWIND range(1, 5000) AS i MERGE (n:Part {uid: i}) SET n.value = 1 / (3000 - i)"
COUNT_PARTS = "MATCH (n:Part) RETURN count(n) AS parts"
SEND_A_LONG_STRING = """
import sys
from tests.fixtures.bolt import bolt_driver
with bolt_driver(*sys.argv[1:]) as driver:
    driver.execute_query("RETURN size($text)", text="x" * (17 << 20), database_="neo4j")
"""
LONGEST_ANSWER_SECONDS = 10
SLOW = """/* graph.slow */
    UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a * b AS product RETURN max(product)
"""


def test_an_auto_commit_statement_that_fails_leaves(session: neo4j.Session, holds: Holds) -> None:
    failure = outcome(lambda: session.run(FAILS_HALFWAY).consume())
    left = session.run(COUNT_PARTS).single(strict=True)["parts"]
    holds(f"{failure}; {'nothing' if left == 0 else 'a part'}")


def test_a_managed_statement_that_fails_leaves(session: neo4j.Session, holds: Holds) -> None:
    failure = outcome(lambda: session.execute_write(lambda tx: tx.run(FAILS_HALFWAY).consume()))
    left = session.run(COUNT_PARTS).single(strict=True)["parts"]
    holds(f"{failure}; {'nothing' if left == 0 else 'a part'}")


def test_a_transaction_older_than_its_timeout(session: neo4j.Session, holds: Holds) -> None:
    transaction = session.begin_transaction(timeout=0.3)
    transaction.run("CREATE (:Late)").consume()
    time.sleep(1.5)
    holds(f"commit {outcome(transaction.commit)}")


def test_a_write_where_reads_were_promised(open_session: OpenSession, holds: Holds) -> None:
    session = open_session(default_access_mode=neo4j.READ_ACCESS)
    holds(outcome(lambda: session.run("CREATE (:Written)").consume()))


def test_a_message_of_more_than_16_mib(clean_graph: GraphServer, holds: Holds) -> None:
    # In a process of its own: a driver that waits for ever cannot be told to stop.
    command = [sys.executable, "-c", SEND_A_LONG_STRING, clean_graph.uri, *clean_graph.auth]
    try:
        done = subprocess.run(
            command, check=False, timeout=LONGEST_ANSWER_SECONDS, stderr=subprocess.PIPE, text=True
        )
    except subprocess.TimeoutExpired:
        holds("no answer")
    else:
        holds("answered" if done.returncode == 0 else done.stderr.splitlines()[-1])


def test_a_running_transaction_is_listed_and_terminated(
    open_session: OpenSession, beside: Beside, holds: Holds
) -> None:
    transaction = open_session().begin_transaction(metadata={"statement": "graph.slow"})
    rival = beside(lambda: outcome(lambda: transaction.run(SLOW).consume()))
    assert waits(rival)
    admin = open_session()
    listed = admin.run("SHOW TRANSACTIONS YIELD transactionId, currentQuery, metaData").data()
    [slow] = [row for row in listed if row["currentQuery"].startswith("/* graph.slow */")]
    admin.run("TERMINATE TRANSACTION $id", id=slow["transactionId"]).consume()
    holds(f"metadata {slow['metaData']}, then {rival.result()}")


def test_a_bookmark_that_no_server_gave(open_session: OpenSession, holds: Holds) -> None:
    session = open_session(bookmarks=neo4j.Bookmarks.from_raw_values(["nonsense"]))
    holds(outcome(lambda: session.run("RETURN 1").consume()))


def test_schema_and_data_in_one_transaction(session: neo4j.Session, holds: Holds) -> None:
    transaction = session.begin_transaction()
    transaction.run("CREATE (:Mixed {uid: 'a'})").consume()
    holds(outcome(lambda: transaction.run("CREATE INDEX contract_mixed FOR (n:Mixed) ON (n.uid)").consume()))
    transaction.close()


def test_the_server_says_who_it_is(driver: neo4j.Driver, holds: Holds) -> None:
    agent = driver.get_server_info().agent  # pyright: ignore[reportUnknownMemberType]
    [component] = driver.execute_query(
        "CALL dbms.components() YIELD name, edition RETURN name, edition", database_="neo4j"
    ).records
    name = re.sub(r"[0-9]+(\.[0-9]+)+", "N", agent)
    holds(f"{name}; {component['name']}, {component['edition']}")
