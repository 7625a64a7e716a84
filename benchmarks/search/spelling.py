"""Other ways to write the same name: accents, punctuation, connectives, widths, parts; drawn by a seed.

Each returns None where the name has nothing to write in another way.
"""

# ruff: noqa: RUF001 - letters and signs that look alike are what this is about

from __future__ import annotations

import random
import re
import unicodedata
from typing import Final

_PLAIN: Final = str.maketrans(
    {"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe"}
)
_MARKS: Final = "\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327"
_TAKES: Final = {
    "a": "\u0300\u0301\u0302\u0303\u0308\u030a",
    "c": "\u0301\u030c\u0327",
    "e": "\u0300\u0301\u0302\u0308",
    "i": "\u0300\u0301\u0302\u0308",
    "n": "\u0301\u0303\u030c",
    "o": "\u0300\u0301\u0302\u0303\u0308",
    "s": "\u0301\u030c\u0327",
    "u": "\u0300\u0301\u0302\u0308\u030a",
    "y": "\u0301\u0308",
    "z": "\u0301\u030c",
}
_APOSTROPHES: Final = ("'", "’", "‘", "`", "´", "")
_DASHES: Final = ("–", "—", "‐", "\u2011", "−", " ")
_CONNECTIVES: Final = (
    (r"\b(?:feat\.|ft\.|featuring\b|feat\b|ft\b)", ("feat.", "ft.", "ft", "featuring")),
    (r"(?<=\s)(?:&|and)(?=\s)", ("&", "and", "And")),
    (r"\b(?:pt\.?|part) ?(?:1|i)\b", ("Pt. 1", "Part 1", "Part I", "pt 1", "pt.1")),
    (r"\b(?:pt\.?|part) ?(?:2|ii)\b", ("Pt. 2", "Part 2", "Part II", "pt 2", "pt.2")),
    (r"\b(?:pt\.?|part) ?(?:3|iii)\b", ("Pt. 3", "Part 3", "Part III", "pt.3")),
)
_LIGATURES: Final = (
    ("ffi", "ﬃ"),
    ("ff", "ﬀ"),
    ("fi", "ﬁ"),
    ("fl", "ﬂ"),
    ("ss", "ß"),
    ("ae", "æ"),
    ("oe", "œ"),
)


def without_accents(text: str, _: random.Random) -> str | None:
    """Latin letters without their marks; None where there are none."""
    plain = "".join(
        character for character in unicodedata.normalize("NFD", text) if character not in _MARKS
    ).translate(_PLAIN)
    plain = unicodedata.normalize("NFC", plain)
    return None if plain == unicodedata.normalize("NFC", text) else plain


def wrong_accents(text: str, chance: random.Random) -> str | None:
    """One to three letters with marks that they do not have."""
    letters = list(unicodedata.normalize("NFC", without_accents(text, chance) or text))
    places = [place for place, letter in enumerate(letters) if letter.lower() in _TAKES]
    if not places:
        return None
    for place in chance.sample(places, min(len(places), chance.randint(1, 3))):
        letters[place] += chance.choice(_TAKES[letters[place].lower()])
    # Composed as a keyboard writes it, or taken apart as some file systems do.
    return unicodedata.normalize(chance.choice(("NFC", "NFC", "NFD")), "".join(letters))


def other_punctuation(text: str, chance: random.Random) -> str | None:
    """Another case, and other quotes, dashes, dots and brackets where there are any."""
    other = chance.choice((str.upper, str.lower, str.swapcase, str.title))(text)
    if other.lower() != text.lower():  # ß and its like change when their case does
        other = text.lower()
    apostrophe, dash = chance.choice(_APOSTROPHES), chance.choice(_DASHES)
    other = re.sub(r"(?<=\w)['’](?=\w)", apostrophe, other)
    other = re.sub(r"(?<=\w)-(?=\w)", dash, other)
    if chance.random() < 0.5:
        other = re.sub(r"[()\[\]]", "", other)
    if chance.random() < 0.5:
        other = re.sub(r"(?<=\w\w)[.,!?](?=\s|$)", "", other)
    else:
        other = re.sub(
            r"(?<=\w\w) (?=\w\w)", chance.choice((", ", " - ", " – ", "  ", " / ", "; ")), other, count=1
        )
    return None if other == text else other


def other_connectives(text: str, chance: random.Random) -> str | None:
    """feat., &, Pt. 2 in another spelling; None where there are none."""
    other = text
    for pattern, spellings in _CONNECTIVES:
        found = re.search(pattern, other, re.IGNORECASE)
        if found:
            others = [one for one in spellings if one.lower() != found[0].lower()]
            other = f"{other[: found.start()]}{chance.choice(others)}{other[found.end() :]}"
    return None if other == text else other


def other_forms(text: str, chance: random.Random) -> str | None:
    """A ligature for two letters where there is one, else one word, or all, in full width."""
    if not text.isascii():
        return None
    found = [(letters, one) for letters, one in _LIGATURES if letters in text]
    if found and chance.random() < 0.7:
        letters, one = chance.choice(found)
        return text.replace(letters, one)
    words = text.split()
    place = chance.randrange(len(words))
    wide = [
        _wide(word) if index == place or chance.random() < 0.3 else word for index, word in enumerate(words)
    ]
    return " ".join(wide)


def _wide(word: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in word)


def plainer(text: str, chance: random.Random) -> str:
    """As people type other scripts: without accents, in one case, or as it is."""
    kind = chance.randrange(4)
    if kind == 0:
        return text
    if kind == 1:
        return text.upper()
    marks = {"CYRILLIC", "GREEK", "ARABIC"}
    kept: list[str] = []
    is_marked = False
    for character in unicodedata.normalize("NFD", text.lower()):
        if unicodedata.category(character) != "Mn":
            is_marked = _script(character) in marks
        elif is_marked and character != "\u0306":  # й is no и
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def part(text: str, scripts: frozenset[str], shortest: int, chance: random.Random) -> str | None:
    """Some neighbouring letters of a word in these scripts, less than the word where that is longer."""
    runs = [run for run in _runs(text, scripts) if len(run) >= shortest]
    if not runs:
        return None
    units = _units(chance.choice(runs))
    if len(units) < shortest:
        return None
    length = chance.randint(shortest, max(shortest, len(units) - 1))
    # Half of the parts are how a word begins.
    start = 0 if chance.random() < 0.5 else chance.randint(0, len(units) - length)
    return "".join(units[start : start + length])


def is_of(text: str, scripts: frozenset[str]) -> bool:
    """Whether a word of two letters or more is in these scripts."""
    return any(len(run) > 1 for run in _runs(text, scripts))


def _runs(text: str, scripts: frozenset[str]) -> list[str]:
    kept = [
        character if unicodedata.category(character) == "Mn" or _script(character) in scripts else " "
        for character in unicodedata.normalize("NFC", text)
    ]
    return [run.lstrip("".join(filter(_is_mark, run))) for run in "".join(kept).split()]


def _units(run: str) -> list[str]:
    """Letters with the marks over and under them."""
    units: list[str] = []
    for character in run:
        if units and _is_mark(character):
            units[-1] += character
        else:
            units.append(character)
    return units


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"


def _script(character: str) -> str:
    return unicodedata.name(character, "").split(" ")[0] if unicodedata.category(character)[0] == "L" else ""
