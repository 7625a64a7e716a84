"""No step gets to a goal cheaper or sooner than the bounds say: what the search rests on."""

from __future__ import annotations

from math import inf, log
from random import Random

import pytest

from tests.mixing.library import random_recordings
from tracktion_db.mixing import ALL_MOVES, MixRecording, MixRule
from tracktion_db.mixing.fit import judge
from tracktion_db.mixing.path_bounds import PathBounds
from tracktion_db.mixing.stretches import stretches_after

RULES = [
    MixRule(),
    MixRule(tolerance_percent=16, key_lock=False, moves=ALL_MOVES),
    MixRule(half_double=False, rising=True),
    MixRule(rising=True, tolerance_percent=20),
]
TINY = 1e-7


def recordings_of(seed: int) -> list[MixRecording]:
    return [each for each in random_recordings(Random(seed), 120, keys=4) if each.key and each.tempo]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_step_brings_the_goal_no_nearer_than_it_costs(rule: MixRule, seed: int) -> None:
    recordings = recordings_of(seed)
    goal = recordings[0]
    assert goal.key is not None and goal.tempo is not None
    bounds = PathBounds(rule, goal.key, goal.tempo)
    mixed = 0
    for one in recordings:
        for other in recordings:
            fit = judge(rule, one, other)
            if fit.broken:
                continue
            assert one.key and one.tempo and other.key and other.tempo
            mixed += 1
            before, after = (one.key, log(one.tempo)), (other.key, log(other.tempo))
            assert bounds.costs(*before) <= fit.cost + bounds.costs(*after) + TINY
            if other is goal:
                assert bounds.steps(*before) == 1 and bounds.costs(*before) <= fit.cost + TINY
            else:
                assert bounds.steps(*before) <= 1 + bounds.steps(*after)
    assert mixed > 200


@pytest.mark.parametrize("rule", RULES)
def test_whatever_may_follow_stands_in_a_stretch_whose_ends_cost_no_more(rule: MixRule) -> None:
    recordings = recordings_of(3)
    goal = recordings[0]
    assert goal.key is not None and goal.tempo is not None
    bounds = PathBounds(rule, goal.key, goal.tempo)
    for one in recordings[1:40]:
        assert one.key and one.tempo
        stretches = list(stretches_after(rule, one.key, one.tempo, bounds))
        for other in recordings:
            if judge(rule, one, other).broken:
                continue
            assert other.key and other.tempo and other.bpm
            inside = [
                each
                for each in stretches
                if each.reading.camelot == other.camelot
                and each.reading.low <= other.bpm <= each.reading.high
            ]
            assert inside
            for each in inside:
                at = log(other.bpm)
                here = 5 * abs(at - each.target) + bounds.costs(other.key, at)
                ends = min(5 * abs(end - each.target) + bounds.costs(other.key, end) for end in each.ends)
                assert ends <= here + TINY
                assert min(bounds.steps(other.key, end) for end in each.ends) <= bounds.steps(other.key, at)


def test_where_no_move_leads_the_bound_is_infinite() -> None:
    goal = recordings_of(1)[0]
    assert goal.key is not None and goal.tempo is not None
    bounds = PathBounds(MixRule(moves=("same key",)), goal.key, goal.tempo)
    assert bounds.steps(goal.key.transposed(1), log(goal.tempo)) == inf
    assert bounds.costs(goal.key.transposed(1), log(goal.tempo)) == inf
    assert PathBounds(MixRule(tolerance_percent=0), goal.key, goal.tempo).steps(goal.key, log(100.1)) == inf
