"""The lines of a UTF-8 file, and which of its bytes they took."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Generator
from typing import Final, NamedTuple, Protocol

from tracktion_db.errors import ValidationError

LONGEST_RECORD: Final = 131_072
"""Bytes of one record. The longest that the tables take has half of that, written in the longest way."""
SKIPPED_AT_ONCE: Final = 1 << 20
NOTHING: Final = hashlib.sha256().hexdigest()
GZIP_ERRORS: Final = (EOFError, zlib.error, gzip.BadGzipFile)
BOM: Final = "\ufeff"


class Bytes(Protocol):
    """What a file and a pipe have in common."""

    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


class Hash(Protocol):
    """What hashlib makes."""

    def update(self, data: bytes | memoryview, /) -> None: ...
    def copy(self) -> Hash: ...
    def hexdigest(self) -> str: ...


class Position(NamedTuple):
    """A place in a file, and what stands before it."""

    bytes_read: int
    content_hash: str
    """SHA-256 of these bytes, as hex digits."""


class Lines:
    """Iterates over the lines as text, ends included.

    Raises ValidationError with the byte offset where it is not UTF-8 any more, where a line is longer than
    any record, and where what was compressed is broken.
    """

    def __init__(self, stream: Bytes) -> None:
        self._stream = stream
        self._hash: Hash = hashlib.sha256()
        self._kept: list[bytes] = []
        self._again: list[bytes] = []
        self.taken = 0
        """Bytes of all lines that were handed out."""

    def __iter__(self) -> Generator[str]:
        while raw := self._again.pop() if self._again else self._read_line():
            try:
                line = raw.decode()
            except UnicodeDecodeError as problem:
                raise not_utf8(self.taken + problem.start) from None
            if not self.taken:
                line = line.removeprefix(BOM)
            self._kept.append(raw)
            self.taken += len(raw)
            yield line

    def put_back(self, number: int) -> None:
        """Hand the last lines out again."""
        for _ in range(number):
            raw = self._kept.pop()
            self.taken -= len(raw)
            self._again.append(raw)

    def take_bytes(self) -> Taken:
        """The bytes of the lines since this was called last, for positions among them."""
        data = b"".join(self._kept)
        self._kept.clear()
        taken = Taken(self.taken - len(data), self._hash.copy(), data)
        self._hash.update(data)
        return taken

    def skip_to(self, position: Position) -> bool:
        """Go on behind what was read before; False where the file has other bytes before that place."""
        self.take_bytes()
        while (left := position.bytes_read - self.taken) > 0:
            try:
                data = self._stream.read(min(left, SKIPPED_AT_ONCE))
            except GZIP_ERRORS as problem:
                raise broken_gzip(problem, self.taken) from problem
            if not data:
                return False
            self._hash.update(data)
            self.taken += len(data)
        return position == (self.taken, self._hash.hexdigest())

    def _read_line(self) -> bytes:
        try:
            raw = self._stream.readline(LONGEST_RECORD + 1)
        except GZIP_ERRORS as problem:
            raise broken_gzip(problem, self.taken) from problem
        if len(raw) > LONGEST_RECORD:
            raise ValidationError(
                "source", f"a line from byte offset {self.taken} on has more than {LONGEST_RECORD:,} bytes"
            )
        return raw


class Taken:
    """Bytes of a file, and places among them."""

    def __init__(self, start: int, hash_before: Hash, data: bytes) -> None:
        self.start = start
        self._hash_before = hash_before
        self._data = data

    def position(self, end: int) -> Position:
        """The place behind so many bytes of the file."""
        found = self._hash_before.copy()
        found.update(memoryview(self._data)[: end - self.start])
        return Position(end, found.hexdigest())


def not_utf8(offset: int) -> ValidationError:
    """For a file in some other encoding."""
    return ValidationError("source", f"is not UTF-8 at byte offset {offset}: convert it (iconv -t utf-8)")


def broken_gzip(problem: Exception, taken: int) -> ValidationError:
    """For a file that cannot be unpacked to its end."""
    return ValidationError("source", f"is broken as gzip after {taken} bytes of its text: {problem}")
