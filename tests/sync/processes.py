"""Workers as processes, to be killed and frozen; none outlives the test.

They are forked from a server process that has imported everything: a new one is there at once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from tests.fixtures.graph_server import GraphServer
from tests.sync.lab import APPLICATION, HookedGraph
from tracktion_db import Database
from tracktion_db.errors import TracktionDBError
from tracktion_db.graph import GraphSettings
from tracktion_db.sync import Worker, run

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


class WorkerProcess:
    """``sync.run`` in a process; with ``pauses`` its first batch waits for ``go`` before it writes."""

    def __init__(
        self,
        url: str,
        server: GraphServer,
        *,
        most: int = 1000,
        graph_timeout: float = 10.0,
        pauses: bool = False,
    ) -> None:
        self._pipe, theirs = _FORKS.Pipe()
        options = {"most": most, "graph_timeout": graph_timeout}
        self._process = _FORKS.Process(
            target=_main, args=(theirs, url, server.environment, options, pauses), daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.is_alive()

    def wait_until_paused(self, seconds: float = 30.0) -> None:
        """Its batch has been read and is not written."""
        assert self._pipe.poll(seconds), "the worker had nothing to write"
        assert self._pipe.recv() == "paused"

    def go(self) -> None:
        self._pipe.send("go")

    def freeze(self) -> None:
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL, and gone."""
        self._process.kill()
        self._process.join()
        self._pipe.close()
        self._process.close()

    def stop(self, seconds: float = 60.0) -> int | None:
        """Let it finish its batch; its exit code."""
        self._pipe.send("stop")
        self._process.join(seconds)
        return self._process.exitcode


@contextmanager
def worker_processes() -> Generator[list[WorkerProcess]]:
    """A list whose processes are killed at the end."""
    processes: list[WorkerProcess] = []
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()


def _main(
    pipe: Connection, url: str, environment: dict[str, str], options: dict[str, Any], pauses: bool
) -> None:
    stop, may_go = threading.Event(), threading.Event()

    def listen() -> None:
        while True:
            try:
                said = pipe.recv()
            except (EOFError, OSError):
                os._exit(0)  # the test is gone
            (stop if said == "stop" else may_go).set()

    def pause() -> None:
        if not may_go.is_set():
            pipe.send("paused")
            may_go.wait()

    threading.Thread(target=listen, daemon=True).start()
    with Database.from_url(url, pool_min_size=1, application_name=APPLICATION) as db:
        with _opened(GraphSettings.from_env(environment)) as graph:
            if pauses:
                graph.before = pause
            run(Worker(db, graph, **options), stop)


@contextmanager
def _opened(settings: GraphSettings) -> Generator[HookedGraph]:
    while True:
        graph = HookedGraph(settings)
        try:
            graph.open()
            break
        except TracktionDBError:
            continue  # a server that is on its way; the test ends a process that waits too long
    try:
        yield graph
    finally:
        graph.close()
