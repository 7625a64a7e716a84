"""What the text of a migration alone can tell: schemas that it names, and ways to change constraints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracktion_db.errors import StatementError
from tracktion_db.migrations.splitting import Piece, split
from tracktion_db.statements.lexer import LITERALS, first_code
from tracktion_db.statements.source import Source

__all__ = ["TextFault", "check_changes", "check_schemas", "code_of"]

NAME: Final = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
QUALIFIED: Final = re.compile(rf'(?<![\w$".])(?P<schema>{NAME})\s*\.\s*(?P<name>{NAME}|[-+*/<>=~!@#%^&|`?]+)')
IN_SCHEMA: Final = re.compile(rf"\bSCHEMA\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?P<schema>{NAME})", re.IGNORECASE)
SEARCH_PATH: Final = re.compile(
    rf"\bSEARCH_PATH\s*(?:=|\bTO\b)\s*(?P<names>{NAME}(?:\s*,\s*{NAME})*)", re.IGNORECASE
)
# A word, or any other character.
WORD: Final = re.compile(r"[\w$]+|.", re.DOTALL)
BODY: Final = re.compile(r"\$(?P<tag>\w*)\$(?P<body>.*)\$(?P=tag)\$", re.DOTALL)
ADDED_CONSTRAINT: Final = re.compile(
    r"\bADD\s+(?:CONSTRAINT|PRIMARY\s+KEY|UNIQUE|CHECK|FOREIGN\s+KEY|EXCLUDE)\b", re.IGNORECASE
)
RENAMED: Final = re.compile(r"\bRENAME\s+CONSTRAINT\b", re.IGNORECASE)
DETACHED: Final = re.compile(r"\bDETACH\s+PARTITION\b.*\bCONCURRENTLY\b", re.IGNORECASE | re.DOTALL)

# Shared by all tenants, or nobody's. "default" and "current" are words of SET search_path.
NOBODYS: Final = frozenset(("pg_catalog", "information_schema", "pg_temp", "shared", "default", "current"))
PUBLIC: Final = "public"


class TextFault(NamedTuple):
    """Something wrong at an offset of a file."""

    rule: str
    subject: str | None
    offset: int
    problem: str
    instead: str


def code_of(text: str, path: str = "") -> str:
    """The code of a file at its own offsets: comments and strings are blanked, names in quotes stay.

    The body of a function is code too.
    """
    source = Source(path, text)
    code: list[str] = []
    here = 0
    while here < len(text):
        after = first_code(source, here)
        code.append(" " * (after - here))
        here = after
        found = _literal(text, here)
        if found is None:
            word = WORD.match(text, here)
            code.append(word.group() if word else "")
            here += len(code[-1])
            continue
        literal = found.group()
        if literal.startswith('"'):
            code.append(literal)
        elif body := BODY.fullmatch(literal):
            edge = " " * body.start("body")
            code += edge, _code_of_body(body["body"]), edge
        else:
            code.append("'" + " " * (len(literal) - 2) + "'")
        here = found.end()
    return "".join(code)


def _code_of_body(body: str) -> str:
    try:
        return code_of(body)
    except StatementError:
        # A language with other comments than SQL's.
        return " " * len(body)


def _literal(text: str, here: int) -> re.Match[str] | None:
    mark = text[here : here + 1]
    if mark not in LITERALS or (mark in "eE" and not text.startswith("'", here + 1)):
        return None
    return LITERALS[mark].match(text, here)


def check_schemas(
    source: Source, schemas: frozenset[str], extension_names: frozenset[str]
) -> Iterator[TextFault]:
    """R2: the file names no schema of the database but those that are shared.

    ``extension_names`` are what may be taken from ``public``: extensions put it there.
    """
    code = code_of(source.text, source.path)
    instead = "leave the schema out: the search_path says whose it is"
    for found in QUALIFIED.finditer(code):
        schema, name = _bare(found["schema"]), _bare(found["name"])
        if schema in NOBODYS or schema not in schemas:
            continue
        is_operator = not re.fullmatch(NAME, found["name"])
        if schema == PUBLIC and (is_operator or name in extension_names):
            continue
        yield TextFault(
            "schema-name", schema, found.start(), f"a migration that names the schema {schema}", instead
        )
    for piece in split(source):
        end = piece.start + len(piece.text)
        for found in IN_SCHEMA.finditer(code, piece.start, end):
            schema = _bare(found["schema"])
            if schema not in NOBODYS and not (schema == PUBLIC and "EXTENSION" in piece.words[:2]):
                problem = f"a migration that names the schema {schema}"
                yield TextFault("schema-name", schema, found.start("schema"), problem, instead)
        for found in SEARCH_PATH.finditer(code, piece.start, end):
            for name in re.findall(NAME, found["names"]):
                if _bare(name) not in NOBODYS:
                    problem = f"a search_path that names the schema {_bare(name)}"
                    wanted = "SET search_path FROM CURRENT"
                    yield TextFault("schema-name", _bare(name), found.start("names"), problem, wanted)


def check_changes(source: Source) -> Iterator[TextFault]:
    """R8: a constraint is added by itself, and not renamed; a partition is not detached concurrently."""
    code = code_of(source.text, source.path)
    for piece in split(source):
        if piece.words[:2] != ("ALTER", "TABLE"):
            continue
        text = code[piece.start : piece.start + len(piece.text)]
        added = list(ADDED_CONSTRAINT.finditer(text))
        if added and _subcommands(text) > 1:
            yield _fault(
                piece,
                added[-1],
                "a constraint added together with something else",
                ("write one ALTER TABLE for each constraint"),
            )
        if renamed := RENAMED.search(text):
            yield _fault(
                piece,
                renamed,
                "a constraint that is renamed",
                ("add it under the new name NOT VALID, VALIDATE CONSTRAINT, then drop the old one"),
            )
        if detached := DETACHED.search(text):
            yield _fault(
                piece,
                detached,
                "a partition that is detached concurrently",
                ("DETACH PARTITION without CONCURRENTLY: the runner sets a lock_timeout"),
            )


def _fault(piece: Piece, found: re.Match[str], problem: str, instead: str) -> TextFault:
    return TextFault("constraint-name", None, piece.start + found.start(), problem, instead)


def _subcommands(text: str) -> int:
    """How many changes this ALTER TABLE makes."""
    depth = 0
    commas = 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        commas += character == "," and depth == 0
    return commas + 1


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
