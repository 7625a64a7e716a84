"""A database for each file of tests: filled once with the TRACKS of the module, for both executors."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tests.library.search.crowd import CROWD, VOCABULARY
from tracktion_db import Database, Settings, library
from tracktion_db.library import NewAudioTrack


@pytest.fixture(scope="module")
def library_url(
    request: pytest.FixtureRequest, server: Server, postgresql_noproc: NoopExecutor
) -> Generator[str]:
    """A database with the tracks in the variable TRACKS of the module: fields of NewAudioTrack."""
    tracks: list[dict[str, Any]] = getattr(request.node.obj, "TRACKS", [])
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        if tracks:
            with Database.from_url(url) as db:
                db.run(library.add_audio_tracks([NewAudioTrack(**track) for track in tracks]))
                db.run(library.refresh_search_words())
        yield url


@pytest.fixture(scope="package")
def crowded_url(server: Server, postgresql_noproc: NoopExecutor) -> Generator[str]:
    """A database with 60,000 tracks, most of them of a few frequent words."""
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            _ = connection.execute(CROWD)
            _ = connection.execute("VACUUM ANALYZE audio_tracks")
        with Database.from_url(url) as db:
            _ = db.run(library.refresh_search_words())
        with psycopg.connect(url, autocommit=True) as connection:
            _ = connection.execute(VOCABULARY)
            _ = connection.execute("VACUUM ANALYZE search_words")
        yield url


@pytest.fixture(scope="module")
def settings(library_url: str) -> Settings:
    return Settings.from_url(library_url, pool_min_size=1)


@pytest.fixture(scope="module", params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def run(request: pytest.FixtureRequest, settings: Settings) -> Generator[Run]:
    with request.param(settings) as run:
        yield run
