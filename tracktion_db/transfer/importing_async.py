"""Imports through an AsyncDatabase, its twin being importing. Files are read and checked in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from os import PathLike
from typing import Any, BinaryIO, TypeVar

from tracktion_db.call import Call
from tracktion_db.database_async import AsyncDatabase
from tracktion_db.errors import TracktionDBError
from tracktion_db.steps import Steps
from tracktion_db.transaction_async import AsyncTransaction
from tracktion_db.transfer.importing import DEFAULTS
from tracktion_db.transfer.process import Process
from tracktion_db.transfer.reports import ImportOptions, ImportProgress, ImportReport
from tracktion_db.transfer.sources import as_path
from tracktion_db.transfer.targets import TargetName
from tracktion_db.transfer.transactions import Ended, Transactions, first, move

T = TypeVar("T")


async def import_file_async(
    db: AsyncDatabase,
    target: TargetName,
    source: str | PathLike[str] | BinaryIO,
    options: ImportOptions = DEFAULTS,
    *,
    on_progress: Callable[[ImportProgress], object] | None = None,
) -> ImportReport:
    """``import_file`` for asyncio: the database is awaited, the file is read in a thread.

    Cancelled, it undoes the batch that is on its way; the same call goes on after the one before.
    """
    with Process(target, as_path(source), options) as process:
        await _drive(db, process.begin())
        batches = process.batches()
        reading = writing = None
        try:
            while True:
                reading = asyncio.create_task(asyncio.to_thread(next, batches, None))
                batch = await asyncio.shield(reading)
                if writing is not None:
                    await writing
                    if on_progress is not None:
                        on_progress(process.progress())
                if batch is None:
                    break
                writing = asyncio.create_task(_drive(db, process.write(batch)))
        except asyncio.CancelledError:
            if writing is not None:
                writing.cancel()
            raise
        finally:
            # Nothing may read the file or write rows behind this call.
            await asyncio.gather(*(task for task in (reading, writing) if task), return_exceptions=True)
        await _drive(db, process.finish())
        if on_progress is not None:
            on_progress(process.progress())
        return process.report()


async def _drive(db: AsyncDatabase, work: Transactions[T]) -> T:
    moved = await asyncio.to_thread(first, work)
    while not isinstance(moved, Ended):
        try:
            answers, problem = await db.transact(_all_of(moved)), None
        except TracktionDBError as error:
            answers, problem = (), error
        moved = await asyncio.to_thread(move, work, answers, problem)
    return moved.outcome


def _all_of(
    calls: Sequence[Call[Any] | Steps[Any]],
) -> Callable[[AsyncTransaction], Coroutine[Any, Any, Sequence[Any]]]:
    async def run(tx: AsyncTransaction) -> Sequence[Any]:
        return [await tx.run(call) for call in calls]

    return run
