"""Both kinds of transfers behind one blocking object, so that a test is written once."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from os import PathLike
from typing import Any, BinaryIO, TypeVar

import psycopg
import pytest

from tracktion_db import AsyncDatabase, Database, Settings
from tracktion_db.transfer import (
    ExportReport,
    ImportOptions,
    ImportReport,
    export_file,
    export_file_async,
    import_file,
    import_file_async,
)

T = TypeVar("T")


class Transfers:
    """Imports and exports on the test's database, and what is in its tables."""

    def __init__(self, settings: Settings, connection: psycopg.Connection[Any], *, in_asyncio: bool) -> None:
        self.settings = settings
        self._connection = connection
        self._in_asyncio = in_asyncio

    def load(self, target: Any, source: str | PathLike[str] | BinaryIO, **options: Any) -> ImportReport:
        """Import with these options."""
        if not self._in_asyncio:
            with Database(self.settings) as db:
                return import_file(db, target, source, ImportOptions(**options))

        async def work() -> ImportReport:
            async with AsyncDatabase(self.settings) as adb:
                return await import_file_async(adb, target, source, ImportOptions(**options))

        return asyncio.run(work())

    def save(self, target: Any, where: str | PathLike[str] | BinaryIO, **options: Any) -> ExportReport:
        """Export with these options."""
        if not self._in_asyncio:
            with Database(self.settings) as db:
                return export_file(db, target, where, **options)

        async def work() -> ExportReport:
            async with AsyncDatabase(self.settings) as adb:
                return await export_file_async(adb, target, where, **options)

        return asyncio.run(work())

    def column(self, query: str) -> list[Any]:
        """The first column of what a query answers."""
        return [row[0] for row in self._connection.execute(query.encode()).fetchall()]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query answers."""
        return self._connection.execute(query.encode()).fetchall()

    def do(self, command: str) -> None:
        """Run a command."""
        self._connection.execute(command.encode())


@contextmanager
def transfers_of(settings: Settings, *, in_asyncio: bool) -> Generator[Transfers]:
    """Transfers on a database."""
    with psycopg.connect(settings.conninfo(), autocommit=True) as connection:
        yield Transfers(settings, connection, in_asyncio=in_asyncio)


@pytest.fixture(params=[False, True], ids=["blocking", "asyncio"])
def both(request: pytest.FixtureRequest, settings: Settings) -> Generator[Transfers]:
    with transfers_of(settings, in_asyncio=request.param) as transfers:
        yield transfers


@pytest.fixture
def transfers(settings: Settings) -> Generator[Transfers]:
    with transfers_of(settings, in_asyncio=False) as transfers:
        yield transfers


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows in each batch."""
    monkeypatch.setattr("tracktion_db.transfer.batches.BATCH_ROWS", 10)
