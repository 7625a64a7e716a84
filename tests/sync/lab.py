"""A database and a graph side by side, and what tests of the sync do to both."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar
from uuid import UUID, uuid4

import neo4j
import psycopg
from psycopg.types.json import Jsonb

from tests.fixtures.graph_server import GraphServer
from tests.sync.image import Image, graph_dump, rows
from tests.sync.model import assert_converged
from tests.sync.workload import Writer
from tracktion_db import Database, Settings, graph_migrations
from tracktion_db.graph import Graph, GraphSettings, GraphTransaction
from tracktion_db.sync import Worker, drain

T = TypeVar("T")
APPLICATION = "the worker of the test"


class HookedGraph(Graph):
    """A graph whose ``before`` and ``after`` are called around the transaction of a batch.

    ``before`` comes when the state was read and nothing is written, ``after`` when all is committed.
    """

    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None

    def transact(self, work: Callable[[GraphTransaction], T], *, timeout: float | None = None) -> T:
        if self.before is not None:
            self.before()
        answer = super().transact(work, timeout=timeout)
        if self.after is not None:
            self.after()
        return answer


def graph_settings(server: GraphServer, **overrides: Any) -> GraphSettings:
    """Settings of this server."""
    given: dict[str, Any] = {
        "uri": server.uri,
        "user": server.user,
        "password": server.password,
        "database": server.database,
    }
    return GraphSettings(**{**given, **overrides})


@dataclass
class Lab:
    """Both sides: library and plain connections."""

    url: str
    db: Database
    graph: HookedGraph
    server: GraphServer
    driver: neo4j.Driver
    admin: psycopg.Connection[Any]

    def worker(self, **options: Any) -> Worker:
        return Worker(self.db, self.graph, **options)

    def drain(self) -> int:
        """Another worker, unhooked, writes all that waits."""
        with self.another_graph() as graph:
            return drain(Worker(self.db, graph))

    @contextmanager
    def another_graph(self, **overrides: Any) -> Generator[HookedGraph]:
        """The same graph, as another worker has it."""
        with HookedGraph(graph_settings(self.server, **overrides)) as graph:
            yield graph

    def check(self, *, failures: int = 0) -> None:
        assert_converged(self.url, self.driver, failures=failures)

    def dump(self) -> Image:
        return graph_dump(self.driver)

    def renew_admin(self) -> None:
        """Connect again after the server was killed."""
        self.admin.close()
        self.admin = psycopg.connect(self.url, autocommit=True)

    # --- writes, committed at once

    def add_recording(self, **metadata: str) -> UUID:
        id_ = uuid4()
        with self.admin.transaction():
            self.admin.execute(
                "INSERT INTO recordings (id, file_path, file_name) VALUES (%s, %s, 'file')", (id_, f"/{id_}")
            )
            for key, value in metadata.items():
                self.set(id_, key, value)
        return id_

    def set(self, recording: UUID, key: str, value: str) -> None:
        self.admin.execute(
            "INSERT INTO metadata (recording_id, key, value) VALUES (%s, %s, %s)"
            " ON CONFLICT (recording_id, key) DO UPDATE SET value = EXCLUDED.value",
            (recording, key, value),
        )

    def add_tracklist(self, *tracks: tuple[str, str], recording: UUID | None = None) -> UUID:
        id_ = uuid4()
        entries = [{"artist": artist, "title": title} for artist, title in tracks]
        self.admin.execute(
            "INSERT INTO tracklists (id, recording_id, source, tracks) VALUES (%s, %s, 'test', %s)",
            (id_, recording, Jsonb(entries)),
        )
        return id_

    def remove(self, recording: UUID) -> None:
        self.admin.execute("DELETE FROM recordings WHERE id = %s", (recording,))

    def write_at_random(self, seed: int, steps: int) -> None:
        """So many transactions of everything that one can do."""
        writer = Writer(random.Random(seed))
        with psycopg.connect(self.url) as connection:
            for _ in range(steps):
                writer.step(connection)
        assert writer.done

    # --- looks

    def waiting(self) -> list[tuple[str, str]]:
        """Kinds and keys in the outbox."""
        return self.admin.execute("SELECT kind, key FROM graph_outbox ORDER BY id").fetchall()

    def scalar(self, query: LiteralString, parameters: Sequence[Any] = ()) -> Any:
        row = self.admin.execute(query, parameters).fetchone()
        return None if row is None else row[0]

    def cypher(self, text: str, **parameters: Any) -> list[list[Any]]:
        """Sabotage and looks, by the plain driver."""
        return rows(self.driver, text, **parameters)

    def end_worker_sessions(self) -> int:
        """What pg_terminate_backend does to the workers of this database; answers how many sessions."""
        return self.scalar(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            (APPLICATION,),
        )


@contextmanager
def open_lab(url: str, server: GraphServer) -> Generator[Lab]:
    """A lab on a migrated database and an empty graph."""
    with ExitStack() as stack:
        graph = stack.enter_context(HookedGraph(graph_settings(server)))
        graph_migrations.apply(graph)
        settings = Settings.from_url(url, pool_min_size=1, application_name=APPLICATION)
        lab = Lab(
            url=url,
            db=stack.enter_context(Database(settings)),
            graph=graph,
            server=server,
            driver=stack.enter_context(server.driver()),
            admin=psycopg.connect(url, autocommit=True),
        )
        stack.callback(lambda: lab.admin.close())
        yield lab
