"""A network with a delay: a TCP proxy on 127.0.0.1 that holds back everything a client sends.

The delay is latency, not a limit of throughput: what comes while an earlier piece waits has its own time. It
is a process of its own (``python -m benchmarks.slow_proxy host port seconds``), so that what is measured does
not share an interpreter with it; it prints its port, and ends when its input does.
"""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress

from benchmarks.lab import CHECKOUT

_CHUNK = 65_536


@contextmanager
def slow_proxy(host: str, port: int, delay: float) -> Generator[int]:
    """The port of a proxy to this server that adds ``delay`` seconds to each round trip."""
    command = [sys.executable, "-m", "benchmarks.slow_proxy", host, str(port), str(delay)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=CHECKOUT, text=True) as proxy:
        assert proxy.stdin is not None and proxy.stdout is not None
        try:
            yield int(proxy.stdout.readline())
        finally:
            proxy.stdin.close()


def main() -> None:
    """Accept until the input ends."""
    host, port, delay = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=_accept, args=(listener, host, port, delay), daemon=True).start()
    sys.stdin.read()
    os._exit(0)  # whatever is still connected


def _accept(listener: socket.socket, host: str, port: int, delay: float) -> None:
    while True:
        client, _ = listener.accept()
        server = socket.create_connection((host, port))
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        for work, arguments in (
            (_receive, (client, delay, waiting)),
            (_send_when_due, (server, waiting)),
            (_forward, (server, client)),
        ):
            threading.Thread(target=work, args=arguments, daemon=True).start()


def _receive(client: socket.socket, delay: float, waiting: queue.SimpleQueue[tuple[float, bytes]]) -> None:
    data = b"?"
    while data:
        try:
            data = client.recv(_CHUNK)
        except OSError:
            data = b""
        waiting.put((time.perf_counter() + delay, data))


def _send_when_due(server: socket.socket, waiting: queue.SimpleQueue[tuple[float, bytes]]) -> None:
    with suppress(OSError):
        while True:
            due, data = waiting.get()
            if not data:
                break
            time.sleep(max(0.0, due - time.perf_counter()))
            server.sendall(data)
    _half_close(server)


def _forward(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while data := server.recv(_CHUNK):
            client.sendall(data)
    _half_close(client)


def _half_close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    main()
