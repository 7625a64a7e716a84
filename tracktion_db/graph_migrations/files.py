"""The files: ``cypher/NNNN.<what>.cypher``, and the schema that they come to one after the other.

A file holds any number of statements of schema, each ended by a semicolon, and comments (``//``). One that
was applied anywhere is never edited: the next one drops and makes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

from tracktion_db.errors import UsageError
from tracktion_db.graph_migrations.rules import Command, Rule, read_commands
from tracktion_db.statements.source import Source, file_error, read_source

__all__ = ["Schema", "SchemaFile", "read_folder", "schema_folder", "schema_of"]

SUFFIX: Final = ".cypher"
NAME: Final = re.compile(r"(?P<number>[0-9]{4})\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class SchemaFile:
    """One migration; its name is the file's without ``.cypher``."""

    name: str
    source: Source
    commands: Sequence[Command]

    @cached_property
    def content_sha256(self) -> str:
        """The hash of the text; the line endings that a checkout chose do not count."""
        return hashlib.sha256(self.source.text.replace("\r\n", "\n").encode()).hexdigest()


@dataclass(frozen=True)
class Schema:
    """What the graph has once all files are applied."""

    made: dict[str, Command] = field(default_factory=dict[str, Command])
    """The commands that make it, by name, in order."""
    former: dict[Rule, Command] = field(default_factory=dict[Rule, Command])
    """What earlier files made and later ones dropped, with the command that drops it."""

    def rule(self, name: str) -> Rule | None:
        """What is declared under this name."""
        command = self.made.get(name)
        return None if command is None else command.rule


def schema_folder() -> Path:
    """The folder of this package's own files."""
    return Path(__file__).resolve().parent / "cypher"


def read_folder(folder: Path) -> list[SchemaFile]:
    """All files of a folder in their order.

    Raises UsageError when there are none or two have one number, StatementError at the first place that is
    wrong.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    files = [_read(path) for path in sorted(folder.iterdir()) if path.suffix == SUFFIX]
    if not files:
        raise UsageError(f"there are no graph migrations in {folder}")
    for before, file in pairwise(files):
        if before.name[:4] == file.name[:4]:
            raise UsageError(f"{before.name} and {file.name} have one number: renumber the unreleased one")
    return files


def schema_of(files: Sequence[SchemaFile]) -> Schema:
    """What these files come to. Raises StatementError for a name that is made twice, or dropped unmade."""
    schema = Schema()
    for command in (command for file in files for command in file.commands):
        before = schema.made.pop(command.name, None)
        if command.rule is not None:
            if before is not None:
                raise command.source.error(
                    command.place, f"{command.name} is made already", "drop it first, or give this a new name"
                )
            schema.made[command.name] = command
        elif before is None:
            raise command.source.error(command.place, f"no {command.name} to drop", "remove the statement")
        else:
            assert before.rule is not None  # only such are kept
            schema.former[before.rule] = command
    return schema


def _read(path: Path) -> SchemaFile:
    if not NAME.fullmatch(path.stem):
        raise file_error(path, "a graph migration is called NNNN.<what>.cypher, in lower case")
    source = read_source(str(path))
    return SchemaFile(path.stem, source, read_commands(source))
