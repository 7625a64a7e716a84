"""Paths: against all paths there are, tried one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from tests.mixing.library import random_recordings, recording, save, save_sets
from tracktion_db.errors import NotFound, RuleViolated, ValidationError
from tracktion_db.graph import Graph
from tracktion_db.mixing import MixRecording, MixRule, PathResult, find_path, paths
from tracktion_db.mixing.fit import judge
from tracktion_db.mixing.path_bounds import STEP_COST

RULES = [
    MixRule(),
    MixRule(half_double=False, tolerance_percent=8),
    MixRule(key_lock=False, tolerance_percent=10),
    MixRule(rising=True, tolerance_percent=10),
]


def all_paths(
    recordings: Sequence[MixRecording],
    start: str,
    goal: str,
    rule: MixRule,
    max_steps: int,
    repeat_artist: bool,
) -> Iterator[tuple[float, list[str]]]:
    """Every path with what it costs."""
    known = {each.uid: each for each in recordings}
    following = {
        one.uid: [
            (other, fit.cost + STEP_COST)
            for other in recordings
            if not (fit := judge(rule, one, other)).broken and fit.is_known
        ]
        for one in recordings
    }

    def further(path: list[MixRecording], cost: float) -> Iterator[tuple[float, list[str]]]:
        if path[-1].uid == goal:
            yield cost, [each.uid for each in path]
        elif len(path) <= max_steps:
            for other, more in following[path[-1].uid]:
                if not any(
                    each.is_same_song(other) or (not repeat_artist and each.is_same_artist(other))
                    for each in path
                ):
                    yield from further([*path, other], cost + more)

    yield from further([known[start]], 0.0)


def uids_of(result: PathResult) -> list[list[str]]:
    return [[each.uid for each in path.recordings] for path in result.paths]


@pytest.mark.parametrize("seed", range(2))
def test_they_are_the_best_of_all_paths(graph: Graph, seed: int) -> None:
    draw = Random(seed)
    recordings = [each for each in random_recordings(draw, 18, keys=3) if each.key and each.tempo]
    save(graph, recordings)
    found = none = 0
    for rule in RULES:
        for _ in range(3):
            start, goal = draw.sample(recordings, 2)
            max_steps, repeat_artist = draw.randint(1, 5), draw.random() < 0.5
            steps = find_path(
                start.uid, goal.uid, rule=rule, max_steps=max_steps, repeat_artist=repeat_artist, best=4
            )
            result = graph.run(steps)
            ways = sorted(all_paths(recordings, start.uid, goal.uid, rule, max_steps, repeat_artist))
            assert result.complete
            assert [path.cost for path in result.paths] == pytest.approx([cost for cost, _ in ways[:4]])
            costs = {tuple(uids): cost for cost, uids in ways}
            for path, uids in zip(result.paths, uids_of(result), strict=True):
                assert costs[tuple(uids)] == pytest.approx(path.cost)
            assert len({tuple(uids) for uids in uids_of(result)}) == len(result.paths)
            found, none = found + bool(ways), none + (not ways)
    assert found and none


def test_what_is_read_in_several_parts_is_found_too(graph: Graph) -> None:
    # All 40 in the middle stand on one tempo, and the only one that leads on is the last of them.
    middle = [recording(f"m{each:02}", "9A", 124.0, track="goal's") for each in range(39)]
    save(
        graph,
        [
            recording("a", "8A", 120),
            *middle,
            recording("m39", "9A", 124.0),
            recording("z", "10A", 128, track="goal's"),
        ],
    )
    assert uids_of(graph.run(find_path("a", "z"))) == [["a", "m39", "z"]]


def test_every_step_explains_itself(graph: Graph) -> None:
    save(
        graph,
        [
            recording("a", "8A", 120, track="one"),
            recording("m", "9A", 124, track="two"),
            recording("z", "10A", 128, track="three"),
        ],
    )
    save_sets(graph, {"x": ["two", "three"], "y": ["two", "three"]})
    (path,) = graph.run(find_path("a", "z")).paths
    assert [step.explanation for step in path.steps] == [
        "8A to 9A (energy up), 3.2 % slower",
        "9A to 10A (energy up), 3.1 % slower, played together 2 times",
    ]


def test_the_tempo_never_falls_on_a_rising_path(graph: Graph) -> None:
    recordings = [each for each in random_recordings(Random(11), 60, keys=4) if each.key and each.tempo]
    save(graph, recordings)
    rule = MixRule(rising=True)
    slowest, fastest = (
        pick(recordings, key=lambda each: each.bpm if each.bpm and 90 < each.bpm < 135 else 110)
        for pick in (min, max)
    )
    result = graph.run(find_path(slowest.uid, fastest.uid, rule=rule, max_steps=8))
    (path,) = result.paths
    assert len(path.steps) > 2
    for step in path.steps:
        assert step.fit.tempo is not None and step.fit.tempo.pitch_percent <= 0
    back = graph.run(find_path(fastest.uid, slowest.uid, rule=replace(rule, half_double=False)))
    assert back.paths == () and "rising" in {each.limit for each in back.relax}


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"max_steps": 2}, ("max_steps", 3)),
        ({"rule": MixRule(tolerance_percent=2)}, ("tolerance_percent", 4.0)),
    ],
)
def test_where_there_is_no_path_it_says_which_limit_to_relax(
    graph: Graph, limits: dict[str, Any], expected: tuple[str, object]
) -> None:
    save(
        graph,
        [recording("a", bpm=120), recording("b", bpm=124), recording("c", bpm=128), recording("d", bpm=132)],
    )
    limits = {"rule": MixRule(tolerance_percent=4)} | limits
    result = graph.run(find_path("a", "d", **limits))
    assert result.paths == () and result.complete
    assert expected in {(each.limit, each.value) for each in result.relax}
    assert all(each.explanation for each in result.relax)


def test_moves_octaves_and_artists_may_be_what_stands_in_the_way(graph: Graph) -> None:
    save(graph, [recording("a"), recording("b", "2B"), recording("c", bpm=60), recording("d", artist="x")])
    save(graph, [recording("e", "9A", artist="x"), recording("f", "10A", artist="y")])

    def relaxed(start: str, goal: str, **limits: Any) -> set[str]:
        return {each.limit for each in graph.run(find_path(start, goal, **limits)).relax}

    assert relaxed("a", "b") == {"moves"}
    assert relaxed("a", "c", rule=MixRule(half_double=False)) == {"half_double"}
    assert relaxed("d", "f", repeat_artist=False, rule=MixRule(moves=("energy up",))) >= {"repeat_artist"}
    assert relaxed("b", "f", rule=MixRule(moves=("same key",), half_double=False)) == {"moves"}


def test_a_search_that_gives_up_says_so(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    save(graph, [recording(f"r{each:02}", bpm=120 + each / 10) for each in range(60)])
    save(graph, [recording("z", "11A", 121)])
    monkeypatch.setattr(paths, "_QUESTIONS", 1)
    result = graph.run(find_path("r00", "z"))
    assert result.paths == () and not result.complete


def test_a_direct_mix_is_one_step_and_needs_no_neighbours(graph: Graph) -> None:
    save(graph, [recording("a"), recording("z", "8B")])
    result = graph.run(find_path("a", "z", max_steps=1))
    assert uids_of(result) == [["a", "z"]] and result.complete
    assert [(one, other) for one, other in pairwise(uids_of(result)[0])] == [("a", "z")]


def test_ends_that_cannot_be_mixed_are_refused_by_what_they_lack(graph: Graph) -> None:
    save(graph, [recording("a"), recording("still", bpm=None), recording("mute", camelot=None)])
    for start, goal, field in (("a", "still", "bpm"), ("mute", "a", "camelot")):
        with pytest.raises(RuleViolated) as refused:
            graph.run(find_path(start, goal))
        assert refused.value.field == field
    with pytest.raises(NotFound):
        graph.run(find_path("a", "nobody"))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("goal", {"goal": "a"}),
        ("goal", {"goal": ""}),
        ("max_steps", {"max_steps": 13}),
        ("max_steps", {"max_steps": 0}),
        ("best", {"best": 21}),
        ("repeat_artist", {"repeat_artist": 1}),
    ],
)
def test_limits_outside_their_bounds_are_refused_before_anything_is_sent(
    field: str, given: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as refused:
        find_path("a", given.pop("goal", "z"), **given)
    assert refused.value.field == field


def test_the_oracle_notices_a_limit_that_is_not_kept(graph: Graph) -> None:
    recordings = [each for each in random_recordings(Random(2), 18, keys=3) if each.key and each.tempo]
    save(graph, recordings)
    wide, narrow = MixRule(tolerance_percent=12), MixRule(tolerance_percent=5)
    differences = 0
    for goal in recordings[1:]:
        answered = [path.cost for path in graph.run(find_path(recordings[0].uid, goal.uid, rule=wide)).paths]
        right, wrong, short = (
            [
                cost
                for cost, _ in sorted(all_paths(recordings, recordings[0].uid, goal.uid, rule, most, True))[
                    :1
                ]
            ]
            for rule, most in ((wide, 4), (narrow, 4), (wide, 1))
        )
        if right:
            assert answered == pytest.approx(right) or answered[0] < right[0]
            differences += (right != wrong) + (right != short)
    assert differences > 5
