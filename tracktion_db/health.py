"""What a health check tells of server, pool and schema: the calls behind ``Database.health()``."""

from __future__ import annotations

from dataclasses import dataclass

from tracktion_db.call import Call, nothing, one
from tracktion_db.records import Record
from tracktion_db.statements import Statements, sql_folder

sql = Statements.load(sql_folder() / "health")


class Server(Record):
    """What the server says of itself."""

    server_version: str
    database: str
    in_recovery: bool
    """True on a standby, which cannot be written to."""
    has_migrations: bool
    """Whether any migration was ever applied in this schema."""


class MigrationState(Record):
    """How far the schema is migrated."""

    applied: int
    newest: str | None
    """Name of the last migration; None while there is none."""


@dataclass(frozen=True, slots=True)
class Health:
    """An answer of a working database; a database that does not work raises instead."""

    server: Server
    migrations: MigrationState
    latency_seconds: float
    """One round trip through the pool: checkout, the smallest statement, return."""
    pool: dict[str, int]
    """psycopg_pool's figures, by its names: ``pool_size``, ``pool_available``, ``requests_waiting`` …"""


def get_server() -> Call[Server]:
    """What the server says of itself."""
    return one(sql["health.get_server"], Server)


def get_migration_state() -> Call[MigrationState]:
    """How far the schema is migrated; raises StatementError where no migration was ever applied."""
    return one(sql["health.get_migration_state"], MigrationState)


def watch_statements() -> Call[None]:
    """Make ``pg_stat_statements`` readable in this database, whose server must preload it."""
    return nothing(sql["health.watch_statements"])


NOT_MIGRATED = MigrationState(applied=0, newest=None)
