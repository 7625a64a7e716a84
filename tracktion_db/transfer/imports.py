"""How far an import is, kept beside the rows that it writes. Table ``imports``."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from tracktion_db.call import Call, at_most_one, one
from tracktion_db.records import Record
from tracktion_db.transfer.lines import NOTHING, Position
from tracktion_db.transfer.statements import sql

_NAMESPACE: Final = UUID("5f6a1a2e-64a5-4c58-9d7b-1d2c6b6f0a35")


class Import(Record):
    """How far an import is."""

    id: UUID
    target: str
    """Where the rows go: ``library`` or ``catalog``."""
    source: str
    """Path of the file, or the name that the import was given."""
    rows_read: int
    """Rows of the file that are done with: written or rejected."""
    rows_written: int
    rows_rejected: int
    bytes_read: int
    """Bytes that these rows, and what stands before them, take; unpacked."""
    content_hash: str
    """SHA-256 of these bytes, 64 lower-case hex digits."""
    rejects_size: int
    """Bytes of the rejects file that belong to these rows."""
    started_at: datetime
    """When the first row was looked at; ``created_at`` of the rows that bring none."""
    finished_at: datetime | None
    """When the end of the file was met."""

    @property
    def position(self) -> Position:
        """Where the rows end that are done with."""
        return Position(self.bytes_read, self.content_hash)


def import_id(target: str, source: str) -> UUID:
    """The id of the import of this source into this target."""
    return uuid5(_NAMESPACE, f"{target} {source}")


def get_import(import_id: UUID) -> Call[Import | None]:
    """How far this import is, or None."""
    return at_most_one(sql["transfer.get_import"], Import, import_id=import_id)


def start_import(import_id: UUID, target: str, source: str, known: Import | None) -> Call[Import]:
    """Start at the first row, also where the same source was imported before.

    ``known`` is what there is of it; raises NotFound where another process was faster.
    """
    return one(
        sql["transfer.start_import"],
        Import,
        import_id=import_id,
        target=target,
        source=source,
        content_hash=NOTHING,
        known_started_at=None if known is None else known.started_at,
        known_rows_read=0 if known is None else known.rows_read,
    )


def advance_import(
    known: Import, position: Position, *, written: int, rejected: int, rejects_size: int
) -> Call[Import]:
    """So many rows more are done with; raises NotFound where another process was faster."""
    return one(
        sql["transfer.advance_import"],
        Import,
        import_id=known.id,
        rows_before=known.rows_read,
        started_at=known.started_at,
        rows_read=known.rows_read + written + rejected,
        rows_written=known.rows_written + written,
        rows_rejected=known.rows_rejected + rejected,
        bytes_read=position.bytes_read,
        content_hash=position.content_hash,
        rejects_size=rejects_size,
    )


def finish_import(known: Import, position: Position) -> Call[Import]:
    """The file ends here; raises NotFound where another process was faster."""
    return one(
        sql["transfer.finish_import"],
        Import,
        import_id=known.id,
        rows_before=known.rows_read,
        started_at=known.started_at,
        bytes_read=position.bytes_read,
        content_hash=position.content_hash,
    )
