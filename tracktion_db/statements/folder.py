"""Folders of statements: ``sql/<domain>/<verb_noun>.sql`` is the statement ``<domain>.<verb_noun>``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast, overload

from tracktion_db.errors import StatementError

from .source import file_error, read_source
from .statement import Constraint, Statement, read_statement
from .suggestions import nearest, nearest_names

__all__ = ["Statements", "sql_folder"]

Default = TypeVar("Default")

NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
CONSTRAINTS = "constraints.toml"
# PostgreSQL cuts a longer name, so that it would never be met in an error.
MAX_NAME_BYTES = 63


class Statements(Mapping[str, Statement]):
    """Statements by name, such as ``sql["catalog.get_recording"]``.

    An unknown name raises StatementError, which says what is nearest; ``get`` and ``in`` work as usual.
    """

    def __init__(self, statements: Mapping[str, Statement]) -> None:
        self._statements = dict(statements)

    @classmethod
    def load(cls, *folders: str | os.PathLike[str]) -> Statements:
        """Read every ``*.sql`` file below these folders, and the ``constraints.toml`` beside them.

        Raises StatementError for the first file that is wrong, in the order of their paths.
        """
        statements: dict[str, Statement] = {}
        for folder in folders:
            before = len(statements)
            _load_folder(os.fspath(folder), statements, set())
            if len(statements) == before:
                raise file_error(os.fspath(folder), "no statements in this folder: it holds no *.sql file")
        return cls(statements)

    def __getitem__(self, name: str) -> Statement:
        try:
            return self._statements[name]
        except KeyError:
            pass
        likely = nearest_names(name, self._statements)
        meant = f"; nearest: {', '.join(likely)}" if likely else ""
        raise StatementError(f"no statement {name}{meant}", statement=name)

    @overload
    def get(self, key: str, default: None = None, /) -> Statement | None: ...
    @overload
    def get(self, key: str, default: Statement | Default, /) -> Statement | Default: ...
    def get(self, key: str, default: Any = None, /) -> Any:
        """The statement of this name, or the default."""
        return self._statements.get(key, default)

    def __contains__(self, name: object) -> bool:
        return name in self._statements

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)

    def __repr__(self) -> str:
        return f"<Statements: {len(self)}>"


def sql_folder() -> Path:
    """The package's own statements: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "sql", package.parent / "sql"):
        if folder.is_dir():
            return folder
    raise file_error(package / "sql", "the package's own statements are missing: was it installed whole?")


def _load_folder(folder: str, statements: dict[str, Statement], above: set[tuple[int, int]]) -> None:
    try:
        with os.scandir(folder) as found:
            entries = sorted((entry for entry in found if entry.name[0] != "."), key=lambda entry: entry.name)
        here = Path(folder).stat()
    except OSError as error:
        raise file_error(folder, f"the folder cannot be read: {error.strerror}") from error
    # A link that leads back up would be followed for ever.
    identity = (here.st_dev, here.st_ino)
    if identity in above:
        return

    files: list[os.DirEntry[str]] = []
    constraints: dict[str, Constraint] = {}
    for entry in entries:
        if entry.is_dir():
            _load_folder(entry.path, statements, above | {identity})
        elif entry.name.lower().endswith(".sql"):
            files.append(entry)
        elif entry.name == CONSTRAINTS:
            constraints = _read_constraints(entry.path)

    shared = MappingProxyType(constraints)
    domain = Path(folder).absolute().name
    for file in files:
        name = f"{domain}.{file.name[:-4]}"
        if not NAME.fullmatch(name) or not file.name.endswith(".sql"):
            raise file_error(
                file.path,
                f"a bad name for a statement: {name}\n"
                "write folder and file in lower case: letters, digits and _, as in catalog/get_recording.sql",
            )
        if name in statements:
            raise file_error(
                file.path,
                f"a second statement {name}: the first is {statements[name].path}\nrename one of them",
            )
        statements[name] = read_statement(name, read_source(file.path), shared)


def _read_constraints(path: str) -> dict[str, Constraint]:
    import tomllib

    source = read_source(path)
    try:
        tables = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise file_error(path, f"not TOML: {error}") from error
    return {name: _constraint(path, name, table) for name, table in tables.items()}


def _constraint(path: str, name: str, table: object) -> Constraint:
    if not isinstance(table, dict):
        raise file_error(
            path,
            f'{name} stands outside a table\nwrite [constraint_name], with field = "..." and rule = "..."',
        )
    entries = cast("dict[str, object]", table)
    for key, value in entries.items():
        if key not in ("field", "rule"):
            meant = nearest(key, ("field", "rule"))
            raise file_error(path, f"[{name}] has an unknown key {key}\nwrite {meant or 'field and rule'}")
        if not isinstance(value, str) or not value.strip():
            raise file_error(path, f"[{name}] needs words in quotes as its {key}")
    rule = entries.get("rule")
    if not isinstance(rule, str):
        raise file_error(path, f'[{name}] has no rule\nwrite rule = "what the constraint says, in words"')
    if len(name.encode()) > MAX_NAME_BYTES:
        raise file_error(path, f"[{name}] is longer than the 63 bytes that PostgreSQL keeps")
    field = entries.get("field")
    return Constraint(name, field if isinstance(field, str) else None, rule)
