"""What a health check tells of server, pool, schema and graph: the calls behind ``Database.health()``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracktion_db.call import Call, nothing, one
from tracktion_db.records import Record
from tracktion_db.statements import read_statements, sql_folder

# The lag of the graph is a statement of the sync, which stands above this module and shows the same record.
# Only that one: the package itself is imported with what stands here.
sql, _refused = read_statements([sql_folder() / "health", sql_folder() / "sync" / "get_graph_lag.sql"])
for _error in _refused:
    raise _error


class Server(Record):
    """What the server says of itself."""

    server_version: str
    database: str
    in_recovery: bool
    """True on a standby, which cannot be written to."""
    has_migrations: bool
    """Whether any migration was ever applied in this schema."""
    has_graph_outbox: bool
    """Whether this schema notes down what the graph must be told; an older one does not."""


class MigrationState(Record):
    """How far the schema is migrated."""

    applied: int
    """How many, those for extensions too."""
    newest: str | None
    """Name of the last migration, by its number; None while there is none."""


class GraphLag(Record):
    """How far the graph is behind."""

    depth: int
    """Changes that wait; counted up to 100,000."""
    oldest_seconds: float
    """Age of the oldest of them; 0 where nothing waits."""
    retrying: int
    """Refused, to be tried again by itself."""
    dead: int
    """Refused for good, until it changes or is requeued."""
    token: int
    """The last one that a worker drew."""
    acknowledged_token: int
    """Of the last batch that was done."""
    acknowledged_at: datetime | None
    """When that was; None before the first."""
    failing_since: datetime | None
    """When the graph stopped taking batches; None while it takes them."""
    failure: str | None
    """Why it takes none."""


@dataclass(frozen=True, slots=True)
class Health:
    """An answer of a working database; a database that does not work raises instead."""

    server: Server
    migrations: MigrationState
    latency_seconds: float
    """One round trip through the pool: checkout, the smallest statement, return."""
    pool: dict[str, int]
    """psycopg_pool's figures, by its names: ``pool_size``, ``pool_available``, ``requests_waiting`` …"""
    graph: GraphLag | None
    """How far the graph is behind; None where this schema has no outbox for it."""


def get_server() -> Call[Server]:
    """What the server says of itself."""
    return one(sql["health.get_server"], Server)


def get_migration_state() -> Call[MigrationState]:
    """How far the schema is migrated; raises StatementError where no migration was ever applied."""
    return one(sql["health.get_migration_state"], MigrationState)


def get_graph_lag() -> Call[GraphLag]:
    """How far the graph is behind, as the database knows it; raises StatementError where nothing is noted."""
    return one(sql["sync.get_graph_lag"], GraphLag)


def watch_statements() -> Call[None]:
    """Make ``pg_stat_statements`` readable in this database, whose server must preload it."""
    return nothing(sql["health.watch_statements"])


NOT_MIGRATED = MigrationState(applied=0, newest=None)
