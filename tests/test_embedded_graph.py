"""The embedded graph server: for this machine alone, found by the next start, and never left behind."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import LiteralString

import pytest
from neo4j.exceptions import AuthError

import tracktion_db.embedded_graph_programs
from tests.fixtures.bolt import bolt_driver, bolt_session
from tests.fixtures.memory import servers_folder
from tracktion_db.embedded_graph import EmbeddedGraph
from tracktion_db.errors import Unavailable, UsageError

HOLD = """
import sys
from pathlib import Path
from tracktion_db.embedded_graph import EmbeddedGraph
with EmbeddedGraph(Path(sys.argv[1])) as server:
    print(server.url, flush=True)
    sys.stdin.readline()
"""
START = """
import sys
from pathlib import Path
from tracktion_db.embedded_graph import EmbeddedGraph
print(EmbeddedGraph(Path(sys.argv[1])).start())
"""
# As /proc writes 127.0.0.1, alone and inside an address of IPv6.
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F"}


@pytest.fixture
def folder(pytestconfig: pytest.Config) -> Generator[Path]:
    folder = servers_folder(pytestconfig.rootpath) / f"test-{secrets.token_hex(6)}"
    yield folder
    EmbeddedGraph(folder).remove()


@pytest.fixture
def server(folder: Path) -> EmbeddedGraph:
    return EmbeddedGraph(folder)


def ask(server: EmbeddedGraph, question: LiteralString) -> object:
    assert server.url is not None
    with bolt_driver(server.url, server.user, server.password) as driver:
        [record] = driver.execute_query(question, database_=server.database).records
        return record["answer"]


def process(server: EmbeddedGraph) -> int:
    assert server.pid is not None
    return server.pid


def listening_addresses(pid: int) -> list[str]:
    sockets: list[str] = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            sockets.append(str(descriptor.readlink()))
    numbers = {number for name in sockets for number in re.findall(r"socket:\[(\d+)\]", name)}
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()
    ]
    return [row[1].split(":")[0] for row in rows if row[3] == "0A" and row[9] in numbers]


def wait_until(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_gone(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


def test_a_cold_start_gives_an_empty_database_under_the_name_that_neo4j_gives_it(
    server: EmbeddedGraph,
) -> None:
    assert server.start() == server.url
    assert server.database == "neo4j"
    assert ask(server, "MATCH (n) RETURN count(n) AS answer") == 0


def test_nobody_else_on_the_network_can_reach_it(server: EmbeddedGraph) -> None:
    server.start()
    addresses = listening_addresses(process(server))
    assert len(addresses) == 2
    assert set(addresses) <= LOOPBACK


def test_it_lets_nobody_in_without_the_password(server: EmbeddedGraph, folder: Path) -> None:
    url = server.start()
    assert (folder / "password").stat().st_mode & 0o077 == 0
    assert (folder / "data").stat().st_mode & 0o077 == 0
    assert server.password not in Path(f"/proc/{process(server)}/cmdline").read_text()
    with bolt_driver(url, server.user, "guess") as driver:
        with pytest.raises(AuthError):
            driver.execute_query("RETURN 1", database_=server.database)


@pytest.mark.parametrize(("path", "status"), [("/api/v1/databases", 401), ("/api/v1/mcp", 404)])
def test_http_gives_no_data_without_the_password(server: EmbeddedGraph, path: str, status: int) -> None:
    server.start()
    port = int((server.folder / "ports").read_text().split()[1])
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    assert connection.getresponse().status == status
    connection.close()


def test_a_second_start_finds_the_running_server(server: EmbeddedGraph, folder: Path) -> None:
    url = server.start()
    pid = server.pid
    assert EmbeddedGraph(folder).start() == url
    assert server.pid == pid


def test_two_processes_starting_at_once_get_one_server(server: EmbeddedGraph, folder: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", START, folder], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    urls = [process.communicate(timeout=60)[0].strip() for process in both]
    assert urls == [server.url] * 2


def test_stopping_leaves_no_process_and_keeps_data_and_address(server: EmbeddedGraph) -> None:
    url = server.start()
    ask(server, "CREATE (n:Kept) RETURN 1 AS answer")
    pid = process(server)
    assert server.stop()
    assert wait_until(lambda: is_gone(pid))
    assert server.url is None
    assert not server.stop()
    assert server.start() == url
    assert ask(server, "MATCH (n:Kept) RETURN count(n) AS answer") == 1


def test_stopping_does_not_wait_for_open_sessions(server: EmbeddedGraph) -> None:
    with bolt_driver(server.start(), server.user, server.password) as driver:
        with bolt_session(driver) as session:
            transaction = session.begin_transaction()
            transaction.run("CREATE (n:Unfinished)").consume()
            assert server.stop()
            assert server.url is None


def test_a_killed_server_starts_again_at_the_same_address(server: EmbeddedGraph) -> None:
    url = server.start()
    ask(server, "CREATE (n:Kept) RETURN 1 AS answer")
    for _ in range(2):
        os.kill(process(server), signal.SIGKILL)
        assert wait_until(lambda: server.url is None)
        assert server.start() == url
        assert ask(server, "MATCH (n:Kept) RETURN count(n) AS answer") == 1


def test_a_server_whose_starter_was_killed_is_found(server: EmbeddedGraph, folder: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", START, folder], stdout=subprocess.DEVNULL)
    assert wait_until(lambda: server.pid is not None)
    starter.kill()
    starter.wait()
    pid = server.pid
    server.start()
    assert server.pid == pid


def test_a_pid_file_that_a_reboot_left_to_another_process_does_not_matter(server: EmbeddedGraph) -> None:
    url = server.start()
    server.stop()
    (server.folder / "pid").write_text(str(os.getpid()))
    assert server.url is None
    assert not server.stop()
    assert server.start() == url


def test_a_port_that_somebody_took_is_replaced(server: EmbeddedGraph) -> None:
    url = server.start()
    server.stop()
    with socket.create_server(("127.0.0.1", int(url.rsplit(":", 1)[1]))):
        assert server.start() != url
    assert ask(server, "RETURN 1 AS answer") == 1


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with pytest.raises(Unavailable, match="heap"):
        EmbeddedGraph(folder, heap="nonsense").start()


def test_the_block_stops_what_it_started_and_nothing_else(server: EmbeddedGraph, folder: Path) -> None:
    with server:
        pid = process(server)
        with EmbeddedGraph(folder):
            pass
        assert server.url is not None
    assert wait_until(lambda: is_gone(pid))


def test_a_killed_owner_leaves_no_server_behind(server: EmbeddedGraph, folder: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline().strip() == server.url
    pid = process(server)
    owner.kill()
    owner.communicate()
    assert wait_until(lambda: is_gone(pid))


@pytest.mark.parametrize(
    "name", ['a b\'s "ü" $HOME `x` ${y}', "/".join(["deep" * 10] * 5)], ids=["quotes", "long"]
)
def test_the_path_may_be_long_and_odd(folder: Path, name: str) -> None:
    with EmbeddedGraph(folder / name) as server:
        assert ask(server, "RETURN 1 AS answer") == 1
    server.remove()


def test_a_missing_wheel_says_what_to_install(server: EmbeddedGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(name: str) -> None:
        return None

    monkeypatch.setattr(tracktion_db.embedded_graph_programs, "find_spec", find_nothing)
    with pytest.raises(UsageError, match=r"pip install 'tracktion-db\[embedded\]'"):
        server.start()


def test_what_was_never_started_makes_no_folder_and_has_no_password(
    server: EmbeddedGraph, folder: Path
) -> None:
    assert not server.stop()
    assert server.url is None
    with pytest.raises(UsageError, match="start it"):
        _ = server.password
    assert not folder.exists()


def test_the_repr_has_no_password(server: EmbeddedGraph, folder: Path) -> None:
    server.start()
    assert server.password not in repr(server)
    assert str(folder) in repr(server)
