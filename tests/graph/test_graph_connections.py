"""Connections that are lost at the worst moment, COMMIT, or kept though they were idle."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

import pytest

from tests.fixtures.graph_server import GraphServer
from tracktion_db.errors import CommitOutcomeUnknown, Unavailable

from .executors import Executor, asyncio_loop, blocking
from .own_calls import UNIQUE, count_counters, merge_uids, settings_of

COMMIT = b"\xb0\x12"  # Bolt: a structure without fields, signature COMMIT
RUN = b"\xb3\x10"
Open = Callable[..., Executor]


class LossyProxy:
    """Passes on what both sides say, but for the server's answer to a message, as often as it is told to."""

    def __init__(self, server: GraphServer) -> None:
        host, port = server.uri.removeprefix("bolt://").split(":")
        self._server = host, int(port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.message = COMMIT
        self.losses_left = 0
        self.losses = 0
        self.connections = 0

    @contextmanager
    def serving(self) -> Generator[None]:
        thread = threading.Thread(target=self._accept)
        thread.start()
        try:
            yield
        finally:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            thread.join()

    def _accept(self) -> None:
        threads: list[threading.Thread] = []
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                threads.append(threading.Thread(target=self._serve, args=(client,)))
                threads[-1].start()
        for thread in threads:
            thread.join()

    def _serve(self, client: socket.socket) -> None:
        lost = threading.Event()
        with client, socket.create_connection(self._server) as server:
            answers = threading.Thread(target=self._pass_on, args=(server, client, lost, False))
            answers.start()
            self._pass_on(client, server, lost, True)
            answers.join()

    def _pass_on(
        self, source: socket.socket, sink: socket.socket, lost: threading.Event, from_client: bool
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if from_client and self.losses_left and self.message in data:
                    self.losses_left -= 1
                    self.losses += 1
                    lost.set()
                elif not from_client and lost.is_set():
                    # The server has answered: it is done with the message, and the client never hears of it.
                    break
                sink.sendall(data)
        for side in (source, sink):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(clean_graph: GraphServer) -> Generator[LossyProxy]:
    proxy = LossyProxy(clean_graph)
    with proxy.serving():
        yield proxy


@pytest.fixture(params=[blocking, asyncio_loop], ids=["blocking", "asyncio"])
def opened(request: pytest.FixtureRequest, proxy: LossyProxy, clean_graph: GraphServer) -> Open:
    """Opens the executor on the server behind the proxy, with settings by name."""

    def opened(**given: object) -> Executor:
        settings = settings_of(clean_graph, **given)
        behind = settings.model_copy(update={"uri": f"bolt://127.0.0.1:{proxy.port}"})
        manager = request.param(behind)
        graph: Executor = manager.__enter__()
        request.addfinalizer(lambda: manager.__exit__(None, None, None))
        for statement in UNIQUE:
            graph.define(statement)
        return graph

    return opened


def test_a_lost_answer_to_commit_is_an_unknown_outcome(proxy: LossyProxy, opened: Open) -> None:
    graph = opened(retry_seconds=0)
    proxy.losses_left = 1
    with pytest.raises(CommitOutcomeUnknown, match=r"graph\.merge_uids: .* may be kept or not") as caught:
        graph.run(merge_uids(["a"]))
    assert caught.value.retryable
    # This time it is kept.
    assert graph.run(count_counters()) == 1


def test_a_unit_of_unknown_outcome_runs_again(proxy: LossyProxy, opened: Open) -> None:
    graph = opened(retry_seconds=20)
    proxy.losses_left = 3
    attempts: list[None] = []
    graph.transact(lambda run: [attempts.append(None), run(merge_uids(["a", "b"]))])
    assert (proxy.losses, len(attempts)) == (3, 4)
    assert graph.run(count_counters()) == 2


def test_a_lost_read_runs_again(proxy: LossyProxy, opened: Open) -> None:
    graph = opened(retry_seconds=20)
    proxy.losses_left = 2
    proxy.message = RUN
    assert graph.run(count_counters()) == 0
    assert proxy.losses == 2


def test_a_connection_lost_before_commit_is_unavailable(proxy: LossyProxy, opened: Open) -> None:
    graph = opened(retry_seconds=0)
    proxy.losses_left = 1
    proxy.message = RUN
    with pytest.raises(Unavailable, match="nothing was kept"):
        graph.run(merge_uids(["a"]))
    assert graph.run(count_counters()) == 0


def test_a_connection_that_was_idle_serves_again(proxy: LossyProxy, opened: Open) -> None:
    # Each call leaves its deadline on the connection. One that passed must not fail the question whether the
    # connection still lives, which would be replaced each time.
    graph = opened(liveness=0, pool_size=1)
    for _ in range(2):
        graph.run(merge_uids(["a"]), timeout=0.2)
        time.sleep(0.8)
    assert proxy.connections == 1
