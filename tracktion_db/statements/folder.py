"""Folders of statements: ``sql/<domain>/<verb_noun>.sql`` is the statement ``<domain>.<verb_noun>``."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast, overload

from tracktion_db.errors import StatementError

from .refusals import refuse
from .source import file_error, read_source
from .statement import Constraint, Statement, read_statement
from .suggestions import nearest, nearest_names

__all__ = ["Statements", "read_statements", "sql_folder"]

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
        reader = _Reader(refuse)
        for folder in folders:
            reader.whole_folder(os.fspath(folder))
        return cls(reader.statements)

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


def read_statements(paths: Iterable[str | os.PathLike[str]]) -> tuple[Statements, list[StatementError]]:
    """The statements of these folders and single files, and one error for each file that is wrong.

    A file has the name and the constraints that it has in its folder; one that is met twice is read once.
    """
    errors: list[StatementError] = []
    reader = _Reader(errors.append)
    for path in paths:
        reader.file_or_folder(os.fspath(path))
    return Statements(reader.statements), errors


class _Reader:
    """Reads folders and files, and goes on after what is wrong, if ``on_error`` returns."""

    def __init__(self, on_error: Callable[[StatementError], None]) -> None:
        self.on_error = on_error
        self.statements: dict[str, Statement] = {}
        # Of the wrong ones too.
        self.paths: dict[str, str] = {}
        self.files_met = 0
        # Constraints by their path, so that those of many single files are read once.
        self.beside_files: dict[str, Mapping[str, Constraint]] = {}

    def file_or_folder(self, path: str) -> None:
        if not Path(path).is_file():
            self.whole_folder(path)
        elif not path.endswith(".sql"):
            self.on_error(file_error(path, "not a statement: it is no *.sql file"))
        else:
            beside = os.fspath(Path(path).with_name(CONSTRAINTS))
            if beside not in self.beside_files:
                constraints = self.constraints(beside) if Path(beside).is_file() else {}
                self.beside_files[beside] = MappingProxyType(constraints)
            self.file(path, Path(path).absolute().parent.name, self.beside_files[beside])

    def whole_folder(self, folder: str) -> None:
        before = self.files_met
        if self.folder(folder, set()) and self.files_met == before:
            self.on_error(file_error(folder, "no statements in this folder: it holds no *.sql file"))

    def folder(self, folder: str, above: set[tuple[int, int]]) -> bool:
        """Read what is below it; False if it cannot be read."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(
                    (entry for entry in found if entry.name[0] != "."), key=lambda entry: entry.name
                )
            here = Path(folder).stat()
        except OSError as error:
            self.on_error(file_error(folder, f"the folder cannot be read: {error.strerror}"))
            return False
        # A link that leads back up would be followed for ever.
        identity = (here.st_dev, here.st_ino)
        if identity in above:
            return True

        files: list[str] = []
        constraints: dict[str, Constraint] = {}
        for entry in entries:
            if entry.is_dir():
                self.folder(entry.path, above | {identity})
            elif entry.name.lower().endswith(".sql"):
                files.append(entry.path)
            elif entry.name == CONSTRAINTS:
                constraints = self.constraints(entry.path)

        shared = MappingProxyType(constraints)
        domain = Path(folder).absolute().name
        for file in files:
            self.file(file, domain, shared)
        return True

    def constraints(self, path: str) -> dict[str, Constraint]:
        try:
            return _read_constraints(path)
        except StatementError as error:
            self.on_error(error)
            return {}

    def file(self, path: str, domain: str, constraints: Mapping[str, Constraint]) -> None:
        self.files_met += 1
        file_name = os.path.basename(path)  # noqa: PTH119 (a Path for each of hundreds of files is slow)
        name = f"{domain}.{file_name[:-4]}"
        try:
            if first := self.paths.get(name):
                _require_same_file(name, first, path)
                return
            self.paths[name] = path
            if not NAME.fullmatch(name) or not file_name.endswith(".sql"):
                raise file_error(
                    path,
                    f"a bad name for a statement: {name}\nwrite folder and file in lower case: "
                    "letters, digits and _, as in catalog/get_recording.sql",
                )
            self.statements[name] = read_statement(name, read_source(path), constraints)
        except StatementError as error:
            self.on_error(error)


def _require_same_file(name: str, first: str, path: str) -> None:
    with suppress(OSError):
        if Path(path).samefile(first):
            return
    raise file_error(path, f"a second statement {name}: the first is {first}\nrename one of them")


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
