"""What ``import`` and ``export`` share: their tables and formats, and the bar that shows how far they are."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from tracktion_db.errors import UsageError


class Table(StrEnum):
    """The targets of transfers, as options."""

    LIBRARY = "library"
    CATALOG = "catalog"


class FileFormat(StrEnum):
    """The formats of files, as options."""

    CSV = "csv"
    JSONL = "jsonl"


class BadRows(StrEnum):
    """What happens to them, as options."""

    STOP = "stop"
    SKIP = "skip"


class Bar:
    """Rows, rows per second and the time that is left."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None, rows=0, rate=0.0)
        self._rows_at_start: int | None = None

    def show(self, rows: int, *, done: int | None, total: int | None) -> None:
        """``done`` of ``total``, in whatever unit; None where nobody knows."""
        if self._rows_at_start is None:
            self._rows_at_start = rows  # those of earlier runs among them
        elapsed = self._progress.tasks[0].elapsed or 0.0
        rate = (rows - self._rows_at_start) / elapsed if elapsed else 0.0
        self._progress.update(self._task, completed=done or 0, total=total, rows=rows, rate=rate)


@contextmanager
def bar(what: str) -> Generator[Bar]:
    """On a terminal a bar that goes away, on standard error; in a pipe nothing."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s, left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, what)


@contextmanager
def file_errors() -> Generator[None]:
    """A file that cannot be read or written, as one of our errors; a reader that went away is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}" if error.filename else str(error)) from error
