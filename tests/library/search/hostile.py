"""Texts that break what takes text for something else, and random ones."""

# ruff: noqa: RUF001, E501 (look-alikes and a table)

from __future__ import annotations

import random

SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_PIECES = [
    "", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u1680", "\u180e", "\u0085", "\u2028", "\u2029",
    "\x01", "\x07", "\x1b[31m", "\x7f", "\u200b", "\u200e", "\u200f", "\u202e", "\u2066", "\ufeff", "\ufffd", "\uffff",
    "\u0301", "\u0301\u0302\u0303", "e\u0301", "\u20dd", "\ufe0f", "\U000e0101", "\U0010ffff", "\ue000", "\ufdd0",
    "😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇳🇱", "1️⃣", "𝕏", "∆", "™", "№", "½", "²", "①", "ﬃ", "ß", "İ", "ı", "ǅ", "ŉ", "ſ",
    "'", "''", "'''", '"', '""', '"""', "`", "´", "‘", "’", "“", "”", "«", "»", "\\", "\\\\", "\\'", "'\\", '\\"',
    "%", "%%", "_", "__", "%s", "%(a)s", "$1", "$$", "$tag$", "{}", "{0}", ":a", "::text", "?", "@", "#", "--", "/*", "*/",
    ";", "&", "|", "!", "(", ")", "<->", "<2>", "<1>", ":*", ":*A", ":ABCD", ":1", "a:1", "a:1A,2B", "a:*", "!a", "a&", "&a",
    "a|", "|a", "(a", "a)", "a <-> b", "a & !b", "a & | b", "!!", "!!!", "! ! !", "()", "(((((", ")))))", "&|!()<->",
    "a'); DROP TABLE audio_tracks; --", "' OR 1=1 --", "'; SELECT pg_sleep(9); --", "\\'; x", "E'\\x00'", "\\x00", "\\u0000",
    "<script>alert(1)</script>", "<b>", "</mark>", "<mark>", "&amp;", "&#39;", "&lt;", "]]>", "<!--",
    "+", "++", "+44", "-", "--", "---", "-a", "--a", "- a", "a-", "-'", "-\\", '-"', '-""', '-"a', "-!!!", "-(", "-OR",
    "OR", "or", "OR OR", "a OR", "OR a", "a OR OR b", "a OR b OR", "-a OR -b", '"a" OR', "AND", "NOT",
    "artist:", "artist::", "artist:a:b", "artist:'", 'artist:"', 'artist:""', "artist:_", "artist:!!!", "artist:-", "ARTIST:a",
    "title:%", "album:\\", "genre:&", "format:'", "format:\\", "format:a b", 'format:"a b"', "format:!!!", "format:é",
    "year:", "year:..", "year:0", "year:0000", "year:9999", "year:99999", "year:2010..", "year:..2010", "year:2010...2011",
    "year:2015..2010", "year:٢٠١٠", "year:２０１０", "year:-5", "-year:2010", "nothing:a", ":", "::", ":::",
    "a_b", "_a", "a_", "_a_", "a__b", "_ _", "._.", "a.b.c", "...", "…", "a/b", "//", "a\\b", "a,b", ",", "a~b", "~",
    "\u05d0\u05b0", "\u05b0", "\u064b", "\u0640", "\u0e31", "\u093e", "\u1100", "\u3099", "ﾞ", "ー", "々", "〇", "・",
    "ii", "i", "v", "x", "pt", "pt i", "part", "vol x", "n", "a n b", "'n'", "ft", "feat.", "featuring", "featu", "vs",
    "A$AP", "$", "$$$", "p!nk", "!a!", "a!b!c", "*", "***", "* * *", "#1", "C#", "1/2", "1,000", "3.14", "-1", "1e400", "NaN",
    "null", "NULL", "None", "true", "undefined", "constructor", "__proto__", "x" * 61, "é" * 61, "語" * 200, "a " * 30,
    "a_" * 200, "-" * 400, "'" * 400, '"' * 399, "(" * 400, "\u0301" * 400, "é-" * 150, "\\" * 400, "語 " * 100, "artist:" * 50,
]  # fmt: skip
HOSTILE = [
    *dict.fromkeys([*_PIECES, *SIGNS, *(f"a{sign}b" for sign in SIGNS), *(f"a {sign} b" for sign in SIGNS)])
]


def random_text(chance: random.Random) -> str:
    """Some of the pieces, or letters from anywhere."""
    parts: list[str] = []
    for _ in range(chance.randint(1, 6)):
        kind = chance.random()
        if kind < 0.5:
            parts.append(chance.choice(_PIECES))
        elif kind < 0.7:
            parts.append(
                chance.choice(
                    ["tiesto", "adagio", "just be", "Adágio", "東京", "metalica", "!!!", "OR", "-for"]
                )
            )
        else:
            highest = chance.choice([0x7F, 0xFF, 0x3000, 0xD7FF, 0x10FFFF])
            letters = (chance.randint(1, highest) for _ in range(chance.randint(1, 8)))
            parts.append("".join(chr(letter) for letter in letters if not 0xD800 <= letter <= 0xDFFF))
        parts.append(chance.choice(["", "", " ", " ", "'", '"', "-", "_", ":"]))
    return "".join(parts)
