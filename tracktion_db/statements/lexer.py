"""Where the parameters of a statement are, by PostgreSQL's own lexical rules.

Follows ``src/backend/parser/scan.l`` and, for ``:name``, ``src/fe_utils/psqlscan.l``, with
``standard_conforming_strings`` on. One possessive pattern swallows all that cannot matter; Python runs only
once for each parameter, literal, comment and semicolon.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .source import Source

__all__ = ["Placeholder", "Scanned", "first_code", "scan"]

SPACE = r"[ \t\n\r\f\v]"
# An identifier starts with a letter, an underscore or any character beyond ASCII: no-break spaces and
# foreign digits too, as PostgreSQL sees only bytes above 127. Negated ASCII classes compile 30 times faster.
START = r"[^\x00-@\[-^\x60\{-\x7f]"
CONTINUED = r"[^\x00-#%-/:-@\[-^\x60\{-\x7f]"
NAME_CONTINUED = r"[^\x00-/:-@\[-^\x60\{-\x7f]"

# Repeated groups stand in atomic groups: the possessive *+ around a group goes wrong before Python 3.11.5
# (CPython gh-106052), which Debian 12 has.

# Stops after a parameter, and before a literal, a comment, a semicolon and whatever has no place in SQL.
PLAIN = re.compile(
    rf"""(?>(?:[ \t\n\r\f\v,().=<>+*~!@#%^&|`?\[\]]+|(?![eE]'){START}{CONTINUED}*|[0-9][0-9A-Za-z_]*"""
    rf"""|-(?!-)|/(?!\*)|::|:(?!{START}|['"{{]))*)(?::({START}{NAME_CONTINUED}*+))?"""
)

# An E'' string goes on after a line break by the rules of an E'' string, though the next piece has no E.
GOES_ON = rf"(?>(?:[ \t\f\v]|--[^\n\r]*)*)[\n\r](?>(?:{SPACE}|--[^\n\r]*[\n\r])*)'"
ESCAPED = r"(?>(?:[^'\\]|\\.|'')*)'"
LITERALS = {
    "'": re.compile(r"'(?>(?:[^']|'')*)'"),
    "e": re.compile(rf"[eE]'{ESCAPED}(?>(?:{GOES_ON}{ESCAPED})*)(?!{GOES_ON})", re.DOTALL),
    '"': re.compile(r'"(?>(?:[^"]|"")*)"'),
    "$": re.compile(rf"\$(?P<tag>(?:{START}{NAME_CONTINUED}*)?)\$.*?\$(?P=tag)\$", re.DOTALL),
}
LITERALS["E"] = LITERALS["e"]
COMMENT_EDGE = re.compile(r"/\*|\*/")
SPACES = re.compile(rf"{SPACE}++")
BRACKET = re.compile(r"[()\[\]]")
LAST_WORD = re.compile(rf"(?<![\w$.:]){START}{CONTINUED}*\Z")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
POSITIONAL = re.compile(r"\$[0-9]+")

# Words that an expression may follow: after one of them a colon starts a parameter, never a slice.
BEFORE_EXPRESSION = frozenset({
    "ALL", "AND", "ANY", "ASYMMETRIC", "BETWEEN", "BY", "CASE", "DISTINCT", "ELSE", "ESCAPE", "FROM",
    "ILIKE", "IN", "IS", "LIKE", "NOT", "OR", "OVERLAPS", "SELECT", "SIMILAR", "SYMMETRIC", "THEN", "TO",
    "WHEN", "WHERE", "ZONE",
})  # fmt: skip
PSQL_FORMS = {
    "'": "write :name without quotes: the parameter is sent as a value, never as text",
    '"': 'a name cannot be a parameter: write the name itself (in a slice, [1 : "name"])',
    "{": "write :name, and (:name::type IS NULL OR ...) for what may be absent",
}


class Placeholder(NamedTuple):
    """One ``:name``: offsets of its colon and of what follows it, and the name."""

    start: int
    end: int
    name: str


class Scanned(NamedTuple):
    """A statement's code.

    ``code`` is as long as the file's text, in upper case, with everything blanked that is not code: the
    header, comments and what follows the semicolon are spaces, literals are quotes, quoted names double
    quotes, characters beyond ASCII underscores. So an offset is the same in both, and a word found in
    ``code`` is a word of the statement.
    """

    code: str
    start: int
    end: int
    placeholders: list[Placeholder]


def first_code(source: Source, start: int) -> int:
    """The offset of the first character from here on that is neither blank nor comment; the end if none."""
    text = source.text
    while start < len(text):
        if found := SPACES.match(text, start):
            start = found.end()
        elif text.startswith("--", start):
            start = _line_end(text, start)
        elif text.startswith("/*", start):
            start = _comment_end(source, start)
        else:
            break
    return start


def scan(source: Source, start: int, declared: frozenset[str]) -> Scanned:
    """The code from this offset to the semicolon that ends it; ``declared`` are the names in the header."""
    text = source.text
    plain = PLAIN.match
    placeholders: list[Placeholder] = []
    blanked: list[tuple[int, int, str]] = []
    stop = start
    while True:
        found = plain(text, stop)
        assert found is not None  # it also matches nothing
        stop = found.end()
        if found.lastindex:
            placeholders.append(Placeholder(found.start(1) - 1, stop, found.group(1)))
            continue
        mark = text[stop : stop + 1]
        here = stop
        if mark in LITERALS:
            stop = _literal_end(source, here, mark)
            blanked.append((here, stop, '"' if mark == '"' else "'"))
        elif mark == "-":
            stop = _line_end(text, here)
            blanked.append((here, stop, " "))
        elif mark == "/":
            stop = _comment_end(source, here)
            blanked.append((here, stop, " "))
        elif mark == ";":
            break
        else:
            raise _misplaced(source, here)

    after = first_code(source, stop + 1)
    if after < len(text):
        if text[after] == "\\":
            raise _misplaced(source, after)
        raise source.error(after, "a second statement", "one statement per file: move it to its own file")
    code = _blank(text, start, stop, blanked)
    if "[" in code:
        placeholders = [p for p in placeholders if not _is_slice(source, code, p, declared)]
    return Scanned(code, start, stop, placeholders)


def _blank(text: str, start: int, end: int, blanked: list[tuple[int, int, str]]) -> str:
    pieces = [" " * start]
    here = start
    for first, last, fill in blanked:
        pieces += text[here:first], fill * (last - first)
        here = last
    pieces += text[here:end], " " * (len(text) - end)
    code = "".join(pieces)
    # Of one length in either case, which other letters are not.
    return (code if code.isascii() else NOT_ASCII.sub("_", code)).upper()


def _literal_end(source: Source, start: int, mark: str) -> int:
    if found := LITERALS[mark].match(source.text, start):
        return found.end()
    if mark == "$":
        if POSITIONAL.match(source.text, start):
            raise source.error(
                start, "a numbered parameter", "write :name, and :param name: type  meaning in the header"
            )
        raise source.error(start, "a dollar quote that does not end", "close it with the same $tag$")
    kind = "quoted name" if mark == '"' else "string"
    closing = '"' if mark == '"' else "'"
    raise source.error(start, f"a {kind} that does not end", f"close it with {closing}")


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _comment_end(source: Source, start: int) -> int:
    depth = 0
    for edge in COMMENT_EDGE.finditer(source.text, start):
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return edge.end()
    raise source.error(start, "a comment that does not end", "close it with */ (comments nest in PostgreSQL)")


def _misplaced(source: Source, offset: int) -> Exception:
    mark = source.text[offset : offset + 1]
    if not mark:
        last = len(source.text.rstrip())
        return source.error(
            max(last - 1, 0), "the statement does not end", "write ; after it, as psql needs it"
        )
    if mark == ":":
        form = source.text[offset : offset + 2]
        return source.error(offset, f"psql's {form}...{_closing(form)} is no parameter", PSQL_FORMS[form[1]])
    if mark == "\\":
        return source.error(
            offset, "a psql command", "a file holds one statement only: give values with \\set before \\i"
        )
    return source.error(
        offset, "this character has no meaning in SQL", "remove it, or quote what it is part of"
    )


def _closing(form: str) -> str:
    return "}" if form[1] == "{" else form[1]


def _is_slice(source: Source, code: str, placeholder: Placeholder, declared: frozenset[str]) -> bool:
    """Whether this colon parts the bounds of an array slice, as in ``tags[1:last]``."""
    before = code[: placeholder.start].rstrip(" \t\n\r\f\v")
    last = before[-1:]
    if not (last.isalnum() or last in ("_", "$", "'", '"', ")", "]")):
        return False
    if (word := LAST_WORD.search(before)) and word.group() in BEFORE_EXPRESSION:
        return False
    opened: list[str] = []
    for bracket in BRACKET.finditer(before):
        if bracket.group() in "([":
            opened.append(bracket.group())
        elif opened:
            opened.pop()
    if opened[-1:] != ["["]:
        return False
    if placeholder.name in declared:
        raise source.error(
            placeholder.start,
            f"a slice and a parameter in one: psql takes the slice's colon for that of :{placeholder.name}",
            f"write both colons apart: [1 : :{placeholder.name}]",
        )
    return True
