"""Files that rows are read from: a path or a stream, gzip or not, CSV or JSON Lines."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, cast, get_args

from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.transfer.lines import GZIP_ERRORS, Position, broken_gzip, not_utf8

Format = Literal["csv", "jsonl"]
"""``csv`` has a header and commas, ``jsonl`` one JSON object per line."""

READ_AT_ONCE: Final = 1 << 20
_GZIP: Final = b"\x1f"
"""The first byte of gzip, which no text begins with."""
_SUFFIXES: Final[dict[str, Format]] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def as_path(given: str | PathLike[str] | BinaryIO) -> Path | BinaryIO:
    """A file by its path, or the stream that was given."""
    return Path(given) if isinstance(given, str | PathLike) else given


def format_of(file: Path | BinaryIO, given: Format | None) -> Format:
    """The format that was given, or that the end of the file's name tells.

    Raises UsageError where there is neither.
    """
    if given is not None:
        if given not in get_args(Format):
            raise ValidationError("format", f"must be {' or '.join(get_args(Format))}")
        return given
    if not isinstance(file, Path):
        raise UsageError("a stream has no name that tells csv from jsonl: say the format")
    suffix = (file.with_suffix("") if file.suffix == ".gz" else file).suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(f"the name {file.name} does not tell csv from jsonl: say the format")
    return _SUFFIXES[suffix]


@dataclass(frozen=True)
class OpenSource:
    """A source that is being read."""

    text: io.BufferedReader[Any]
    """Unpacked."""
    raw: io.FileIO | BinaryIO
    size: int | None
    """Bytes as they are stored; None of what is no file."""

    @property
    def bytes_done(self) -> int | None:
        """How many of these were read."""
        return None if self.size is None else self.raw.tell()


@contextmanager
def open_source(source: Path | BinaryIO) -> Generator[OpenSource]:
    """Open a path, or read on in a binary stream, which stays open."""
    if isinstance(source, Path):
        with source.open("rb", buffering=0) as raw:
            text = _unpacked(io.BufferedReader(raw, READ_AT_ONCE))
            yield OpenSource(text, raw, source.stat().st_size if source.is_file() else None)
        return
    buffered = io.BufferedReader(cast("io.RawIOBase", source), READ_AT_ONCE)
    try:
        yield OpenSource(_unpacked(buffered), source, None)
    finally:
        buffered.detach()


def _unpacked(stream: io.BufferedReader[Any]) -> io.BufferedReader[Any]:
    if stream.peek(1)[:1] != _GZIP:
        return stream
    return io.BufferedReader(gzip.GzipFile(fileobj=stream), READ_AT_ONCE)


@dataclass(frozen=True)
class Examined:
    """What a file holds, found before any of it is written."""

    has_prefix: bool
    """Whether it begins with what was read before."""
    size: int
    """Bytes, unpacked."""


def examine(path: Path, before: Position) -> Examined:
    """Read a file from end to end; raises ValidationError where it is not UTF-8 or broken as gzip."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    content, done = hashlib.sha256(), 0
    with open_source(path) as opened:
        while data := _read(opened.text, before.bytes_read - done, done):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(data)
            except UnicodeDecodeError as problem:
                raise not_utf8(done - pending + problem.start) from None
            if done < before.bytes_read:
                content.update(data)
            done += len(data)
    if pending := len(decoder.getstate()[0]):
        raise not_utf8(done - pending)
    return Examined(done >= before.bytes_read and content.hexdigest() == before.content_hash, done)


def _read(stream: io.BufferedReader[Any], left_of_prefix: int, done: int) -> bytes:
    try:
        return stream.read(min(left_of_prefix, READ_AT_ONCE) if left_of_prefix > 0 else READ_AT_ONCE)
    except GZIP_ERRORS as problem:
        raise broken_gzip(problem, done) from problem
