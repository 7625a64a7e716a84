"""Where the code and the parameters of a Cypher file are.

Cypher writes strings in single or double quotes with backslash escapes, quoted names in backticks, comments
as ``// ...`` and ``/* ... */``, which do not nest, and parameters as ``$name``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tracktion_db.statements.source import Source

__all__ = ["Placeholder", "Scanned", "first_code", "scan"]

# Stops before whatever is not plain code.
PLAIN = re.compile(r"[^'\"`/;$]+|/(?![/*])")
LITERALS = {
    "'": re.compile(r"'(?>(?:[^'\\]|\\.)*)'", re.DOTALL),
    '"': re.compile(r'"(?>(?:[^"\\]|\\.)*)"', re.DOTALL),
    "`": re.compile(r"`(?>(?:[^`]|``)*)`"),
}
KINDS = {"'": "string", '"': "string", "`": "quoted name"}
COMMENT = re.compile(r"//[^\n]*|/\*(?s:.)*?\*/")
PARAMETER = re.compile(r"\$(\w+)")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class Placeholder(NamedTuple):
    """One ``$name``: the offset of its dollar, and the name."""

    start: int
    name: str


class Scanned(NamedTuple):
    """A statement's code.

    ``code`` is as long as the file's text, in upper case, with everything blanked that is not code: the
    header, comments and what follows the semicolon are spaces, literals are quotes, quoted names backticks,
    parameters dollars, characters beyond ASCII underscores. So an offset is the same in both, and a word
    found in ``code`` is a word of the statement.
    """

    code: str
    start: int
    end: int
    placeholders: list[Placeholder]


def first_code(source: Source, start: int) -> int:
    """The offset of the first character from here on that is neither blank nor comment; the end if none."""
    text = source.text
    while start < len(text):
        if text[start].isspace():
            start += 1
        elif text.startswith(("//", "/*"), start):
            start = _comment_end(source, start)
        else:
            break
    return start


def scan(source: Source, start: int) -> Scanned:
    """The code from this offset to the semicolon that ends it, or to the end of the file."""
    text = source.text
    pieces = [" " * start]
    placeholders: list[Placeholder] = []
    here = start
    while here < len(text):
        mark = text[here]
        if found := PLAIN.match(text, here):
            end, piece = found.end(), found.group()
        elif mark in LITERALS:
            end = _literal_end(source, here, mark)
            piece = mark * (end - here)
        elif mark == "/":
            end = _comment_end(source, here)
            piece = " " * (end - here)
        elif mark == "$":
            placeholder = _placeholder(source, here)
            placeholders.append(placeholder)
            end = here + 1 + len(placeholder.name)
            piece = "$" * (end - here)
        else:
            break
        pieces.append(piece)
        here = end
    after = first_code(source, here + 1)
    if after < len(text):
        raise source.error(after, "a second statement", "one statement per file: move it to its own file")
    pieces.append(" " * (len(text) - here))
    return Scanned(NOT_ASCII.sub("_", "".join(pieces)).upper(), start, here, placeholders)


def _placeholder(source: Source, start: int) -> Placeholder:
    found = PARAMETER.match(source.text, start)
    if found is not None:
        return Placeholder(start, found.group(1))
    if source.text[start + 1 : start + 2] == "(":
        instead = "write the name itself: one statement for each"
        raise source.error(start, "a dynamic label, type or key", instead)
    raise source.error(start, "a $ without a parameter's name", "write $name")


def _literal_end(source: Source, start: int, mark: str) -> int:
    if found := LITERALS[mark].match(source.text, start):
        return found.end()
    raise source.error(start, f"a {KINDS[mark]} that does not end", f"close it with {mark}")


def _comment_end(source: Source, start: int) -> int:
    if found := COMMENT.match(source.text, start):
        return found.end()
    raise source.error(start, "a comment that does not end", "close it with */")
