"""Tempo against tempo, and what a change of tempo does to the key."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from math import log2
from typing import Literal, TypeGuard

from tracktion_db.errors import ValidationError
from tracktion_db.music.keys import Key

__all__ = ["PitchShift", "TempoKind", "TempoRelation", "key_without_lock", "pitch_shift", "relate_tempo"]

TempoKind = Literal["same", "half", "double"]

_MOST_BPM = 1000
_MOST_PITCH = 1000

# In the order that decides between two that are equally far.
_RATIOS: tuple[tuple[TempoKind, Decimal], ...] = (
    ("same", Decimal(1)),
    ("half", Decimal("0.5")),
    ("double", Decimal(2)),
)
# Enough digits for products of two floats, whatever the program has made of the default context.
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class TempoRelation:
    """How a second track is brought to the first one's tempo.

    After ``pitch_percent``, the change of the second track's speed in %, positive for faster, it runs at the
    tempo of the first, at half of it or at double.
    """

    kind: TempoKind
    pitch_percent: float


@dataclass(frozen=True, slots=True)
class PitchShift:
    """How far a change of speed moves what sounds: whole semitones, and the cents left over (-50 to 50)."""

    semitones: int
    cents: float


def relate_tempo(a_bpm: float, b_bpm: float, tolerance_percent: float = 6.0) -> TempoRelation | None:
    """How ``b`` is brought to the tempo of ``a``, its half or its double, by the smallest change.

    None where that takes more than ``tolerance_percent``; exactly so much is allowed, in the decimal digits
    that the numbers are written with (120 to 127.2 is 6 %). The default is Mixxx's for similar tempi.

    ValidationError of ``a_bpm`` or ``b_bpm`` outside 0 to 1,000 (0 excluded), and of ``tolerance_percent``
    outside 0 to 100.
    """
    a = _exact_bpm("a_bpm", a_bpm)
    b = _exact_bpm("b_bpm", b_bpm)
    if not _is_number(tolerance_percent) or not 0 <= tolerance_percent <= 100:
        raise ValidationError("tolerance_percent", "must be a number from 0 to 100")
    hundredth = _EXACT.divide(b, Decimal(100))
    changes: list[tuple[TempoKind, Decimal]] = [
        (kind, _EXACT.subtract(_EXACT.multiply(a, ratio), b)) for kind, ratio in _RATIOS
    ]
    # copy_abs and comparisons are exact; abs() would round to the program's context.
    kind, change = min(changes, key=lambda each: each[1].copy_abs())
    if change.copy_abs() > _EXACT.multiply(_exact(tolerance_percent), hundredth):
        return None
    return TempoRelation(kind, float(_EXACT.divide(change, hundredth)))


def pitch_shift(pitch_percent: float) -> PitchShift:
    """How far a change of speed in % moves what sounds without key lock.

    ValidationError of ``pitch_percent`` unless it is above -100 (the record stands still) and at most 1,000.
    """
    if not _is_number(pitch_percent) or not -100 < pitch_percent <= _MOST_PITCH:
        raise ValidationError("pitch_percent", "must be a number above -100 and at most 1,000")
    moved = 12 * log2((100 + pitch_percent) / 100)
    semitones = round(moved)
    return PitchShift(semitones, 100 * (moved - semitones))


def key_without_lock(key: Key, pitch_percent: float) -> Key:
    """The key that results from a change of speed in % without key lock: the nearest one.

    6 % faster is a semitone up, seven steps of the wheel; under 3 % either way the key stays. What is left
    over is in ``pitch_shift``, whose errors this has too.
    """
    return key.transposed(pitch_shift(pitch_percent).semitones)


def _exact_bpm(field: str, bpm: object) -> Decimal:
    # Comparing first: NaN is in no range, and an int may be too large for a float.
    if not _is_number(bpm) or not 0 < bpm <= _MOST_BPM:
        raise ValidationError(field, "must be a number above 0 and at most 1,000")
    return _exact(bpm)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _exact(value: float) -> Decimal:
    """The number that its shortest decimal digits say, which is what people wrote."""
    return Decimal(repr(float(value)))
