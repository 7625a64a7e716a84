"""Two who write at once."""

from __future__ import annotations

from typing import Any, LiteralString

import neo4j
import pytest

from tests.graph.contract.conftest import Beside, Holds, OpenSession
from tests.graph.contract.outcome import outcome, waits

COUNTER = "CREATE (:Counter {value: 0})"
READ = "MATCH (n:Counter) RETURN n.value AS value"
FENCE = """
    MATCH (f:Fence) SET f.token = CASE WHEN f.token <= $token THEN $token ELSE f.token END
    RETURN f.token = $token AS passed
"""


def value(where: neo4j.Session | neo4j.Transaction, query: LiteralString, **parameters: Any) -> Any:
    return where.run(query, parameters).single(strict=True).value()


def two_transactions(open_session: OpenSession) -> tuple[neo4j.Transaction, neo4j.Transaction]:
    return open_session().begin_transaction(), open_session().begin_transaction()


def manner(waited: bool) -> str:
    return "waits" if waited else "goes on"


@pytest.mark.usefixtures("unique_uid")
def test_two_merge_one_new_key(open_session: OpenSession, beside: Beside, holds: Holds) -> None:
    first, second = two_transactions(open_session)
    merge = "MERGE (n:Unique {uid: 'a'})"
    first.run(merge).consume()
    rival = beside(lambda: second.run(merge).consume().counters.nodes_created)
    waited = waits(rival)
    first.commit()
    made = rival.result()
    holds(f"second {manner(waited)}, makes {made}, commit {outcome(second.commit)}")


@pytest.mark.usefixtures("unique_uid")
def test_a_violation_shows(session: neo4j.Session, holds: Holds) -> None:
    create = "CREATE (:Unique {uid: 'a'})"
    session.run(create).consume()
    transaction = session.begin_transaction()
    statement = outcome(lambda: transaction.run(create).consume())
    holds(f"statement {statement}" if statement != "done" else f"commit {outcome(transaction.commit)}")


def test_two_read_then_write(session: neo4j.Session, open_session: OpenSession, holds: Holds) -> None:
    session.run(COUNTER).consume()
    first, second = two_transactions(open_session)
    seen = value(first, READ), value(second, READ)
    write = "MATCH (n:Counter) SET n.value = $value"
    first.run(write, value=seen[0] + 1).consume()
    first.commit()
    second.run(write, value=seen[1] + 1).consume()
    committed = outcome(second.commit)
    holds(f"second {committed}, counted {value(session, READ)}")


def test_two_increment_in_one_statement(
    session: neo4j.Session, open_session: OpenSession, beside: Beside, holds: Holds
) -> None:
    session.run(COUNTER).consume()
    first, second = two_transactions(open_session)
    increment = "MATCH (n:Counter) SET n.value = n.value + 1"
    first.run(increment).consume()
    rival = beside(lambda: second.run(increment).consume())
    waited = waits(rival)
    first.commit()
    rival.result()
    committed = outcome(second.commit)
    holds(f"second {manner(waited)}, commit {committed}, counted {value(session, READ)}")


def test_a_smaller_fence_token_comes_second(
    session: neo4j.Session, open_session: OpenSession, beside: Beside, holds: Holds
) -> None:
    session.run("CREATE (:Fence {token: 0})").consume()
    larger, smaller = two_transactions(open_session)
    value(larger, FENCE, token=7)
    rival = beside(lambda: value(smaller, FENCE, token=5))
    waited = waits(rival)
    larger.commit()
    gate = "passes" if rival.result() else "is refused"
    committed = outcome(smaller.commit)
    token = value(session, "MATCH (f:Fence) RETURN f.token AS token")
    holds(f"smaller {manner(waited)}, {gate}, commit {committed}, token {token}")


def test_a_smaller_fence_token_commits_first(
    session: neo4j.Session, open_session: OpenSession, beside: Beside, holds: Holds
) -> None:
    session.run("CREATE (:Fence {token: 0})").consume()
    larger, smaller = two_transactions(open_session)
    value(larger, FENCE, token=7)
    rival = beside(lambda: (value(smaller, FENCE, token=5), smaller.commit()))
    waited = waits(rival)
    committed = outcome(larger.commit)
    rival.result()
    holds(f"smaller {manner(waited)}, larger's commit {committed}")


def test_two_write_two_nodes_in_opposite_order(
    session: neo4j.Session, open_session: OpenSession, beside: Beside, holds: Holds
) -> None:
    session.run("CREATE (:Pair {name: 'a'}), (:Pair {name: 'b'})").consume()
    write = "MATCH (n:Pair {name: $name}) SET n.touched = true"
    first, second = two_transactions(open_session)
    first.run(write, name="a").consume()
    second.run(write, name="b").consume()
    rival = beside(lambda: outcome(lambda: first.run(write, name="b").consume()))
    waited = waits(rival)
    statements = {outcome(lambda: second.run(write, name="a").consume()), str(rival.result())}
    if statements == {"done"}:
        commits = outcome(first.commit), outcome(second.commit)
        holds(f"first {manner(waited)}, commits {', '.join(commits)}")
    else:
        holds(f"first {manner(waited)}, statements {', '.join(sorted(statements))}")


def test_two_merge_one_new_relationship(
    session: neo4j.Session, open_session: OpenSession, beside: Beside, holds: Holds
) -> None:
    session.run("CREATE (:End {uid: 'a'}), (:End {uid: 'b'})").consume()
    merge = "MATCH (a:End {uid: 'a'}), (b:End {uid: 'b'}) MERGE (a)-[r:JOINS]->(b) SET r.touched = true"
    first, second = two_transactions(open_session)
    first.run(merge).consume()
    rival = beside(lambda: second.run(merge).consume())
    waited = waits(rival)
    first.commit()
    rival.result()
    committed = outcome(second.commit)
    made = value(session, "MATCH (:End)-[r:JOINS]->(:End) RETURN count(r) AS made")
    holds(f"second {manner(waited)}, commit {committed}, made {made}")
