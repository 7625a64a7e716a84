"""Our own statements, checked by every rule: one test for each, named after it."""

from __future__ import annotations

from collections.abc import Generator

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.extensions import own_statements
from tests.fixtures.server import Server
from tracktion_db.check.check import Checked, check_all
from tracktion_db.check.packages import import_package

STATEMENTS = own_statements()


@pytest.fixture(scope="session")
def checked(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Checked]:
    """All of them, checked once for each worker."""
    import_package("tracktion_db")
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url) as connection,
    ):
        yield check_all(STATEMENTS, connection)


@pytest.mark.parametrize("name", STATEMENTS)
def test_nothing_is_found_in(name: str, checked: Checked) -> None:
    found = [str(finding) for finding in checked.findings if finding.statement == name]
    assert not found, "\n\n".join(found)


def test_only_utility_commands_are_not_checked_in_full(checked: Checked) -> None:
    assert {note.statement for note in checked.notes} == {
        "catalog.refresh_recording_statistics",
        "health.watch_statements",
    }
