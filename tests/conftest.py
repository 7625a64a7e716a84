"""What all tests share: one server for the run, clean databases, and both executors.

=====================  ========================================================================
``database_url``       a database of its own with all migrations, for a test that commits;
                       those of extensions too that the server offers (tests/fixtures/extensions.py)
``empty_database_url`` one without migrations
``db``, ``adb``        the executors on ``database_url``
``run``                ``run(call)`` through both: the test runs twice, once for each
``tx``                 a transaction that is rolled back, on a database that the worker shares: fast
=====================  ========================================================================
"""

from __future__ import annotations

import signal
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_postgresql import factories
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.canary import Canary
from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.extensions import leave_out
from tests.fixtures.graph_server import proved_against, take_from_worker
from tests.fixtures.server import Server, server_of_the_run
from tracktion_db import AsyncDatabase, Database, Settings, Transaction
from tracktion_db.migrations import apply_with_extensions

# On a machine that is busy a random value takes long to make, which says nothing of what is tested.
hypothesis.settings.register_profile(
    "tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("tests")

_SERVER = pytest.StashKey[Server]()
_CLEANUP = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    # A shell starts what it puts into the background with Ctrl-C ignored, and processes started from there
    # inherit it: the tests that interrupt one would wait in vain.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        server = Server(**worker["server"])
    elif config.option.collectonly:
        return
    else:
        config.stash[_CLEANUP] = ExitStack()
        server = config.stash[_CLEANUP].enter_context(server_of_the_run(config.rootpath))
    config.stash[_SERVER] = server
    config.pluginmanager.register(Canary(Path(server.log) if server.log and worker is None else None))
    leave_out(server.missing_extensions)
    where = conninfo_to_dict(server.url)
    config.option.postgresql_host = where.get("host")
    config.option.postgresql_port = where.get("port")
    config.option.postgresql_user = where.get("user")
    config.option.postgresql_password = where.get("password")
    config.option.postgresql_maintenance_dbname = where.get("dbname")
    config.option.postgresql_dbname = f"test_{server.run_id}"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    # The workers of pytest-xdist share the server that their controller started.
    node.workerinput["server"] = vars(node.config.stash[_SERVER])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # Each worker has a graph server of its own, if it had a test that wants one, and says which.
    take_from_worker(node)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _CLEANUP in config.stash:
        config.stash[_CLEANUP].close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _SERVER in config.stash:
        server = config.stash[_SERVER]
        terminalreporter.write_line(f"server: {server.description}")
        if server.log is None:
            terminalreporter.write_line("its log was not read: it is not this run's server")
        for extension in server.missing_extensions:
            terminalreporter.write_line(
                f"left out: the statements and migrations of {extension}, which this server does not offer"
            )
    for description in sorted(proved_against(config)):
        terminalreporter.write_line(f"graph server: {description}")


def _migrate(host: str, port: int, user: str, dbname: str, password: str, **_: Any) -> None:
    apply_with_extensions(
        make_conninfo("", host=host, port=port, user=user, dbname=dbname, password=password)
    )


# The template of each worker: migrated once, copied for each test.
postgresql_noproc = factories.postgresql_noproc(load=[_migrate])  # pyright: ignore[reportUnknownMemberType]


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    return request.config.stash[_SERVER]


@pytest.fixture
def database_url(server: Server, postgresql_noproc: NoopExecutor) -> Generator[str]:
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        yield url


@pytest.fixture
def empty_database_url(server: Server) -> Generator[str]:
    with server.clean_database("template0") as url:
        yield url


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings.from_url(database_url, pool_min_size=1)


@pytest.fixture
def db(settings: Settings) -> Generator[Database]:
    with Database(settings) as db:
        yield db


@pytest.fixture
async def adb(settings: Settings) -> AsyncGenerator[AsyncDatabase]:
    async with AsyncDatabase(settings) as adb:
        yield adb


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def run(request: pytest.FixtureRequest, settings: Settings) -> Generator[Run]:
    with request.param(settings) as run:
        yield run


@pytest.fixture(scope="session")
def shared_db(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Database]:
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        Database.from_url(url, pool_min_size=1) as db,
    ):
        yield db


class _Undo(Exception):
    pass


@pytest.fixture
def tx(shared_db: Database) -> Generator[Transaction]:
    with suppress(_Undo), shared_db.transaction() as tx:
        yield tx
        raise _Undo
