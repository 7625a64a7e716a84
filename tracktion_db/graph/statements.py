"""Folders of Cypher statements: ``cypher/<verb_noun>.cypher`` is the statement ``graph.<verb_noun>``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tracktion_db.errors import StatementError
from tracktion_db.statements.refusals import refuse
from tracktion_db.statements.source import file_error, read_source
from tracktion_db.statements.suggestions import nearest_names

from .statement import CypherStatement, read_statement

__all__ = ["Cypher", "cypher", "cypher_folder"]

NAME = re.compile(r"[a-z][a-z0-9_]*")
SUFFIX = ".cypher"
DOMAIN = "graph"


class Cypher(Mapping[str, CypherStatement]):
    """Cypher statements by name, such as ``cypher["graph.count_nodes"]``.

    An unknown name raises StatementError, which says what is nearest; ``in`` works as usual.
    """

    def __init__(self, statements: Mapping[str, CypherStatement]) -> None:
        self._statements = dict(statements)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Cypher:
        """Read every ``*.cypher`` file of this folder.

        Raises StatementError for the first file that is wrong, in the order of their names.
        """
        folder = Path(folder)
        try:
            files = sorted(
                path for path in folder.iterdir() if path.suffix.lower() == SUFFIX and path.name[0] != "."
            )
        except OSError as error:
            raise file_error(folder, f"the folder cannot be read: {error.strerror}") from error
        if not files:
            raise file_error(folder, f"no statements in this folder: it holds no *{SUFFIX} file")
        statements: dict[str, CypherStatement] = {}
        for file in files:
            try:
                statement = _read(file)
            except StatementError as error:
                refuse(error)
            else:
                statements[statement.name] = statement
        return cls(statements)

    def __getitem__(self, name: str) -> CypherStatement:
        try:
            return self._statements[name]
        except KeyError:
            pass
        likely = nearest_names(name, self._statements)
        meant = f"; nearest: {', '.join(likely)}" if likely else ""
        raise StatementError(f"no statement {name}{meant}", statement=name)

    def __contains__(self, name: object) -> bool:
        return name in self._statements

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)

    def __repr__(self) -> str:
        return f"<Cypher: {len(self)}>"


def cypher_folder() -> Path:
    """The package's own Cypher statements."""
    return Path(__file__).resolve().parent / "cypher"


def _read(path: Path) -> CypherStatement:
    if path.suffix != SUFFIX or not NAME.fullmatch(path.stem):
        raise file_error(
            path,
            f"a bad name for a statement: {path.name}\nwrite it in lower case: "
            "letters, digits and _, as in count_nodes.cypher",
        )
    return read_statement(f"{DOMAIN}.{path.stem}", read_source(str(path)))


cypher: Final = Cypher.load(cypher_folder())
"""The package's own Cypher statements, read at import."""
