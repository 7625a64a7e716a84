"""What a mix costs, and the score that people see. One number for everything, so that it can be explained.

The cost of going from one recording to another is a sum; its parts are in units of "the worst key move"::

    key     1 - score of the move between the keys as they sound; 0.5 where a key is not known
    tempo   0.05 for each per cent of speed (as 100 x ln, so that up and down cost the same);
            0.5 where a tempo is not known, 7 where one is more than twice what would fit
    octave  0.15 when one runs at half or double the other's tempo

It is divided by 1 + n / 2 when the two were played in this order n times: what was done often works, whatever
the rules say. The score is 1 / (1 + cost): 1 for the same key and tempo, 0.8 for a neighbouring key at the
same tempo.

``VERSION`` changes whenever a score would change, and stands beside every score that is stored.
"""

from __future__ import annotations

from math import log
from typing import Final

from tracktion_db.music import Move, TempoRelation

__all__ = [
    "FAR_TEMPO_COST",
    "OCTAVE_COST",
    "TEMPO_COST",
    "UNKNOWN_KEY_COST",
    "UNKNOWN_TEMPO_COST",
    "VERSION",
    "key_cost",
    "played_share",
    "score_of",
    "tempo_cost",
]

VERSION: Final = 1

TEMPO_COST: Final = 5.0
"""For a change of speed by the factor e; 0.05 for each per cent."""
OCTAVE_COST: Final = 0.15
UNKNOWN_KEY_COST: Final = 0.5
UNKNOWN_TEMPO_COST: Final = 0.5
FAR_TEMPO_COST: Final = 7.0


def key_cost(between: Move | None) -> float:
    """What a move between keys costs, 0 to 1; None is a move that is not known."""
    return UNKNOWN_KEY_COST if between is None else 1 - between.score


def tempo_cost(relation: TempoRelation | None) -> float:
    """What a change of tempo costs; None is one that is not known."""
    if relation is None:
        return UNKNOWN_TEMPO_COST
    octave = 0 if relation.kind == "same" else OCTAVE_COST
    return TEMPO_COST * abs(log(1 + relation.pitch_percent / 100)) + octave


def played_share(times: int) -> float:
    """What is left of a cost when the two were played in this order so many times."""
    return 1 / (1 + times / 2)


def score_of(cost: float) -> float:
    """The score of a cost: from 1 for nothing down to 0."""
    return 1 / (1 + cost)
