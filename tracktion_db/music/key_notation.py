"""Reads keys as taggers, analysers and people write them.

Camelot          8A 08a 12B             the number 1 to 12, A minor or B major; either case
Open Key         1m 5d 12D              the number 1 to 12, m minor or d major; either case
letters          Am F#m Gb Ab a f#      a capital alone is major, a small letter alone minor (as Mixxx reads)
words            A minor, Amin, CMAJ, F-sharp minor, Eb moll, C dur, E-Dur; any case
German           Hm, fis-Moll, Es-Dur, h, As; H is B natural
two spellings    F#/Gb, D#/Eb minor
several          Am (8A), 8A - Am, 1m/Am, "8A Am": all must be the same key

Signs are # ♯ b ♭ or the words sharp and flat, one at most. Full-width characters and the like are read as
what they stand for (NFKC), blanks around are nothing.

What can mean two things:

- ``B`` is B natural, and ``Bb`` B flat, except that ``B-Dur`` and ``b-Moll`` are B flat: whoever writes Dur
  and Moll writes H for B natural.
- ``b`` alone is B minor and ``bb`` B flat minor, small letters being minor; ``BB`` is B flat major.
- ``5d`` is Open Key (E major), as nothing else starts with a number.
- ``AM`` is refused: a capital M is minor to Mixxx and major to musicians.
- A number alone is refused: it may be a wheel's without its letter, a pitch class without its mode, or an
  index counted in one of several ways. Who knows which calls ``key_of`` or ``key_at``.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from tracktion_db.errors import ValidationError
from tracktion_db.music.keys import ALL_KEYS, Key, Refusal

__all__ = ["parse_key", "read_key"]

_MOST_CHARACTERS = 64

_NO_KEY = Refusal("says that there is no key")
_NOT_KNOWN = Refusal("is in no notation of keys that is known here")
_TOO_LONG = Refusal(f"is longer than {_MOST_CHARACTERS} characters")
_OFF_THE_WHEEL = Refusal("has a number outside the wheel's 1 to 12")
_BARE_NUMBER = Refusal("has a number alone, which programs count in different ways: use key_of or key_at")
_CAPITAL_M = Refusal("has a capital M after the note, which some mean as minor and some as major")

# "o" is ID3's off key, "All" Mixed In Key's, INVALID Mixxx's.
_NO_KEY_WORDS = frozenset(
    {"", "-", "--", "?", "o", "off key", "off-key", "offkey", "all", "invalid", "no key", "unknown"}
    | {"n/a", "na", "nan", "none", "null"}
)

_IN_ASCII = str.maketrans({"♯": "#", "♭": "b"} | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))

# All for ASCII: with Unicode's rules, i would match the Turkish letters too.
_SEPARATORS = re.compile(r"[\s/|,;()\[\]-]*", re.ASCII)
_END = r"(?=\Z|[\s/|,;()\[\]-])"
_NOTE = r"[A-Ha-h](?:[#bB]|(?i:is|es|s)|[\s-]?(?i:sharp|flat))?"
_MODE = r"[\s_-]{0,3}(?P<mode>m|M|(?i:minor|min|moll|major|maj|dur))"

_ON_A_WHEEL = re.compile(rf"(?P<number>[0-9]{{1,2}})\s?(?P<letter>[ABDMabdm]){_END}", re.ASCII)
_NUMBER = re.compile(rf"[0-9]+{_END}", re.ASCII)
_ONE_NOTE = re.compile(rf"(?P<note>{_NOTE})(?:{_MODE})?{_END}", re.ASCII)
_TWO_SPELLINGS = re.compile(rf"(?P<note>{_NOTE})\s?/\s?(?P<again>{_NOTE}){_MODE}{_END}", re.ASCII)


def _spellings() -> dict[str, int]:
    """Every note in lower case, its sign as in English or German, with its pitch class."""
    natural = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
    found: dict[str, int] = {"h": 11, "his": 0, "as": 8, "es": 3}
    for letter, pitch_class in natural.items():
        found[letter] = pitch_class
        found[f"{letter}b"] = (pitch_class - 1) % 12
        found[f"{letter}#"] = (pitch_class + 1) % 12
        if letter != "b":
            found[f"{letter}is"] = (pitch_class + 1) % 12
        if letter not in "aeb":
            found[f"{letter}es"] = (pitch_class - 1) % 12
    return found


_PITCH_CLASSES = _spellings()
_WORDED_SIGNS = re.compile(r"[\s-]?(sharp|flat)")


def parse_key(text: str) -> Key:
    """The key that the text says; ValidationError of ``key`` with the reason where ``read_key`` refuses."""
    key = read_key(text)
    if isinstance(key, Refusal):
        raise ValidationError("key", key.reason)
    return key


def read_key(text: str) -> Key | Refusal:
    """The key that the text says, or why it says none. Only what is no str is a ValidationError."""
    # Types are a promise that callers from outside may break.
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValidationError("key", "must be a str")
    text = text.strip()
    if len(text) > _MOST_CHARACTERS:
        return _TOO_LONG
    text = normalize("NFKC", text).translate(_IN_ASCII).strip()
    if text.lower() in _NO_KEY_WORDS:
        return _NO_KEY
    return _read_all(text)


def _read_all(text: str) -> Key | Refusal:
    """The key that all notations in the text agree on."""
    agreed: Key | None = None
    at = 0
    while True:
        separators = _SEPARATORS.match(text, at)
        assert separators is not None
        at = separators.end()
        if at == len(text):
            return agreed or _NOT_KNOWN
        key, at = _read_next(text, at)
        if isinstance(key, Refusal):
            return key
        if agreed is None:
            agreed = key
        elif key != agreed:
            # The words are ours, not the text's.
            return Refusal(f"names two different keys, {agreed.camelot} and {key.camelot}")


def _read_next(text: str, at: int) -> tuple[Key | Refusal, int]:
    """The notation that stands there, and where it ends."""
    if match := _ON_A_WHEEL.match(text, at):
        return _on_a_wheel(int(match["number"]), match["letter"].lower()), match.end()
    if match := _NUMBER.match(text, at):
        return _BARE_NUMBER, match.end()
    if match := _TWO_SPELLINGS.match(text, at):
        key = _of_note(match["note"], match["mode"])
        if key == _of_note(match["again"], match["mode"]):
            return key, match.end()
    if match := _ONE_NOTE.match(text, at):
        return _of_note(match["note"], match["mode"]), match.end()
    return _NOT_KNOWN, at


def _on_a_wheel(number: int, letter: str) -> Key | Refusal:
    if not 1 <= number <= 12:
        return _OFF_THE_WHEEL
    fifths = number - 8 if letter in "ab" else number - 1
    if letter in "bd":
        return ALL_KEYS[7 * fifths % 12]
    return ALL_KEYS[12 + (9 + 7 * fifths) % 12]


def _of_note(note: str, mode: str | None) -> Key | Refusal:
    if mode == "M":
        return _CAPITAL_M
    minor = note[0].islower() if mode is None else mode.lower() in ("m", "min", "minor", "moll")
    spelling = _WORDED_SIGNS.sub(lambda word: "#" if word[1] == "sharp" else "b", note.lower())
    if spelling == "b" and mode is not None and mode.lower() in ("dur", "moll"):
        spelling = "bb"
    pitch_class = _PITCH_CLASSES.get(spelling)
    if pitch_class is None:
        return _NOT_KNOWN
    return ALL_KEYS[pitch_class + 12 if minor else pitch_class]
