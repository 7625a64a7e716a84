"""Tempo against tempo, and the key that results without key lock."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from math import inf, nan, nextafter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracktion_db.errors import ValidationError
from tracktion_db.music import (
    ALL_KEYS,
    PitchShift,
    TempoKind,
    TempoRelation,
    key_without_lock,
    move,
    parse_key,
    pitch_shift,
    relate_tempo,
)

BPM = st.floats(min_value=0, max_value=1000, exclude_min=True)
RATIO: dict[TempoKind, float] = {"same": 1, "half": 0.5, "double": 2}


@pytest.mark.parametrize(
    ("a", "b", "kind", "pitch"),
    [
        (128, 128, "same", 0.0),
        (128, 125, "same", 2.4),
        (120, 125, "same", -4.0),
        (174, 87, "half", 0.0),
        (87, 174, "double", 0.0),
        (140, 68.75, "half", 1.8181818181818181),
        (70, 137.5, "double", 1.8181818181818181),
        (1000, 1000, "same", 0.0),
        (5e-324, 5e-324, "same", 0.0),
    ],
)
def test_pitch_brings_the_second_to_the_first(a: float, b: float, kind: TempoKind, pitch: float) -> None:
    assert relate_tempo(a, b) == TempoRelation(kind, pitch)


@pytest.mark.parametrize(
    ("a", "b"), [(128, 100), (100, 128), (150, 100), (100, 150), (1000, 1e-300), (1, 1000)]
)
def test_far_tempi_are_not_related(a: float, b: float) -> None:
    assert relate_tempo(a, b) is None


@pytest.mark.parametrize(
    ("a", "b", "kind", "pitch"),
    [
        (127.2, 120, "same", 6.0),
        (112.8, 120, "same", -6.0),
        (116.6, 110, "same", 6.0),
        (103.4, 110, "same", -6.0),
        (254.4, 120, "half", 6.0),
        (225.6, 120, "half", -6.0),
        (63.6, 120, "double", 6.0),
        (56.4, 120, "double", -6.0),
    ],
)
def test_exactly_the_tolerance_is_allowed_and_a_hair_more_is_not(
    a: float, b: float, kind: TempoKind, pitch: float
) -> None:
    assert relate_tempo(a, b) == TempoRelation(kind, pitch)
    assert relate_tempo(nextafter(a, inf if pitch > 0 else 0), b) is None
    assert relate_tempo(a, b, nextafter(6.0, 0)) is None


def test_every_tenth_of_a_bpm_is_exact_at_its_boundary() -> None:
    for tenths in range(600, 2000):
        b = tenths / 10
        # 106 % of tenths has three decimals, written as such.
        a = float(f"{tenths * 106 // 1000}.{tenths * 106 % 1000:03}")
        assert relate_tempo(a, b) == TempoRelation("same", 6.0)


def test_no_tolerance_leaves_equal_tempi_only() -> None:
    assert relate_tempo(0.3, 0.3, 0) == TempoRelation("same", 0.0)
    assert relate_tempo(0.2, 0.1, 0) == TempoRelation("half", 0.0)
    assert relate_tempo(0.1 + 0.2, 0.3, 0) is None


def test_the_smallest_change_is_taken_and_the_same_tempo_between_two_as_far() -> None:
    assert relate_tempo(100, 71, 100) == TempoRelation("half", 100 * -21 / 71)
    assert relate_tempo(100, 75, 100) == TempoRelation("same", 100 / 3)
    assert relate_tempo(100, 150, 100) == TempoRelation("same", -100 / 3)


@settings(max_examples=300, deadline=None)
@given(BPM, BPM, st.floats(min_value=0, max_value=100))
def test_pitch_stays_in_the_tolerance_and_leads_to_the_tempo(a: float, b: float, tolerance: float) -> None:
    related = relate_tempo(a, b, tolerance)
    if related is not None:
        assert abs(related.pitch_percent) <= tolerance
        reached = b * (1 + related.pitch_percent / 100)
        assert reached == pytest.approx(a * RATIO[related.kind], rel=1e-9, abs=1e-12 * b)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 500_000), st.sampled_from(list(RATIO)))
def test_halves_and_doubles_need_no_change(thousandths: int, kind: TempoKind) -> None:
    a = thousandths / 1000
    b = a * RATIO[kind]
    assert relate_tempo(a, b) == TempoRelation(kind, 0.0)


def test_the_programs_decimal_context_changes_nothing() -> None:
    with decimal.localcontext(decimal.Context(prec=2, traps=[decimal.Inexact, decimal.FloatOperation])):
        assert relate_tempo(127.2, 120) == TempoRelation("same", 6.0)
        assert relate_tempo(127.2001, 120) is None


@pytest.mark.parametrize(
    "bpm",
    [
        0,
        0.0,
        -0.0,
        -128,
        nan,
        inf,
        -inf,
        1000.1,
        nextafter(1000, inf),
        10**6,
        10**400,
        None,
        "128",
        True,
        [128],
        1j,
        decimal.Decimal(128),
    ],
)
def test_bad_tempi_are_refused_by_name(bpm: Any) -> None:
    calls: dict[str, Callable[[], object]] = {
        "a_bpm": lambda: relate_tempo(bpm, 120),
        "b_bpm": lambda: relate_tempo(120, bpm),
    }
    for field, call in calls.items():
        with pytest.raises(ValidationError) as refused:
            call()
        assert refused.value.field == field
        assert refused.value.reason == "must be a number above 0 and at most 1,000"


@pytest.mark.parametrize("tolerance", [-0.1, nan, inf, 100.1, None, "6", True])
def test_bad_tolerances_are_refused_by_name(tolerance: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        relate_tempo(120, 120, tolerance)
    assert refused.value.field == "tolerance_percent"


def test_six_percent_is_a_semitone_and_seven_steps_up_the_wheel() -> None:
    for key in ALL_KEYS:
        faster = key_without_lock(key, 6)
        assert faster == key.transposed(1)
        assert faster.number == (key.number + 7 - 1) % 12 + 1
        assert move(key, faster).name == "energy boost"
        assert key_without_lock(key, -6) == key.transposed(-1)
        assert move(key, key_without_lock(key, -6)).name == "energy drop"


@pytest.mark.parametrize(
    ("pitch", "key"),
    [
        (0, "8A"),
        (2.9, "8A"),
        (2.95, "3A"),
        (-2.8, "8A"),
        (-2.9, "1A"),
        (12.2, "10A"),
        (100, "8A"),
        (-50, "8A"),
    ],
)
def test_the_key_goes_to_the_nearest_semitone(pitch: float, key: str) -> None:
    assert key_without_lock(parse_key("8A"), pitch) == parse_key(key)


def test_cents_are_what_the_semitones_leave() -> None:
    assert pitch_shift(0) == PitchShift(0, 0.0)
    assert pitch_shift(100) == PitchShift(12, 0.0)
    assert pitch_shift(-50) == PitchShift(-12, 0.0)
    for pitch, semitones, cents in ((6, 1, 0.877), (3, 1, -48.827), (-2, 0, -34.976)):
        shift = pitch_shift(pitch)
        assert (shift.semitones, round(shift.cents, 3)) == (semitones, cents)


@settings(max_examples=200, deadline=None)
@given(st.floats(min_value=-99.9, max_value=1000))
def test_semitones_and_cents_say_the_whole_shift(pitch: float) -> None:
    shift = pitch_shift(pitch)
    assert -50 <= shift.cents <= 50
    assert 2 ** ((shift.semitones + shift.cents / 100) / 12) == pytest.approx(1 + pitch / 100)
    for key in ALL_KEYS:
        assert key_without_lock(key, pitch) == key.transposed(shift.semitones)


def test_the_slowest_and_the_fastest_that_is_allowed() -> None:
    assert pitch_shift(nextafter(-100, 0)).semitones < -600
    assert pitch_shift(1000).semitones == 42


@pytest.mark.parametrize("pitch", [-100, -101, nan, inf, -inf, 1000.1, 10**400, None, "6", False])
def test_bad_pitches_are_refused_by_name(pitch: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: pitch_shift(pitch),
        lambda: key_without_lock(ALL_KEYS[0], pitch),
    ]
    for call in calls:
        with pytest.raises(ValidationError) as refused:
            call()
        assert refused.value.field == "pitch_percent"
