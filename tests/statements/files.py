"""Statement files for tests."""

from __future__ import annotations

from pathlib import Path

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
