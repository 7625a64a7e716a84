"""The roles of the migrations: which statements each of them runs (``roles.toml``), and with which rights."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any, Final, LiteralString, cast

from psycopg import sql

from tracktion_db.check.reach.grants import grants
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.statements import Statement

__all__ = ["OWNER", "RoleName", "grants_as", "patterns", "runs"]

_ROLES: Final[dict[str, Any]] = tomllib.loads(
    files("tracktion_db.check.reach").joinpath("roles.toml").read_text(encoding="utf-8")
)
OWNER: Final = "owner"
"""Whoever applies the migrations: runs what no GRANT allows."""


class RoleName(StrEnum):
    """A role that services log in as a member of."""

    READ_ONLY = "read-only"
    READ_WRITE = "read-write"
    WORKER = "worker"


def patterns(role: str) -> list[str]:
    """What the role's lists name: statements, with * for any part of a name."""
    known = _ROLES[role]
    return [pattern for key in ("reads", "runs", "never") for pattern in known.get(key, ())]


def runs(role: str, statement: Statement) -> bool:
    """Whether the role, or the owner, runs this statement."""
    known = _ROLES[role]
    if _is_among(statement, known.get("never", ())):
        return False
    if _is_among(statement, known.get("runs", ())):
        return True
    return statement.reads_only and _is_among(statement, known.get("reads", ()))


def grants_as(analysed: Iterable[Analysed], role: RoleName, name: str) -> list[str]:
    """What ``name`` must be granted to do what this role does; ``grants`` says in which order.

    At the end, each behind its reason, the rights that no statement tells of. Raises TreeError.
    """
    own = [one for one in analysed if one.statement is not None and runs(role, one.statement)]
    lines = grants(own, name)
    for besides in _ROLES[role].get("besides", ()):
        grant = sql.SQL(cast("LiteralString", besides["grant"]))
        lines.append(f"-- {besides['because']}")
        lines.append(sql.SQL("GRANT {} TO {};").format(grant, sql.Identifier(name)).as_string())
    return lines


def _is_among(statement: Statement, names: Iterable[str]) -> bool:
    return any(fnmatchcase(statement.name, name) for name in names)
