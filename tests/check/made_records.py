"""Records that a test makes up, each with a name of its own: records are found by their names."""

from __future__ import annotations

from itertools import count
from typing import Any

from pydantic import create_model

from tracktion_db.records import Record

NUMBERS = count(1)


def make_record(**fields: Any) -> type[Record]:
    """A record with these fields: annotations by name."""
    given: dict[str, Any] = {name: (annotation, ...) for name, annotation in fields.items()}
    return create_model(f"Made{next(NUMBERS)}", __base__=Record, **given)
