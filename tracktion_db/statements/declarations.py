"""One ``:param`` of a header: name, type, whether None may be given, meaning.

``file_path: text  absolute path`` takes no None; ``file_hash: text or null  SHA-256`` does.
"""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import NamedTuple

from .parameter_types import TYPES, ParameterType
from .source import Source
from .suggestions import nearest

__all__ = ["HOW_PARAMETER", "Parameter", "plain_parameter", "read_parameter", "require_name"]

# What most lines of most headers are: an ordinary parameter with its type and meaning.
PARAMETER_LINE = re.compile(
    r"([ \t]+):param ([a-z_][a-z0-9_]*): ([a-z0-9\[\]]+(?>(?: [a-z0-9\[\]]+)*))(?:[ ]{2,}(\S.*))?"
)
PARAMETER = re.compile(r"([a-z_][a-z0-9_]*)[ \t]*:[ \t]*(.*)")
NAME = re.compile(r"[a-z_][a-z0-9_]*")
WORD = re.compile(r"\S+")
SEVERAL_BLANKS = re.compile(r"[ \t]{2,}|\t")
OR_NULL = re.compile(r"[ \t]+or null(?=[ \t]|\Z)")
# What people write for it. One word alone counts only where two blanks part it from the meaning.
NOT_OR_NULL = re.compile(
    r"[ \t]*(?P<words>(?:or[ \t]+(?:nulls?|none|nil)|\|[ \t]*(?:null|none)|nullable)\b|\?)"
    r"|[ ](?P<word>null|none|optional)(?=[ \t]{2}|\t|\Z)",
    re.IGNORECASE,
)
WITH_NULLS = re.compile(r"[ \t]+(?P<words>with nulls)\b")
OPTIONAL_MARK = re.compile(r"\s*[?|]")

HOW_PARAMETER = ":param name: type  meaning"
# What people write for a type that is deliberately not in the list.
INSTEAD_OF_TYPE = {
    "timestamp": "timestamptz",
    "timestamp without time zone": "timestamptz",
    "datetime": "timestamptz",
    "json": "jsonb",
    "dict": "jsonb",
    "varchar": "text",
    "character varying": "text",
    "char": "text",
    "str": "text",
    "string": "text",
    "real": "double precision",
    "float4": "double precision",
    "bytes": "bytea",
    "serial": "integer",
    "bigserial": "bigint",
}


class Parameter(NamedTuple):
    """One ``:param`` of a header; ``nullable`` says whether None may be given."""

    name: str
    type: ParameterType
    meaning: str
    nullable: bool


def plain_parameter(line: str) -> tuple[Parameter, int, int] | None:
    """The parameter of an ordinary line (without its ``--``), and the columns of directive and name.

    None where ``read_parameter`` must look.
    """
    found = PARAMETER_LINE.fullmatch(line)
    if found is None:
        return None
    blank, name, spelled, meaning = found.groups()
    kind = TYPES.get(spelled.removesuffix(" or null"))
    if kind is None or iskeyword(name):
        return None
    meaning = meaning.rstrip() if meaning else ""
    nullable = spelled.endswith(" or null")
    if not nullable and _starts_like_or_null(meaning):
        return None
    return Parameter(name, kind, meaning, nullable), len(blank), found.start(2)


def read_parameter(source: Source, place: int, text: str) -> Parameter:
    """The parameter that stands behind ``:param``, at this offset of the file."""
    found = PARAMETER.fullmatch(text)
    if found is None:
        name = text.partition(" ")[0].rstrip(":")
        require_name(source, place, name)
        raise source.error(place, f"parameter {name} has no type", f"write {HOW_PARAMETER}")
    name, rest = found.groups()
    require_name(source, place, name)
    if not rest:
        raise source.error(place, f"parameter {name} has no type", f"write {HOW_PARAMETER}")
    place += found.start(2)
    kind, end = _type(source, place, rest)
    nullable, end = _or_null(source, place, rest, end, kind)
    return Parameter(name, kind, rest[end:].strip(), nullable)


def require_name(source: Source, place: int, name: str) -> None:
    """Refuse a name that a parameter cannot have: callers give it as a keyword argument of Python."""
    if not NAME.fullmatch(name):
        raise source.error(
            place,
            "a bad parameter name",
            f"write {HOW_PARAMETER}, the name in lower case: letters, digits and _",
        )
    if iskeyword(name):
        raise source.error(place, f"{name} is a keyword of Python", "choose another name for the parameter")


def _type(source: Source, place: int, text: str) -> tuple[ParameterType, int]:
    """The type that this text starts with, and where it ends.

    Two blanks part the type from the meaning; one blank will do where the type is known.
    """
    split = SEVERAL_BLANKS.search(text)
    spelled = text[: split.start()] if split else text
    if known := TYPES.get(spelled):
        return known, len(spelled)
    words = list(WORD.finditer(text))
    for count in range(min(len(words), 6), 0, -1):
        if known := TYPES.get(" ".join([word.group() for word in words[:count]]).lower()):
            return known, words[count - 1].end()
    spelled = spelled if split else words[0].group()
    raise source.error(place, f"unknown type {spelled}", _instead_of_type(spelled))


def _instead_of_type(spelled: str) -> str:
    without = OPTIONAL_MARK.split(spelled.lower())[0].removesuffix(" or null")
    or_null = " or null" if len(without) < len(spelled) else ""
    base = without.partition("[")[0].partition("(")[0].strip()
    suffix = ("[]" if "[" in spelled else "") + or_null
    likely = INSTEAD_OF_TYPE.get(base) or nearest(base, TYPES) or ""
    if base in TYPES and "(" in spelled:
        return f"write {TYPES[base].name}{suffix} without a modifier, and cast in the statement"
    if likely:
        return f"write {TYPES[likely].name.removesuffix('[]')}{suffix}"
    names = ", ".join(sorted({t.name for t in TYPES.values() if t.element is None}))
    return f"write one of {names} (with [] for an array), and cast in the statement"


def _starts_like_or_null(meaning: str) -> bool:
    # Two blanks may stand before it too, where a meaning would begin.
    return bool(OR_NULL.match(f" {meaning}") or NOT_OR_NULL.match(meaning))


def _or_null(source: Source, place: int, text: str, end: int, kind: ParameterType) -> tuple[bool, int]:
    """Whether ``or null`` stands behind the type, which ends here, and where the meaning begins."""
    found = OR_NULL.match(text, end)
    wrong = None
    if found is None:
        wrong = NOT_OR_NULL.match(text, end)
    elif kind.element is not None:
        wrong = WITH_NULLS.match(text, found.end())
    if wrong is not None:
        group = wrong.lastgroup or 0
        nulls = " with nulls" if kind.nulls or wrong.group(group) == "with nulls" else ""
        raise source.error(
            place + wrong.start(group),
            f'"{wrong.group(group)}" does not say whether None may be given',
            f"write {kind.name}{nulls} or null, or a meaning that begins with another word",
        )
    return found is not None, found.end() if found else end
