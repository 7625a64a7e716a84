"""What the commands say of a graph that does not answer, or hangs up."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from threading import Thread

import pytest

from tracktion_db.embedded_process import free_port

AS_IT_IS = "from tracktion_db.cli import app; app()"
AS_PYTHON_WOULD = """
import logging
from tracktion_db.cli import app
logging.getLogger("neo4j").handlers.clear()
app()
"""


def said(program: str, address: str, *arguments: str) -> list[str]:
    """The lines on standard error of a command that fails, with a graph at this address."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={
            **os.environ,
            "NEO4J_URI": f"bolt://{address}",
            "NEO4J_USER": "somebody",
            "NEO4J_PASSWORD": "geheim",
            "NEO4J_DATABASE": "neo4j",
            "NEO4J_RETRY_SECONDS": "0",
        },
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "geheim" not in done.stderr
    return done.stderr.splitlines()


@pytest.fixture
def hanging_up() -> Generator[str]:
    """The address of a server that speaks Bolt, and hangs up on whoever logs in."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(20)
                        connection.sendall(b"\x00\x00\x04\x05")
                        connection.recv(1_000)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(10)


@pytest.mark.parametrize("arguments", [("graph", "status"), ("mix", "One"), ("neighbours", "One")])
def test_a_graph_that_does_not_answer_is_named(arguments: tuple[str, ...]) -> None:
    address = f"127.0.0.1:{free_port()}"
    error, where, *_ = said(AS_IT_IS, address, *arguments)
    assert error.startswith("error: ")
    assert where == f"  the graph is somebody@{address}/neo4j"


def test_the_driver_does_not_speak_beside_the_error(hanging_up: str) -> None:
    error, where, cause = said(AS_IT_IS, hanging_up, "mix", "One")
    assert error.startswith("error: ") and cause.startswith("  ")
    assert where == f"  the graph is somebody@{hanging_up}/neo4j"
    # It would: this is what Python makes of the driver's log by itself.
    bare = said(AS_PYTHON_WOULD, hanging_up, "mix", "One")
    assert "<CONNECTION>" in bare[0] and bare[1:] == [error, where, cause]
