"""Where the statements of a migration end, by PostgreSQL's lexical rules.

A migration is sent whole, and the server finds its statements. This is for what must be known before: whether
one of them ends the transaction, and where to cut a file that runs outside of one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tracktion_db.statements.lexer import LITERALS, first_code
from tracktion_db.statements.source import Source

__all__ = ["Piece", "split"]

WORD = re.compile(r"[^\W\d][\w$]*")
NUMBER = re.compile(r"\d\w*")


class Piece(NamedTuple):
    """One statement: its offset in the file, its text without the semicolon, its words in upper case."""

    start: int
    text: str
    words: tuple[str, ...]


def split(source: Source) -> list[Piece]:
    """The statements of a file, in order.

    A function body that is SQL itself (``BEGIN ATOMIC ... END``) has semicolons of its own; CASE ends with
    END there too.
    """
    text = source.text
    pieces: list[Piece] = []
    start = here = first_code(source, 0)
    words: list[str] = []
    depth = 0
    while here < len(text):
        mark = text[here]
        is_escape_string = mark in "eE" and text.startswith("'", here + 1)
        if mark in LITERALS and (mark not in "eE" or is_escape_string):
            found = LITERALS[mark].match(text, here)
            here = found.end() if found else here + 1
        elif found := WORD.match(text, here):
            word = found.group().upper()
            if word == "ATOMIC" and words[-1:] == ["BEGIN"]:
                depth = 1
            elif depth and word in ("CASE", "END"):
                depth += 1 if word == "CASE" else -1
            words.append(word)
            here = found.end()
        elif found := NUMBER.match(text, here):
            here = found.end()
        elif mark == ";" and depth == 0:
            if words:
                pieces.append(Piece(start, text[start:here], tuple(words)))
            start, words = first_code(source, here + 1), []
            here = start
            continue
        else:
            here += 1
        here = first_code(source, here)
    if words:
        pieces.append(Piece(start, text[start:], tuple(words)))
    return pieces
