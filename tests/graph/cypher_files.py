"""Cypher files for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.errors import StatementError
from tracktion_db.graph import Cypher, CypherStatement


def with_header(cypher: str, *parameters: str, returns: str = "nothing", access: str = "") -> str:
    """A file with a header that declares these parameters (``name: type``) above this Cypher."""
    lines = ["// Do it.", "//"]
    lines += [f"// :param {parameter}" for parameter in parameters]
    lines.append(f"// :returns: {returns}")
    if access:
        lines.append(f"// :access: {access}")
    return "\n".join([*lines, cypher])


def read(cypher: str, *parameters: str, returns: str = "many graph.Row") -> str:
    """The same for a statement that only reads."""
    return with_header(cypher, *parameters, returns=returns, access="read")


def load_file(folder: Path, content: str | bytes, name: str = "do_it.cypher") -> CypherStatement:
    """The one statement of a folder that holds only this file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    [statement] = Cypher.load(folder).values()
    return statement


def assert_refused(folder: Path, marked: str, problem: str, instead: str) -> None:
    """This file is refused at the place after the mark ⟨, with these words of the problem and the advice."""
    assert marked.count("⟨") == 1
    before, _, after = marked.partition("⟨")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    with pytest.raises(StatementError) as caught:
        load_file(folder, before + after)

    error = caught.value
    path = str(folder / "do_it.cypher")
    assert (error.path, error.line, error.column) == (path, line, column)
    place, shown, caret, advice = str(error).split("\n")
    assert place.startswith(f"{path}:{line}:{column}: {problem}")
    assert instead in advice
    assert caret == "    " + " " * (column - 1) + "^"
    assert shown == "    " + (before + after).split("\n")[line - 1]
