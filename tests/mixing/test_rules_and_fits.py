"""What fits by which rule, and what it costs: the parts that know no graph."""

from __future__ import annotations

from math import log, nan
from typing import Any

import pytest

from tests.mixing.library import recording
from tracktion_db.errors import ValidationError
from tracktion_db.mixing import ALL_MOVES, BLENDABLE, MixRule
from tracktion_db.mixing.fit import judge
from tracktion_db.mixing.windows import windows_after
from tracktion_db.music import ALL_KEYS, move, parse_key

USUAL = MixRule()


def test_the_usual_moves_are_those_that_may_sound_together_for_long() -> None:
    assert set(BLENDABLE) == {"same key", "relative", "energy up", "energy down", "diagonal"}
    blendable = {
        move(one, other).name for one in ALL_KEYS for other in ALL_KEYS if move(one, other).blendable
    }
    assert set(BLENDABLE) == blendable
    assert blendable < set(ALL_MOVES)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tolerance_percent", nan),
        ("tolerance_percent", -0.1),
        ("tolerance_percent", 30.1),
        ("tolerance_percent", True),
        ("key_lock", 1),
        ("half_double", None),
        ("rising", "yes"),
        ("moves", ()),
        ("moves", ("sideways",)),
    ],
)
def test_a_rule_that_means_nothing_is_refused_by_its_field(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        MixRule(**{field: value})
    assert refused.value.field == field


def test_a_fit_explains_itself() -> None:
    fit = judge(USUAL, recording("a", "8A", 120), recording("b", "9A", 121.5), played=7)
    assert fit.explain() == "8A to 9A (energy up), 1.2 % slower, played together 7 times"
    assert not fit.broken and fit.is_known


def test_half_and_double_time_fit_unless_the_rule_says_no() -> None:
    one, other = recording("a", "8A", 140), recording("b", "8A", 70)
    assert judge(USUAL, one, other).explain() == "8A to 8A (same key), as fast at half time"
    assert judge(MixRule(half_double=False), one, other).broken == ("tempo",)


def test_without_key_lock_it_is_what_sounds_that_must_fit() -> None:
    one, other = recording("a", "8A", 127.2), recording("b", "1A", 120)
    # 6 % faster is a semitone up, seven steps round the wheel: 1A sounds as 8A.
    assert judge(USUAL, one, other).broken == ("key",)
    fit = judge(MixRule(key_lock=False), one, other)
    assert not fit.broken
    assert fit.explain() == "8A to 1A, 8A without key lock (same key), 6.0 % faster"
    assert judge(MixRule(key_lock=False), one, recording("c", "8A", 120)).broken == ("key",)


def test_what_is_not_known_breaks_nothing_and_costs_something() -> None:
    one, other = recording("a", None, 120), recording("b", "8A", None)
    fit = judge(USUAL, one, other)
    assert not fit.broken and not fit.is_known
    assert fit.explain() == "key not known, tempo not known"
    assert fit.cost == 1.0


@pytest.mark.parametrize("bpm", [0.0, -1.0, 1e6, nan])
def test_a_tempo_that_nothing_has_is_not_known(bpm: float) -> None:
    fit = judge(USUAL, recording("a"), recording("b", bpm=bpm))
    assert fit.tempo is None and not fit.is_known


def test_the_tempo_never_falls_where_it_must_rise() -> None:
    rising = MixRule(rising=True)
    slow, fast = recording("a", bpm=120), recording("b", bpm=123)
    assert not judge(rising, slow, fast).broken
    assert judge(rising, fast, slow).broken == ("rising",)
    assert not judge(rising, slow, recording("c", bpm=61)).broken


def test_a_tempo_out_of_all_proportion_costs_the_most() -> None:
    one = recording("a", bpm=1000)
    assert judge(USUAL, one, recording("b", bpm=1)).cost == 7
    near = judge(USUAL, one, recording("c", bpm=1000 * 1.2))
    assert near.cost < 7
    for rule in (USUAL, MixRule(half_double=False)):
        assert judge(rule, recording("d", bpm=1), one).broken == ("tempo",)


def test_the_cost_is_the_sum_that_is_documented() -> None:
    fit = judge(USUAL, recording("a", "8A", 120), recording("b", "8B", 60 * 1.02), played=2)
    key = 1 - move(parse_key("8A"), parse_key("8B")).score
    assert fit.cost == pytest.approx((key + 5 * log(1.02) + 0.15) / 2)
    assert fit.score == 1 / (1 + fit.cost)


@pytest.mark.parametrize("rule", [USUAL, MixRule(key_lock=False, tolerance_percent=16), MixRule(rising=True)])
def test_the_windows_hold_exactly_what_fits(rule: MixRule) -> None:
    bpm = 127.0
    for key in (ALL_KEYS[3], ALL_KEYS[20]):
        windows = windows_after(rule, key, bpm)
        for hundredths in range(5_000, 30_000, 37):
            for other in ALL_KEYS:
                candidate = recording("b", other.camelot, hundredths / 100)
                assert candidate.bpm is not None
                is_in = any(
                    each.camelot == candidate.camelot and each.low <= candidate.bpm <= each.high
                    for each in windows
                )
                assert is_in == (not judge(rule, recording("a", key.camelot, bpm), candidate).broken)
