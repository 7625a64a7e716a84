"""Where exports are written to: a path or a stream, compressed or not."""

from __future__ import annotations

import gzip
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast


@contextmanager
def open_destination(where: Path | BinaryIO) -> Generator[BinaryIO]:
    """A stream, which stays open; or a path, compressed where it ends in ``.gz``.

    A file is there under its name when it is whole: an export that fails leaves the old one, or none.
    """
    if not isinstance(where, Path):
        yield where
        where.flush()
    elif where.exists() and not where.is_file():  # a pipe has no old content, nor a place beside it
        with where.open("wb") as stored, _packed(where, stored) as file:
            yield file
    else:
        unfinished = where.with_name(f"{where.name}.part")
        try:
            with unfinished.open("wb") as stored:
                with _packed(where, stored) as file:
                    yield file
                stored.flush()
                os.fsync(stored.fileno())
            unfinished.replace(where)
        finally:
            unfinished.unlink(missing_ok=True)


@contextmanager
def _packed(where: Path, stored: BinaryIO) -> Generator[BinaryIO]:
    if where.suffix != ".gz":
        yield stored
        return
    # Without name and time: the same rows are the same file.
    with gzip.GzipFile(fileobj=stored, mode="wb", compresslevel=6, filename="", mtime=0) as packed:
        yield cast("BinaryIO", packed)
