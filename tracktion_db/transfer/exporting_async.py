"""Exports through an AsyncDatabase, its twin being exporting. Files are written in a thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from os import PathLike
from typing import BinaryIO

from tracktion_db.database_async import AsyncDatabase
from tracktion_db.records import Record
from tracktion_db.transfer.destinations import open_destination
from tracktion_db.transfer.exporting import ROWS_AT_ONCE, estimate_rows, list_rows
from tracktion_db.transfer.rendering import renderer
from tracktion_db.transfer.reports import ExportProgress, ExportReport
from tracktion_db.transfer.sources import Format, as_path, format_of
from tracktion_db.transfer.targets import TargetName, target_of


async def export_file_async(
    db: AsyncDatabase,
    target: TargetName,
    destination: str | PathLike[str] | BinaryIO,
    *,
    format: Format | None = None,  # noqa: A002 (that is what it is)
    on_progress: Callable[[ExportProgress], object] | None = None,
) -> ExportReport:
    """``export_file`` for asyncio: the rows are awaited, the file is written in a thread."""
    started = time.monotonic()
    source, where = target_of(target), as_path(destination)
    head, render = renderer(source.record, format_of(where, format))
    estimate = await db.run(estimate_rows(source))
    rows_all = estimate.rows if estimate else 0
    rows = 0
    with open_destination(where) as file:

        async def write(part: list[Record]) -> None:
            nonlocal rows
            await asyncio.to_thread(lambda: file.write(render(part)))
            rows += len(part)
            if on_progress is not None:
                on_progress(ExportProgress(rows=rows, rows_all=max(rows, rows_all)))

        file.write(head)
        part: list[Record] = []
        async with db.stream(list_rows(source)) as records:
            async for record in records:
                part.append(record)
                if len(part) == ROWS_AT_ONCE:
                    await write(part)
                    part = []
        if part:
            await write(part)
    return ExportReport(target=source.name, rows=rows, seconds=time.monotonic() - started)
