"""The 24 keys: what they are, and every way in which they are written."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from tests.music.theory import NOTES, scale, shared_notes
from tracktion_db.errors import ValidationError
from tracktion_db.music import ALL_KEYS, Key, Refusal, key_at, key_of

# As Mixxx shows them, Open Key number by number: the major key, the minor key.
OPEN_KEY_WHEEL = """
    1 C  Am
    2 G  Em
    3 D  Bm
    4 A  F#m
    5 E  C#m
    6 B  G#m
    7 F# Ebm
    8 Db Bbm
    9 Ab Fm
    10 Eb Cm
    11 Bb Gm
    12 F  Dm
"""
GERMAN = """
    C-Dur Des-Dur D-Dur Es-Dur E-Dur F-Dur Fis-Dur G-Dur As-Dur A-Dur B-Dur H-Dur
    c-Moll cis-Moll d-Moll es-Moll e-Moll f-Moll fis-Moll g-Moll gis-Moll a-Moll b-Moll h-Moll
"""


def test_there_are_24_different_keys_in_the_order_of_their_index() -> None:
    assert len(set(ALL_KEYS)) == len(ALL_KEYS) == 24
    assert [key.index for key in ALL_KEYS] == list(range(24))
    assert [(key.tonic, key.mode) for key in ALL_KEYS] == [
        *((tonic, "major") for tonic in range(12)),
        *((tonic, "minor") for tonic in range(12)),
    ]


def test_both_wheels_are_where_mixxx_has_them() -> None:
    by_open_key = {key.open_key: key for key in ALL_KEYS}
    for line in OPEN_KEY_WHEEL.split("\n")[1:-1]:
        number, major, minor = line.split()
        assert by_open_key[f"{number}d"].short == major
        assert by_open_key[f"{number}m"].short == minor
        # Mixxx: Camelot is Open Key turned back by five.
        camelot = (int(number) - 5 - 1) % 12 + 1
        assert by_open_key[f"{number}d"].camelot == f"{camelot}B"
        assert by_open_key[f"{number}m"].camelot == f"{camelot}A"
    assert len(by_open_key) == 24


@pytest.mark.parametrize(
    ("camelot", "name"),
    [("8A", "A minor"), ("8B", "C major"), ("1A", "G# minor"), ("1B", "B major"), ("12A", "C# minor")],
)
def test_landmarks_of_the_camelot_wheel(camelot: str, name: str) -> None:
    assert [key.name for key in ALL_KEYS if key.camelot == camelot] == [name]


def test_camelot_is_number_and_letter() -> None:
    for key in ALL_KEYS:
        assert key.camelot == f"{key.number}{key.letter}"
        assert 1 <= key.number <= 12
        assert key.letter == ("B" if key.mode == "major" else "A")
    assert len({key.camelot for key in ALL_KEYS}) == 24


def test_keys_of_one_number_have_the_same_notes_and_the_next_number_is_a_fifth_up() -> None:
    for a in ALL_KEYS:
        for b in ALL_KEYS:
            assert (a.number == b.number) == (scale(a) == scale(b))
            if a.mode == b.mode and b.number == a.number % 12 + 1:
                assert b.tonic == (a.tonic + 7) % 12
                assert shared_notes(a, b) == 6


def test_names_are_those_of_the_tonic_with_the_fewest_signs_in_the_signature() -> None:
    sharps_of_naturals = {"C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5, "F": -1}
    for key in ALL_KEYS:
        # A sign at the tonic makes seven in the signature; minor has three flats more than major.
        signatures = {
            note: sharps_of_naturals[note[0]]
            + {"": 0, "#": 7, "b": -7}[note[1:]]
            - (3 if key.mode == "minor" else 0)
            for note, pitch_class in NOTES.items()
            if pitch_class == key.tonic
        }
        fewest = min(abs(signs) for signs in signatures.values())
        best = {note for note, signs in signatures.items() if abs(signs) == fewest}
        note = key.short.removesuffix("m")
        assert note in best
        assert key.name == f"{note} {key.mode}"
        assert key.short == (f"{note}m" if key.mode == "minor" else note)
        if len(best) == 2:
            assert key.short in {"F#", "Ebm"}
        assert len(key.short) <= 3


def test_german_names() -> None:
    assert [key.german for key in ALL_KEYS] == GERMAN.split()


def test_index_is_traktors_and_numbers_are_spotifys() -> None:
    a_minor = Key(9, "minor")
    assert a_minor.index == 21
    assert (a_minor.tonic, a_minor.mode_number) == (9, 0)
    assert Key(0, "major").index == 0
    assert Key(0, "major").mode_number == 1
    for key in ALL_KEYS:
        assert key_at(key.index) == key
        assert key_of(key.tonic, key.mode_number) == key


@pytest.mark.parametrize(("pitch_class", "mode"), [(-1, 0), (-1, 1), (3, -1), (-1, -1)])
def test_minus_one_is_no_key(pitch_class: int, mode: int) -> None:
    assert key_of(pitch_class, mode) == Refusal("says that no key was found")


def test_numbers_out_of_range_are_refused_with_a_reason() -> None:
    assert key_of(12, 0) == key_of(-2, 1) == Refusal("has a pitch class outside 0 (C) to 11 (B)")
    assert key_of(10**40, 0) == key_of(12, 0)
    assert key_of(11, 2) == key_of(0, -2) == Refusal("has a mode that is neither 0 (minor) nor 1 (major)")
    assert key_at(24) == key_at(-1) == Refusal("is outside 0 to 23")


@pytest.mark.parametrize("value", [None, "3", 3.0, float("nan"), True, [3], object()])
def test_numbers_of_another_type_are_errors(value: Any) -> None:
    for field, call in {
        "pitch_class": lambda: key_of(value, 0),
        "mode": lambda: key_of(0, value),
        "index": lambda: key_at(value),
        "tonic": lambda: Key(value, "major"),
    }.items():
        with pytest.raises(ValidationError) as refused:
            call()
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("tonic", "mode", "field"),
    [
        (12, "major", "tonic"),
        (-1, "minor", "tonic"),
        (0, "dorian", "mode"),
        (0, None, "mode"),
        (0, [], "mode"),
    ],
)
def test_there_is_no_25th_key(tonic: int, mode: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Key(tonic, mode)
    assert refused.value.field == field


def test_transposing_goes_round_and_back() -> None:
    for key in ALL_KEYS:
        assert key.transposed(0) == key.transposed(12) == key.transposed(-24) == key
        assert len({key.transposed(semitones) for semitones in range(12)}) == 12
        assert key.transposed(5).transposed(-5) == key
        # A semitone is seven steps of the wheel.
        assert key.transposed(1).number == (key.number + 7 - 1) % 12 + 1
        assert key.transposed(1).mode == key.mode


def test_keys_are_values() -> None:
    key = Key(9, "minor")
    assert key == ALL_KEYS[21]
    assert hash(key) == hash(ALL_KEYS[21])
    assert pickle.loads(pickle.dumps(key)) == copy.deepcopy(key) == key
    with pytest.raises(FrozenInstanceError):
        key.tonic = 3  # pyright: ignore[reportAttributeAccessIssue]
