"""What the judge holds for the same text: its own rules, in Python, shared with no search.

``fold`` gives the words of a name as a person would read them out: case, accents, punctuation, width and
spelling of "feat.", "&" and "Part II" do not count. ``squeeze`` joins them, so that AC/DC, ACDC and AC DC are
one name. Marks stay where they make another letter (Japanese, Thai), and a name of signs alone keeps them.
"""

# ruff: noqa: RUF001 - letters and signs that look alike are what this is about

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Letters that Unicode does not take apart.
_LETTERS: Final = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th",
        "ß": "ss", "ς": "σ", "€": "e", "¥": "y", "@": "a", "\u0640": "",
    }
)  # fmt: skip
# A sign in the place of a letter, with letters around it: P!nk, Ke$ha.
_SIGNS: Final = ((re.compile(r"(?<=\w)!(?=\w)"), "i"), (re.compile(r"(?<=\w)\$(?=\w)|\$(?=\w\w)"), "s"))
_QUOTES: Final = re.compile("['`´’‘‚ʼ′ˈ\"“”„″]")
_INITIALS: Final = re.compile(r"(?<![^\W_])([^\W\d_](?:\.[^\W\d_])+)\.?(?![^\W_])")
_WORD: Final = re.compile(r"(?:[^\W_]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a])+")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NUMERALS: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_SAME: Final = {"ft": "feat", "featuring": "feat", "pt": "part"}
# Marks over these scripts' letters are how a letter is stressed or voiced, and people leave them out.
_ACCENTED: Final = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")


@lru_cache(maxsize=400_000)
def fold(text: str) -> tuple[str, ...]:
    """The words of a name; of a name without letters and digits its signs, as one word."""
    plain = _without_accents(text.casefold())
    for pattern, letter in _SIGNS:
        plain = pattern.sub(letter, plain)
    plain = _QUOTES.sub("", plain.translate(_LETTERS))
    plain = _THOUSANDS.sub("", plain).replace("&", " and ")
    plain = _INITIALS.sub(lambda found: found[1].replace(".", ""), plain)
    words: list[str] = _WORD.findall(plain)
    if not words:
        return ("".join(plain.split()),) if plain.strip() else ()
    same = [_SAME.get(word, word) for word in words]
    return tuple(
        _NUMERALS.get(word, word) if index and same[index - 1] == "part" else word
        for index, word in enumerate(same)
    )


def squeeze(text: str) -> str:
    """The words without what is between them."""
    return "".join(fold(text))


def _without_accents(text: str) -> str:
    kept: list[str] = []
    base_is_accented = False
    for character in unicodedata.normalize("NFKD", text):
        category = unicodedata.category(character)
        if category == "Cf":
            continue
        if category == "Mn" and base_is_accented:
            continue
        if category != "Mn":
            base_is_accented = unicodedata.name(character, "").startswith(_ACCENTED)
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).casefold()
