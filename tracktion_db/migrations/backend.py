"""The backend behind ``yoyo apply``, ``yoyo rollback`` and ``yoyo list``: scheme ``postgresql+tracktion://``.

yoyo finds it by its entry point and asks it for these methods only. What yoyo's own backends lack (one
session, one transaction, hashes of content, a lock that dies with its holder) is in ``runner`` and
``bookkeeping``. Errors end the command with one line and exit code 1.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, Protocol, Self

import psycopg
import yoyo.exceptions  # pyright: ignore[reportMissingTypeStubs]
import yoyo.migrations  # pyright: ignore[reportMissingTypeStubs]

from tracktion_db.errors import TracktionDBError, UsageError
from tracktion_db.migrations.bookkeeping import LOCK_SECONDS, Bookkeeping
from tracktion_db.migrations.files import MigrationFile, read_checked, read_folder
from tracktion_db.migrations.runner import Runner
from tracktion_db.migrations.session import one_line, open_session, parameters

__all__ = ["TracktionBackend"]

TABLE = "_yoyo_migration"

logger = logging.getLogger("tracktion_db.migrations")


class _DatabaseURI(Protocol):
    """What yoyo makes of ``-d`` or of ``database`` in yoyo.ini."""

    username: str | None
    password: str | None
    hostname: str | None
    port: int | None
    database: str | None
    args: dict[str, str]


class _Migration(Protocol):
    id: str
    path: str


class _MigrationList(Protocol):
    def __iter__(self) -> Any: ...
    def __len__(self) -> int: ...
    def replace(self, newmigrations: Iterable[_Migration]) -> Self: ...


class TracktionBackend:
    """One yoyo command's view of one schema."""

    def __init__(self, dburi: _DatabaseURI, migration_table: str = TABLE) -> None:
        with _one_line_errors():
            if migration_table != TABLE:
                raise UsageError(f"applied migrations are kept in {TABLE}: leave --migration-table out")
            self._connection = open_session(_parameters(dburi))
        self._bookkeeping = Bookkeeping(self._connection)
        self._runner = Runner(self._bookkeeping)
        self._files: dict[str, MigrationFile] = {}

    def init_database(self) -> None:
        """yoyo makes its lock table here. Ours is no table, and reading commands create nothing."""

    def break_lock(self) -> None:
        self._connection.close()
        print("nothing to break: the lock ends with the session that holds it")  # noqa: T201 - a command's answer

    @contextmanager
    def lock(self, timeout: float = LOCK_SECONDS) -> Generator[None]:
        """Every command does all its work in here: every error passes here, and the session ends here."""
        with _one_line_errors(), closing(self._connection), self._bookkeeping.lock(timeout):
            yield

    def to_apply(self, migrations: _MigrationList) -> _MigrationList:
        """Those not applied yet, in their order."""
        pending = {file.id for file in self._runner.pending(self._read(migrations))}
        return migrations.replace(sorted((m for m in migrations if m.id in pending), key=_by_id))

    def to_rollback(self, migrations: _MigrationList) -> _MigrationList:
        """Those applied, the newest first."""
        self._runner.pending(self._read(migrations))
        applied = self._bookkeeping.applied()
        newest_first = sorted((m for m in migrations if m.id in applied), key=_by_id, reverse=True)
        return migrations.replace(newest_first)

    def is_applied(self, migration: _Migration) -> bool:
        return migration.id in self._bookkeeping.applied()

    def apply_migrations(self, migrations: _MigrationList, force: bool = False) -> None:
        _refuse_force(force)
        for migration in migrations:
            self._runner.apply(self._files[migration.id])

    def rollback_migrations(self, migrations: _MigrationList, force: bool = False) -> None:
        _refuse_force(force)
        for migration in migrations:
            self._runner.roll_back(self._files[migration.id], list(self._files.values()))

    def mark_migrations(self, migrations: _MigrationList) -> None:
        for migration in migrations:
            self._runner.mark(self._files[migration.id])

    def unmark_migrations(self, migrations: _MigrationList) -> None:
        for migration in migrations:
            self._runner.unmark(self._files[migration.id], list(self._files.values()))

    def _read(self, migrations: _MigrationList) -> Sequence[MigrationFile]:
        """The whole folder, though yoyo hands over what -m or -r selected: history is checked as a whole."""
        folders = {Path(migration.path).parent for migration in migrations}
        if len(folders) > 1:
            raise UsageError("migrations of several folders have no common order: apply one folder at a time")
        for folder in folders:
            self._files = {file.id: file for file in read_folder(folder)}
        if not self._files:
            raise UsageError("no migrations are selected: is the folder right, does -m match a name?")
        return list(self._files.values())


def _by_id(migration: _Migration) -> str:
    return migration.id


def _refuse_force(force: bool) -> None:
    if force:
        raise UsageError("--force would record what failed as done: correct the migration instead")


def _parameters(dburi: _DatabaseURI) -> dict[str, Any]:
    """The connection that a URI names; one without server, user and database means the environment's."""
    named = {
        "host": dburi.hostname,
        "port": dburi.port,
        "user": dburi.username,
        "password": dburi.password,
        "dbname": dburi.database,
    }
    given = {key: value for key, value in named.items() if value} | dburi.args
    if given.keys() & {"host", "hostaddr", "port", "user", "dbname", "service"}:
        return given
    return parameters(None) | given


@contextmanager
def _one_line_errors() -> Generator[None]:
    try:
        yield
    except (TracktionDBError, yoyo.exceptions.BadMigration, psycopg.Error, OSError) as error:
        raise SystemExit(f"yoyo: {one_line(error) if isinstance(error, psycopg.Error) else error}") from error
    except KeyboardInterrupt as error:
        raise SystemExit("yoyo: interrupted; what was not finished is undone") from error


def _open_checked(path: str, mode: str = "r", encoding: str | None = None) -> StringIO:
    """What yoyo opens migrations with: our reader, whatever the locale, with our checks."""
    return StringIO(read_checked(path).text)


# A name of yoyo's module hides the builtin of the same name there, and nowhere else.
setattr(yoyo.migrations, "open", _open_checked)  # noqa: B010 - the name is not declared there
