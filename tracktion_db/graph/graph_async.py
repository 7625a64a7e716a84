"""The asyncio executor of the graph; the twin of ``graph``."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Self, TypeVar

import neo4j
from neo4j import READ_ACCESS, WRITE_ACCESS
from tenacity import AsyncRetrying

from tracktion_db import forks
from tracktion_db import transaction_control as control
from tracktion_db.transaction_control import swallowed

from .bounded_rows import Bounds
from .call import GraphCall, require_call
from .conversation import (
    DRIVER_ERRORS,
    CallDeadline,
    abandon,
    begin_later,
    connect,
    connection_of,
    driver_options,
    limit_waits_async,
    schema_query,
    session_options,
)
from .lifecycle import Lifecycle
from .retrying import unit_policy
from .server import GraphServer, get_server, server_of
from .settings import GraphSettings
from .steps import GraphSteps, only_reads
from .transaction_async import AsyncGraphTransaction
from .translation import translated

__all__ = ["AsyncGraph"]

T = TypeVar("T")

SCHEMA = "graph.define"
WORK = "graph.transact"


class AsyncGraph:
    """Runs calls on a graph; to share by all tasks of one event loop.

    ::

        async with AsyncGraph.from_env() as graph:
            nodes = await graph.run(count_nodes())

    Raises the errors of ``tracktion_db.errors`` and no others.
    """

    def __init__(self, settings: GraphSettings) -> None:
        self._settings = settings
        self._life = Lifecycle[neo4j.AsyncDriver]()
        forks.watch(self._life)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The graph that the environment names (see ``settings``); not opened yet."""
        return cls(GraphSettings.from_env(environ))

    @classmethod
    def from_uri(cls, uri: str, **settings: Any) -> Self:
        """The graph at this address, with settings by attribute name (``pool_size=4``); not opened yet."""
        return cls(GraphSettings.from_uri(uri, **settings))

    async def open(self) -> Self:
        """Connect, log in and ask the server who it is.

        As long as nobody answers there, it is tried for ``NEO4J_RETRY_SECONDS``. Raises Unavailable after
        that, or at once when a server answers that does not let us in (password, database); UsageError after
        ``close()``.
        """
        self._life.require_new()
        try:
            driver = neo4j.AsyncGraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType]
                self._settings.uri, **driver_options(self._settings)
            )
        except DRIVER_ERRORS as error:
            raise translated(error, None, reads_only=True, timed_out=False) from error
        limit_waits_async(driver, self._settings.timeout)
        self._life.driver = driver
        try:
            await self.run(get_server())
        except BaseException:
            self._life.driver = None
            await driver.close()
            raise
        return self

    async def close(self) -> None:
        """Close all connections. Harmless when repeated."""
        if (driver := self._life.end()) is not None:
            await driver.close()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # --- calls

    async def run(self, call: GraphCall[T] | GraphSteps[T], *, timeout: float | None = None) -> T:
        """Run one call in a transaction of its own and return its answer; of steps one after another.

        ``timeout`` in seconds replaces ``NEO4J_TIMEOUT``. Runs again, within ``NEO4J_RETRY_SECONDS``, after a
        lost connection, an aborted transaction, an unknown outcome and (three times) a conflict. Raises
        NotFound, Conflict, StatementError, TimedOut, Unavailable, TransactionAborted, CommitOutcomeUnknown.
        """
        if isinstance(call, GraphSteps):
            return await self._run_steps(call, timeout)
        require_call(call)
        access = READ_ACCESS if call.statement.reads_only else WRITE_ACCESS

        async def once(deadline: CallDeadline) -> T:
            return await self._once(lambda tx: tx.run(call), call.statement.name, access, deadline)

        return await self._repeated(once, timeout)

    async def transact(
        self, work: Callable[[AsyncGraphTransaction], Awaitable[T]], *, timeout: float | None = None
    ) -> T:
        """Run ``work`` in one transaction, and again from its start where ``run`` would run a call again.

        So ``work`` must not do anything outside that may not happen twice, and what it writes must be
        repeatable. ``timeout`` in seconds is for all of it. Raises what ``run`` raises, and
        TransactionAborted when ``work`` caught an error that had already failed the transaction.
        """

        async def once(deadline: CallDeadline) -> T:
            return await self._once(work, WORK, WRITE_ACCESS, deadline)

        return await self._repeated(once, timeout)

    async def define(self, text: str, *, timeout: float | None = None) -> None:
        """Run one statement of schema, which must be repeatable, such as one with IF NOT EXISTS.

        It commits by itself: servers do not take schema and data in one transaction. Raises StatementError,
        Conflict, TimedOut and Unavailable.
        """

        async def once(deadline: CallDeadline) -> None:
            async with self._session(WRITE_ACCESS, deadline) as session:
                try:
                    await connect(session, WRITE_ACCESS)
                    deadline.hold(connection_of(session))
                    result = await session.run(schema_query(text, deadline))
                    await result.consume()
                except DRIVER_ERRORS as error:
                    raise translated(error, SCHEMA, reads_only=False, timed_out=deadline.passed) from error

        await self._repeated(once, timeout)

    async def server(self) -> GraphServer:
        """Who answers: product, version and edition. Raises what ``run`` raises."""
        component = await self.run(get_server())
        try:
            info = await self._life.require_driver().get_server_info()  # pyright: ignore[reportUnknownMemberType]
        except DRIVER_ERRORS as error:
            raise translated(error, None, reads_only=True, timed_out=False) from error
        return server_of(info.agent, component)

    # --- steps

    async def _run_steps(self, steps: GraphSteps[T], timeout: float | None) -> T:
        deadline = control.deadline(timeout)
        work = steps.begin()
        answer: Any = None
        while True:
            try:
                asked = work.send(answer)
            except StopIteration as end:
                return end.value
            left = control.time_left(deadline)
            if isinstance(asked, tuple):
                answer = await self._run_all(asked, left)
            else:
                answer = await self.run(asked, timeout=left)

    async def _run_all(self, calls: tuple[GraphCall[Any], ...], timeout: float | None) -> tuple[Any, ...]:
        access = READ_ACCESS if only_reads(calls) else WRITE_ACCESS

        async def work(tx: AsyncGraphTransaction) -> tuple[Any, ...]:
            return tuple([await tx.run(call) for call in calls])

        async def once(deadline: CallDeadline) -> tuple[Any, ...]:
            return await self._once(work, WORK, access, deadline)

        return await self._repeated(once, timeout)

    # --- one unit

    async def _repeated(self, once: Callable[[CallDeadline], Awaitable[T]], timeout: float | None) -> T:
        deadline = CallDeadline.after(timeout, self._settings.timeout)
        policy = unit_policy(deadline.began + self._settings.retry_seconds)
        try:
            return await AsyncRetrying(**policy)(once, deadline)
        finally:
            deadline.lift()

    async def _once(
        self,
        work: Callable[[AsyncGraphTransaction], Awaitable[T]],
        name: str,
        access: str,
        deadline: CallDeadline,
    ) -> T:
        only_reads = access == READ_ACCESS
        async with self._session(access, deadline) as session:
            try:
                with begin_later(session):
                    begun = await session.begin_transaction(
                        metadata={"statement": name}, timeout=deadline.left()
                    )
                deadline.hold(connection_of(session))
                tx = AsyncGraphTransaction(begun, deadline, Bounds.of(self._settings))
                try:
                    result = await work(tx)
                    if tx.first_error is not None:
                        raise swallowed(tx.first_error)
                    deadline.left()
                except Exception:
                    with suppress(*DRIVER_ERRORS):
                        await begun.close()
                    raise
                finally:
                    tx.ended = True
                await begun.commit()
            except DRIVER_ERRORS as error:
                raise translated(error, name, reads_only=only_reads, timed_out=deadline.passed) from error
            return result

    @asynccontextmanager
    async def _session(self, access: str, deadline: CallDeadline) -> AsyncGenerator[neo4j.AsyncSession]:
        session = self._life.require_driver().session(  # pyright: ignore[reportUnknownMemberType]
            **session_options(self._settings, access, deadline)
        )
        try:
            yield session
        except Exception:
            raise
        except BaseException:
            # Interrupted in the middle of a message: nobody can go on with this conversation.
            abandon(session)
            raise
        finally:
            await session.close()
