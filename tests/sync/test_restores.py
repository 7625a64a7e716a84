"""Databases and graphs that do not belong together, or went back in time: refused in words, never mixed."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.fixtures.server import Server
from tests.sync.lab import APPLICATION, Lab
from tracktion_db import Database, catalog
from tracktion_db.errors import UsageError
from tracktion_db.sync import Worker, drain, run


@pytest.fixture
def filled(lab: Lab) -> Lab:
    """With a graph that is the database's."""
    lab.add_recording(title="one")
    drain(lab.worker())
    return lab


@pytest.fixture
def copy_url(filled: Lab, server: Server) -> Generator[str]:
    """What a backup of this moment restores."""
    filled.end_worker_sessions()
    name = str(conninfo_to_dict(filled.url)["dbname"])
    filled.admin.close()  # nobody may be connected to what is copied
    with server.clean_database(name) as url:
        yield url


def change(url: str, title: str) -> None:
    with Database.from_url(url, pool_min_size=1) as db:
        added = db.run(catalog.add_recording(catalog.NewRecording(file_path=f"/{title}", file_name=title)))
        db.run(catalog.set_metadata(added.id, {"title": title}))


def open_database(url: str) -> Database:
    return Database.from_url(url, pool_min_size=1, application_name=APPLICATION)


def test_a_fresh_graph_becomes_the_databases_own(lab: Lab) -> None:
    worker = lab.worker()
    worker.open()
    worker.open()
    ((epoch, token),) = lab.cypher("MATCH (f:SyncFence) RETURN f.epoch, f.token")
    assert (epoch, token) == (str(lab.scalar("SELECT epoch FROM graph_fence")), 0)


def test_two_workers_that_open_a_fresh_graph_at_once_make_one_fence(lab: Lab) -> None:
    with lab.another_graph() as other:
        threads = [threading.Thread(target=Worker(lab.db, graph).open) for graph in (lab.graph, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(lab.cypher("MATCH (f:SyncFence) RETURN f.uid")) == 1


def test_the_graph_of_another_database_is_refused(filled: Lab) -> None:
    before = filled.dump()
    filled.admin.execute("UPDATE graph_fence SET epoch = gen_random_uuid()")
    filled.add_recording(title="two")
    for attempt in (filled.worker().open, filled.worker().write_batch):
        with pytest.raises(UsageError, match=r"belongs to another database.*tracktion-db rebuild"):
            attempt()
    assert filled.dump() == before and filled.waiting()


def test_a_graph_that_was_emptied_is_refused(filled: Lab) -> None:
    filled.cypher("MATCH (n) DETACH DELETE n")
    filled.add_recording(title="two")
    for attempt in (filled.worker().open, filled.worker().write_batch):
        with pytest.raises(UsageError, match="tracktion-db rebuild"):
            attempt()
    assert filled.cypher("MATCH (n:Recording) RETURN n") == []


def test_a_graph_that_was_restored_is_refused(filled: Lab) -> None:
    filled.add_recording(title="two")
    drain(filled.worker())
    filled.cypher("MATCH (f:SyncFence) SET f.token = f.token - 1")
    filled.add_recording(title="three")
    for attempt in (filled.worker().open, filled.worker().write_batch):
        with pytest.raises(UsageError, match="the graph is older than the database"):
            attempt()


def test_a_database_that_was_restored_is_refused(filled: Lab, copy_url: str) -> None:
    with open_database(filled.url) as db:
        for title in ("two", "three"):
            change(filled.url, title)
            drain(Worker(db, filled.graph))
    change(copy_url, "four")
    with open_database(copy_url) as db:
        for attempt in (Worker(db, filled.graph).open, Worker(db, filled.graph).write_batch):
            with pytest.raises(UsageError, match="the database is older than the graph"):
                attempt()
        with pytest.raises(UsageError, match="the database is older than the graph"):
            run(Worker(db, filled.graph), threading.Event())
    titles = filled.cypher("MATCH (r:Recording) RETURN r.title AS title ORDER BY title")
    assert titles == [["one"], ["three"], ["two"]]


def test_running_ends_where_going_on_makes_no_sense(filled: Lab) -> None:
    worker = filled.worker()
    filled.admin.execute("UPDATE graph_fence SET epoch = gen_random_uuid()")
    with pytest.raises(UsageError, match="belongs to another database"):
        run(worker, threading.Event())
