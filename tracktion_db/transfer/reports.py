"""What imports and exports are told, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import UUID

from tracktion_db.transfer.rejects import Reject
from tracktion_db.transfer.sources import Format
from tracktion_db.transfer.targets import TargetName

OnError = Literal["stop", "skip"]
"""``stop`` keeps the rows before the first bad one, ``skip`` leaves out the bad ones."""


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """How a file is read, and what happens to what is wrong with it."""

    format: Format | None = None
    """None: by the end of the file's name."""
    name: str | None = None
    """What the import is known by when it is run again; None is the file's path. A stream without a name
    cannot be continued."""
    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    """From headers of CSV, or keys of JSON, to fields."""
    ignore_unknown: bool = False
    """Leave out what is no field, else ValidationError."""
    on_error: OnError = "stop"
    rejects: Path | None = None
    """File for what was not imported: CSV where it ends so, else JSON Lines."""
    dry_run: bool = False
    """Check everything and write no row."""
    restart: bool = False
    """Forget how far this import is, and start at the first row."""


@dataclass(frozen=True, kw_only=True)
class ImportProgress:
    """How far an import is."""

    rows_read: int
    rows_written: int
    rows_rejected: int
    bytes_done: int | None
    """Bytes of the file as it is stored; None for a stream."""
    bytes_all: int | None


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What became of a file. Rows are those of all runs of this import."""

    import_id: UUID | None
    """Of the row in ``imports``; None after a dry run."""
    target: TargetName
    source: str
    rows_read: int
    rows_written: int
    """With ``dry_run`` those that would be."""
    rows_rejected: int
    rows_before: int
    """Rows that earlier runs were done with."""
    was_finished: bool
    """Whether earlier runs had imported all of this very file, so that this one had nothing to do."""
    dry_run: bool
    first_rejects: tuple[Reject, ...]
    """The first 10 of this run."""
    seconds: float
    """That this run took."""


@dataclass(frozen=True, kw_only=True)
class ExportProgress:
    """How far an export is."""

    rows: int
    rows_all: int
    """About as many as there are."""


@dataclass(frozen=True, kw_only=True)
class ExportReport:
    """What was exported."""

    target: TargetName
    rows: int
    seconds: float
