"""What the server gets of a file: its code with ``$1`` for ``:name``; and where in the file that stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .commands import first_word
from .lexer import Scanned
from .source import Source

__all__ = ["WireForm", "wire_form"]


class WireForm(NamedTuple):
    """The pieces that ``sql`` consists of, each with the offset in the file that it comes from."""

    source: Source
    pieces: list[tuple[str, int]]

    @property
    def sql(self) -> bytes:
        """The text that is sent."""
        return "".join([piece for piece, _ in self.pieces]).rstrip(" \t\n\r\f\v").encode()

    def place_in_file(self, offset: int) -> int:
        """The offset in the file of what stands at this offset of ``sql``, both in characters from 0."""
        text = self.source.text
        place = 0
        for piece, place in self.pieces:
            if offset < len(piece):
                # What was put in stands for the place where it was.
                return place + offset if text.startswith(piece, place) else place
            offset -= len(piece)
        return place


def wire_form(source: Source, scanned: Scanned, names: Sequence[str], statement: str | None) -> WireForm:
    """The wire form of this code; the first of these parameters is ``$1``.

    ``statement`` is the name that the server is told in a comment.
    """
    text = source.text
    numbers = {name: f"${number}" for number, name in enumerate(names, 1)}
    here = scanned.start
    pieces: list[tuple[str, int]] = []
    if statement is not None:
        here += len(first_word(scanned))
        # After the first keyword: PostgreSQL 18 drops a comment in front from pg_stat_statements.
        pieces += (text[scanned.start : here], scanned.start), (f" /* {statement} */", here)
    for placeholder in scanned.placeholders:
        pieces.append((text[here : placeholder.start], here))
        before = text[placeholder.start - 1]
        if before.isalnum() or before in "_$" or before > "\x7f":
            # "AND:x" would become the name "AND$1".
            pieces.append((" ", placeholder.start))
        pieces.append((numbers[placeholder.name], placeholder.start))
        here = placeholder.end
        if text[here] == "$":
            pieces.append((" ", here))
    pieces.append((text[here : scanned.end], here))
    return WireForm(source, pieces)
