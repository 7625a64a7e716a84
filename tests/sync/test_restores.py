"""Databases and graphs that do not belong together, or went back in time: refused in words, never mixed."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Generator

import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.fixtures.server import Server
from tests.sync.hooks import KilledError
from tests.sync.lab import APPLICATION, Lab
from tracktion_db import Database, catalog
from tracktion_db.errors import StatementError, UsageError
from tracktion_db.sync import (
    Rebuild,
    Worker,
    drain,
    get_graph_lag,
    get_rebuild,
    get_unfinished,
    rebuild,
    run,
    verify,
)
from tracktion_db.sync.fence import adopt_fence, get_fence


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
    ((epoch, database, token),) = lab.cypher("MATCH (f:SyncFence) RETURN f.epoch, f.database, f.token")
    assert (epoch, token) == (str(lab.scalar("SELECT epoch FROM graph_fence")), 0)
    server, oid = database.split("/")
    assert server == lab.scalar("SELECT system_identifier::text FROM pg_control_system()")
    assert oid == lab.scalar("SELECT oid::text FROM pg_database WHERE datname = current_database()")


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
        # In the place of its original: a backup of files, not a copy of the database.
        filled.cypher("MATCH (f:SyncFence) SET f.database = $database", database=db.run(get_fence()).database)
        for attempt in (Worker(db, filled.graph).open, Worker(db, filled.graph).write_batch):
            with pytest.raises(UsageError, match="the database is older than the graph"):
                attempt()
        with pytest.raises(UsageError, match="the database is older than the graph"):
            run(Worker(db, filled.graph), threading.Event())
    titles = filled.cypher("MATCH (r:Recording) RETURN r.title AS title ORDER BY title")
    assert titles == [["one"], ["three"], ["two"]]


def test_a_copy_of_a_database_does_not_get_its_originals_graph(filled: Lab, copy_url: str) -> None:
    before = filled.dump()
    change(copy_url, "two")
    with open_database(copy_url) as copy:
        for attempt in (Worker(copy, filled.graph).open, Worker(copy, filled.graph).write_batch):
            with pytest.raises(UsageError, match=r"is a copy of.*if this is the database now.*rebuild"):
                attempt()
        with pytest.raises(UsageError, match="is a copy of"):
            verify(copy, filled.graph)
        assert filled.dump() == before
        # The original goes on, and does not notice.
        with open_database(filled.url) as original:
            change(filled.url, "three")
            drain(Worker(original, filled.graph))
            assert verify(original, filled.graph).findings == ()
            # Whoever says that the copy is the database now has it built from that.
            rebuild(copy, filled.graph, Worker(copy, filled.graph))
            assert verify(copy, filled.graph).findings == ()
            with pytest.raises(UsageError, match="belongs to another database"):
                Worker(original, filled.graph).open()


@pytest.mark.parametrize("phase", ["wipe", "recordings"])
def test_a_copy_with_an_unfinished_rebuild_does_not_go_on_with_it(
    filled: Lab, phase: str, server: Server
) -> None:
    def stop(state: Rebuild) -> None:
        if state.phase == phase:
            raise KilledError

    with pytest.raises(KilledError):
        rebuild(filled.db, filled.graph, filled.worker(), on_progress=stop)
    filled.end_worker_sessions()
    filled.admin.close()
    with (
        server.clean_database(str(conninfo_to_dict(filled.url)["dbname"])) as url,
        open_database(url) as copy,
    ):
        with open_database(filled.url) as original:
            unfinished = original.run(get_rebuild())
            assert get_unfinished(original, filled.graph) == unfinished == copy.run(get_rebuild())
        assert unfinished is not None and get_unfinished(copy, filled.graph) is None
        done = rebuild(copy, filled.graph, Worker(copy, filled.graph))
        assert done.id != unfinished.id and copy.run(get_rebuild()) is None
        assert verify(copy, filled.graph).findings == ()


def test_a_graph_that_the_version_before_wrote_is_taken_on_by_the_first(filled: Lab, copy_url: str) -> None:
    filled.cypher("MATCH (f:SyncFence) REMOVE f.database")
    with open_database(copy_url) as copy, open_database(filled.url) as original:
        assert verify(original, filled.graph).findings == ()
        Worker(original, filled.graph).open()
        ((database,),) = filled.cypher("MATCH (f:SyncFence) RETURN f.database")
        assert database == original.run(get_fence()).database != copy.run(get_fence()).database
        filled.graph.run(adopt_fence(copy.run(get_fence())))
        with pytest.raises(UsageError, match="is a copy of"):
            Worker(copy, filled.graph).open()
        change(filled.url, "two")
        drain(Worker(original, filled.graph))


def test_a_batch_passes_a_fence_of_which_it_is_not_known_whose_it_is(filled: Lab) -> None:
    filled.cypher("MATCH (f:SyncFence) REMOVE f.database")
    filled.add_recording(title="two")
    assert filled.worker().write_batch().claimed
    filled.check()


def test_a_worker_that_may_not_ask_which_server_it_is_writes_nothing_and_says_why(filled: Lab) -> None:
    role, password = f"worker_{secrets.token_hex(6)}", secrets.token_hex(16)
    name, literal = sql.Identifier(role), sql.Literal(password)
    filled.admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, literal))
    try:
        for what in ("TABLES", "SEQUENCES"):
            grant = sql.SQL("GRANT ALL ON ALL {} IN SCHEMA public TO {}").format(sql.SQL(what), name)
            filled.admin.execute(grant)
        with open_database(make_conninfo(filled.url, user=role, password=password)) as db:
            worker = Worker(db, filled.graph)
            filled.add_recording(title="two")
            assert drain(worker) == 2
            filled.admin.execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
            filled.add_recording(title="three")
            for attempt in (worker.open, worker.write_batch):
                with pytest.raises(StatementError, match=r"sync\..*InsufficientPrivilege") as caught:
                    attempt()
            worker.note_failing(caught.value)
            assert "InsufficientPrivilege" in str(db.run(get_graph_lag()).failure)
            filled.admin.execute(sql.SQL("GRANT EXECUTE ON FUNCTION pg_control_system() TO {}").format(name))
            assert drain(worker) == 2
    finally:
        filled.admin.execute(sql.SQL("DROP OWNED BY {}").format(name))
        filled.admin.execute(sql.SQL("DROP ROLE {}").format(name))


def test_running_ends_where_going_on_makes_no_sense(filled: Lab) -> None:
    worker = filled.worker()
    filled.admin.execute("UPDATE graph_fence SET epoch = gen_random_uuid()")
    with pytest.raises(UsageError, match="belongs to another database"):
        run(worker, threading.Event())
    lag = filled.db.run(get_graph_lag())
    assert lag.failing_since is not None and lag.failure is not None
    assert "belongs to another database" in lag.failure


def test_draining_a_graph_of_another_database_is_noted(filled: Lab) -> None:
    filled.admin.execute("UPDATE graph_fence SET epoch = gen_random_uuid()")
    with pytest.raises(UsageError, match="belongs to another database"):
        drain(filled.worker())
    assert "belongs to another database" in str(filled.db.run(get_graph_lag()).failure)
