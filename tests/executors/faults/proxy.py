"""A TCP proxy before the server, which can be slow, fall silent, and cut connections at a chosen moment."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

TERMINATE = b"X\0\0\0\4"


class Proxy:
    """Forwards from a port of its own; takes no connections before ``start()``.

    ``delay`` (seconds) holds back each answer. ``round_trips`` counts how often a client began to send
    after an answer, so that requests sent together count once; a good-bye does not count.
    """

    def __init__(self, url: str) -> None:
        server = conninfo_to_dict(url)
        self._server: Final = (str(server["host"]), int(str(server["port"])))
        self._listener: Final = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._links: Final[set[_Link]] = set()
        self.url: Final = make_conninfo(url, host="127.0.0.1", port=self._listener.getsockname()[1])
        self.delay = 0.0
        self.round_trips = 0
        self.flowing: Final = threading.Event()
        """Cleared: connections stay open, and nothing passes any more."""
        self.flowing.set()
        self.cuts = 0
        """How many connections were cut by ``cut_before`` and ``cut_after``."""
        self.traps: list[tuple[bytes, bool]] = []

    def start(self) -> None:
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_before(self, request: bytes, *, times: int = 1) -> None:
        """Cut the connection on which these bytes are sent next; the server does not get them."""
        self.traps = [(request, False)] * times

    def cut_after(self, request: bytes) -> None:
        """Cut the connection on which these bytes are sent next when the server has answered them."""
        self.traps = [(request, True)]

    def cut(self) -> None:
        """Cut all connections now."""
        for link in list(self._links):
            link.cut()

    def close(self) -> None:
        self.flowing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept()
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                link = _Link(self, client, socket.create_connection(self._server))
            except OSError:
                return
            self._links.add(link)
            link.start()


class _Link:
    """One client's connection and its counterpart at the server."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._answered, self._trapped = True, False

    def start(self) -> None:
        for pump in (self._requests, self._answers):
            threading.Thread(target=self._until_cut, args=(pump,), daemon=True).start()

    def cut(self) -> None:
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _until_cut(self, pump: Callable[[], None]) -> None:
        with suppress(OSError):
            pump()
        self.cut()

    def _requests(self) -> None:
        while data := self._client.recv(1 << 16):
            self._proxy.flowing.wait()
            if self._answered and data != TERMINATE:
                self._answered = False
                self._proxy.round_trips += 1
            if self._proxy.traps and self._proxy.traps[0][0] in data:
                _, self._trapped = self._proxy.traps.pop(0)
                self._proxy.cuts += 1
                if not self._trapped:
                    return
            self._server.sendall(data)

    def _answers(self) -> None:
        while data := self._server.recv(1 << 16):
            self._proxy.flowing.wait()
            time.sleep(self._proxy.delay)
            if self._trapped:
                return
            self._answered = True
            self._client.sendall(data)
