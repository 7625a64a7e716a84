"""Which recordings may follow each other, as a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import Final, NamedTuple, get_args

from tracktion_db.errors import ValidationError
from tracktion_db.music import ALL_KEYS, Key, MoveName, TempoKind, move

from .bounds import require_bool, require_number

__all__ = ["ALL_MOVES", "BLENDABLE", "MOST_TOLERANCE", "RATIOS", "Band", "MixRule"]

ALL_MOVES: Final[tuple[MoveName, ...]] = get_args(MoveName)
"""Every move between two keys."""
BLENDABLE: Final[tuple[MoveName, ...]] = tuple(
    name
    for name in ALL_MOVES
    if any(
        between.name == name and between.blendable for between in (move(ALL_KEYS[0], key) for key in ALL_KEYS)
    )
)
"""The moves after which both may sound together for long."""
MOST_TOLERANCE: Final = 30.0
"""Greatest ``tolerance_percent``: beyond a third, same, half and double tempo are no longer apart."""
RATIOS: Final[dict[TempoKind, float]] = {"same": 1.0, "half": 0.5, "double": 2.0}
"""The tempo that the second recording is brought to, as a share of the first one's."""


class Band(NamedTuple):
    """Changes of speed in % that move the key by equally many semitones when the key is not locked."""

    least: float
    most: float
    semitones: int


@dataclass(frozen=True)
class MixRule:
    """What may be mixed.

    ValidationError of the field that is wrong: ``tolerance_percent`` outside 0 to 30, ``moves`` that are
    empty or hold something else than names of moves.
    """

    tolerance_percent: float = 6.0
    """Greatest change of the second recording's speed, either way, that brings it to the first one's."""
    key_lock: bool = True
    """Whether the player keeps the key when speed changes; if not, the key that results must fit."""
    half_double: bool = True
    """Whether half and double of the first one's tempo will do as well."""
    moves: tuple[MoveName, ...] = BLENDABLE
    """The moves between keys that are allowed."""
    rising: bool = False
    """Whether the tempo never falls: the second recording is never the slower one."""

    def __post_init__(self) -> None:
        require_number("tolerance_percent", self.tolerance_percent, 0, MOST_TOLERANCE)
        for field in ("key_lock", "half_double", "rising"):
            require_bool(field, getattr(self, field))
        object.__setattr__(self, "moves", tuple(self.moves))
        if not self.moves or not set(self.moves) <= set(ALL_MOVES):
            raise ValidationError("moves", f"must be some of: {', '.join(ALL_MOVES)}")

    @property
    def kinds(self) -> tuple[TempoKind, ...]:
        """The tempo relations that are allowed."""
        return ("same", "half", "double") if self.half_double else ("same",)

    @property
    def bands(self) -> tuple[Band, ...]:
        """The allowed changes of speed, parted where they move the key."""
        return _bands(self)

    def keys_after(self, key: Key, semitones: int) -> tuple[tuple[Key, float], ...]:
        """The keys that may follow, as recorded, when they sound so much higher, and their moves' scores."""
        return _keys_after(self, key, semitones)


@lru_cache(maxsize=1_000)
def _bands(rule: MixRule) -> tuple[Band, ...]:
    return tuple(_parted(rule))


def _parted(rule: MixRule) -> Iterator[Band]:
    least = -rule.tolerance_percent
    # A second recording that is faster has to be slowed.
    most = 0.0 if rule.rising else rule.tolerance_percent
    if rule.key_lock:
        yield Band(least, most, 0)
        return
    first, last = (round(12 * log2(1 + percent / 100)) for percent in (least, most))
    for semitones in range(first, last + 1):
        low, high = (100 * (2 ** ((semitones + half) / 12) - 1) for half in (-0.5, 0.5))
        yield Band(max(low, least), min(high, most), semitones)


@lru_cache(maxsize=10_000)
def _keys_after(rule: MixRule, key: Key, semitones: int) -> tuple[tuple[Key, float], ...]:
    found: list[tuple[Key, float]] = []
    for sounding in ALL_KEYS:
        between = move(key, sounding)
        if between.name in rule.moves:
            found.append((sounding.transposed(-semitones), between.score))
    return tuple(found)
