"""Properties: what can be stored, and what comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import neo4j
import pytest

from tests.graph.contract.conftest import Holds
from tests.graph.contract.outcome import outcome

INSTANT = datetime(2026, 1, 1, 12, tzinfo=UTC)
ELSEWHERE = INSTANT.astimezone(timezone(timedelta(hours=2)))


def stored(session: neo4j.Session, instant: datetime) -> str:
    session.run("CREATE (:Dated {at: $at})", at=instant).consume()
    back = session.run("MATCH (n:Dated) RETURN n.at AS at").single(strict=True)["at"]
    return back.iso_format()


def test_an_instant_in_utc(session: neo4j.Session, holds: Holds) -> None:
    holds(stored(session, INSTANT))


def test_an_instant_with_an_offset(session: neo4j.Session, holds: Holds) -> None:
    holds(stored(session, ELSEWHERE))


def test_one_instant_with_two_offsets(session: neo4j.Session, holds: Holds) -> None:
    session.run("CREATE (:Dated {at: $at})", at=INSTANT).consume()
    found = session.run(
        "MATCH (n:Dated) RETURN n.at = $at AS equal, n.at >= $at AS not_less", at=ELSEWHERE
    ).single(strict=True)
    holds(f"equal {found['equal']}, not less {found['not_less']}")


def test_merging_a_node_with_a_null_key(session: neo4j.Session, holds: Holds) -> None:
    holds(outcome(lambda: session.run("MERGE (:Keyless {uid: $uid})", uid=None).consume()))


def test_merging_a_relationship_with_a_null_property(session: neo4j.Session, holds: Holds) -> None:
    session.run("CREATE (:End {uid: 'a'}), (:End {uid: 'b'})").consume()
    merge = "MATCH (a:End {uid: 'a'}), (b:End {uid: 'b'}) MERGE (a)-[:JOINS {at: $at}]->(b)"
    holds(outcome(lambda: session.run(merge, at=None).consume()))


@pytest.mark.parametrize("value", [[[1], [2]], [1, None], [1, "a"]], ids=["nested", "with_null", "mixed"])
def test_a_list_that_is_no_property(session: neo4j.Session, holds: Holds, value: list[object]) -> None:
    holds(outcome(lambda: session.run("CREATE (:Listed {value: $value})", value=value).consume()))


def test_a_map_as_a_property(session: neo4j.Session, holds: Holds) -> None:
    holds(outcome(lambda: session.run("CREATE (:Mapped {value: $value})", value={"a": 1}).consume()))


def test_numbers_of_two_types_in_one_list(session: neo4j.Session, holds: Holds) -> None:
    session.run("CREATE (:Listed {value: $value})", value=[1, 2.5]).consume()
    holds(str(session.run("MATCH (n:Listed) RETURN n.value AS value").single(strict=True)["value"]))


def test_the_element_id_of_a_node_that_gets_a_label(session: neo4j.Session, holds: Holds) -> None:
    before = session.run("CREATE (n:Plain {uid: 'a'}) RETURN elementId(n) AS id").single(strict=True)["id"]
    session.run("MATCH (n:Plain {uid: 'a'}) SET n:Labelled").consume()
    after = session.run("MATCH (n:Labelled {uid: 'a'}) RETURN elementId(n) AS id").single(strict=True)["id"]
    holds("stays" if after == before else "changes")


def test_strings_are_ordered(session: neo4j.Session, holds: Holds) -> None:
    ordered = session.run("UNWIND ['é', 'b', 'Z', 'a'] AS s WITH s ORDER BY s RETURN collect(s) AS all")
    holds("".join(ordered.single(strict=True)["all"]))
