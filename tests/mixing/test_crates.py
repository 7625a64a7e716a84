"""The order of a crate."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest

from tests.mixing.library import random_recordings, recording, save, save_sets
from tracktion_db.errors import NotFound, ValidationError
from tracktion_db.graph import Graph
from tracktion_db.mixing import MixRule, order_crate
from tracktion_db.mixing.crate_order import EXACT_UP_TO, best_order, total_cost
from tracktion_db.mixing.fit import judge


def random_costs(draw: Random, size: int) -> list[list[float]]:
    return [[draw.random() for _ in range(size)] for _ in range(size)]


@pytest.mark.parametrize("size", range(1, 8))
def test_up_to_twelve_no_order_costs_less(size: int) -> None:
    draw = Random(size)
    for start in (None, 0, size - 1):
        costs = random_costs(draw, size)
        order = best_order(costs, start)
        assert sorted(order) == list(range(size))
        ways = [way for way in permutations(range(size)) if start is None or way[0] == start]
        assert total_cost(order, costs) == pytest.approx(min(total_cost(way, costs) for way in ways))
        assert start is None or order[0] == start


@pytest.mark.parametrize("start", [None, 7])
def test_of_more_it_is_near_the_best_and_no_turn_or_move_helps(start: int | None) -> None:
    draw = Random(3)
    places = [draw.random() for _ in range(40)]
    costs = [[abs(one - other) for other in places] for one in places]
    order = best_order(costs, start)
    assert sorted(order) == list(range(40))
    span = max(places) - min(places)
    assert total_cost(order, costs) <= 2 * span
    asymmetric = random_costs(draw, 30)
    order = best_order(asymmetric, start)
    known = total_cost(order, asymmetric)
    first = 0 if start is None else 1
    for begin in range(first, 30):
        for end in range(begin + 1, 30):
            turned = [*order[:begin], *order[begin : end + 1][::-1], *order[end + 1 :]]
            assert total_cost(turned, asymmetric) >= known - 1e-6


def test_a_crate_comes_back_whole_in_its_best_order(graph: Graph) -> None:
    recordings = random_recordings(Random(8), 7)
    save(graph, recordings)
    uids = [each.uid for each in recordings]
    answer = graph.run(order_crate(uids))
    assert answer.is_best and sorted(step.recording.uid for step in answer.steps) == uids
    rule = MixRule()
    costs = [
        [(fit := judge(rule, one, other)).cost + (2 if fit.broken else 0) for other in recordings]
        for one in recordings
    ]
    least = min(total_cost(way, costs) for way in permutations(range(7)))
    assert answer.cost == pytest.approx(least)
    assert answer.steps[0].explanation == "first"
    assert 0 < answer.score <= 1


def test_it_begins_where_it_is_told_and_says_what_is_against_the_rule(graph: Graph) -> None:
    save(graph, [recording("a"), recording("b", "9A"), recording("c", "2B", 170), recording("d", None, None)])
    answer = graph.run(order_crate(["a", "b", "c", "d"], start="c"))
    assert answer.steps[0].recording.uid == "c"
    assert answer.broken == sum("against the rule" in step.explanation for step in answer.steps)


def test_what_was_really_played_in_this_order_stays_in_it(graph: Graph) -> None:
    save(graph, [recording(uid, track=uid) for uid in "abc"])
    save(graph, [recording("b", "9A", track="b"), recording("c", "10A", track="c")])
    save_sets(graph, {"x": ["c", "b"], "y": ["b", "a"], "z": ["c", "b"]})
    answer = graph.run(order_crate(["a", "b", "c"]))
    assert [step.recording.uid for step in answer.steps] == ["c", "b", "a"]


def test_a_large_crate_is_ordered_and_does_not_call_itself_the_best(graph: Graph) -> None:
    recordings = random_recordings(Random(9), EXACT_UP_TO + 18)
    save(graph, recordings)
    answer = graph.run(order_crate([each.uid for each in recordings]))
    assert len(answer.steps) == len(recordings) and not answer.is_best


def test_a_crate_of_one_is_in_order(graph: Graph) -> None:
    save(graph, [recording("a")])
    answer = graph.run(order_crate(["a"]))
    assert (len(answer.steps), answer.cost, answer.score) == (1, 0, 1)


def test_a_crate_with_what_does_not_exist_is_refused(graph: Graph) -> None:
    save(graph, [recording("a")])
    with pytest.raises(NotFound, match="1 of 2"):
        graph.run(order_crate(["a", "nobody"]))
    for uids, start, field in (
        ([], None, "uids"),
        (["a", "a"], None, "uids"),
        (["a"], "b", "start"),
        (["a", ""], None, "uids[1]"),
        ([f"r{each}" for each in range(101)], None, "uids"),
    ):
        with pytest.raises(ValidationError) as refused:
            order_crate(uids, start=start)
        assert refused.value.field == field
