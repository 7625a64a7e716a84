"""An import step by step, without a database: each step yields the calls of one transaction.

``importing`` and ``importing_async`` run them, and read the next batch meanwhile.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, Self
from uuid import uuid4

from tracktion_db.errors import Conflict, NotFound, UsageError, ValidationError
from tracktion_db.transfer import csv_records, json_records
from tracktion_db.transfer.batches import Batch, read_batches
from tracktion_db.transfer.columns import Columns
from tracktion_db.transfer.conflicts import conflicts
from tracktion_db.transfer.imports import (
    Import,
    advance_import,
    finish_import,
    get_import,
    import_id,
    start_import,
)
from tracktion_db.transfer.lines import NOTHING, Lines
from tracktion_db.transfer.rejects import Reject, RejectsFile
from tracktion_db.transfer.reports import ImportOptions, ImportProgress, ImportReport
from tracktion_db.transfer.sources import OpenSource, examine, format_of, open_source
from tracktion_db.transfer.targets import Target, TargetName, target_of
from tracktion_db.transfer.transactions import Transactions

FIRST_REJECTS: Final = 10
LONGEST_NAME: Final = 1000
MOST_UNCOUNTED: Final = 1000
"""Rows of one batch from which on the vocabulary of search waits for its refresh."""
ATTEMPTS: Final = 5
"""At one batch, where others add rows with the same keys at the same time."""


class Process:
    """One run of an import; closes its files at the end of its block."""

    def __init__(self, target: TargetName, source: Path | BinaryIO, options: ImportOptions) -> None:
        self._target = target_of(target)
        self._source = source
        self._options = options
        self._columns = Columns(self._target.model, options.mapping, ignore_unknown=options.ignore_unknown)
        if options.on_error not in ("stop", "skip"):
            raise ValidationError("on_error", "must be stop or skip")
        self._format = format_of(source, options.format)
        self._state = _nothing_yet(self._target, source, options)
        self._rows_before = 0
        self._was_finished = False
        self._started = time.monotonic()
        self._files = ExitStack()
        self._opened: OpenSource | None = None
        self._lines = Lines(io.BytesIO())
        self._records: Iterable[Any] = ()
        self._rejects: RejectsFile | None = None
        self._first_rejects: list[Reject] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    # --- the steps

    def begin(self) -> Transactions[None]:
        """Open the file and find where to go on; nothing is written before the whole of a file was seen."""
        there: Import | None = None
        if not self._options.dry_run:
            (there,) = yield [get_import(self._state.id)]
        known = None if self._options.restart else there
        if isinstance(self._source, Path) and self._source.is_file():
            known = self._examined(self._source, known)
        if not self._was_finished:
            self._open()
            if known is not None:
                self._go_on(known)
            elif not self._options.dry_run:
                state = self._state
                try:
                    (self._state,) = yield [start_import(state.id, state.target, state.source, there)]
                except NotFound:
                    raise self._not_alone() from None
            self._open_rejects()

    def batches(self) -> Iterator[Batch]:
        """The rows that are left, read and checked."""
        model = self._target.model.__pydantic_validator__
        from_text = partial(model.validate_strings, strict=False)
        return read_batches(
            self._records,
            self._lines,
            from_text if self._format == "csv" else model.validate_json,
            self._target.row_maker(self._state.started_at),
            rows_before=self._state.rows_read,
        )

    def write(self, batch: Batch) -> Transactions[None]:
        """Write the good rows of a batch, and how far the import is, in one transaction.

        Raises ValidationError or Conflict behind the rows before the first bad one, when it must stop there.
        """
        stop: ValidationError | Conflict | None = None
        if batch.rejects and self._options.on_error == "stop":
            first = batch.rejects[0]
            stop = ValidationError(first.field, first.reason, row=first.row)
            batch = batch.before(first.row)
        attempts = 0
        while not self._options.dry_run:
            try:
                yield from self._commit(batch)
                break
            except NotFound:
                raise self._not_alone() from None
            except Conflict:
                attempts += 1
                refused = yield from self._conflicts(batch)
                if not refused or attempts == ATTEMPTS:
                    raise
                batch, stop = self._leave_out(batch, refused, stop)
        else:
            batch, stop = self._leave_out(batch, (yield from self._conflicts(batch)), stop)
            self._note(batch)
        self._first_rejects += batch.rejects[: FIRST_REJECTS - len(self._first_rejects)]
        if stop is not None:
            raise stop

    def finish(self) -> Transactions[None]:
        """Note that the file ends here, after what follows from its rows."""
        if not self._was_finished and not self._options.dry_run:
            refresh = self._target.refresh
            if refresh is not None and self._state.rows_written > MOST_UNCOUNTED:
                yield [refresh()]
            end = self._lines.take_bytes().position(self._lines.taken)
            try:
                (self._state,) = yield [finish_import(self._state, end)]
            except NotFound:
                raise self._not_alone() from None

    # --- what it tells

    def progress(self) -> ImportProgress:
        """How far it is now."""
        opened = self._opened
        return ImportProgress(
            rows_read=self._state.rows_read,
            rows_written=self._state.rows_written,
            rows_rejected=self._state.rows_rejected,
            bytes_done=None if opened is None else opened.bytes_done,
            bytes_all=None if opened is None else opened.size,
        )

    def report(self) -> ImportReport:
        """What became of the file."""
        return ImportReport(
            import_id=None if self._options.dry_run else self._state.id,
            target=self._target.name,
            source=self._state.source,
            rows_read=self._state.rows_read,
            rows_written=self._state.rows_written,
            rows_rejected=self._state.rows_rejected,
            rows_before=self._rows_before,
            was_finished=self._was_finished,
            dry_run=self._options.dry_run,
            first_rejects=tuple(self._first_rejects),
            seconds=time.monotonic() - self._started,
        )

    # --- where to go on

    def _examined(self, path: Path, known: Import | None) -> Import | None:
        found = examine(path, (known or self._state).position)
        if known is None:
            return None
        if not found.has_prefix:
            if known.finished_at is None:
                raise _changed(known)
            return None  # a new file of an old name
        if known.finished_at is not None and found.size == known.bytes_read:
            self._was_finished = True
            self._state = known
            self._rows_before = known.rows_read
        return known

    def _open(self) -> None:
        self._opened = self._files.enter_context(open_source(self._source))
        self._lines = Lines(self._opened.text)
        if self._format == "csv":
            columns = self._columns.of_header(csv_records.read_header(self._lines))
            self._records = csv_records.read_records(self._lines, columns)
        else:
            self._records = json_records.read_objects(self._lines, self._columns)

    def _go_on(self, known: Import) -> None:
        if known.bytes_read and not self._lines.skip_to(known.position):
            raise _changed(known)
        self._state = known
        self._rows_before = known.rows_read

    def _open_rejects(self) -> None:
        if self._options.rejects is not None:
            self._rejects = RejectsFile(self._options.rejects, self._state.rejects_size)
            self._files.callback(self._rejects.close)

    # --- one batch

    def _conflicts(self, batch: Batch) -> Transactions[list[Reject]]:
        (taken,) = yield [self._target.list_taken(batch.rows)]
        return conflicts(self._target, batch, taken)

    def _leave_out(
        self, batch: Batch, refused: Sequence[Reject], stop: ValidationError | Conflict | None
    ) -> tuple[Batch, ValidationError | Conflict | None]:
        if not refused:
            return batch, stop
        if self._options.on_error == "skip":
            return batch.without(refused), None
        first = refused[0]
        return batch.before(first.row), Conflict(str(first), field=first.field)

    def _commit(self, batch: Batch) -> Transactions[None]:
        size = self._state.rejects_size
        if self._rejects is not None:
            size = self._rejects.write(size, batch.rejects)
        if batch.rows_read:
            advance = advance_import(
                self._state,
                batch.position(),
                written=len(batch.rows),
                rejected=len(batch.rejects),
                rejects_size=size,
            )
            answers = yield [advance, self._target.copy(batch.rows)] if batch.rows else [advance]
            self._state = answers[0]

    def _note(self, batch: Batch) -> None:
        state = self._state
        counts = {
            "rows_read": state.rows_read + batch.rows_read,
            "rows_written": state.rows_written + len(batch.rows),
            "rows_rejected": state.rows_rejected + len(batch.rejects),
        }
        if self._rejects is not None:
            counts["rejects_size"] = self._rejects.write(state.rejects_size, batch.rejects)
        self._state = state.model_copy(update=counts)

    def _not_alone(self) -> Conflict:
        return Conflict(f"{self._state.source} is imported by another process too")


def _nothing_yet(target: Target, source: Path | BinaryIO, options: ImportOptions) -> Import:
    name = options.name
    if name is not None and (not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME):
        raise ValidationError("name", f"must be 1 to {LONGEST_NAME:,} printable characters")
    if name is None and isinstance(source, Path):
        # Names of files are bytes, and perhaps no text.
        name = os.fsencode(source.absolute()).decode(errors="backslashreplace")
    return Import(
        id=uuid4() if name is None else import_id(target.name, name),
        target=target.name,
        source=name or "-",
        rows_read=0,
        rows_written=0,
        rows_rejected=0,
        bytes_read=0,
        content_hash=NOTHING,
        rejects_size=0,
        started_at=datetime.now(UTC),
        finished_at=None,
    )


def _changed(known: Import) -> UsageError:
    return UsageError(
        f"{known.source} has changed before row {known.rows_read + 1:,}, up to which it is imported: "
        "give the same file, or restart the import at the first row"
    )
