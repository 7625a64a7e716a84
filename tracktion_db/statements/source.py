"""The text of one statement file, and how a complaint about a place in it is worded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tracktion_db.errors import StatementError

__all__ = ["Place", "Source", "file_error", "read_source"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONE_CARRIAGE_RETURN = re.compile(r"\r(?!\n)")
# A line that was never wrapped (a pasted document) is shown around the caret only.
SHOWN_CHARACTERS = 100


class Place(NamedTuple):
    """A place in a file, as people and editors count: line and column from 1, columns in characters."""

    line: int
    column: int
    shown: str
    """The line, or the part of a long one around the place."""
    caret: str
    """Blanks and a caret, to stand below it."""


class Source:
    """A file as text. Places in it are offsets in characters."""

    __slots__ = ("path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    def place(self, offset: int) -> Place:
        """Where this offset is, and the line as it is shown."""
        begin = self.text.rfind("\n", 0, offset) + 1
        line_number = self.text.count("\n", 0, begin) + 1
        end = self.text.find("\n", begin)
        line = self.text[begin : len(self.text) if end < 0 else end].rstrip("\r")
        column = offset - begin + 1

        cut = max(0, column - SHOWN_CHARACTERS // 2 - 1) if len(line) > SHOWN_CHARACTERS else 0
        shown = "".join(
            c if c == "\t" or c.isprintable() else "\ufffd" for c in line[cut : cut + SHOWN_CHARACTERS]
        )
        # Tabs are repeated above the caret, so that it stands right whatever the terminal's tab width.
        pad = "".join("\t" if c == "\t" else " " for c in shown[: column - 1 - cut])
        return Place(line_number, column, shown, pad + "^")

    def error(self, offset: int, problem: str, instead: str) -> StatementError:
        """The error for what stands at this offset: where it is, the line with a caret, what to write."""
        place = self.place(offset)
        return StatementError(
            f"{self.path}:{place.line}:{place.column}: {problem}\n    {place.shown}\n    {place.caret}"
            + (f"\n{instead}" if instead else ""),
            path=self.path,
            line=place.line,
            column=place.column,
        )


def read_source(path: str) -> Source:
    """The file's text. Refuses what PostgreSQL or psql would read differently from an editor."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (twice as fast for hundreds of small files)
            data = file.read()
    except OSError as error:
        raise StatementError(
            f"{path}:1:1: the file cannot be read: {error.strerror}", path=path, line=1, column=1
        ) from error

    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode()
        source = Source(path, readable + data[error.start :].decode("utf-8", "replace"))
        raise source.error(
            len(readable), "this is not UTF-8", "save the file as UTF-8 without a byte order mark"
        ) from None
    source = Source(path, text)
    if data.startswith(BYTE_ORDER_MARK):
        raise source.error(0, "the file starts with a byte order mark", "save the file as UTF-8 without one")
    if "\0" in text:
        raise source.error(
            text.index("\0"), "a NUL character: PostgreSQL would end the statement here", "remove it"
        )
    # psql and PostgreSQL end a -- comment at it, where most editors show no new line.
    if "\r" in text and (found := LONE_CARRIAGE_RETURN.search(text)):
        raise source.error(
            found.start(), "a carriage return without a line feed", "end lines with a line feed"
        )
    return source


def file_error(path: str | Path, problem: str) -> StatementError:
    """The error for a file or folder as a whole."""
    return StatementError(f"{path}:1:1: {problem}", path=str(path), line=1, column=1)
