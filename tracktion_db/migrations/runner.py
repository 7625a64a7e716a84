"""Applies migrations and rolls them back: the work and its bookkeeping in one transaction."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg
from psycopg.pq import TransactionStatus

from tracktion_db.errors import StatementError, TimedOut, TracktionDBError, Unavailable, UsageError
from tracktion_db.migrations.bookkeeping import Bookkeeping
from tracktion_db.migrations.extensions import EXTENSIONS, ids_of_extensions, is_of_extension
from tracktion_db.migrations.files import MigrationFile
from tracktion_db.migrations.session import one_line
from tracktion_db.migrations.splitting import Piece, built_index, split
from tracktion_db.statements.source import Source

__all__ = ["Runner"]

ATTEMPTS: Final = 10
PAUSE_SECONDS: Final = (0.2, 1.0)
LOCK_NOT_AVAILABLE: Final = "55P03"
DEADLOCK: Final = "40P01"

logger = logging.getLogger("tracktion_db.migrations")


class Runner:
    """Runs migrations in one session. Hold ``bookkeeping.lock()`` around everything that writes."""

    def __init__(self, bookkeeping: Bookkeeping) -> None:
        self.bookkeeping = bookkeeping
        self._connection = bookkeeping.connection

    def pending(self, files: Sequence[MigrationFile]) -> list[MigrationFile]:
        """Those of a whole folder that are not applied, in order.

        Raises UsageError when an applied one was edited or renamed, or a new one comes before an applied one.
        """
        applied = self.bookkeeping.applied()
        _check_history(files, applied)
        return [file for file in files if file.id not in applied]

    def apply(self, file: MigrationFile) -> None:
        """Apply one migration.

        Raises StatementError with the place in the file, TimedOut when a lock could not be had, UsageError.
        """
        self._check_predecessors(file)
        self.bookkeeping.create_tables()
        logger.info("Applying %s", file.id)
        self._execute(file, file.source, lambda: self.bookkeeping.record(file, "apply"))

    def roll_back(self, file: MigrationFile, files: Sequence[MigrationFile]) -> None:
        """Roll one migration back, by its rollback file; ``files`` is its folder. Raises as ``apply``."""
        self._check_successors(file, files)
        source = file.rollback()
        logger.info("Rolling back %s", file.id)
        self._execute(file, source, lambda: self.bookkeeping.forget(file, "rollback"))

    def mark(self, file: MigrationFile) -> None:
        """Record a migration as applied without running it."""
        self._check_predecessors(file)
        self.bookkeeping.create_tables()
        with self._connection.transaction():
            self.bookkeeping.record(file, "mark")

    def unmark(self, file: MigrationFile, files: Sequence[MigrationFile]) -> None:
        """Record a migration as not applied without rolling it back."""
        self._check_successors(file, files)
        with self._connection.transaction():
            self.bookkeeping.forget(file, "unmark")

    def _check_predecessors(self, file: MigrationFile) -> None:
        missing = [name for name in file.depends if name not in self.bookkeeping.applied()]
        if missing:
            raise UsageError(f"{file.id} depends on {missing[0]}, which is not applied")

    def _check_successors(self, file: MigrationFile, files: Sequence[MigrationFile]) -> None:
        applied = self.bookkeeping.applied()
        later = [other.id for other in files if file.id in other.depends and other.id in applied]
        if later:
            raise UsageError(f"{later[0]} depends on {file.id} and is applied: roll it back first")
        since = list(applied)[list(applied).index(file.id) :] if file.id in applied else []
        of_extensions = ids_of_extensions(file.path.parent)
        if built := [name for name in since if name in of_extensions]:
            # It does not say which of the others it stands on: all that were there may be.
            raise UsageError(
                f"{built[0]} was applied after {file.id}: "
                f"roll back first what is in {EXTENSIONS}/ below its folder"
            )

    def _execute(self, file: MigrationFile, source: Source, note: Callable[[], None]) -> None:
        try:
            self.bookkeeping.run("fix_search_path")
            if file.transactional:
                self._in_one_transaction(file, source, note)
            else:
                self._statement_by_statement(source)
                with self._connection.transaction():
                    note()
            self.bookkeeping.run("reset_session")
        except psycopg.Error as error:
            raise self._failure(source, 0, error) from error

    def _in_one_transaction(self, file: MigrationFile, source: Source, note: Callable[[], None]) -> None:
        """Repeats what could not get its locks: it was rolled back, and blocked others only for a moment."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._connection.transaction():
                    self._send(source, 0, source.text)
                    if self._connection.info.transaction_status != TransactionStatus.INTRANS:
                        raise StatementError(f"{source.path}: it ended the transaction that it runs in")
                    note()
                return
            except (StatementError, TimedOut) as error:
                if error.sqlstate not in (LOCK_NOT_AVAILABLE, DEADLOCK) or attempt == ATTEMPTS:
                    raise
                logger.warning("%s could not get its locks (%d of %d tries)", file.id, attempt, ATTEMPTS)
            time.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - no secret, only out of step with others

    def _statement_by_statement(self, source: Source) -> None:
        """For what PostgreSQL refuses in a transaction. What was done before an error stays done."""
        before = self._invalid_indexes()
        pieces = split(source)
        built = {name for piece in pieces if (name := built_index(piece))}
        words = {word for piece in pieces for word in piece.words}
        before = {name for name in before if name not in built and name.upper() not in words}
        for piece in pieces:
            if "CONCURRENTLY" in piece.words:
                with self._without_timeouts():
                    self._concurrently(source, piece, before)
            else:
                self._send(source, piece.start, piece.text)
        broken = self._invalid_indexes().keys() - before
        if broken:
            raise StatementError(f"{source.path}: {_repair(broken, built)}", path=source.path)

    def _concurrently(self, source: Source, piece: Piece, before: set[str]) -> None:
        """One statement that blocks nobody while it waits. A build first drops what a failed one left."""
        name = built_index(piece)
        invalid = self._invalid_indexes()
        if name in invalid:
            logger.warning("dropping index %s, which a failed build left INVALID", name)
            self._send(source, piece.start, invalid[name])
        try:
            self._send(source, piece.start, piece.text)
        except StatementError as error:
            left = self._invalid_indexes().keys() - before
            if not left:
                raise
            raise StatementError(
                f"{error}; {_repair(left, {name} if name else set())}",
                path=error.path,
                line=error.line,
                column=error.column,
                sqlstate=error.sqlstate,
            ) from error

    @contextmanager
    def _without_timeouts(self) -> Generator[None]:
        lock_timeout, statement_timeout = self.bookkeeping.run("get_timeouts")[0]
        self.bookkeeping.run("set_timeouts", lock_timeout="0", statement_timeout="0")
        try:
            yield
        finally:
            # Where that fails the session is lost, and the settings with it.
            with suppress(TracktionDBError):
                self.bookkeeping.run(
                    "set_timeouts", lock_timeout=lock_timeout, statement_timeout=statement_timeout
                )

    def _invalid_indexes(self) -> dict[str, str]:
        """What drops each, by its name."""
        return dict(self.bookkeeping.run("list_invalid_indexes"))

    def _send(self, source: Source, offset: int, text: str) -> None:
        try:
            self._connection.execute(text.encode())
        except psycopg.Error as error:
            raise self._failure(source, offset, error) from error

    def _failure(self, source: Source, offset: int, error: psycopg.Error) -> TracktionDBError:
        name = Path(source.path).name
        if self._connection.closed:
            return Unavailable(
                f"{name}: the connection was lost: run it again", sqlstate=error.sqlstate, retryable=True
            )
        if error.sqlstate == LOCK_NOT_AVAILABLE:
            return TimedOut(
                f"{name}: a lock could not be had in time: try when less is going on",
                sqlstate=error.sqlstate,
                retryable=True,
            )
        position = error.diag.statement_position
        if position is None:
            return StatementError(
                f"{source.path}: {_reason(error)}", path=source.path, sqlstate=error.sqlstate
            )
        begin = offset + int(position) - 1
        line = source.text.count("\n", 0, begin) + 1
        column = begin - source.text.rfind("\n", 0, begin)
        return StatementError(
            f"{source.path}:{line}:{column}: {_reason(error)}",
            path=source.path,
            line=line,
            column=column,
            sqlstate=error.sqlstate,
        )


def _repair(indexes: set[str], built: set[str]) -> str:
    name = min(indexes)
    if name in built:
        return f"index {name} is INVALID, its build failed: run this again, which drops it first"
    return f"index {name} is INVALID, its build failed: DROP INDEX CONCURRENTLY {name}, then run this again"


def _reason(error: psycopg.Error) -> str:
    """The server's words, but not where they repeat the data of a row: those are in the server's log."""
    constraint = error.diag.constraint_name
    if (error.sqlstate or "")[:2] in ("22", "23"):
        return type(error).__name__ + (f" ({constraint})" if constraint else "")
    return error.diag.message_primary or one_line(error)


def _check_history(files: Sequence[MigrationFile], applied: dict[str, str | None]) -> None:
    known = {file.id for file in files}
    gone = {digest: name for name, digest in applied.items() if name not in known and digest}
    chain = _of_the_same_chain(files, applied)
    newest = max((int(name[:4]) for name in chain if name[:4].isdecimal()), default=0)
    for file in files:
        digest = applied.get(file.id)
        if digest is not None and digest != file.content_sha256:
            raise UsageError(f"{file.id} was edited after it was applied: restore it, write a new one")
        if file.id in applied:
            continue
        if file.content_sha256 in gone:
            raise UsageError(f"{file.id} was applied as {gone[file.content_sha256]}: give it that name again")
        if file.number <= newest:
            raise UsageError(f"{file.id} comes too late: {newest:04} is applied; give it a higher number")


def _of_the_same_chain(files: Sequence[MigrationFile], applied: Iterable[str]) -> set[str]:
    """Those that other folders brought into the same books are left out.

    What no folder knows a newer release applied: the main chain's, whose numbers are the higher ones.
    """
    folder = files[0].path.parent
    if is_of_extension(folder):
        return {file.id for file in files}.intersection(applied)
    return set(applied) - ids_of_extensions(folder)
