"""CSV (RFC 4180) in which an empty field is null and ``""`` is empty text, read and written.

Python's own ``csv`` reads both as the same empty text, on 3.11 whatever it is told; and a quote that is never
closed takes all lines behind it along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tracktion_db.transfer.lines import LONGEST_RECORD, Lines
from tracktion_db.transfer.rejects import Unreadable

_BADLY_QUOTED: Final = "a field with a quote or line end must stand in quotes, its own quotes written twice"
_QUOTED: Final = r'"(?:[^"]++|"")*+"'
_PLAIN: Final = r'[^",\r\n]*+'
_FIELD: Final = re.compile(rf"({_QUOTED}|{_PLAIN}),")
_RECORD: Final = re.compile(rf"(?:(?:{_QUOTED}|{_PLAIN}),)*+")
_UNFINISHED: Final = re.compile(rf'(?:(?:{_QUOTED}|{_PLAIN}),)*+"(?:[^"]++|"")*+')
_SPECIAL: Final = re.compile(r'["\r\n]')
_NEEDS_QUOTES: Final = re.compile(r'[",\r\n]|^$')


def read_header(lines: Lines) -> list[str]:
    """The first record that is not blank, as text; empty where there is none."""
    for record in _records(lines):
        return [] if isinstance(record, Unreadable) else [_text(field) for field in record]
    return []


def read_records(lines: Lines, columns: Sequence[str | None]) -> Iterator[Mapping[str, str] | Unreadable]:
    """The fields of each record that are not null, by column; a column without a name is left out.

    Blank lines are no records. Where a line is no CSV, it alone is unreadable.
    """
    for record in _records(lines):
        if isinstance(record, Unreadable):
            yield record
        elif len(record) != len(columns):
            yield Unreadable(f"has {len(record)} fields, the header has {len(columns)}")
        else:
            yield {
                name: field if field[0] != '"' else _text(field)
                for name, field in zip(columns, record, strict=True)
                if field and name
            }


def record_of(fields: Sequence[str | None]) -> str:
    """A line of CSV with its end."""
    line = ",".join([field or "" for field in fields])
    # Most need no quotes: looked at once and not field by field.
    if _SPECIAL.search(line) or line.count(",") >= len(fields) or "" in fields:
        line = ",".join(["" if field is None else _quoted(field) for field in fields])
    return f"{line}\n"


def _records(lines: Lines) -> Iterator[list[str] | Unreadable]:
    """Fields as they stand, in their quotes."""
    for line in lines:
        record = line.rstrip("\r\n")
        if not record:
            continue
        if '"' not in record and "\r" not in record:
            yield record.split(",")
        elif (fields := _fields(record)) is not None:
            yield fields
        elif _UNFINISHED.fullmatch(record):
            yield _record_of_several(line, lines)
        else:
            yield Unreadable(_BADLY_QUOTED)


def _record_of_several(line: str, lines: Lines) -> list[str] | Unreadable:
    parts, length = [line], len(line)
    for more in lines:
        parts.append(more)
        length += len(more)
        if length > LONGEST_RECORD:
            break
        if more.count('"') % 2:  # now it has an even number of them: it ends here, or is wrong
            fields = _fields("".join(parts).rstrip("\r\n"))
            if fields is not None:
                return fields
            break
    lines.put_back(len(parts) - 1)
    return Unreadable("a quote is opened and not closed")


def _fields(record: str) -> list[str] | None:
    # As a whole first: a search for fields would begin anew behind each quote.
    whole = f"{record},"
    return _FIELD.findall(whole) if _RECORD.fullmatch(whole) else None


def _text(field: str) -> str:
    return field[1:-1].replace('""', '"') if field[:1] == '"' else field


def _quoted(field: str) -> str:
    return '"' + field.replace('"', '""') + '"' if _NEEDS_QUOTES.search(field) else field
