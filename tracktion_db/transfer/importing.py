"""Imports through a Database: the next batch is read while the server writes one. Twin: importing_async."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from os import PathLike
from typing import Any, BinaryIO, Final, TypeVar

from tracktion_db.call import Call
from tracktion_db.database import Database
from tracktion_db.errors import TracktionDBError
from tracktion_db.steps import Steps
from tracktion_db.transaction import Transaction
from tracktion_db.transfer.process import Process
from tracktion_db.transfer.reports import ImportOptions, ImportProgress, ImportReport
from tracktion_db.transfer.sources import as_path
from tracktion_db.transfer.targets import TargetName
from tracktion_db.transfer.transactions import Ended, Transactions, first, move

T = TypeVar("T")

DEFAULTS: Final = ImportOptions()


def import_file(
    db: Database,
    target: TargetName,
    source: str | PathLike[str] | BinaryIO,
    options: ImportOptions = DEFAULTS,
    *,
    on_progress: Callable[[ImportProgress], object] | None = None,
) -> ImportReport:
    """Import a file of CSV or JSON Lines, or what is left of it after a run that was stopped.

    Rows are written in batches, each in one transaction with how far the import is: whenever it ends, also
    by kill -9, the same call goes on where it stopped, and no row is written twice. A file that is
    imported already is not imported again. Memory does not grow with the file.

    Raises ValidationError for a file that cannot be read (``source``: not UTF-8, with the byte offset; a
    header that is unknown) before a row is written; ValidationError or Conflict with the number of the
    first bad row when it must stop there; UsageError where the file has changed before the place to go on;
    Conflict where another process imports it too; and OSError.
    """
    with Process(target, as_path(source), options) as process:
        _drive(db, process.begin())
        with ThreadPoolExecutor(1, "import") as writer:
            written: Future[None] | None = None
            for batch in process.batches():
                if written is not None:
                    written.result()
                    if on_progress is not None:
                        on_progress(process.progress())
                written = writer.submit(_drive, db, process.write(batch))
            if written is not None:
                written.result()
        _drive(db, process.finish())
        if on_progress is not None:
            on_progress(process.progress())
        return process.report()


def _drive(db: Database, work: Transactions[T]) -> T:
    moved = first(work)
    while not isinstance(moved, Ended):
        try:
            answers, problem = db.transact(_all_of(moved)), None
        except TracktionDBError as error:
            answers, problem = (), error
        moved = move(work, answers, problem)
    return moved.outcome


def _all_of(calls: Sequence[Call[Any] | Steps[Any]]) -> Callable[[Transaction], Sequence[Any]]:
    return lambda tx: [tx.run(call) for call in calls]
