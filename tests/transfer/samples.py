"""Rows and files for imports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from tracktion_db.transfer.csv_records import record_of

TRACK_ID = UUID("6f1c2b1e-0000-4000-8000-000000000000")


def track_id(number: int) -> str:
    return str(UUID(int=TRACK_ID.int + number))


def csv_file(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """A file of rows that all have the keys of the first."""
    rows = list(rows)
    lines = [record_of(list(rows[0]))]
    lines += [record_of([None if row[key] is None else str(row[key]) for key in rows[0]]) for row in rows]
    path.write_text("".join(lines), encoding="utf-8", newline="")
    return path


def json_file(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """A file of JSON Lines."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def titles(count: int, **changed: Any) -> list[dict[str, Any]]:
    """Tracks that have a title and a year each; ``r5={"year": 1}`` changes the fifth row."""
    rows: list[dict[str, Any]] = [
        {"title": f"Title {number}", "year": 1990} for number in range(1, count + 1)
    ]
    for row, fields in changed.items():
        rows[int(row[1:]) - 1].update(fields)
    return rows
