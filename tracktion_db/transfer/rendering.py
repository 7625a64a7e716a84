"""Records as lines of a file: what imports read back as the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from tracktion_db.records import Record
from tracktion_db.transfer.csv_records import record_of
from tracktion_db.transfer.sources import Format

Render = Callable[[Sequence[Record]], bytes]


def renderer(record: type[Record], form: Format) -> tuple[bytes, Render]:
    """What stands at the head of a file, and what makes lines of records."""
    if form == "jsonl":
        return b"", lambda records: "".join([f"{item.model_dump_json()}\n" for item in records]).encode()
    fields = list(record.model_fields)
    pick = attrgetter(*fields)
    return record_of(fields).encode(), lambda records: "".join(
        [record_of([_text(value) for value in pick(item)]) for item in records]
    ).encode()


def _text(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)
