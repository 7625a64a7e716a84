"""The statements of the battery, read from ``statements/<topic>.sql``.

Each begins with ``-- name: it``. Further header lines: ``-- since: 17`` (the first major version that knows
the syntax), ``-- $1: a | b | NULL`` (the values that a run may give) and ``-- needs column: what``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "statements"
OLDEST = 14

_HEADER = re.compile(r"-- (name|since|needs|\$\d+)(?: (\w+))?: (.*)")


@dataclass(frozen=True)
class BatteryStatement:
    """One statement. Parameters are ``$1``, ``$2``...; their values are texts that the server reads."""

    name: str
    topic: str
    sql: str
    parameter_values: tuple[tuple[str | None, ...], ...]
    since: int
    needs: Mapping[str, str]

    def nullable_parameters(self) -> frozenset[int]:
        """The numbers, from 1, of the parameters that may be NULL."""
        return frozenset(
            number for number, values in enumerate(self.parameter_values, start=1) if None in values
        )


def load() -> list[BatteryStatement]:
    """All statements, by topic, in the order of their files."""
    return [
        _parse(part, path.stem)
        for path in sorted(FOLDER.glob("*.sql"))
        for part in re.split(r"^(?=-- name: )", path.read_text("utf-8"), flags=re.MULTILINE)
        if part.strip()
    ]


def _parse(text: str, topic: str) -> BatteryStatement:
    name, since = "", OLDEST
    values: list[tuple[str | None, ...]] = []
    needs: dict[str, str] = {}
    lines = text.strip().splitlines()
    while header := _HEADER.fullmatch(lines[0]):
        keyword, subject, value = header.groups()
        if keyword == "name":
            name = value
        elif keyword == "since":
            since = int(value)
        elif keyword == "needs":
            needs[subject] = value
        else:
            assert keyword == f"${len(values) + 1}", f"{name}: parameters are listed in order"
            values.append(tuple(None if choice == "NULL" else choice for choice in value.split(" | ")))
        lines.pop(0)
    return BatteryStatement(name, topic, "\n".join(lines), tuple(values), since, needs)
