"""A migrated database on a server that keeps pg_stat_statements, and the names that it has seen there."""

from __future__ import annotations

import re
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.fixtures.memory import servers_folder
from tests.fixtures.server import Server
from tracktion_db.embedded import EmbeddedPostgres
from tracktion_db.migrations import apply_with_extensions

NAME = re.compile(r"/\* (\w+\.\w+) \*/")
SEEN = """
    SELECT statement.query
    FROM pg_stat_statements AS statement
    INNER JOIN pg_database AS database ON database.oid = statement.dbid
    WHERE database.datname = current_database()
"""


@contextmanager
def observed_database(server: Server, template: str, checkout: Path) -> Generator[str]:
    """On the server of the run or, where that does not keep statistics of statements, on an embedded one."""
    with psycopg.connect(server.url) as admin:
        libraries = admin.execute("SHOW shared_preload_libraries").fetchone()
    if libraries is not None and "pg_stat_statements" in libraries[0]:
        with server.clean_database(template) as url:
            _create_extension(url)
            yield url
        return
    embedded = EmbeddedPostgres(servers_folder(checkout) / f"observed-{secrets.token_hex(4)}", durable=False)
    try:
        with embedded:
            url = embedded.start()
            apply_with_extensions(url)
            _create_extension(url)
            yield url
    finally:
        embedded.remove()


def names_seen(url: str) -> set[str]:
    """Names of statements that the server keeps figures of in this database."""
    with psycopg.connect(url) as connection:
        queries = connection.execute(SEEN).fetchall()
    return {name for (query,) in queries for name in NAME.findall(query)}


def _create_extension(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
