"""A record of every kind of field, and the row that it is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter, computed_field

from tracktion_db import JsonList, JsonObject, Record
from tracktion_db.row_builder import row_builder


class Cue(BaseModel):
    """An item of a JSONB array; its other keys are kept."""

    model_config = ConfigDict(extra="allow", frozen=True)

    title: str
    second: float | None = None


class Crate(Record):
    """A row with scalars, nulls and every way of reading JSONB."""

    id: UUID
    name: str
    note: str | None
    size: int
    weight: float
    price: Decimal
    packed_at: datetime
    tags: list[str]
    labels: JsonObject
    anything: JsonValue
    first: Cue
    last: Cue | None
    by_side: dict[str, list[Cue]]
    cues: JsonList[Cue]
    hidden: JsonList[Cue] | None

    @computed_field
    @property
    def shout(self) -> str:
        return self.name.upper()


JSON_COLUMNS = frozenset(("labels", "anything", "first", "last", "by_side", "cues", "hidden"))
ROW: dict[str, Any] = {
    "id": UUID("11111111-2222-4333-8444-555555555555"),
    "name": "Détroit",
    "note": None,
    "size": 7,
    "weight": 0.1,
    "price": Decimal("9.90"),
    "packed_at": datetime(2026, 5, 17, 22, 30, 15, 250_000, tzinfo=UTC),
    "tags": ["techno", "1988"],
    "labels": b'{"Transmat": [1, 2.5, null, true], "deep": {"er": "\\u00e9"}}',
    "anything": b"[1, 100000000000000000000000000000]",
    "first": b'{"title": "Strings of Life", "second": 0, "label": {"x": 1}}',
    "last": None,
    "by_side": b'{"A": [{"title": "Nude Photo", "second": 1.5}], "B": []}',
    "cues": b'[{"title": "Strings of Life", "second": 0, "id": "t1"}, {"title": "The Dance"}]',
    "hidden": None,
}
COLUMNS = tuple(ROW)
_build = row_builder(Crate, COLUMNS, JSON_COLUMNS)


def built(**changes: Any) -> Crate:
    """The record as the executors make it, without validation."""
    return _build(tuple({**ROW, **changes}.values()))


def validated(**changes: Any) -> Crate:
    """The same record, validated by Pydantic field by field."""
    values = {**ROW, **changes}
    for column in JSON_COLUMNS:
        if values[column] is not None:
            values[column] = TypeAdapter[Any](JsonValue).validate_json(values[column])
    return Crate.model_validate(values)
