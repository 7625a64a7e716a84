"""What was refused of a file, and the file that says so, which grows with the import and never past it."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from tracktion_db.errors import UsageError


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not imported."""

    row: int
    """In the file, from 1; a CSV header and blank lines do not count."""
    field: str
    """``row`` where the whole row is meant."""
    reason: str
    """What would be right, without the value."""

    def __str__(self) -> str:
        return f"row {self.row}: {self.field}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is no CSV or JSON."""

    reason: str


class RejectsFile:
    """One line per reject: CSV where the path ends so, else JSON Lines.

    How long it is stands with the import, in the transaction of the rows around the rejects: what a killed
    run wrote beyond that is cut off before it is written again.
    """

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._is_csv = path.suffix == ".csv"
        self._file: BinaryIO = path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise UsageError(f"{path} is written by another import") from None
        if size > os.fstat(self._file.fileno()).st_size:
            self.close()
            raise UsageError(f"{path} has not all that earlier runs of this import rejected: give their file")
        self._file.truncate(size)

    def write(self, size: int, rejects: Sequence[Reject]) -> int:
        """Cut the file to this size, append the rejects, and answer the new size once it is on the disk."""
        self._file.truncate(size)
        if not rejects:
            return size
        self._file.write(self._text(rejects, with_header=size == 0).encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        return os.fstat(self._file.fileno()).st_size

    def close(self) -> None:
        """Let go of it; what was written stays."""
        self._file.close()

    def _text(self, rejects: Sequence[Reject], *, with_header: bool) -> str:
        if not self._is_csv:
            return "".join(json.dumps(asdict(reject), ensure_ascii=False) + "\n" for reject in rejects)
        out = io.StringIO(newline="")
        table = csv.writer(out, lineterminator="\n")
        if with_header:
            table.writerow(("row", "field", "reason"))
        table.writerows((reject.row, reject.field, reject.reason) for reject in rejects)
        return out.getvalue()
