"""The move between any two keys: its name, its steps, its score and whether it blends."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import get_args

import pytest

from tests.music.theory import shared_notes
from tracktion_db.music import ALL_KEYS, Key, Move, MoveName, move, parse_key

PAIRS = list(product(ALL_KEYS, ALL_KEYS))
OPPOSITES = {
    "energy up": "energy down",
    "energy boost": "energy drop",
    "minor third up": "minor third down",
    "major third up": "major third down",
}
BACK = OPPOSITES | {there: back for back, there in OPPOSITES.items()}

# From C major and from A minor to each key of the wheel: name, steps, score in thousandths, blendable.
FROM_C_MAJOR = """
    8B same key            0 1000 yes
    9B energy up           1  745 yes
   10B energy boost        2  553 no
   11B minor third down    3  404 no
   12B major third up      4  234 no
    1B energy drop         5   43 no
    2B tritone             6   43 no
    3B energy boost       -5   43 no
    4B major third down   -4  234 no
    5B minor third up     -3  404 no
    6B energy drop        -2  553 no
    7B energy down        -1  745 yes
    8A relative            0  894 yes
    9A diagonal            1  723 yes
   10A distant             2  511 no
   11A distant             3  340 no
   12A clash               4  191 no
    1A clash               5    0 no
    2A clash               6    0 no
    3A clash              -5    0 no
    4A clash              -4  191 no
    5A parallel           -3  426 no
    6A distant            -2  532 no
    7A weak diagonal      -1  681 no
"""
FROM_A_MINOR = """
    8A same key            0 1000 yes
    9A energy up           1  745 yes
   10A energy boost        2  553 no
   11A minor third down    3  404 no
   12A major third up      4  234 no
    1A energy drop         5   43 no
    2A tritone             6   43 no
    3A energy boost       -5   43 no
    4A major third down   -4  234 no
    5A minor third up     -3  404 no
    6A energy drop        -2  553 no
    7A energy down        -1  745 yes
    8B relative            0  894 yes
    9B weak diagonal       1  681 no
   10B distant             2  532 no
   11B parallel            3  426 no
   12B clash               4  191 no
    1B clash               5    0 no
    2B clash               6    0 no
    3B clash              -5    0 no
    4B clash              -4  191 no
    5B distant            -3  340 no
    6B distant            -2  511 no
    7B diagonal           -1  723 yes
"""


def listed(start: Key) -> list[str]:
    """The moves from a key to all others, one line each: its own ring first, round from where it stands."""
    same_ring_first = sorted(
        ALL_KEYS, key=lambda key: (key.mode != start.mode, (key.number - start.number) % 12)
    )
    lines: list[str] = []
    for key in same_ring_first:
        made = move(start, key)
        blends = "yes" if made.blendable else "no"
        lines.append(f"{key.camelot:>3} {made.name:<17} {made.steps:4} {made.score * 1000:4.0f} {blends}")
    return lines


@pytest.mark.parametrize(("start", "table"), [("C", FROM_C_MAJOR), ("Am", FROM_A_MINOR)])
def test_moves_from_one_key_of_each_mode(start: str, table: str) -> None:
    assert [line.split() for line in listed(parse_key(start))] == [
        line.split() for line in table.strip().splitlines()
    ]


def test_a_move_depends_on_the_way_and_not_on_where_it_starts() -> None:
    for a, b in PAIRS:
        for semitones in range(1, 12):
            assert move(a.transposed(semitones), b.transposed(semitones)) == move(a, b)


def test_score_falls_as_fewer_notes_are_shared() -> None:
    scores: dict[int, list[float]] = {}
    for a, b in PAIRS:
        scores.setdefault(shared_notes(a, b), []).append(move(a, b).score)
    assert sorted(scores) == [2, 3, 4, 5, 6, 7]
    for fewer in range(2, 7):
        assert max(scores[fewer]) < min(scores[fewer + 1])


def test_notes_shared_follow_from_the_steps() -> None:
    for a, b in PAIRS:
        assert shared_notes(a, b) == max(2, 7 - abs(move(a, b).steps))


def test_score_is_from_0_to_1_and_1_for_the_same_key_only() -> None:
    for a, b in PAIRS:
        made = move(a, b)
        assert 0 <= made.score <= 1
        assert (made.score == 1) == (a == b) == (made.name == "same key")
    assert min(move(a, b).score for a, b in PAIRS) == 0


def test_the_way_back_scores_the_same_and_has_the_opposite_name() -> None:
    for a, b in PAIRS:
        there, back = move(a, b), move(b, a)
        assert there.score == back.score
        assert there.blendable == back.blendable
        assert back.name == BACK.get(there.name, there.name)
        assert back.steps == (-there.steps if there.steps != 6 else 6)


def test_steps_lead_to_the_number_and_are_the_shorter_way() -> None:
    for a, b in PAIRS:
        steps = move(a, b).steps
        assert -5 <= steps <= 6
        assert (a.number + steps - b.number) % 12 == 0


def test_names_say_where_the_tonic_goes() -> None:
    semitones = {
        "same key": {0},
        "energy up": {7},
        "energy down": {5},
        "energy boost": {2, 1},
        "energy drop": {10, 11},
        "minor third up": {3},
        "minor third down": {9},
        "major third up": {4},
        "major third down": {8},
        "tritone": {6},
        "parallel": {0},
    }
    for a, b in PAIRS:
        name = move(a, b).name
        if name in semitones:
            assert (b.tonic - a.tonic) % 12 in semitones[name]
            assert (a.mode == b.mode) == (name != "parallel")
        else:
            assert a.mode != b.mode


def test_relatives_have_all_notes_in_common_and_parallels_the_tonic() -> None:
    for a, b in PAIRS:
        made = move(a, b)
        assert (made.name == "relative") == (a != b and shared_notes(a, b) == 7)
        assert (made.name == "parallel") == (a != b and a.tonic == b.tonic)


def test_five_keys_blend_with_each_key() -> None:
    blending = Counter(a for a, b in PAIRS if move(a, b).blendable)
    assert set(blending.values()) == {5}
    assert {move(a, b).name for a, b in PAIRS if move(a, b).blendable} == {
        "same key",
        "relative",
        "energy up",
        "energy down",
        "diagonal",
    }


def test_mixed_in_keys_examples() -> None:
    # Chapters 2 and 8: 5A goes to 4A, 5B and 6A; 8B into 9A, or from 9A into 8B; two or seven up for a boost.
    assert all(named("5A", other).blendable for other in ("4A", "5B", "6A"))
    assert named("8B", "9A").name == named("9A", "8B").name == "diagonal"
    assert named("5A", "7A").name == named("5A", "12A").name == "energy boost"
    assert named("7A", "5A").name == named("12A", "5A").name == "energy drop"
    assert named("5A", "8B").name == "parallel"


def test_every_name_is_a_name_of_some_move() -> None:
    assert {move(a, b).name for a, b in PAIRS} == set(get_args(MoveName))


def named(a: str, b: str) -> Move:
    return move(parse_key(a), parse_key(b))
