"""Steps: calls that follow from each other's answers, run as one value."""

from __future__ import annotations

from itertools import count

import pytest

from tests.fixtures.graph_server import GraphServer
from tests.graph.own_calls import get_number
from tests.mixing.library import recording, save
from tracktion_db.errors import NotFound, TimedOut, ValidationError
from tracktion_db.graph import AsyncGraph, Graph, GraphSteps
from tracktion_db.graph.call import nothing
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphWork
from tracktion_db.mixing import MixRecording, count_nodes, find_recordings


def look_twice(first: str, second: str) -> GraphSteps[list[str]]:
    def work() -> GraphWork[list[str]]:
        found: list[MixRecording] = yield find_recordings(first)
        both: tuple[list[MixRecording], list[MixRecording]]
        both = yield find_recordings(first), find_recordings(second)
        return [each.uid for part in (found, *both) for each in part]

    return GraphSteps("mixing.look_twice", work)


async def test_each_call_is_sent_the_answer_before_it_and_the_value_can_be_run_again(
    graph: Graph, clean_graph: GraphServer
) -> None:
    save(graph, [recording("a"), recording("b")])
    steps = look_twice("a", "b")
    assert graph.run(steps) == graph.run(steps) == ["a", "a", "b"]
    assert repr(steps) == "<GraphSteps mixing.look_twice>"
    async with AsyncGraph.from_env(clean_graph.environment) as other:
        assert await other.run(steps) == ["a", "a", "b"]


def test_calls_that_are_asked_together_are_written_together_or_not_at_all(graph: Graph) -> None:
    def work() -> GraphWork[None]:
        yield (
            nothing(cypher["graph.save_artists"], rows=[{"uid": "a", "name": "A"}]),
            get_number(0),
        )

    with pytest.raises(NotFound):
        graph.run(GraphSteps("mixing.half", work))
    assert graph.run(count_nodes()) == []


def test_an_error_ends_the_steps_where_it_happened(graph: Graph) -> None:
    reached: list[int] = []

    def work() -> GraphWork[None]:
        for number in count():
            reached.append(number)
            yield find_recordings("x" * (1_000 if number < 2 else 3_000))

    with pytest.raises(ValidationError, match="name"):
        graph.run(GraphSteps("mixing.too_long", work))
    assert reached == [0, 1, 2]


def test_the_timeout_is_for_all_of_them(graph: Graph) -> None:
    def work() -> GraphWork[None]:
        while True:
            yield find_recordings("a")

    with pytest.raises(TimedOut):
        graph.run(GraphSteps("mixing.endless", work), timeout=0.5)
