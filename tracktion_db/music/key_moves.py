"""What it is to go from one key to another: the DJ's name for it, and how well the two sound together.

The names are those of Mixed In Key's book and of the wheel's users (energy boost, diagonal, ...); the
numbers are derived, not collected. Two keys ``d`` steps apart on the wheel share ``7 - d`` notes of their
scales (2 at six steps), whichever ring they are on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracktion_db.music.keys import Key

__all__ = ["Move", "MoveName", "move"]

MoveName = Literal[
    "same key",
    "relative",
    "energy up",
    "energy down",
    "diagonal",
    "weak diagonal",
    "energy boost",
    "energy drop",
    "parallel",
    "minor third up",
    "minor third down",
    "major third up",
    "major third down",
    "distant",
    "tritone",
    "clash",
]

# By steps on the wheel. Seven up (one semitone up) is five down, and the other way round.
_ON_ONE_RING: dict[int, MoveName] = {
    0: "same key",
    1: "energy up",
    -1: "energy down",
    2: "energy boost",
    -2: "energy drop",
    -3: "minor third up",
    3: "minor third down",
    4: "major third up",
    -4: "major third down",
    -5: "energy boost",
    5: "energy drop",
    6: "tritone",
}
# By steps from the major key to the minor one, in whichever direction the move goes.
_BETWEEN_RINGS: dict[int, MoveName] = {
    0: "relative",
    1: "diagonal",
    -1: "weak diagonal",
    -3: "parallel",
    2: "distant",
    -2: "distant",
    3: "distant",
}

_FEWEST_SHARED = 2
# A scale's note counts more than all that orders moves with equally many of them, which is 7 at most.
_NOTE_WEIGHT = 8
_FULL_SCORE = _NOTE_WEIGHT * (7 - _FEWEST_SHARED) + 7
_BLENDABLE_SHARED = 6


@dataclass(frozen=True, slots=True)
class Move:
    """From one key to another.

    ``steps`` are those on the wheel, -5 to 6, up when positive; a change of ring counts none. ``score`` is
    from 0 to 1 (only the same key has 1), the same in both directions; the more notes of the scales are
    shared, the higher. ``blendable`` says that both may sound together for long: the same key, the relative,
    one step up or down, the diagonal. All other moves are for a cut.
    """

    name: MoveName
    steps: int
    score: float
    blendable: bool


def move(a: Key, b: Key) -> Move:
    """The move from ``a`` to ``b``.

    ============================  =====================================================================
    same key
    relative                      8A to 8B and back: the same notes, another mood
    energy up, energy down        one step up or down the wheel: all notes but one shared
    diagonal                      8B to 9A and back (C major, E minor): one step, and two notes of the
                                  tonic chords shared; "weak diagonal" is 8B to 7A, which shares none
    energy boost, energy drop     two steps (a whole tone) or seven (a semitone) up, or down
    parallel                      5A to 8B and back: the same tonic, C minor and C major
    minor, major third up, down   three or four steps, named by where the tonic goes
    tritone                       six steps
    distant                       another ring, two or three steps, and none of the above
    clash                         another ring, four steps or more
    ============================  =====================================================================

    Among moves that share equally many notes of the scales, those score higher that keep more notes of the
    tonic chord (0 to 3), the mode (2) and the tonic (2).
    """
    steps = _around(b.number - a.number)
    distance = abs(steps)
    name: MoveName
    if a.mode == b.mode:
        name = _ON_ONE_RING[steps]
    else:
        to_minor = steps if a.mode == "major" else _around(-steps)
        name = _BETWEEN_RINGS.get(to_minor, "clash")
    shared = max(7 - distance, _FEWEST_SHARED)
    in_chord = len(_chord(a) & _chord(b))
    ties = in_chord + 2 * (a.mode == b.mode) + 2 * (a.tonic == b.tonic)
    return Move(
        name,
        steps,
        score=(_NOTE_WEIGHT * (shared - _FEWEST_SHARED) + ties) / _FULL_SCORE,
        blendable=shared >= _BLENDABLE_SHARED and in_chord > 0,
    )


def _around(steps: int) -> int:
    """The shorter way round a wheel of twelve, -5 to 6."""
    return (steps + 5) % 12 - 5


def _chord(key: Key) -> set[int]:
    third = 3 if key.mode == "minor" else 4
    return {key.tonic, (key.tonic + third) % 12, (key.tonic + 7) % 12}
