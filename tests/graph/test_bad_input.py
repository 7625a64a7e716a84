"""What callers must not give: refused with its field before anything is sent, or harmless where it is stored.

The same through the worker is in ``tests/sync/test_bad_input.py``; keys that are null in ``test_writes``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from math import inf, nan
from typing import Any

import pytest

from tests.fixtures.bolt import bolt_session
from tests.fixtures.graph_server import GraphServer
from tracktion_db import graph as written
from tracktion_db import graph_migrations
from tracktion_db.errors import NotFound, RuleViolated, TracktionDBError, ValidationError
from tracktion_db.graph import Graph
from tracktion_db.mixing import (
    MixRule,
    artist_chain,
    collaborators,
    drop_low_scores,
    find_artists,
    find_path,
    find_recordings,
    genre_tree,
    order_crate,
    played_after,
    played_before,
    sets_containing_pair_in_order,
    sets_containing_track,
    sets_containing_two_artists,
    similar_recordings,
    what_mixes_after,
)

Ask = Callable[..., Any]
OF_ONE: tuple[Ask, ...] = (
    what_mixes_after,
    played_after,
    played_before,
    sets_containing_track,
    similar_recordings,
    collaborators,
    find_artists,
    find_recordings,
)
OF_TWO: tuple[Ask, ...] = (
    find_path,
    artist_chain,
    sets_containing_pair_in_order,
    sets_containing_two_artists,
)
HUGE = "x" * (16 * 1024 * 1024)
MANY = 100_000


@pytest.fixture
def graph(clean_graph: GraphServer) -> Generator[Graph]:
    with Graph.from_env(clean_graph.environment) as graph:
        yield graph


def named(ask: Ask) -> str:
    return ask.__name__


def cypher(server: GraphServer, text: str) -> list[list[Any]]:
    """Sabotage and looks, by the plain driver."""
    with server.driver() as driver, bolt_session(driver) as session:
        return [record.values() for record in session.run(text)]  # type: ignore[arg-type]


def recordings(*rows: dict[str, Any]) -> written.GraphCall[None]:
    return written.save_recordings([{"uid": row["uid"], "properties": row} for row in rows])


def refused(ask: Callable[[], object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ask()
    assert caught.value.field is not None and caught.value.field.startswith(field)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("name", ["", None, 7, HUGE], ids=["empty", "null", "number", "16 MiB"])
@pytest.mark.parametrize("ask", OF_ONE, ids=named)
def test_a_name_or_uid_that_nothing_has_is_refused(ask: Ask, name: Any) -> None:
    refused(lambda: ask(name), "")


@pytest.mark.parametrize("name", ["", None, 7, HUGE], ids=["empty", "null", "number", "16 MiB"])
@pytest.mark.parametrize("ask", OF_TWO, ids=named)
def test_neither_of_two_may_be_a_name_or_uid_that_nothing_has(ask: Ask, name: Any) -> None:
    refused(lambda: ask(name, "a"), "")
    refused(lambda: ask("a", name), "")


@pytest.mark.parametrize("ask", OF_TWO, ids=named)
def test_nothing_leads_from_something_to_itself(ask: Ask) -> None:
    refused(lambda: ask("a", "a"), "")


@pytest.mark.parametrize(
    "steps",
    [
        what_mixes_after("nobody"),
        played_after("nobody"),
        played_before("nobody"),
        sets_containing_track("nobody"),
        similar_recordings("nobody"),
        collaborators("nobody"),
        find_path("nobody", "nothing"),
        artist_chain("nobody", "nothing"),
        sets_containing_pair_in_order("nobody", "nothing"),
        order_crate(["nobody", "nothing"]),
    ],
    ids=repr,
)
def test_who_does_not_exist_is_not_found(graph: Graph, steps: Any) -> None:
    with pytest.raises(NotFound):
        graph.run(steps)


@pytest.mark.parametrize("call", [find_artists("nobody"), find_recordings("nobody")], ids=repr)
def test_what_a_search_does_not_find_is_nothing(graph: Graph, call: Any) -> None:
    assert graph.run(call) == []


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_no_score_and_no_limit_is_beyond_all_numbers(number: float) -> None:
    refused(lambda: MixRule(tolerance_percent=number), "tolerance_percent")
    refused(lambda: drop_low_scores("SIMILAR_TO", number), "below")
    refused(lambda: recordings({"uid": "r", "energy": number}), "rows[0].properties.energy")


@pytest.mark.parametrize("score", [-0.1, 1.1, 10**6])
def test_confidence_is_from_0_to_1(score: float) -> None:
    refused(lambda: drop_low_scores("SIMILAR_TO", score), "below")


@pytest.mark.parametrize("bpm", [0.0, -1.0, 10.0**6])
def test_a_tempo_that_nothing_has_is_no_tempo(graph: Graph, bpm: float) -> None:
    graph.run(
        recordings(
            {"uid": "odd", "title": "odd", "bpm": bpm, "camelot": "8A"},
            {"uid": "usual", "title": "usual", "bpm": 120.0, "camelot": "8A"},
            {"uid": "near", "title": "near", "bpm": 121.0, "camelot": "8A"},
        )
    )
    for steps in (what_mixes_after("odd"), find_path("odd", "usual"), find_path("usual", "odd")):
        with pytest.raises(RuleViolated) as caught:
            graph.run(steps)
        assert caught.value.field == "bpm"
    found = graph.run(what_mixes_after("usual"))
    assert [each.recording.uid for each in found] == ["near"]
    order = graph.run(order_crate(["odd", "usual", "near"]))
    assert sorted(step.recording.uid for step in order.steps) == ["near", "odd", "usual"]


def test_genres_in_a_circle_and_below_themselves_are_a_tree(graph: Graph, clean_graph: GraphServer) -> None:
    graph.run(written.save_genres([{"uid": uid, "properties": {"uid": uid, "name": uid}} for uid in "abc"]))
    cypher(
        clean_graph,
        "UNWIND [['a', 'b'], ['b', 'c'], ['c', 'a'], ['b', 'b']] AS pair"
        " MATCH (one:Genre {uid: pair[0]}) MATCH (other:Genre {uid: pair[1]})"
        " CREATE (one)-[:SUBGENRE_OF {count: 1}]->(other)",
    )
    tree = graph.run(genre_tree())
    assert tree.cycles == (("a", "b", "c"),)
    assert [(branch.uid, branch.depth) for branch in tree.branches] == [("a", 0), ("c", 1), ("b", 2)]


def test_relationships_of_something_to_itself_lead_nowhere(graph: Graph, clean_graph: GraphServer) -> None:
    cypher(
        clean_graph,
        "CREATE (a:Artist {uid: 'a', name: 'A'})-[:COLLABORATED_WITH {count: 9}]->(a)"
        " CREATE (b:Artist {uid: 'b', name: 'B'})"
        " CREATE (t:Track {uid: 't', title: 't', artist: 'a', key: 'a / t'})-[:PLAYED_BEFORE {count: 9}]->(t)"
        " CREATE (r:Recording {uid: 'r', track: 'a / t', bpm: 120.0, camelot: '8A'})"
        " CREATE (r)-[:SIMILAR_TO {score: 1.0, version: 1}]->(r)",
    )
    assert graph.run(collaborators("a", depth=4)) == []
    assert graph.run(artist_chain("a", "b")).artists == ()
    assert graph.run(what_mixes_after("r")) == []
    assert graph.run(played_after("t")) == graph.run(played_before("t")) == []
    assert graph.run(similar_recordings("r")) == []


def test_sixteen_megabytes_of_text_are_refused(graph: Graph, clean_graph: GraphServer) -> None:
    refused(lambda: recordings({"uid": "r", "title": HUGE}), "rows")
    refused(lambda: recordings({"uid": HUGE, "title": "x"}), "rows")
    half = "x" * (2 * 1024 * 1024)
    refused(lambda: recordings(*({"uid": str(number), "title": half} for number in range(8))), "rows")
    graph_migrations.apply(graph)
    graph.run(recordings({"uid": "r", "comment": half}))
    assert cypher(clean_graph, "MATCH (n:Recording) RETURN size(n.comment)") == [[len(half)]]
    # An index takes no such text: each server says so in its own way, and keeps nothing.
    with pytest.raises(TracktionDBError):
        graph.run(recordings({"uid": "r", "title": half}))
    assert cypher(clean_graph, "MATCH (n:Recording) RETURN size(n.comment), n.title") == [[len(half), None]]


def test_batches_of_100_000_rows_are_refused(graph: Graph, clean_graph: GraphServer) -> None:
    uids = [f"uid {number}" for number in range(MANY)]
    refused(lambda: recordings(*({"uid": uid} for uid in uids)), "rows")
    refused(lambda: written.link_recording_metadata([{"uid": "r", "targets": uids * 4}]), "rows")
    refused(lambda: what_mixes_after("a", just_played=uids), "just_played")
    refused(lambda: order_crate(uids), "uids")
    assert cypher(clean_graph, "MATCH (n) RETURN count(n)") == [[0]]


def test_the_largest_batch_is_written_whole_or_not_at_all(graph: Graph, clean_graph: GraphServer) -> None:
    graph_migrations.apply(graph)
    rows = [{"uid": f"uid {number}", "title": "x" * 700} for number in range(5_000)]
    graph.run(recordings(*rows))
    assert cypher(clean_graph, "MATCH (n:Recording) RETURN count(n)") == [[5_000]]
    refused(lambda: recordings(*({**row, "title": "other"} for row in rows), {"uid": None}), "rows")
    assert cypher(clean_graph, "MATCH (n:Recording {title: 'other'}) RETURN count(n)") == [[0]]


@pytest.mark.parametrize("name", ["\u0301", "\u0308\u0301", "!!!", " "])
def test_a_name_of_nothing_but_accents_or_signs_is_a_name(graph: Graph, name: str) -> None:
    graph.run(recordings({"uid": name, "title": name}))
    assert [each.uid for each in graph.run(find_recordings(name))] == [name]
    assert graph.run(find_recordings("\u0302")) == []
