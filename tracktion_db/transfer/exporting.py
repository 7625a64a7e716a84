"""Exports through a Database. ``exporting_async`` is the twin."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from os import PathLike
from typing import BinaryIO, Final, TypeVar

from tracktion_db.call import Call, at_most_one, many
from tracktion_db.database import Database
from tracktion_db.records import Record
from tracktion_db.transfer.destinations import open_destination
from tracktion_db.transfer.rendering import renderer
from tracktion_db.transfer.reports import ExportProgress, ExportReport
from tracktion_db.transfer.sources import Format, as_path, format_of
from tracktion_db.transfer.statements import sql
from tracktion_db.transfer.targets import Target, TargetName, target_of

T = TypeVar("T")

ROWS_AT_ONCE: Final = 1000


class Estimate(Record):
    """About how many rows a table has."""

    rows: int


def export_file(
    db: Database,
    target: TargetName,
    destination: str | PathLike[str] | BinaryIO,
    *,
    format: Format | None = None,  # noqa: A002 (that is what it is)
    on_progress: Callable[[ExportProgress], object] | None = None,
) -> ExportReport:
    """Write all rows, the oldest first, to a file that ``import_file`` reads back as the same rows.

    All rows are of one moment. Without ``format`` the end of the file's name tells it; ``.gz`` behind that
    compresses. In CSV null is an empty field, and empty text is ``""``. Memory does not grow with the table.
    Raises UsageError where the name does not tell the format, and OSError.
    """
    started = time.monotonic()
    source, where = target_of(target), as_path(destination)
    head, render = renderer(source.record, format_of(where, format))
    estimate = db.run(estimate_rows(source))
    rows_all = estimate.rows if estimate else 0
    rows = 0
    with open_destination(where) as file, db.stream(list_rows(source)) as records:
        file.write(head)
        for part in _parts(records):
            file.write(render(part))
            rows += len(part)
            if on_progress is not None:
                on_progress(ExportProgress(rows=rows, rows_all=max(rows, rows_all)))
    return ExportReport(target=source.name, rows=rows, seconds=time.monotonic() - started)


def list_rows(target: Target) -> Call[list[Record]]:
    """All rows, the oldest first."""
    return many(target.listing, target.record)


def estimate_rows(target: Target) -> Call[Estimate | None]:
    """About how many these are; None where there is no such table."""
    return at_most_one(sql["transfer.estimate_rows"], Estimate, table_name=target.table)


def _parts(rows: Iterator[T]) -> Iterator[Sequence[T]]:
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield part
