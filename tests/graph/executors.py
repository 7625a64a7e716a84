"""Both executors of the graph behind one blocking interface, so that a test is written once."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

from tracktion_db.graph import (
    AsyncGraph,
    AsyncGraphTransaction,
    Graph,
    GraphCall,
    GraphServer,
    GraphSettings,
)

T = TypeVar("T")
Run = Callable[[GraphCall[Any]], Any]


class Executor(ABC):
    """What both executors can do."""

    @abstractmethod
    def run(self, call: GraphCall[T], *, timeout: float | None = None) -> T: ...

    @abstractmethod
    def transact(self, work: Callable[[Run], T], *, timeout: float | None = None) -> T:
        """``work`` gets the transaction's ``run``."""

    @abstractmethod
    def define(self, text: str, *, timeout: float | None = None) -> None: ...

    @abstractmethod
    def server(self) -> GraphServer: ...


class Blocking(Executor):
    """Through a Graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def run(self, call: GraphCall[T], *, timeout: float | None = None) -> T:
        return self._graph.run(call, timeout=timeout)

    def transact(self, work: Callable[[Run], T], *, timeout: float | None = None) -> T:
        return self._graph.transact(lambda tx: work(tx.run), timeout=timeout)

    def define(self, text: str, *, timeout: float | None = None) -> None:
        self._graph.define(text, timeout=timeout)

    def server(self) -> GraphServer:
        return self._graph.server()


class Asyncio(Executor):
    """Through an AsyncGraph, on an event loop in a thread of its own."""

    def __init__(self, graph: AsyncGraph, loop: asyncio.AbstractEventLoop) -> None:
        self._graph = graph
        self._loop = loop

    def _wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def run(self, call: GraphCall[T], *, timeout: float | None = None) -> T:
        return self._wait(self._graph.run(call, timeout=timeout))

    def transact(self, work: Callable[[Run], T], *, timeout: float | None = None) -> T:
        async def in_a_thread(tx: AsyncGraphTransaction) -> T:
            return await asyncio.to_thread(work, lambda call: self._wait(tx.run(call)))

        return self._wait(self._graph.transact(in_a_thread, timeout=timeout))

    def define(self, text: str, *, timeout: float | None = None) -> None:
        self._wait(self._graph.define(text, timeout=timeout))

    def server(self) -> GraphServer:
        return self._wait(self._graph.server())


@contextmanager
def blocking(settings: GraphSettings) -> Generator[Executor]:
    """The blocking executor, open."""
    with Graph(settings) as graph:
        yield Blocking(graph)


@contextmanager
def asyncio_loop(settings: GraphSettings) -> Generator[Executor]:
    """The asyncio executor, open."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="event loop of the test")
    thread.start()
    try:
        graph = AsyncGraph(settings)
        asyncio.run_coroutine_threadsafe(graph.open(), loop).result()
        try:
            yield Asyncio(graph, loop)
        finally:
            asyncio.run_coroutine_threadsafe(graph.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
