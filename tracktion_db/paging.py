"""Opaque cursors of keyset pages: the ordering keys of a page's last row, bound to what was asked.

A cursor is a text of ASCII letters. It holds no more than the key values of a row that its reader has
seen, so it is a position and not a permission; the digest in it catches damage, tampering, and the use
with another statement or other filters, which would silently answer from a wrong place.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import cast
from uuid import UUID

from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.records import Record
from tracktion_db.statements import Statement

Position = Mapping[str, object]
"""Key column → the value that the next page starts after."""

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
"""Stand before every row where instants ascend (EARLIEST) or descend (LATEST)."""
FIRST_ID = UUID(int=0)
LAST_ID = UUID(int=2**128 - 1)
"""The same for ids."""
NEWEST_FIRST = {"created_at": LATEST, "id": LAST_ID}
"""Before every row of a list that is ordered by ``created_at`` and ``id``, both descending."""

_DIGEST_BYTES = 9
_MAX_LENGTH = 16_384

_READERS: dict[str, Callable[[str], object]] = {
    "uuid": UUID,
    "timestamptz": datetime.fromisoformat,
    "date": date.fromisoformat,
    "text": str,
    "smallint": int,
    "integer": int,
    "bigint": int,
    "numeric": Decimal,
    "double precision": float,
}


@dataclass(frozen=True, slots=True)
class PageCursor:
    """How one page call writes and reads its cursors."""

    statement: Statement
    keys: tuple[str, ...]
    filters: tuple[object, ...]
    """The checked values of all parameters but the keys' and the limit."""
    limit: int

    def encode(self, last: Record) -> str:
        """The cursor that stands behind this record."""
        values = [str(getattr(last, key)) for key in self.keys]
        payload = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return urlsafe_b64encode(self._digest(payload) + payload).decode()

    def decode(self, cursor: str) -> Position:
        """The position that ``encode`` wrote; raises ValidationError for any other text."""
        readers = self._readers()
        try:
            if len(cursor) > _MAX_LENGTH:
                raise ValueError
            data = urlsafe_b64decode(cursor)
            digest, payload = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
            # Written again, because b64decode passes over what is no base64.
            if urlsafe_b64encode(data).decode() != cursor or digest != self._digest(payload):
                raise ValueError
            values = json.loads(payload)
            if not isinstance(values, list) or not all(
                isinstance(v, str) for v in cast("list[object]", values)
            ):
                raise ValueError
            return {
                key: convert(reader(value), "cursor")
                for (key, reader, convert), value in zip(readers, cast("list[str]", values), strict=True)
            }
        except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, ValidationError):
            # The digest is no secret: what somebody made up may get as far as the readers.
            raise ValidationError(
                "cursor",
                "must be the next_cursor of a page of this call with the same filters",
                statement=self.statement.name,
            ) from None

    def _digest(self, payload: bytes) -> bytes:
        asked = repr((self.statement.name, self.keys, self.filters)).encode()
        return blake2b(payload, key=blake2b(asked).digest(), digest_size=_DIGEST_BYTES).digest()

    def _readers(self) -> list[tuple[str, Callable[[str], object], Callable[[object, str], object]]]:
        types = {parameter.name: parameter.type for parameter in self.statement.parameters}
        try:
            kinds = [types[f"after_{key}"] for key in self.keys]
            return [
                (key, _READERS[kind.name], kind.convert) for key, kind in zip(self.keys, kinds, strict=True)
            ]
        except KeyError as missing:
            raise UsageError(
                f"{self.statement.name} cannot be paged: no parameter or no readable type for {missing}",
                statement=self.statement.name,
            ) from None
