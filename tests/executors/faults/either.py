"""Both executors behind one blocking face: each claim is written once and proved twice.

A ``Database`` is used as it is. An ``AsyncDatabase`` runs on an event loop in a thread of its own, and each
thread of a test that calls it is one task there.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar
from uuid import UUID

from tracktion_db import AsyncDatabase, AsyncTransaction, Call, Database, Settings
from tracktion_db.steps import Steps
from tracktion_db.transaction_control import Isolation

T = TypeVar("T")


class Either(Protocol):
    """What a transaction of either executor does."""

    def run(
        self, call: Call[T] | Steps[T], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> T: ...

    def run_all(
        self, *calls: Call[Any], timeout: float | None = None, user_id: UUID | None = None
    ) -> tuple[Any, ...]: ...

    def stream(
        self, call: Call[list[T]], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> AbstractContextManager[Iterator[T]]: ...


class EitherTransaction(Either, Protocol):
    def transaction(self) -> AbstractContextManager[EitherTransaction]: ...


class EitherDatabase(Either, Protocol):
    def transaction(
        self,
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> AbstractContextManager[EitherTransaction]: ...

    def transact(
        self,
        work: Callable[[Any], T],
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        user_id: UUID | None = None,
    ) -> T: ...

    def stats(self) -> dict[str, int]: ...

    def open(self) -> object: ...

    def close(self) -> None: ...


class Loop:
    """An event loop in its own thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="event loop of the test")
        self._thread.start()

    def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    @contextmanager
    def inside(self, block: AbstractAsyncContextManager[T]) -> Generator[T]:
        entered = self.wait_for(_entered(block))
        try:
            yield entered
        except BaseException as error:
            if not self.wait_for(_left(block, error)):
                raise
        else:
            self.wait_for(_left(block, None))

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _entered(block: AbstractAsyncContextManager[T]) -> T:
    return await block.__aenter__()


async def _left(block: AbstractAsyncContextManager[Any], error: BaseException | None) -> bool:
    if error is None:
        return bool(await block.__aexit__(None, None, None))
    return bool(await block.__aexit__(type(error), error, error.__traceback__))


class _Asyncio:
    """The common part of an AsyncDatabase and an AsyncTransaction."""

    def __init__(self, runner: Any, loop: Loop) -> None:
        self._runner = runner
        self._loop = loop

    def run(
        self, call: Call[T] | Steps[T], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> T:
        return self._loop.wait_for(self._runner.run(call, timeout=timeout, user_id=user_id))

    def run_all(
        self, *calls: Call[Any], timeout: float | None = None, user_id: UUID | None = None
    ) -> tuple[Any, ...]:
        return self._loop.wait_for(self._runner.run_all(*calls, timeout=timeout, user_id=user_id))

    @contextmanager
    def stream(
        self, call: Call[list[T]], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> Generator[Iterator[T]]:
        with self._loop.inside(self._runner.stream(call, timeout=timeout, user_id=user_id)) as rows:
            yield self._rows(rows)

    def _rows(self, rows: AsyncIterator[T]) -> Iterator[T]:
        end = object()

        async def following() -> Any:
            return await anext(rows, end)

        while (row := self._loop.wait_for(following())) is not end:
            yield row


class _AsyncioTransaction(_Asyncio):
    @contextmanager
    def transaction(self) -> Generator[_AsyncioTransaction]:
        with self._loop.inside(self._runner.transaction()) as inner:
            yield _AsyncioTransaction(inner, self._loop)


class _AsyncioDatabase(_Asyncio):
    @contextmanager
    def transaction(
        self,
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> Generator[_AsyncioTransaction]:
        block = self._runner.transaction(
            isolation=isolation, read_only=read_only, timeout=timeout, user_id=user_id
        )
        with self._loop.inside(block) as tx:
            yield _AsyncioTransaction(tx, self._loop)

    def transact(
        self,
        work: Callable[[Any], T],
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        user_id: UUID | None = None,
    ) -> T:
        async def in_a_thread(tx: AsyncTransaction) -> T:
            return await asyncio.to_thread(work, _AsyncioTransaction(tx, self._loop))

        return self._loop.wait_for(
            self._runner.transact(in_a_thread, isolation=isolation, read_only=read_only, user_id=user_id)
        )

    def stats(self) -> dict[str, int]:
        return self._runner.stats()

    def open(self) -> object:
        return self._loop.wait_for(self._runner.open())

    def close(self) -> None:
        self._loop.wait_for(self._runner.close())


@contextmanager
def blocking(settings: Settings) -> Generator[EitherDatabase]:
    """A Database, not opened yet; closed at the end."""
    db = Database(settings)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def on_asyncio(settings: Settings) -> Generator[EitherDatabase]:
    """An AsyncDatabase, not opened yet; closed at the end."""
    loop = Loop()
    try:
        db = _AsyncioDatabase(AsyncDatabase(settings), loop)
        try:
            yield db
        finally:
            db.close()
    finally:
        loop.stop()
