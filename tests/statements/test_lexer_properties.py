"""The lexer sees what PostgreSQL's own scanner sees (pglast carries it), in whatever is thrown together.

Parameters are single letters: ``:a`` and ``$1`` are equally long, and every offset is the same in both.
"""

from __future__ import annotations

import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pglast import parse_sql
from pglast.parser import ParseError, scan

from tracktion_db.errors import StatementError
from tracktion_db.statements import lexer
from tracktion_db.statements.source import Source

NAMES = "abcdefghi"

# What the scanner must not look into, or must not take for a parameter; "@" stands for a parameter's place.
PIECES = [
    "@", "@", "@", "@",
    " ", "\n", "\t", "\f", "\r\n", ",", "(", ")", ";",
    "'", "''", "\\'", "\\", "'x'", "'@'", "'it''s @'", "e'", "E'\\'@'", "E'@\\\\'", "E'x'\n'\\'@'", "nE'\\'",
    "U&'\\0041 @'", "B'01'", "x'1f'", "N'@'", "U&", "E", "e", "n",
    '"', '""', '"@"', '"x""@"', 'U&"@"',
    "$$", "$$@$$", "$a$", "$a$@$a$", "$a$ $b$a$", "$b$", "$é$", "x$$", "x$a$", "$",
    "--", "-- @", "-- '@\n", "--x\n", "-", "->", "->>", "/*", "*/", "/* @ */", "/* /* @ */ */", "/**/", "/",
    "*", "::", "::text", ":=", "=>", ": ", ":1", "..", ".",
    "+", "<", ">", "=", "~", "!", "@>", "<@", "#", "%", "^", "&", "|", "`", "?", "?|",
    "1", "1.5", ".5", "1e5", "0x1f", "1_0", "x", "select", "x1", "é", "\u00a0", "_", "🎵",
]  # fmt: skip

soups = st.lists(st.sampled_from(PIECES), max_size=12)
GROWS = re.compile(r"[\w$]|[^\x00-\x7f]")
# Tokens that PostgreSQL's scanner hands on and its grammar never takes: refused at load.
NO_SQL = {"UNKNOWN", "ASCII_36", "ASCII_92"}


def both_forms(pieces: list[str]) -> tuple[str, str, list[int]]:
    """The soup with ``:a`` and the like, with ``$1`` and the like in the same places, and these places."""
    ours = theirs = ""
    places: list[int] = []
    after_parameter = False
    for part in (part for piece in pieces for part in re.split(r"(@(?!>))", piece) if part):
        is_parameter = part == "@"
        single_colon = (len(ours) - len(ours.rstrip(":"))) % 2
        if (after_parameter and GROWS.match(part)) or (
            is_parameter and (single_colon or GROWS.match(ours[-1:]))
        ):
            # A name would grow, or a colon and the parameter's make a cast.
            ours += " "
            theirs += " "
        if is_parameter:
            places.append(len(ours))
        number = len(places) % len(NAMES)
        ours += f":{NAMES[number]}" if is_parameter else part
        theirs += f"${number + 1}" if is_parameter else part
        after_parameter = is_parameter
    return ours, theirs, places


def postgres_tokens(text: str) -> list[Any] | None:
    """The tokens that PostgreSQL's scanner sees; None if it refuses the text."""
    try:
        return list(scan(text))
    except ParseError:
        return None


def our_parameters(text: str, declared: str = "") -> list[tuple[int, int]] | None:
    try:
        scanned = lexer.scan(Source("soup.sql", text), 0, frozenset(declared))
    except StatementError:
        return None
    return [(placeholder.start, placeholder.end) for placeholder in scanned.placeholders]


@settings(max_examples=500, deadline=None, database=None)
@given(soups)
@example(["E'x'\n'\\'@'", "@"])
@example(["E'x'", " ", "--x\n", "'\\'", "@", "'"])
@example(["E'x'\n'\\'@'", "'"])
@example(["nE'\\'", "@", "'", "@", "'"])
@example(["$a$ $b$a$", "@", "$a$"])
@example(["/*", "/", "*/", "@"])
@example(["*", "/**/", "@"])
@example(["::", "@"])
@example([":=", "@"])
@example(["@>", "@"])
@example(["x$$", "@", "$$"])
@example(["1", "$$@$$", "@"])
@example(["1", "..", "E'\\'@'", "@"])
@example(["@", "::text", "@", "'x'", "::", "@", "$$x$$"])
def test_parameters_are_where_postgresql_sees_them(pieces: list[str]) -> None:
    ours, theirs, places = both_forms([*pieces, "\n;"])
    found = our_parameters(ours)
    tokens = postgres_tokens(theirs)
    if tokens is None:
        # What is refused within a token that is closed is left to the server: "1x", "U&'\\zzzz'".
        assert found is None or REFUSED_WITHIN.search(refusal(theirs))
        return
    names = [token.name for token in tokens]
    parameters = [token.start for token in tokens if token.name == "PARAM"]
    is_one_statement = "ASCII_59" in names and names.index("ASCII_59") == len(names) - 1
    if found is None:
        assert NO_SQL & set(names) or not is_one_statement or set(parameters) - set(places)
    else:
        assert is_one_statement
        assert found == [(place, place + 2) for place in parameters]


operands = st.recursive(
    st.sampled_from(
        ["@", "1", "low", "high.x", "'@'", "ARRAY[@, @]", "CASE WHEN @ THEN @ END", "(@)", "-@", "@::int"]
    ),
    lambda inner: (
        st.builds("x[{}]".format, inner)
        | st.builds("least({}, {})".format, inner, inner)
        | st.builds("{} + {}".format, inner, inner)
        | st.builds("x[{} : {}]".format, inner, inner)
        | st.builds("(x)[{}:]".format, inner)
        | st.builds("x[ : {}]".format, inner)
        # A slice may stand close to whatever is not a parameter.
        | st.builds("x[{}:{}]".format, inner, inner.filter(lambda operand: operand[0] not in "@'"))
    ),
    max_leaves=6,
)


@settings(max_examples=500, deadline=None, database=None)
@given(operands, st.sampled_from(["", NAMES]))
def test_parameters_and_slices_are_told_apart(operand: str, declared: str) -> None:
    ours, theirs, _ = both_forms(["SELECT ", operand, " FROM t;"])
    assert len(parse_sql(theirs)) == 1
    parameters = [token.start for token in scan(theirs) if token.name == "PARAM"]
    assert our_parameters(ours, declared) == [(place, place + 2) for place in parameters]


REFUSED_WITHIN = re.compile("trailing junk|zero-length|nicode|hexadecimal|invalid|operator too long")


def refusal(text: str) -> str:
    try:
        scan(text)
    except ParseError as error:
        return str(error)
    return ""
