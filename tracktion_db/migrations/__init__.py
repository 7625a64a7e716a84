"""Migrations: the schema, one numbered SQL file after the other.

``yoyo apply`` is the command; ``apply_migrations()`` does the same from Python, by the same code and in the
same tables. A file and its bookkeeping commit together or not at all: a run that was killed is run again.

files        what a migration file must be, and where they are
extensions   those that need an extension, in folders of their own
splitting    where its statements end
session      the one connection of a run
bookkeeping  what is applied (``_yoyo_migration``, ``_yoyo_log``, ``_yoyo_version``), and the lock
runner       apply and roll back
backend      yoyo's view of all that
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracktion_db.errors import UsageError
from tracktion_db.migrations.bookkeeping import Bookkeeping
from tracktion_db.migrations.extensions import extension_folder, extension_folders
from tracktion_db.migrations.files import MigrationFile, migrations_folder, read_folder
from tracktion_db.migrations.runner import Runner
from tracktion_db.migrations.session import open_session, parameters

if TYPE_CHECKING:
    from tracktion_db.migrations.backend import TracktionBackend

__all__ = [
    "TracktionBackend",
    "apply_migrations",
    "apply_with_extensions",
    "extension_folder",
    "migrations_folder",
    "pending_migrations",
]


def apply_migrations(
    conninfo: str | None = None, *, folder: Path | None = None, extension: str | None = None
) -> list[str]:
    """Apply what is not applied yet, and return the names of it, in order.

    ``conninfo`` is a URL or libpq's ``host=... dbname=...``; None takes the environment's server. Its
    search_path (``options=-csearch_path=tenant_a``) chooses the schema. ``folder`` is the package's own by
    default; ``extension="vector"`` takes those for that extension instead, which come after the others.

    Raises Unavailable, TimedOut (another run holds the lock, or a table could not be locked), StatementError
    (with the place in the file), UsageError (no migrations, an applied file was edited, one comes too late,
    none are for this extension).
    """
    files = _read(folder, extension)
    with _runner(conninfo) as runner, runner.bookkeeping.lock():
        pending = runner.pending(files)
        for file in pending:
            runner.apply(file)
    return [file.id for file in pending]


def apply_with_extensions(conninfo: str | None = None, *, folder: Path | None = None) -> list[str]:
    """Apply a folder's migrations, and those for each extension in it that the server offers.

    For servers that are made for one purpose: on others somebody decides what is installed. Returns and
    raises as ``apply_migrations``.
    """
    folder = folder or migrations_folder()
    applied = apply_migrations(conninfo, folder=folder)
    with _runner(conninfo) as runner:
        offered = runner.bookkeeping.offered_extensions()
    for name, below in extension_folders(folder).items():
        if name in offered:
            applied += apply_migrations(conninfo, folder=below)
    return applied


def pending_migrations(
    conninfo: str | None = None, *, folder: Path | None = None, extension: str | None = None
) -> list[str]:
    """The names of what is not applied yet, in order. Changes nothing and waits for nobody.

    Raises what ``apply_migrations`` raises before it runs a file.
    """
    files = _read(folder, extension)
    with _runner(conninfo) as runner:
        return [file.id for file in runner.pending(files)]


def _read(folder: Path | None, extension: str | None) -> list[MigrationFile]:
    if extension is None:
        return read_folder(folder or migrations_folder())
    if folder is not None:
        raise UsageError("extension names a folder of ours: give folder or extension")
    return read_folder(extension_folder(extension))


@contextmanager
def _runner(conninfo: str | None) -> Generator[Runner]:
    with closing(open_session(parameters(conninfo))) as connection:
        yield Runner(Bookkeeping(connection))


def __getattr__(name: str) -> Any:
    # Found by yoyo's entry point. Only the backend needs yoyo to be installed.
    if name == "TracktionBackend":
        from tracktion_db.migrations.backend import TracktionBackend

        return TracktionBackend
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
