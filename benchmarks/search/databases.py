"""Databases that the searches run in: made by the migrations, and kept for the next run."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.lab import connect
from benchmarks.search.corpus import copy_tracks, real_tracks
from tracktion_db import Database, library
from tracktion_db.migrations import apply_migrations

QUALITY: Final = "search_quality"
_COUNTING_SECONDS: Final = 600.0


def url_of(server: str, name: str) -> str:
    """The URL of a database on the same server."""
    return make_conninfo(server, dbname=name)


def exists(server: str, name: str) -> bool:
    """Whether the server has this database."""
    with connect(server) as admin:
        found = admin.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone()
    return found is not None


def make(server: str, name: str) -> str:
    """A new, migrated database in place of one of this name; its URL."""
    url = make_empty(server, name)
    apply_migrations(url)
    return url


def make_empty(server: str, name: str) -> str:
    """A new database in place of one of this name; its URL."""
    drop(server, name)
    with connect(server) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    return url_of(server, name)


def drop(server: str, name: str) -> None:
    """Drop the database of this name, if there is one."""
    with connect(server) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def judged(server: str, path: Path, *, keep: bool) -> str:
    """The database with the judged tracks; ``keep`` takes the one of an earlier run as it is."""
    if keep and exists(server, QUALITY):
        return url_of(server, QUALITY)
    url = make(server, QUALITY)
    with connect(url) as connection:
        copy_tracks(connection, real_tracks(path))
        count_words(url)
        connection.execute("VACUUM (ANALYZE)")
    return url


def count_words(url: str) -> None:
    """Bring the vocabulary for typos up to date, as after every large import."""
    with Database.from_url(url, statement_timeout=_COUNTING_SECONDS) as database:
        database.run(library.refresh_search_words())
