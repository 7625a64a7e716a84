"""Servers that die, freeze or are slow: callers get away in bounded time, nothing is lost or kept in part."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.fixtures.graph_server import GraphServer
from tracktion_db.errors import TimedOut, TracktionDBError, Unavailable
from tracktion_db.graph import AsyncGraph, Graph, GraphSettings

from .executors import Executor, Run, asyncio_loop, blocking
from .own_calls import (
    UNIQUE,
    count_counters,
    count_up,
    list_numbers,
    merge_uids,
    settings_of,
    work_for_seconds,
)

Open = Callable[..., Executor]
# What a call may take beyond its time: ours for the driver's answer, and two loaded cores.
SLACK = 3.0


@pytest.fixture(params=[blocking, asyncio_loop], ids=["blocking", "asyncio"])
def opened(request: pytest.FixtureRequest, clean_graph: GraphServer) -> Generator[Open]:
    """Opens the executor on this server, with settings by name."""
    with ExitStack() as stack:

        def opened(**settings: object) -> Executor:
            executor: Executor = stack.enter_context(request.param(settings_of(clean_graph, **settings)))
            for statement in UNIQUE:
                executor.define(statement)
            return executor

        yield opened


@pytest.fixture
def frozen(clean_graph: GraphServer) -> Generator[Callable[[], None]]:
    """Freezes the server until the end of the test."""
    yield clean_graph.freeze
    clean_graph.thaw()


@pytest.fixture
def ended(clean_graph: GraphServer) -> Generator[None]:
    """Ends what the server still works on: ArcadeDB goes on, on the cores of the tests that follow."""
    yield
    with clean_graph.driver() as driver:
        for running in driver.execute_query("SHOW TRANSACTIONS YIELD *", database_="neo4j").records:
            if (running["currentQuery"] or "").startswith("/* graph.work_for_seconds */"):
                driver.execute_query(
                    "TERMINATE TRANSACTION $id YIELD message RETURN message",
                    id=running["transactionId"],
                    database_="neo4j",
                )


def seconds_until(
    error: type[TracktionDBError] | tuple[type[TracktionDBError], ...], work: Callable[[], object]
) -> float:
    started = time.monotonic()
    with pytest.raises(error):
        work()
    return time.monotonic() - started


@pytest.mark.usefixtures("ended")
def test_a_slow_statement_ends_with_its_time(opened: Open) -> None:
    graph = opened()
    assert seconds_until(TimedOut, lambda: graph.run(work_for_seconds(), timeout=0.5)) < 0.5 + SLACK
    assert graph.run(count_counters(), timeout=30) == 0


@pytest.mark.usefixtures("ended")
def test_the_settings_say_how_long_a_call_may_take(opened: Open) -> None:
    graph = opened(timeout=0.5)
    assert seconds_until(TimedOut, lambda: graph.run(work_for_seconds())) < 0.5 + SLACK


def test_a_transaction_that_takes_too_long_in_python_keeps_nothing(opened: Open) -> None:
    graph = opened()

    def work(run: Run) -> None:
        run(merge_uids(["a"]))
        time.sleep(0.6)

    assert seconds_until(TimedOut, lambda: graph.transact(work, timeout=0.5)) < 0.6 + SLACK
    assert graph.run(count_counters()) == 0


def test_a_frozen_server_holds_nobody(
    opened: Open, frozen: Callable[[], None], clean_graph: GraphServer
) -> None:
    graph = opened()
    assert graph.run(count_counters()) == 0
    frozen()
    for work in (
        lambda: graph.run(count_counters(), timeout=0.5),
        lambda: graph.run(merge_uids(["a"]), timeout=0.5),
        lambda: graph.transact(lambda run: run(merge_uids(["a"])), timeout=0.5),
        lambda: graph.define(UNIQUE[0], timeout=0.5),
    ):
        assert seconds_until(TimedOut, work) < 0.5 + SLACK
    clean_graph.thaw()
    assert graph.run(count_counters()) == 0


def test_a_server_that_freezes_in_a_transaction_holds_nobody(
    opened: Open, frozen: Callable[[], None], clean_graph: GraphServer
) -> None:
    graph = opened()

    def work(run: Run) -> None:
        run(merge_uids(["a"]))
        frozen()
        run(merge_uids(["b"]))

    assert seconds_until(TimedOut, lambda: graph.transact(work, timeout=2)) < 2 + SLACK
    clean_graph.thaw()
    assert graph.run(count_counters()) == 0


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
@pytest.mark.parametrize("opening", [blocking, asyncio_loop], ids=["blocking", "asyncio"])
def test_a_frozen_server_is_not_waited_for_at_start(
    clean_graph: GraphServer, frozen: Callable[[], None], opening: Callable[..., Executor], scheme: str
) -> None:
    settings = settings_of(clean_graph, timeout=1, retry_seconds=0)
    frozen()

    def start() -> None:
        uri = settings.uri.replace("bolt", scheme)
        with opening(settings.model_copy(update={"uri": uri})):  # type: ignore[attr-defined]
            pass

    assert seconds_until(TimedOut, start) < 1 + SLACK


def test_a_frozen_server_is_not_waited_for_where_the_driver_asks_for_routes(
    clean_graph: GraphServer, frozen: Callable[[], None]
) -> None:
    settings = settings_of(clean_graph, timeout=1, retry_seconds=0)
    with Graph(settings.model_copy(update={"uri": settings.uri.replace("bolt", "neo4j")})) as graph:
        assert graph.run(count_counters()) == 0
        # As after the minutes for which the driver believes them.
        driver: Any = graph._life.require_driver()  # pyright: ignore[reportPrivateUsage]
        driver._pool.routing_tables.clear()
        frozen()
        assert seconds_until((TimedOut, Unavailable), lambda: graph.run(count_counters())) < 2 + SLACK


@pytest.mark.parametrize("opening", [blocking, asyncio_loop], ids=["blocking", "asyncio"])
def test_nobody_there_is_unavailable_after_the_retries(opening: Callable[..., Executor]) -> None:
    with socket.socket() as taken:  # bound and not listening
        taken.bind(("127.0.0.1", 0))
        settings = GraphSettings.from_uri(f"bolt://127.0.0.1:{taken.getsockname()[1]}", retry_seconds=0.5)

        def start() -> None:
            with opening(settings):  # type: ignore[attr-defined]
                pass

        assert 0.4 < seconds_until(Unavailable, start) < 0.5 + SLACK


def test_a_host_without_an_address_is_unavailable() -> None:
    graph = Graph(GraphSettings.from_uri("bolt://nowhere.invalid", retry_seconds=0))
    assert seconds_until(Unavailable, graph.open) < SLACK


def test_a_server_that_speaks_something_else_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        settings = GraphSettings.from_uri(f"bolt://127.0.0.1:{listener.getsockname()[1]}", retry_seconds=0)
        assert seconds_until(Unavailable, Graph(settings).open) < SLACK
        thread.join()


def test_all_connections_in_use_are_waited_for(opened: Open) -> None:
    graph = opened(pool_size=1, pool_timeout=0.3, retry_seconds=0)

    def work(run: Run) -> float:
        return seconds_until(Unavailable, lambda: graph.run(count_counters()))

    assert 0.2 < graph.transact(work) < 0.3 + SLACK
    assert graph.run(count_counters()) == 0


def test_a_killed_server_is_waited_for_and_nothing_is_lost(opened: Open, clean_graph: GraphServer) -> None:
    graph = opened(retry_seconds=90, timeout=100)
    began, done = threading.Event(), threading.Event()
    uids: list[str] = []

    def work() -> None:
        while not done.is_set():
            uids.append(f"{len(uids):05}")
            graph.transact(lambda run: [run(merge_uids(uids[-1:])), run(merge_uids([f"{uids[-1]}-twin"]))])
            began.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert began.wait(60)
    clean_graph.kill()
    clean_graph.start()
    before = len(uids)
    while len(uids) < before + 3 and thread.is_alive():
        time.sleep(0.01)
    done.set()
    thread.join()
    assert len(uids) >= before + 3
    assert graph.run(count_counters()) == 2 * len(uids)


def test_without_retries_a_killed_server_is_unavailable(opened: Open, clean_graph: GraphServer) -> None:
    graph = opened(retry_seconds=0)
    assert graph.run(count_up("a")) == 1
    clean_graph.kill()
    with pytest.raises(Unavailable) as caught:
        graph.run(count_up("a"))
    assert caught.value.retryable
    clean_graph.start()
    assert graph.run(count_up("a")) == 2


def test_an_interrupted_call_waits_for_nobody(clean_graph: GraphServer, frozen: Callable[[], None]) -> None:
    with Graph(settings_of(clean_graph, pool_size=1)) as graph:
        frozen()
        main = threading.main_thread().ident
        assert main is not None
        timer = threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT))
        timer.start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            graph.run(merge_uids(["a"]))
        assert time.monotonic() - started < 0.3 + SLACK
        timer.join()
        clean_graph.thaw()
        assert len(graph.run(list_numbers(5))) == 5


@pytest.mark.usefixtures("ended")
async def test_a_cancelled_call_leaves_the_others_alone(clean_graph: GraphServer) -> None:
    async with AsyncGraph(settings_of(clean_graph, pool_size=1)) as graph:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await graph.run(work_for_seconds())
        assert len(await graph.run(list_numbers(5))) == 5
