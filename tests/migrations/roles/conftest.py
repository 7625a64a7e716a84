"""The statements as a migrated server understands them, once for all roles."""

from __future__ import annotations

from collections.abc import Generator

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.server import Server
from tracktion_db.check.reach.roles import RoleName, grants_as
from tracktion_db.cli.checking import analysed_statements
from tracktion_db.statements import Statements, sql_folder


@pytest.fixture(scope="session")
def derived(server: Server, postgresql_noproc: NoopExecutor) -> Generator[dict[RoleName, list[str]]]:
    """By role, the GRANTs to the role of the migrations and their reasons."""
    with server.clean_database(postgresql_noproc.template_dbname) as url, psycopg.connect(url) as admin:
        with analysed_statements(admin, Statements.load(sql_folder())) as (_, _, analysed):
            yield {role: grants_as(analysed, role, "probe") for role in RoleName}
