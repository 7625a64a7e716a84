"""What is applied: yoyo's own tables in the schema that is migrated, and the lock over them.

``_yoyo_migration`` (one row per applied migration, with the hash of its content), ``_yoyo_log`` (who did what
when) and ``_yoyo_version``. Plain yoyo reads and writes the same tables.
"""

from __future__ import annotations

import functools
import getpass
import logging
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Final, Literal

import psycopg
from psycopg.rows import TupleRow

from tracktion_db.errors import TimedOut, TracktionDBError, Unavailable, UsageError
from tracktion_db.migrations.files import MigrationFile, migrations_folder
from tracktion_db.statements import Statements

__all__ = ["Bookkeeping"]

LOCK_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.2
CREATE: Final = (
    "create_migration_table",
    "add_content_hash",
    "create_log_table",
    "create_version_table",
    "add_version",
)

logger = logging.getLogger("tracktion_db.migrations")


@functools.cache
def _statements() -> Statements:
    return Statements.load(migrations_folder() / "bookkeeping")


class Bookkeeping:
    """The tables and the lock of one schema, over one session."""

    def __init__(self, connection: psycopg.Connection[TupleRow]) -> None:
        self.connection = connection
        self._locked = False
        self._created = False

    def run(self, name: str, **values: object) -> list[TupleRow]:
        """The rows of ``bookkeeping.<name>``. Raises our errors, with the server's reason."""
        statement = _statements()[f"bookkeeping.{name}"]
        try:
            cursor = psycopg.RawCursor[TupleRow](self.connection)
            cursor.execute(statement.sql, statement.arguments(values))
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            if self.connection.closed:
                raise Unavailable("the connection was lost; run it again", retryable=True) from error
            raise TracktionDBError(
                f"{statement.name}: {error.diag.message_primary}",
                statement=statement.name,
                sqlstate=error.sqlstate,
            ) from error

    @contextmanager
    def lock(self, timeout: float = LOCK_SECONDS) -> Generator[None]:
        """One migration run at a time in this schema; the others wait, at most ``timeout`` seconds.

        Raises TimedOut, and UsageError when the search_path begins with a schema that is not there.
        """
        if self._locked:
            yield
            return
        schema = self._schema()
        self._wait(schema, timeout)
        self._locked = True
        try:
            yield
        finally:
            self._locked = False
            # Where that fails the session is lost, and the lock with it.
            with suppress(TracktionDBError):
                self.run("release_lock")

    def applied(self) -> dict[str, str | None]:
        """The ids of the applied migrations, the first one first, with the hash of their content if known."""
        if not self.run("has_tables")[0][0]:
            return {}
        return {row[0]: row[1] for row in self.run("list_applied")}

    def offered_extensions(self) -> frozenset[str]:
        """The extensions that this server can install, and those that are installed."""
        return frozenset([row[0] for row in self.run("list_offered_extensions")])

    def create_tables(self) -> None:
        """Make the tables that are missing; also the column that a database of plain yoyo has not."""
        if self._created:
            return
        with self.connection.transaction():
            for name in CREATE:
                self.run(name)
        self._created = True

    def record(self, file: MigrationFile, operation: Literal["apply", "mark"]) -> None:
        """Note that it is applied; in the transaction that applies it."""
        self.run(
            "add_applied",
            migration_hash=file.yoyo_hash,
            migration_id=file.id,
            content_sha256=file.content_sha256,
        )
        self._log(file, operation)

    def forget(self, file: MigrationFile, operation: Literal["rollback", "unmark"]) -> None:
        """Note that it is no longer applied; in the transaction that rolls it back."""
        self.run("remove_applied", migration_id=file.id)
        self._log(file, operation)

    def _log(self, file: MigrationFile, operation: str) -> None:
        self.run(
            "add_log_entry",
            migration_hash=file.yoyo_hash,
            migration_id=file.id,
            operation=operation,
            username=_username(),
            hostname=socket.gethostname(),
        )

    def _schema(self) -> str:
        schema, search_path = self.run("get_schema")[0]
        first = search_path.split(",")[0].strip().replace('""', '"')
        wanted = first[1:-1] if first.startswith('"') else first
        if schema is None or wanted not in (schema, "$user"):
            # PostgreSQL would go on to the next schema of the path: someone else's tables, perhaps.
            raise UsageError(f"there is no schema {wanted}, or this role may not use it: create it first")
        return schema

    def _wait(self, schema: str, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        waiting = False
        while not self.run("take_lock")[0][0]:
            if not waiting:
                logger.warning("another migration run is at work in schema %s: waiting for it", schema)
                waiting = True
            if time.monotonic() >= deadline:
                raise TimedOut(
                    f"another migration run has been at work in schema {schema} for {timeout:g} seconds",
                    retryable=True,
                )
            time.sleep(POLL_SECONDS)


def _username() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not be in its passwd file
        return "unknown"
