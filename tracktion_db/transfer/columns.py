"""Which field of a row each column of a file is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracktion_db.errors import ValidationError
from tracktion_db.records import Input
from tracktion_db.transfer.rejects import Unreadable


class Columns:
    """The fields of an input, by what a file calls them."""

    def __init__(self, model: type[Input], mapping: Mapping[str, str], *, ignore_unknown: bool) -> None:
        self._fields = model.model_fields
        self._mapping = dict(mapping)
        self._ignore_unknown = ignore_unknown
        for field in self._mapping.values():
            if field not in self._fields:
                raise ValidationError("mapping", f"there is no field {field}: {', '.join(self._fields)}")

    @property
    def renames(self) -> bool:
        """Whether a file may have other names than the fields."""
        return bool(self._mapping) or self._ignore_unknown

    def of_header(self, header: Sequence[str]) -> list[str | None]:
        """The field of each column of a CSV file, None for one that is left out.

        ``Sample Rate`` is ``sample_rate``. Raises ValidationError for a header that is no field and no name
        of the mapping, for two that are one field, and where one is missing.
        """
        if not header:
            raise ValidationError("source", "has no header: its first line must name the columns")
        if missing := [name for name in self._mapping if name not in header]:
            raise ValidationError("mapping", f"there is no column {missing[0]}: {', '.join(header)}")
        columns = [self._mapping.get(name) or self._field(name) for name in header]
        unknown = [name for name, field in zip(header, columns, strict=True) if field is None]
        if unknown and not self._ignore_unknown:
            raise ValidationError(
                "source",
                f"unknown columns {', '.join(unknown)}: map them, or ignore what is unknown;"
                f" the fields are {', '.join(self._fields)}",
            )
        named = [field for field in columns if field is not None]
        if twice := sorted({field for field in named if named.count(field) > 1}):
            raise ValidationError("source", f"several columns are {', '.join(twice)}")
        required = [name for name, field in self._fields.items() if field.is_required()]
        if absent := [name for name in required if name not in named]:
            raise ValidationError("source", f"no column is {', '.join(absent)}")
        if not named:
            raise ValidationError("source", "no column is a field")
        return columns

    def renamed(self, given: Mapping[str, Any]) -> dict[str, Any] | Unreadable:
        """An object of JSON by the names of fields."""
        renamed: dict[str, Any] = {}
        for key, value in given.items():
            field = self._mapping.get(key, key)
            if field in renamed:
                return Unreadable(f"several keys are {field}")
            if field in self._fields or not self._ignore_unknown:
                renamed[field] = value
        return renamed

    def _field(self, header: str) -> str | None:
        name = header.strip().lower().replace(" ", "_")
        return name if name in self._fields else None
