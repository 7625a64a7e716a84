"""The server knows a statement by the name of its file, whatever kind of statement it is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.catalog.samples import NOBODY, bare_recording, new_recording
from tests.executors import probes
from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tests.observed import names_seen, observed_database
from tracktion_db import Call, Settings, catalog
from tracktion_db.errors import NotFound

CALLS: dict[str, Callable[[], Call[object]]] = {
    "SELECT": lambda: catalog.get_recording(NOBODY),
    "INSERT": lambda: catalog.add_recording(new_recording()),
    "UPDATE": lambda: catalog.update_recording(NOBODY, catalog.RecordingChanges(status="lost")),
    "DELETE": lambda: catalog.remove_recording(NOBODY),
    "WITH": lambda: catalog.get_or_add_recording(bare_recording(100)),
    "REFRESH": catalog.refresh_recording_statistics,
    "COPY": lambda: catalog.add_recordings([bare_recording(n) for n in range(40)]),
}


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def observed(
    request: pytest.FixtureRequest, server: Server, postgresql_noproc: NoopExecutor
) -> Generator[tuple[Run, str]]:
    with (
        observed_database(server, postgresql_noproc.template_dbname, request.config.rootpath) as url,
        request.param(Settings.from_url(url, pool_min_size=1)) as run,
    ):
        yield run, url


def test_pg_stat_statements_names_every_kind_of_statement(observed: tuple[Run, str]) -> None:
    run, url = observed
    used = {"catalog.list_recordings", "catalog.list_tracklists", "catalog.list_metadata"}
    for keyword, make in CALLS.items():
        call = make()
        assert call.statement.sql.startswith(keyword.encode())
        used.add(call.statement.name)
        with suppress(NotFound):
            run(call)
    run.all(catalog.list_recordings(), catalog.list_tracklists())
    run.rows(catalog.list_metadata(NOBODY))
    assert names_seen(url) >= used


def test_pg_stat_activity_shows_the_name_of_what_runs(observed: tuple[Run, str]) -> None:
    run, _ = observed
    assert run(probes.get_activity()).setting.startswith("SELECT /* probe.get_activity */")


def test_a_name_in_front_of_the_keyword_would_be_lost(observed: tuple[Run, str]) -> None:
    _, url = observed
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("/* probe.in_front */ SELECT 1")
        connection.execute("SELECT /* probe.behind */ 1, 2")
        seen = names_seen(url)
        assert "probe.behind" in seen
        # PostgreSQL 18 drops a leading comment.
        assert connection.info.server_version < 180_000 or "probe.in_front" not in seen
