"""The migration files: where they are, and what makes one fit to run.

``NNNN.<domain>.<what>.sql`` with ``NNNN.<domain>.<what>.rollback.sql`` beside it. The comment block at the
top says what the file is for and holds yoyo's own directives: ``-- depends: <the file before>`` (empty in the
first file) and, for CREATE INDEX CONCURRENTLY and its like, ``-- transactional: false``.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tracktion_db.errors import UsageError
from tracktion_db.migrations.splitting import drops_if_exists, split
from tracktion_db.statements.source import Source, file_error, read_source

__all__ = ["MigrationFile", "migrations_folder", "read_checked", "read_folder"]

NAME: Final = re.compile(r"(?P<number>[0-9]{4})\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
ROLLBACK: Final = ".rollback.sql"
DIRECTIVE: Final = re.compile(
    r"^[ \t]*--[ \t]*(?P<key>depend\w*|transac\w*)[ \t]*:(?P<value>.*)$", re.MULTILINE | re.IGNORECASE
)
# They would end the transaction that holds the migration and its bookkeeping, or drop the lock.
FORBIDDEN: Final = frozenset(
    ("ABORT", "BEGIN", "COMMIT", "DISCARD", "END", "PREPARE", "RELEASE", "ROLLBACK", "SAVEPOINT", "START")
)


@dataclass(frozen=True)
class MigrationFile:
    """One migration. ``id`` is the file's name without ``.sql``; ``depends`` are ids."""

    id: str
    source: Source
    depends: tuple[str, ...]
    transactional: bool

    @property
    def path(self) -> Path:
        return Path(self.source.path)

    @property
    def number(self) -> int:
        return int(self.id[:4])

    @property
    def yoyo_hash(self) -> str:
        """The key of yoyo's tables: the hash of the name."""
        return hashlib.sha256(self.id.encode()).hexdigest()

    @cached_property
    def content_sha256(self) -> str:
        """The hash of the text; the line endings that a checkout chose do not count."""
        return hashlib.sha256(self.source.text.replace("\r\n", "\n").encode()).hexdigest()

    def rollback(self) -> Source:
        """The file that undoes this one. Raises UsageError if there is none or it does nothing."""
        path = self.path.with_name(self.id + ROLLBACK)
        if not path.is_file():
            raise UsageError(f"{self.id} cannot be rolled back: there is no {path.name}")
        source = read_checked(path)
        if not split(source):
            raise UsageError(f"{self.id} cannot be rolled back: {path.name} does nothing")
        return source


def migrations_folder() -> Path:
    """The folder of this package's own migrations: beside a checkout's package, inside an installed one."""
    installed = Path(__file__).parent / "sql"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "migrations"


def read_folder(folder: Path) -> list[MigrationFile]:
    """All migrations of a folder in their order, each one depending on the one before.

    Raises UsageError when there are none, StatementError when one of them is not fit to run: nothing is run
    before all are read.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".sql", ".py"))
    files = [_read(path) for path in paths if not path.name.endswith(ROLLBACK)]
    if not files:
        raise UsageError(f"there are no migrations in {folder}")
    ids = {file.id for file in files}
    for path in paths:
        if path.name.endswith(ROLLBACK) and path.name.removesuffix(ROLLBACK) not in ids:
            raise file_error(path, "this rollback belongs to no migration")
    for number, count in Counter(file.number for file in files).items():
        if count > 1:
            raise UsageError(f"{count} migrations have the number {number:04}: renumber the unreleased one")
    before: tuple[str, ...] = ()
    for file in files:
        if file.depends != before:
            wanted = f"-- depends: {' '.join(before)}".rstrip()
            raise file_error(file.path, f"the order of migrations is a chain: write `{wanted}`")
        before = (file.id,)
    return files


def read_checked(path: str | Path) -> Source:
    """The text of a migration or rollback, as UTF-8 whatever the locale.

    Raises StatementError for what would be run in another way than it reads.
    """
    source = read_source(str(path))
    pieces = split(source)
    _check_directives(source, pieces[0].start if pieces else len(source.text))
    for piece in pieces:
        if piece.words[0] in FORBIDDEN:
            raise source.error(
                piece.start,
                f"{piece.words[0]} would part the migration from its bookkeeping",
                "remove it: the runner begins and commits",
            )
        if piece.words[0] == "COPY" and not {"STDIN", "STDOUT"}.isdisjoint(piece.words):
            raise source.error(piece.start, "only psql can run this COPY", "write INSERT")
        if piece.words[0] == "SET" and "SEARCH_PATH" in piece.words[:3]:
            raise source.error(
                piece.start,
                "a migration does not choose its schema",
                "remove it: the connection's search_path says where this schema's tables live",
            )
    return source


def _read(path: Path) -> MigrationFile:
    if path.suffix != ".sql" or not NAME.fullmatch(path.stem):
        raise file_error(path, "a migration is called NNNN.<domain>.<what>.sql, in lower case")
    source = read_checked(path)
    for piece in split(source):
        if drops_if_exists(piece):
            raise source.error(
                piece.start,
                "where this schema has no such index, it drops that of the next schema on the search_path",
                "leave it out before CREATE INDEX CONCURRENTLY, which first drops what a failed build left; "
                "write DROP INDEX without IF EXISTS for an index that is there",
            )
    directives = {found["key"]: found["value"].split() for found in DIRECTIVE.finditer(source.text)}
    if "depends" not in directives:
        raise file_error(
            path,
            "the header says which migration comes before: write `-- depends: <its name>`, "
            "in the first one `-- depends:`",
        )
    return MigrationFile(
        id=path.stem,
        source=source,
        depends=tuple(directives["depends"]),
        transactional=directives.get("transactional", ["true"]) == ["true"],
    )


def _check_directives(source: Source, header_end: int) -> None:
    """Refuses directives that yoyo would overlook in silence: misspelt, twice, below a statement."""
    seen: set[str] = set()
    for found in DIRECTIVE.finditer(source.text):
        key, value = found["key"], found["value"].split()
        if key not in ("depends", "transactional"):
            raise source.error(found.start(), f"{key} is no directive", "write depends or transactional")
        if found.start() > header_end or "/*" in source.text[: found.start()]:
            raise source.error(
                found.start(), "a directive outside the header", "move it into the -- lines at the file's top"
            )
        if key in seen:
            raise source.error(found.start(), f"{key} is said twice", "say it once")
        if key == "transactional" and value not in (["true"], ["false"]):
            raise source.error(
                found.start(), "transactional is true or false", "write -- transactional: false"
            )
        seen.add(key)
