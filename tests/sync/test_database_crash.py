"""PostgreSQL is killed in the middle of everything, and nothing is lost."""

from __future__ import annotations

from collections.abc import Generator

import psycopg
import pytest

from tests.fixtures.graph_server import GraphServer
from tests.sync.chaos import Chaos
from tests.sync.hooks import once
from tests.sync.lab import open_lab
from tests.sync.own_database import OwnDatabase, own_database
from tests.sync.processes import WorkerProcess
from tracktion_db.errors import TracktionDBError
from tracktion_db.sync import drain


@pytest.fixture(scope="module")
def server_of_its_own(pytestconfig: pytest.Config) -> Generator[OwnDatabase]:
    with own_database(pytestconfig.rootpath) as own:
        yield own


@pytest.fixture
def own(server_of_its_own: OwnDatabase) -> OwnDatabase:
    """As new: the graph is empty for each test."""
    with psycopg.connect(server_of_its_own.url) as connection:
        connection.execute("TRUNCATE recordings, metadata, tracklists, graph_outbox, graph_failures CASCADE")
        connection.execute("DELETE FROM graph_outbox")
        connection.execute("UPDATE graph_fence SET token = 0, acknowledged_token = 0")
    return server_of_its_own


def test_a_killed_database_loses_nothing(own: OwnDatabase, clean_graph: GraphServer) -> None:
    def kill_database(chaos: Chaos, workers: list[WorkerProcess]) -> None:
        del workers
        own.kill()
        own.start()
        chaos.lab.renew_admin()

    with open_lab(own.url, clean_graph) as lab:
        around = Chaos(lab, seed=13, workers=2)
        around.run(2.0, [kill_database], pause=0.3, transactions=20)
    assert around.events["kill_database"] >= 1 and around.events["transactions"] >= 20


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_database_that_is_killed_around_the_graphs_commit_loses_nothing(
    own: OwnDatabase, clean_graph: GraphServer, moment: str
) -> None:
    with open_lab(own.url, clean_graph) as lab:
        lab.write_at_random(51, 20)
        worker = lab.worker()
        worker.open()

        def kill() -> None:
            own.kill()
            own.start()

        setattr(lab.graph, moment, once(kill))
        with pytest.raises(TracktionDBError):
            worker.write_batch()
        lab.renew_admin()
        assert lab.waiting()
        drain(worker)
        lab.check()
