"""Where the statements of a migration end, by PostgreSQL's lexical rules.

A migration is sent whole, and the server finds its statements. This is for what must be known before: whether
one of them ends the transaction, and where to cut a file that runs outside of one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tracktion_db.statements.lexer import LITERALS, first_code
from tracktion_db.statements.source import Source

__all__ = ["Piece", "built_index", "drops_if_exists", "split"]

WORD = re.compile(r"[^\W\d][\w$]*")
NUMBER = re.compile(r"\d\w*")
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
NAME = r'"(?:[^"]|"")+"|[^\W\d][\w$]*'
BUILD = re.compile(
    rf"CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?(?!ON\b)(?P<name>{NAME})",
    re.IGNORECASE,
)
DROP = re.compile(r"DROP\s+INDEX\s+(?:CONCURRENTLY\s+)?IF\s+EXISTS\s(?P<names>.+)", re.IGNORECASE | re.DOTALL)
QUALIFIED = re.compile(rf"\s*(?:{NAME})\s*\.")


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


def built_index(piece: Piece) -> str | None:
    """The name, as the server keeps it, of the index that this statement builds concurrently, if it does."""
    found = BUILD.match(COMMENT.sub(" ", piece.text))
    if found is None:
        return None
    name = found["name"]
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def drops_if_exists(piece: Piece) -> bool:
    """Whether it drops an index if there is one, by a name that any schema of the path may have."""
    found = DROP.match(COMMENT.sub(" ", piece.text))
    return found is not None and not all(map(QUALIFIED.match, found["names"].split(",")))
