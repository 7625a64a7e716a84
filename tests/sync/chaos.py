"""Writers, workers, and somebody who kills at random: long, by hand.

    python -m tests.sync.chaos --seconds 600 --seed 1

Every few seconds all is mended and compared. Ends with exit code 0 when the graph was what the rows say each
time; the seed is printed first. ``TEST_NEO4J=real`` has a real Neo4j instead of the embedded server.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from tests.sync.lab import Lab, open_lab
from tests.sync.own_database import own_database
from tests.sync.own_graph_server import own_graph_server
from tests.sync.processes import WorkerProcess, worker_processes
from tests.sync.workload import Writer
from tracktion_db.errors import TimedOut, Unavailable
from tracktion_db.sync import Batch, Worker, drain

Fault = Callable[["Chaos", list[WorkerProcess]], None]


class Chaos:
    """``events`` counts what happened."""

    def __init__(
        self, lab: Lab, seed: int, *, workers: int = 3, writers: int = 2, graph_timeout: float = 10.0
    ) -> None:
        self.lab = lab
        self.rng = random.Random(seed)
        self.events: Counter[str] = Counter()
        self._workers = workers
        self._writers = [Writer(random.Random(seed * 1000 + number)) for number in range(writers)]
        self._graph_timeout = graph_timeout
        self._pause_of_writers = 0.02
        self._stop = threading.Event()
        self._problems: list[Exception] = []

    def run(self, seconds: float, faults: Sequence[Fault], pause: float, transactions: int = 0) -> None:
        """One fault after the other for so long, then all is mended and must arrive.

        On a busy machine it takes longer: until there were three faults, and so many transactions.
        """
        with worker_processes() as workers, self._writing():
            workers += [self.start() for _ in range(self._workers)]
            until = time.monotonic() + seconds
            while time.monotonic() < until or self.events["faults"] < 3 or self._done() < transactions:
                time.sleep(self.rng.random() * 2 * pause)
                fault = self.rng.choice(faults)
                fault(self, workers)
                self.events.update((fault.__name__, "faults"))
        assert not self._problems, self._problems
        self.events["transactions"] = self._done()
        self.events["changes left at the end"] = self._drain()
        self.lab.check()

    def _done(self) -> int:
        return sum(writer.done for writer in self._writers)

    def _drain(self) -> int:
        # A graph server that was just killed is slow at first: a worker tries again, and so does this one.
        taken = 0

        def count(batch: Batch) -> None:
            nonlocal taken
            taken += batch.claimed

        with self.lab.another_graph() as graph:
            worker = Worker(self.lab.db, graph)
            passing = retry_if_exception_type((TimedOut, Unavailable))
            Retrying(retry=passing, stop=stop_after_attempt(20), reraise=True)(drain, worker, on_batch=count)
        return taken

    def start(self) -> WorkerProcess:
        """Another worker."""
        most = self.rng.choice((1, 5, 50, 1000))
        return WorkerProcess(self.lab.url, self.lab.server, most=most, graph_timeout=self._graph_timeout)

    @contextmanager
    def _writing(self) -> Generator[None]:
        threads = [threading.Thread(target=self._write, args=(writer,)) for writer in self._writers]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _write(self, writer: Writer) -> None:
        connection = None
        while not self._stop.is_set():
            try:
                if connection is None or connection.closed:
                    connection = psycopg.connect(self.lab.url)
                writer.step(connection)
                self._stop.wait(self._pause_of_writers)
            except psycopg.OperationalError:
                self.events["connections of writers lost"] += 1
                time.sleep(0.2)
            except Exception as error:  # noqa: BLE001 - the test reports it
                self._problems.append(error)
                return
        if connection is not None:
            connection.close()


def kill_worker(chaos: Chaos, workers: list[WorkerProcess]) -> None:
    """SIGKILL for one, and a new one."""
    place = chaos.rng.randrange(len(workers))
    workers[place].kill()
    workers[place] = chaos.start()


def freeze_worker(chaos: Chaos, workers: list[WorkerProcess]) -> None:
    """SIGSTOP for one; its session ends meanwhile, as by idle_in_transaction_session_timeout; SIGCONT."""
    worker = chaos.rng.choice(workers)
    worker.freeze()
    time.sleep(chaos.rng.random() * 0.3)
    chaos.lab.end_worker_sessions()
    time.sleep(chaos.rng.random() * 0.7)
    worker.thaw()


def end_sessions(chaos: Chaos, workers: list[WorkerProcess]) -> None:
    """pg_terminate_backend for whatever the workers do just now."""
    del workers
    chaos.lab.end_worker_sessions()


def kill_graph(chaos: Chaos, workers: list[WorkerProcess]) -> None:
    """SIGKILL for the graph server, and a new start on what it had."""
    del workers
    chaos.lab.server.kill()
    time.sleep(chaos.rng.random() * 0.5)
    chaos.lab.server.start()


def freeze_graph(chaos: Chaos, workers: list[WorkerProcess]) -> None:
    """The graph server accepts and does not answer for a while."""
    del workers
    chaos.lab.server.freeze()
    time.sleep(chaos.rng.random() * 3)
    chaos.lab.server.thaw()


def main() -> None:
    """The long form, on servers of its own."""
    parser = argparse.ArgumentParser(description="Kills at random, and compares.")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    given = parser.parse_args()
    sys.stdout.write(f"seed {given.seed}\n")
    checkout = Path(__file__).resolve().parents[2]
    total: Counter[str] = Counter()
    with own_database(checkout) as own, own_graph_server(checkout) as server:
        with open_lab(own.url, server) as lab:

            def kill_database(chaos: Chaos, workers: list[WorkerProcess]) -> None:
                """SIGKILL for PostgreSQL, and recovery."""
                del workers
                own.kill()
                time.sleep(chaos.rng.random() * 0.5)
                own.start()
                chaos.lab.renew_admin()

            faults = [kill_worker, kill_worker, kill_worker, freeze_worker, freeze_worker]
            faults += [end_sessions, kill_graph, freeze_graph, kill_database]
            until, round_ = time.monotonic() + given.seconds, 0
            while time.monotonic() < until:
                chaos = Chaos(lab, given.seed * 1000 + round_, graph_timeout=3.0)
                chaos.run(min(30.0, until - time.monotonic()), faults, pause=0.5)
                total += chaos.events
                round_ += 1
                sys.stdout.write(f"round {round_}: converged; so far {dict(total)}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
