"""The words and signs of a statement, in their order."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from tracktion_db.statements.lexer import Placeholder, Scanned
from tracktion_db.statements.source import Source

__all__ = ["Token", "tokens"]

TOKEN: Final = re.compile(
    r'(?P<quoted>"+)'
    r"|(?P<string>'+)"
    r"|(?P<word>[A-Z_][A-Z0-9_$]*)"
    r"|(?P<number>[0-9][A-Z0-9_.]*)"
    r"|(?P<sign>::|[-+*/<>=~!@#%^&|`?:]+|\S)"
)


class Token(NamedTuple):
    """One word, name, value or sign."""

    kind: str
    """word (a keyword or a name), quoted (a name), parameter, string, number, sign."""
    text: str
    """Of a word, in upper case; of a sign; empty for others."""
    name: str
    """Of a word, a quoted name or a parameter, as the catalogs or the header have it."""
    start: int
    """Offset in the file."""

    @property
    def is_name(self) -> bool:
        """Whether it may be a name."""
        return self.kind in ("word", "quoted")


def tokens(source: Source, scanned: Scanned) -> list[Token]:
    """The tokens of the code; comments are none."""
    placeholders = {placeholder.start: placeholder for placeholder in scanned.placeholders}
    found: list[Token] = []
    offset = scanned.start
    while match := TOKEN.search(scanned.code, offset, scanned.end):
        kind, start, offset = match.lastgroup or "", match.start(), match.end()
        if kind == "sign" and (here := _placeholder_in(placeholders, start, offset)) is not None:
            # In "=:x" the sign ends where the parameter begins.
            offset = here
            if here == start:
                placeholder = placeholders[start]
                found.append(Token("parameter", "", placeholder.name, start))
                offset = placeholder.end
                continue
        text = scanned.code[start:offset]
        written = source.text[start:offset]
        if kind == "quoted":
            found.append(Token(kind, "", written[1:-1].replace('""', '"'), start))
        elif kind == "word":
            found.append(Token(kind, text, written.lower(), start))
        else:
            found.append(Token(kind, text if kind == "sign" else "", "", start))
    return found


def _placeholder_in(placeholders: dict[int, Placeholder], start: int, end: int) -> int | None:
    return next((offset for offset in range(start, end) if offset in placeholders), None)
