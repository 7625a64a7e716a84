"""The 24 keys, each a tonic and a mode, with every way in which they are written.

All names follow from the circle of fifths and not from tables: ``k`` fifths up from C major or A minor is
number ``k + 8`` of the Camelot wheel and number ``k + 1`` of the Open Key wheel, both counted round from 1
to 12 (Mixxx turns one into the other in the same way, in src/track/keyutils.cpp).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracktion_db.errors import ValidationError

__all__ = ["ALL_KEYS", "Key", "Mode", "Refusal", "key_at", "key_of"]

Mode = Literal["minor", "major"]

_FIFTHS = "FCGDAEB"
_HIGHEST = 11
_LAST_INDEX = 23


@dataclass(frozen=True, slots=True)
class Key:
    """One of the 24 keys; enharmonic spellings (G sharp, A flat) are the same key.

    ``tonic`` is a pitch class from 0 (C) to 11 (B), ``mode`` is "minor" or "major"; anything else is a
    ValidationError.
    """

    tonic: int
    mode: Mode

    def __post_init__(self) -> None:
        if type(self.tonic) is not int or not 0 <= self.tonic <= _HIGHEST:
            raise ValidationError("tonic", "must be a whole number from 0 (C) to 11 (B)")
        if self.mode not in ("minor", "major"):
            raise ValidationError("mode", "must be minor or major")

    @property
    def number(self) -> int:
        """Its number on the Camelot wheel, 1 to 12; one up is a fifth up."""
        return (self._fifths + 7) % 12 + 1

    @property
    def letter(self) -> Literal["A", "B"]:
        """Its ring of the Camelot wheel: A for minor, B for major."""
        return "A" if self.mode == "minor" else "B"

    @property
    def camelot(self) -> str:
        """As Mixed In Key and most DJ programs write it: "8A" is A minor."""
        return f"{self.number}{self.letter}"

    @property
    def open_key(self) -> str:
        """As Traktor writes it: "1m" is A minor, "1d" (dur) is C major."""
        return f"{self._fifths + 1}{'m' if self.mode == 'minor' else 'd'}"

    @property
    def name(self) -> str:
        """In words, in ASCII: "A minor", "F# major", "Eb minor".

        Of two spellings it has the one with fewer signs; with six of either kind it is F# major and Eb minor.
        """
        return f"{self._note} {self.mode}"

    @property
    def short(self) -> str:
        """As the tag TKEY of ID3 has it, at most three characters: "Am", "F#", "Ebm"."""
        return f"{self._note}m" if self.mode == "minor" else self._note

    @property
    def german(self) -> str:
        """As German writes it, where H is B natural and B is B flat: "a-Moll", "Fis-Dur", "h-Moll"."""
        letter, sign = self._note[0], self._note[1:]
        if letter == "B":
            note = "B" if sign == "b" else "H"
        elif sign == "b":
            note = f"{letter}s" if letter in "AE" else f"{letter}es"
        else:
            note = f"{letter}is" if sign else letter
        return f"{note.lower()}-Moll" if self.mode == "minor" else f"{note}-Dur"

    @property
    def index(self) -> int:
        """As Traktor's NML counts (MUSICAL_KEY VALUE): 0-11 are C to B major, 12-23 are C to B minor.

        Mixxx stores one more. Engine DJ counts round the circle of fifths instead: do not mix them up.
        """
        return self.tonic if self.mode == "major" else self.tonic + 12

    @property
    def mode_number(self) -> Literal[0, 1]:
        """As Spotify's audio features have it beside the tonic: 0 for minor, 1 for major."""
        return 0 if self.mode == "minor" else 1

    def transposed(self, semitones: int) -> Key:
        """The key so many semitones higher, or lower when negative, of the same mode."""
        return Key((self.tonic + semitones) % 12, self.mode)

    @property
    def _fifths(self) -> int:
        # A minor key has the signature of the major key three semitones above; 7 is its own inverse mod 12.
        major = self.tonic if self.mode == "major" else self.tonic + 3
        return 7 * major % 12

    @property
    def _note(self) -> str:
        # The tonic's place on the endless line ... Bb F C G ... F# C#, counted from F: letters repeat after
        # seven, a sharp more each time. Major takes signatures of 5 flats to 6 sharps, minor 6 flats to 5.
        if self.mode == "major":
            place = (self._fifths + 5) % 12 - 5 + 1
        else:
            place = (self._fifths + 6) % 12 - 6 + 3 + 1
        return _FIFTHS[place % 7] + {-1: "b", 0: "", 1: "#"}[place // 7]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was given is not a key; ``reason`` says why, without repeating the value."""

    reason: str


ALL_KEYS: tuple[Key, ...] = (
    *(Key(tonic, "major") for tonic in range(12)),
    *(Key(tonic, "minor") for tonic in range(12)),
)
"""All 24, in the order of ``Key.index``: C to B major, C to B minor."""


def key_of(pitch_class: int, mode: int) -> Key | Refusal:
    """The key of Spotify's two numbers: 0 (C) to 11 (B), and 0 for minor or 1 for major.

    -1 is how Spotify says that it found no key or mode. Anything but an int is a ValidationError.
    """
    _require_int("pitch_class", pitch_class)
    _require_int("mode", mode)
    if pitch_class == -1 or mode == -1:
        return Refusal("says that no key was found")
    if not 0 <= pitch_class <= _HIGHEST:
        return Refusal("has a pitch class outside 0 (C) to 11 (B)")
    if mode not in (0, 1):
        return Refusal("has a mode that is neither 0 (minor) nor 1 (major)")
    return ALL_KEYS[pitch_class + (0 if mode else 12)]


def key_at(index: int) -> Key | Refusal:
    """The key that Traktor's NML counts so, as ``Key.index``. Anything but an int is a ValidationError."""
    _require_int("index", index)
    if not 0 <= index <= _LAST_INDEX:
        return Refusal("is outside 0 to 23")
    return ALL_KEYS[index]


def _require_int(field: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValidationError(field, "must be an int")
