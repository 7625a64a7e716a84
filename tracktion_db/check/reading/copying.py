"""A COPY has no tree: the INSERT of one row, which writes the same columns, stands for it.

COPY in the binary format takes every value as its column's type sends it and casts nothing, so that INSERT
accepts more: ``parameters`` compares the types.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final, NamedTuple

from tracktion_db.statements.lexer import Scanned
from tracktion_db.statements.source import Source

__all__ = ["Copied", "copied"]

COPIED_ROW: Final = (
    files("tracktion_db.check.reading").joinpath("copied_row.sql").read_text(encoding="utf-8").strip()
)
COPY: Final = re.compile(r"COPY\s+(?P<table>[^\s()]+)\s*\((?P<columns>[^()]*)\)\s*FROM\s+STDIN(?![A-Z0-9_$])")


class Copied(NamedTuple):
    """What a COPY writes."""

    sql: bytes
    """The INSERT of one row, with ``$1`` for its first column."""
    columns: tuple[str, ...]


def copied(source: Source, scanned: Scanned) -> Copied | None:
    """What this COPY from the client writes; None for any other statement."""
    found = COPY.match(scanned.code, scanned.start)
    if found is None:
        return None
    table, columns = (source.text[slice(*found.span(group))] for group in ("table", "columns"))
    names = [name.strip() for name in columns.split(",")]
    values = [f"${number}" for number in range(1, len(names) + 1)]
    text = COPIED_ROW.format(table=table, columns=", ".join(names), values=", ".join(values))
    return Copied(text.encode(), tuple([_plain(name) for name in names]))


def _plain(name: str) -> str:
    """The name of a column as the catalogs have it."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
