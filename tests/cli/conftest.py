"""Folders and environments that the commands are run in."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and an environment that names no server."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "DB_HOST", "DB_CONNECTION_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # the demo's data set stays away: no network in tests
    return tmp_path


@pytest.fixture
def migrated(here: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, but with the server of the tests."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return here
