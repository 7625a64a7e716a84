"""Music theory for DJs: the 24 keys in all notations, the moves between them, and tempo against tempo.

Pure: nothing here knows of a database. Values are frozen, functions give a value, a ``Refusal`` with its
reason, or a ValidationError that names the field.
"""

from tracktion_db.music.key_moves import Move, MoveName, move
from tracktion_db.music.key_notation import parse_key, read_key
from tracktion_db.music.keys import ALL_KEYS, Key, Mode, Refusal, key_at, key_of
from tracktion_db.music.tempo import (
    PitchShift,
    TempoKind,
    TempoRelation,
    key_without_lock,
    pitch_shift,
    relate_tempo,
)

__all__ = [
    "ALL_KEYS",
    "Key",
    "Mode",
    "Move",
    "MoveName",
    "PitchShift",
    "Refusal",
    "TempoKind",
    "TempoRelation",
    "key_at",
    "key_of",
    "key_without_lock",
    "move",
    "parse_key",
    "pitch_shift",
    "read_key",
    "relate_tempo",
]
