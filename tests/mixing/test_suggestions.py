"""What mixes after this: against all recordings judged one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from tests.fixtures.graph_server import GraphServer
from tests.mixing.library import FIRST_DAY, random_recordings, recording, save, save_sets
from tracktion_db.errors import NotFound, RuleViolated, ValidationError
from tracktion_db.graph import AsyncGraph, Graph
from tracktion_db.mixing import ALL_MOVES, MixRecording, MixRule, Suggestion, what_mixes_after
from tracktion_db.mixing.fit import judge

RULES = [
    MixRule(),
    MixRule(half_double=False),
    MixRule(key_lock=False, tolerance_percent=12),
    MixRule(moves=("energy boost", "same key"), tolerance_percent=3),
    MixRule(rising=True, moves=ALL_MOVES, tolerance_percent=20),
    MixRule(tolerance_percent=0),
]


def oracle(
    recordings: Sequence[MixRecording],
    first: MixRecording,
    rule: MixRule,
    played: dict[str, int],
    *,
    without: Sequence[str] = (),
    same_artist: bool = True,
) -> list[tuple[str, float]]:
    """Uids and costs of all that may follow, the best first."""
    found: list[tuple[float, str]] = []
    for other in recordings:
        fit = judge(rule, first, other, played.get(other.track or "", 0))
        if (
            not fit.broken
            and (fit.is_known or fit.played)
            and other.uid not in (first.uid, *without)
            and other.track != first.track
            and (same_artist or other.artist_key != first.artist_key)
        ):
            found.append((fit.cost, other.uid))
    return [(uid, cost) for cost, uid in sorted(found)]


def shown(suggestions: Sequence[Suggestion]) -> list[tuple[str, float]]:
    return [(each.recording.uid, each.fit.cost) for each in suggestions]


@pytest.mark.parametrize("seed", range(2))
def test_they_are_the_best_of_all_by_every_rule(graph: Graph, seed: int) -> None:
    draw = Random(seed)
    recordings = random_recordings(draw, 60)
    save(graph, recordings)
    tracks = sorted({each.track for each in recordings if each.track is not None})
    order = [draw.choice(tracks) for _ in range(200)]
    # No track follows itself.
    order = [one for one, other in zip(order, [*order[1:], ""], strict=True) if one != other]
    save_sets(graph, {"s": order})
    checked = 0
    for rule in RULES:
        for first in draw.sample(recordings, 4):
            if first.tempo is None or first.key is None:
                continue
            played: dict[str, int] = {}
            for one, other in pairwise(order):
                if one == first.track:
                    played[other] = played.get(other, 0) + 1
            for limit in (1, 5, 200):
                expected = oracle(recordings, first, rule, played)[:limit]
                assert shown(graph.run(what_mixes_after(first.uid, rule=rule, limit=limit))) == expected
                checked += len(expected)
            expected = oracle(recordings, first, rule, played, without=["r003", "r004"], same_artist=False)
            steps = what_mixes_after(
                first.uid, rule=rule, just_played=["r003", "r004"], same_artist=False, limit=200
            )
            assert shown(graph.run(steps)) == expected
    assert checked > 100


def test_the_oracle_notices_a_rule_that_is_not_kept(graph: Graph) -> None:
    recordings = random_recordings(Random(5), 60)
    save(graph, recordings)
    first = next(each for each in recordings if each.key is not None and each.tempo is not None)
    answered = shown(graph.run(what_mixes_after(first.uid, rule=MixRule(tolerance_percent=8), limit=200)))
    assert answered == oracle(recordings, first, MixRule(tolerance_percent=8), {})
    assert answered != oracle(recordings, first, MixRule(tolerance_percent=4), {})
    assert answered != oracle(recordings, first, MixRule(tolerance_percent=8, half_double=False), {})


def test_what_was_really_played_comes_first_and_says_when(graph: Graph) -> None:
    save(
        graph,
        [
            recording("a", "8A", 120, track="one"),
            recording("near", "9A", 122, track="near"),
            recording("far", "9A", 124, track="two"),
            recording("clash", "2B", 120, track="three"),
        ],
    )
    # Both spellings of the second track are one: it was played after the first in three sets.
    save_sets(
        graph,
        {"x": ["one", "two"], "y": ["one", "Two"], "z": ["One", "two"], "w": ["one", "three"]},
        {"Two": "two", "One": "one"},
    )
    best, second = graph.run(what_mixes_after("a"))
    assert (best.recording.uid, best.played_together) == ("far", 3)
    assert best.last_played_together == FIRST_DAY.replace(day=3)
    assert best.explanation == "8A to 9A (energy up), 3.2 % slower, played together 3 times, last 2024-05-03"
    assert (second.recording.uid, second.played_together) == ("near", 0)
    assert best.score > second.score > 0
    assert best.version == 1


def test_it_never_suggests_another_file_of_the_same_track(graph: Graph) -> None:
    save(
        graph, [recording("a", track="one"), recording("copy", track="one"), recording("other", track="two")]
    )
    assert [each.recording.uid for each in graph.run(what_mixes_after("a"))] == ["other"]


def test_a_recording_without_artist_is_by_nobody_and_not_left_out(graph: Graph) -> None:
    save(graph, [recording("a", artist="x"), recording("b"), recording("c", artist="x")])
    assert [each.recording.uid for each in graph.run(what_mixes_after("a", same_artist=False))] == ["b"]


@pytest.mark.parametrize(
    ("camelot", "bpm", "field", "word"),
    [(None, 120.0, "camelot", "musical key"), ("8A", None, "bpm", "tempo"), (None, None, "bpm", "tempo")],
)
def test_what_is_missing_is_said_by_name_but_what_was_played_is_still_told(
    graph: Graph, camelot: str | None, bpm: float | None, field: str, word: str
) -> None:
    save(graph, [recording("a", camelot, bpm, track="one"), recording("b", track="two"), recording("c")])
    with pytest.raises(RuleViolated, match=word) as refused:
        graph.run(what_mixes_after("a"))
    assert refused.value.field == field
    save_sets(graph, {"x": ["one", "two"]})
    (only,) = graph.run(what_mixes_after("a"))
    assert only.recording.uid == "b"
    assert "not known" in only.explanation and "played together once" in only.explanation


def test_nothing_that_fits_is_no_error_but_nobody_is(graph: Graph) -> None:
    save(graph, [recording("a"), recording("b", "2B")])
    assert graph.run(what_mixes_after("a")) == []
    with pytest.raises(NotFound):
        graph.run(what_mixes_after("nobody"))


async def test_the_other_executor_answers_the_same(graph: Graph, clean_graph: GraphServer) -> None:
    save(graph, random_recordings(Random(1), 40))
    steps = what_mixes_after("r000", rule=MixRule(tolerance_percent=20))
    async with AsyncGraph.from_env(clean_graph.environment) as other:
        answered = await other.run(steps)
    assert answered == graph.run(steps) != []


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("uid", {"uid": ""}),
        ("uid", {"uid": "x" * 3_000}),
        ("limit", {"limit": 0}),
        ("limit", {"limit": 201}),
        ("limit", {"limit": True}),
        ("same_artist", {"same_artist": "no"}),
        ("just_played", {"just_played": "a"}),
        ("just_played", {"just_played": ["a"] * 501}),
        ("just_played[1]", {"just_played": ["a", None]}),
    ],
)
def test_bad_questions_are_refused_before_anything_is_sent(field: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        what_mixes_after(given.pop("uid", "a"), **given)
    assert refused.value.field == field
