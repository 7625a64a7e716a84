"""What a statement does: its command, whether it only reads, and what a COPY writes.

As in ``checks``, everything is looked for in ``Scanned.code``.
"""

from __future__ import annotations

import re

from .header import Header
from .lexer import Scanned
from .source import Source
from .suggestions import nearest

__all__ = ["check_command", "check_copy", "check_reads_only", "first_word"]

COMMANDS = frozenset({
    "ALTER", "ANALYZE", "CALL", "COMMENT", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOCK", "MERGE",
    "NOTIFY", "REFRESH", "REINDEX", "SELECT", "SET", "SHOW", "TRUNCATE", "UPDATE", "VACUUM", "VALUES",
    "WITH",
})  # fmt: skip
# Transactions, prepared statements and cursors belong to the executor that runs the statement.
EXECUTORS_OWN = frozenset({
    "ABORT", "BEGIN", "CLOSE", "COMMIT", "DEALLOCATE", "DECLARE", "DISCARD", "END", "EXECUTE", "FETCH",
    "LISTEN", "MOVE", "PREPARE", "RELEASE", "ROLLBACK", "SAVEPOINT", "START", "UNLISTEN",
})  # fmt: skip
READING = frozenset(("SELECT", "SHOW", "VALUES", "WITH"))
# INTO is that of INSERT, of MERGE and of SELECT INTO; SHARE that of FOR SHARE and FOR KEY SHARE.
WRITING = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "INTO", "SHARE", "NEXTVAL", "SETVAL")

FIRST_WORD = re.compile(r"[A-Z_][A-Z0-9_$]*")
COPY = re.compile(
    r"COPY\s+[^\s()]+\s*\((?P<columns>[^()]*)\)\s*FROM\s+STDIN\s+(?:WITH\s*)?\(\s*FORMAT\s+BINARY\s*\)\s*\Z"
)
HOW_COPY = "write COPY table (column, ...) FROM STDIN (FORMAT BINARY);"


def first_word(scanned: Scanned) -> str:
    """The statement's first keyword, in upper case; empty if it starts with something else."""
    found = FIRST_WORD.match(scanned.code, scanned.start)
    return found.group() if found else ""


def check_command(source: Source, scanned: Scanned) -> str:
    word = first_word(scanned)
    if word in COMMANDS:
        return word
    start = scanned.start
    if start == scanned.end:
        raise source.error(start, "no statement before this semicolon", "write the statement first")
    if word in EXECUTORS_OWN:
        raise source.error(
            start,
            f"{word} is not for statement files",
            "leave transactions, cursors and preparing to the executor",
        )
    if word == "TABLE":
        raise source.error(start, "TABLE is SELECT * by another name", "write SELECT and the columns by name")
    if source.text[start] == "(":
        instead = "write the first query without brackets; what needs them has a name in WITH"
        raise source.error(start, "a statement cannot start with this", instead)
    if likely := nearest(word, COMMANDS):
        raise source.error(start, "a statement cannot start with this", f"write {likely}")
    raise source.error(
        start, "a statement cannot start with this", "start with SELECT, INSERT, WITH or the like"
    )


def check_reads_only(source: Source, code: str, command: str, start: int) -> None:
    if command not in READING:
        raise source.error(start, f":access: read, but {command} writes", "remove the line :access: read")
    for word in WRITING:
        place = code.find(word, start)
        while place >= 0:
            if _is_word(code, place, word) and _writes(code, place, word):
                raise source.error(
                    place,
                    f":access: read, but {word} writes or locks",
                    "remove the line :access: read (or put a column of this name in double quotes)",
                )
            place = code.find(word, place + 1)


def _is_word(code: str, place: int, word: str) -> bool:
    before, after = code[place - 1], code[place + len(word) : place + len(word) + 1]
    return not (before.isalnum() or before in "_$.:" or after.isalnum() or after in ("_", "$"))


def _writes(code: str, place: int, word: str) -> bool:
    if word == "SHARE":
        return code[:place].rstrip().endswith(("FOR", "KEY"))
    if word in ("NEXTVAL", "SETVAL"):
        return code[place + len(word) :].lstrip().startswith("(")
    return True


def check_copy(source: Source, header: Header, scanned: Scanned) -> None:
    found = COPY.match(scanned.code[: scanned.end], scanned.start)
    if found is None:
        raise source.error(scanned.start, "a COPY that is not a binary one from the client", HOW_COPY)
    if header.shape != "count":
        raise source.error(
            header.returns_place, "COPY answers how many rows it wrote", "write :returns: count"
        )
    if header.row_setting is not None:
        raise source.error(
            header.set_place,
            "a COPY with a setting: PostgreSQL refuses COPY into a table with row-level security",
            "write INSERT INTO table (column, ...) SELECT ... FROM unnest(...), or remove the line",
        )
    place = found.start("columns")
    columns = source.text[place : found.end("columns")].split(",")
    for index, column in enumerate(columns):
        blanks = len(column) - len(column.lstrip())
        name = column.strip()
        if index >= len(header.parameters) or header.parameters[index].name != name.strip('"'):
            raise source.error(
                place + blanks,
                f"column {index + 1} of COPY is not parameter {index + 1} of the header",
                "declare one :param for each column, in the same order",
            )
        place += len(column) + 1
    if len(header.parameters) > len(columns):
        name = header.parameters[len(columns)].name
        raise source.error(
            header.places[len(columns)],
            f"parameter {name} is no column of COPY",
            f"add {name} to the columns, or remove it",
        )
