"""Statement files for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.errors import StatementError
from tracktion_db.statements import Statement, Statements


def with_header(sql: str, *parameters: str, returns: str = "nothing", access: str = "") -> str:
    """A file with a header that declares these parameters (``name: type``) above this SQL."""
    lines = ["-- Do it.", "--"]
    lines += [f"-- :param {parameter}" for parameter in parameters]
    lines.append(f"-- :returns: {returns}")
    if access:
        lines.append(f"-- :access: {access}")
    return "\n".join([*lines, sql])


def write_file(folder: Path, content: str | bytes, name: str = "songs/do_it.sql") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def load_file(folder: Path, content: str | bytes) -> Statement:
    """The one statement of a folder that holds only this file."""
    write_file(folder, content)
    return Statements.load(folder)["songs.do_it"]


def assert_refused(folder: Path, marked: str, problem: str, instead: str) -> None:
    """This file is refused at the place after the mark ⟨, with these words of the problem and the advice."""
    assert marked.count("⟨") == 1
    before, _, after = marked.partition("⟨")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    with pytest.raises(StatementError) as caught:
        load_file(folder, before + after)

    error = caught.value
    path = str(folder / "songs" / "do_it.sql")
    assert (error.path, error.line, error.column) == (path, line, column)
    place, shown, caret, advice = str(error).split("\n")
    assert place.startswith(f"{path}:{line}:{column}: {problem}")
    assert instead in advice
    assert caret == "    " + " " * (column - 1) + "^"
    text = (before + after).split("\n")[line - 1].rstrip("\r")
    assert shown == "    " + "".join(c if c.isprintable() else "\ufffd" for c in text)
